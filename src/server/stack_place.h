// SPDX-License-Identifier: Apache-2.0
// Where one stack of the stack half is kept, and the half itself over it:
//
//   DATA/stacks/<cloud id>/books.sqlite   readings, due hours, directory, marks (layout of a stack)
//   DATA/stacks/<cloud id>/journal/       the hours
//
// The data directory's lock covers it. One thread.
#pragma once

#include <memory>
#include <string>

#include "core/world.h"
#include "journal/journal.h"
#include "journal/sql/sql_mark_store.h"
#include "stack/sql/sql_stack_books.h"
#include "stack/stack_half.h"
#include "store/database.h"

namespace tollbridge::server {

inline constexpr std::string_view stacks_folder = "/stacks";

class StackPlace {
 public:
  // Opens or makes it. Disk and clock must outlive it. Errors: InvalidCloudId (invalid: no folder
  // can have that name); those of store/database.h and journal/rocksdb.
  static Result<std::unique_ptr<StackPlace>> open(Disk& disk, Clock& clock,
                                                  const std::string& data, const StackId& stack,
                                                  const stack::StackRules& rules);

  stack::StackHalf& half() { return *half_; }
  stack::StackBooks& books() { return *books_; }
  journal::Journal& journal() { return *journal_; }
  store::Database& database() { return *database_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }

 private:
  StackPlace() = default;

  std::string directory_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<journal::SqlMarkStore> marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<stack::SqlStackBooks> books_;
  std::unique_ptr<stack::StackHalf> half_;
};

}  // namespace tollbridge::server
