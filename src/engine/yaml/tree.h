// SPDX-License-Identifier: Apache-2.0
// One YAML document as a tree of texts with lines. Part of book_reader.h and config_reader.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tollbridge::engine::yaml {

enum class NodeKind : std::uint8_t { null, text, list, map };

struct Node {
  NodeKind kind = NodeKind::null;
  std::int64_t line = 0;  // 1-based
  std::string text;
  std::vector<Node> items;  // of a list; of a map: key, value, key, value, …
};

// "a text", "a list", …
std::string_view to_string(NodeKind kind);

// Errors: InvalidYaml, BookTooDeep, AliasNotAllowed, EmptyBook.
Result<Node> parse_yaml(std::string_view yaml);

}  // namespace tollbridge::engine::yaml
