// SPDX-License-Identifier: Apache-2.0
// What commerce answers, read without trusting a byte of it. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/inbox.h"
#include "core/result.h"

namespace tollbridge::bridge::link {

// {"watermark":12,"known":[{"number":12,"hash":"<64 hex digits>"}]}; further members are ignored.
// Errors: AnswerWrong (io).
Result<Standing> read_standing(std::string_view body);

// An answer that is no success, as the error commerce meant: its code and message if the body is a
// problem (RFC 9457), its kind by the status. Anything else than a problem was not written by
// commerce (a proxy, a portal of a hotel) and is not believed: AnswerWrong (io), but for 429, 502,
// 503 and 504, which mean the same from everybody (CommerceBusy, busy).
//
// Only a 404 that says BatchNotKept is not_found: what it says makes a stack give up a batch.
Error read_problem(long status, std::string_view body);

}  // namespace tollbridge::bridge::link
