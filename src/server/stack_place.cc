// SPDX-License-Identifier: Apache-2.0
#include "server/stack_place.h"

#include <algorithm>

#include "journal/rocksdb/rocks_journal.h"
#include "server/data_directory.h"

namespace tollbridge::server {
namespace {

constexpr std::size_t folder_name_max = 100;

bool names_a_folder(const std::string& id) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= folder_name_max && id.front() != '.' &&
         std::ranges::all_of(id, plain);
}

}  // namespace

Result<std::unique_ptr<StackPlace>> StackPlace::open(Disk& disk, Clock& clock,
                                                     const std::string& data,
                                                     const StackId& stack,
                                                     const stack::StackRules& rules) {
  if (!names_a_folder(stack.text())) {
    return fail(ErrorKind::invalid, "InvalidCloudId",
                "The cloud id '" + stack.text() +
                    "' cannot name a folder; use letters, digits, dashes, dots and underscores.");
  }
  std::unique_ptr<StackPlace> place(new StackPlace());
  place->directory_ = data + std::string(stacks_folder) + "/" + stack.text();
  store::OpenOptions options;
  options.directory = place->directory_;
  options.layout = &store::stack_layout();
  auto database = store::Database::open(disk, options);
  if (!database) return pass(database);
  place->database_ = *std::move(database);
  place->marks_ = std::make_unique<journal::SqlMarkStore>(*place->database_, clock, "stack");
  auto journal = journal::open_rocks_journal(place->directory_ + std::string(journal_folder),
                                             *place->marks_);
  if (!journal) return pass(journal);
  place->journal_ = *std::move(journal);
  auto books = stack::SqlStackBooks::open(*place->database_);
  if (!books) return pass(books);
  place->books_ = *std::move(books);
  auto half = stack::StackHalf::open(stack, *place->books_, *place->journal_, rules);
  if (!half) return pass(half);
  place->half_ = *std::move(half);
  return place;
}

}  // namespace tollbridge::server
