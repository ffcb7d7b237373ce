// SPDX-License-Identifier: Apache-2.0
// Readings as lines of NDJSON: what parse_readings (readings.h) reads back as the same.
#pragma once

#include <string>

#include "stack/reading.h"

namespace tollbridge::stack::json {

// Appends one line, with its line feed. Texts must be UTF-8, tags canonical JSON or empty.
void write_reading(const Posted& posted, std::string& to);

}  // namespace tollbridge::stack::json
