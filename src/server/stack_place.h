// SPDX-License-Identifier: Apache-2.0
// Where one stack of the stack half is kept, and the half itself over it:
//
//   DATA/stacks/<cloud id>/books.sqlite   readings, due hours, directory, marks (layout of a stack)
//   DATA/stacks/<cloud id>/journal/       the hours
//   DATA/stacks/<cloud id>/bridge-key.pem the bridge's key; its public half is a note of the books
//
// The data directory's lock covers it. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/world.h"
#include "journal/journal.h"
#include "journal/sql/sql_mark_store.h"
#include "stack/sql/sql_stack_books.h"
#include "stack/stack_half.h"
#include "stack/stacks.h"
#include "store/database.h"

namespace tollbridge::server {

inline constexpr std::string_view stacks_folder = "/stacks";

class StackPlace final : public stack::LocalStack {
 public:
  // Opens or makes it. Disk and clock must outlive it. Errors: InvalidCloudId (invalid: no folder
  // can have that name); those of store/database.h and journal/rocksdb.
  static Result<std::unique_ptr<StackPlace>> open(Disk& disk, Clock& clock,
                                                  const std::string& data, const StackId& stack,
                                                  const stack::StackRules& rules);

  [[nodiscard]] const stack::Profile& profile() const override { return profile_; }
  [[nodiscard]] const std::string& directory() const override { return directory_; }
  stack::StackHalf& half() override { return *half_; }
  stack::StackBooks& books() override { return *books_; }
  journal::Journal& journal() override { return *journal_; }
  // Batches first, which may lag behind the hours but never be ahead of them; then books and
  // journal, and the bridge's key. On the engine's thread; its bridge may go on meanwhile.
  // `directory` is missing or empty. Errors: those of its stores and of the disk.
  Status copy_to(const std::string& directory);
  store::Database& database() { return *database_; }

  // Keeps region and provider subscription, and tells the directory of that subscription.
  Status keep_profile(const stack::Profile& profile, Instant now);

 private:
  StackPlace() = default;

  Disk* disk_ = nullptr;
  stack::Profile profile_;
  std::string directory_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<journal::SqlMarkStore> marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<stack::SqlStackBooks> books_;
  std::unique_ptr<stack::StackHalf> half_;
};

// All stacks of a data directory.
class StackPlaces final : public stack::Stacks {
 public:
  // Opens those that are there. Disk and clock must outlive it. Errors: those of StackPlace.
  static Result<std::unique_ptr<StackPlaces>> open(Disk& disk, Clock& clock,
                                                   const std::string& data,
                                                   const stack::StackRules& rules);

  std::vector<stack::LocalStack*> all() override;
  Result<stack::LocalStack*> make(const stack::Profile& profile, Instant now) override;

 private:
  StackPlaces(Disk& disk, Clock& clock, std::string data, const stack::StackRules& rules)
      : disk_(disk), clock_(clock), data_(std::move(data)), rules_(rules) {}

  Disk& disk_;
  Clock& clock_;
  const std::string data_;
  const stack::StackRules rules_;
  std::map<StackId, std::unique_ptr<StackPlace>> places_;
};

}  // namespace tollbridge::server
