// SPDX-License-Identifier: Apache-2.0
// Tells the form of usage by its content, never by a file's name. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/result.h"
#include "intake/intake.h"

namespace tollbridge::intake {

// How much of the input's front decides; a record's first lines are enough.
inline constexpr std::size_t detect_bytes_max = 64 * 1024;

struct Detected {
  Format format = Format::automatic;
  bool lists = false;  // JSON lists (API pages, batches), not one record a line
};

// `front` is the input's first bytes without a byte order mark, up to detect_bytes_max; `asked` is
// kept unless it is automatic. Lines that tell nothing are passed over, so that a broken first
// line does not hide the form. Errors: UnknownFormat, which says what was expected.
Result<Detected> detect(std::string_view front, Format asked);

// The form of the JSON object that `text` begins with, by the names of its members.
std::optional<Format> form_of_json(std::string_view text);

}  // namespace tollbridge::intake
