// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/dictionary.h"

#include <algorithm>

#include "journal/rocksdb/keys.h"

namespace tollbridge::journal {
namespace {

constexpr std::size_t cache_entry_bytes = 80;  // beside its text

std::unexpected<Error> damaged() {
  return fail(ErrorKind::damaged, "JournalDamaged",
              "The dictionary of the journal lacks a string; restore a backup.");
}

}  // namespace

Result<std::uint32_t> Dictionary::find(std::uint32_t stack, std::string_view text) {
  if (text.empty()) return 0;
  key_.assign(1, keys::number);
  keys::append_big_endian(key_, stack);
  key_.append(text);
  if (const auto found = recent_.find(key_); found != recent_.end()) return found->second;
  if (const auto found = older_.find(key_); found != older_.end()) {
    const std::uint32_t number = found->second;
    remember(key_, number);
    return number;
  }
  auto stored = database_.get(key_);
  if (!stored) return pass(stored);
  if (!*stored) return unknown;
  if ((*stored)->size() != sizeof(std::uint32_t)) return damaged();
  const auto number = keys::big_endian<std::uint32_t>((*stored)->data());
  remember(key_, number);
  return number;
}

void Dictionary::remember(std::string_view key, std::uint32_t number) {
  recent_bytes_ += key.size() + cache_entry_bytes;
  recent_.emplace(key, number);
  if (recent_bytes_ < generation_bytes_max_) return;
  older_ = std::move(recent_);
  recent_.clear();
  recent_bytes_ = 0;
}

void Dictionary::add(std::uint32_t stack, std::string_view text, std::uint32_t number,
                     rocksdb::WriteBatch& batch) {
  key_.assign(1, keys::number);
  keys::append_big_endian(key_, stack);
  key_.append(text);
  std::string value;
  keys::append_big_endian(value, number);
  database_.put(batch, key_, value);
  database_.put(batch, keys::Key(keys::text).u32(stack).u32(number).str(), text);
  remember(key_, number);
}

void Dictionary::forget() {
  recent_.clear();
  older_.clear();
  recent_bytes_ = 0;
}

Status PoolNumbers::need(const std::vector<std::uint32_t>& numbers) {
  for (const std::uint32_t number : numbers) {
    if (number >= index_.size()) return damaged();
    if (index_[number] != missing) continue;
    index_[number] = asked;
    wanted_.push_back(number);
  }
  return {};
}

Status PoolNumbers::fetch() {
  if (wanted_.empty()) return {};
  std::sort(wanted_.begin(), wanted_.end());
  const std::string end_key =
      after_prefix(keys::Key(keys::text).u32(stack_).u32(wanted_.back()).str());
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(keys::Key(keys::text).u32(stack_).u32(wanted_[0]).str(), &end);
  for (const std::uint32_t number : wanted_) {
    const std::string key = keys::Key(keys::text).u32(stack_).u32(number).str();
    // The next few are mostly neighbours; a far one is sought.
    for (int step = 0; step < 8 && at->Valid() && view(at->key()) < key; ++step) at->Next();
    if (at->Valid() && view(at->key()) < key) at->Seek(slice(key));
    if (!at->Valid() || view(at->key()) != key) {
      if (!at->status().ok()) {
        return std::unexpected(error_of(at->status(), "read the journal"));
      }
      return damaged();
    }
    index_[number] = pool_.intern(view(at->value()));
  }
  wanted_.clear();
  return {};
}

}  // namespace tollbridge::journal
