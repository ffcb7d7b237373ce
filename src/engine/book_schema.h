// SPDX-License-Identifier: Apache-2.0
// The keys a BOOK.yaml may have, as one table: the reader checks files against it, and messages
// name the nearest key of it. Constants only.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tollbridge::engine {

enum class KeyShape : std::uint8_t {
  scalar,
  file,     // a scalar that names a file; its text is read along
  scalars,  // a list of scalars
  object,   // one object
  objects,  // a list of objects
};

struct Schema;

struct Key {
  std::string_view name;
  KeyShape shape = KeyShape::scalar;
  const Schema* of = nullptr;  // of the object or objects
};

struct Schema {
  std::string_view object;  // "a partner", for messages
  std::span<const Key> keys;
};

extern const Schema book_schema;

// The known key most like `name`, or empty if none is near.
std::string_view nearest_key(const Schema& schema, std::string_view name);

}  // namespace tollbridge::engine
