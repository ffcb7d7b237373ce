// SPDX-License-Identifier: Apache-2.0
// The numbered list of changes to the schema. A migration is never edited after a release; the
// next one follows. Each is written once and spelled out for both databases.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tollbridge::store {

enum class Dialect : std::uint8_t { sqlite, postgresql };

struct Migration {
  int version = 0;  // 1, 2, 3 … without gaps
  std::string_view name;
  std::string_view text;  // with {integer}, {strict}, {clustered}, see sql_of
};

std::span<const Migration> migrations();        // of the commerce half's books
std::span<const Migration> stack_migrations();  // of a stack's

// The statements of a migration in one database's words, separated by ';'.
//   {integer}    INTEGER, or BIGINT
//   {strict}     STRICT: SQLite then refuses a value of another type
//   {clustered}  STRICT, WITHOUT ROWID: rows lie in the order of their key
std::string sql_of(const Migration& migration, Dialect dialect);

}  // namespace tollbridge::store
