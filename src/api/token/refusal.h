// SPDX-License-Identifier: Apache-2.0
// Why a token was refused: one answer for the caller, the reason for the log.
#pragma once

#include <string>

#include "core/result.h"

namespace tollbridge::api::token {

// An InvalidAuthenticationToken (denied) whose message is the same for every reason; its only
// detail names the reason. Neither ever repeats a byte of the token.
Error refusal(std::string reason, std::string message);
std::unexpected<Error> refuse(std::string reason, std::string message);

// "KeyUnknown", "Expired", …; empty if the error is no refusal.
std::string reason_of(const Error& error);

// The error as a caller may see it: without its reason.
Error told(Error error);

}  // namespace tollbridge::api::token
