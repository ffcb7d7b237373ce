// SPDX-License-Identifier: Apache-2.0
// Compression of a batch's content (zstd). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollbridge::bridge {

std::string pack(std::string_view raw);

// Empty if `packed` does not unpack to exactly `raw_bytes`. Never holds more than that.
std::optional<std::string> unpack(std::string_view packed, std::uint64_t raw_bytes);

}  // namespace tollbridge::bridge
