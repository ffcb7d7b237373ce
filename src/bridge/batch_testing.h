// SPDX-License-Identifier: Apache-2.0
// Batches for tests, and a key that is none: its signature is a hash of a word and the bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/batch.h"
#include "core/check.h"

namespace tollbridge::bridge {

inline const StackId stack_one("9c1e0000-0000-4000-8000-000000000001");
inline const StackId stack_two("9c1e0000-0000-4000-8000-000000000002");
// 2026-10-01T00:00:00Z
inline const Hour october = Hour::from_index(497'448);

inline std::string word_signature(std::string_view word, std::string_view bytes) {
  const std::string once = hex(sha256(std::string(word) + hex(sha256(bytes))));
  CHECK(once.size() == signature_bytes);
  return once;
}
inline Sign word_key(const std::string& word) {
  return [word](std::string_view bytes) -> Result<std::string> {
    return word_signature(word, bytes);
  };
}
inline Verifies word_check(const std::string& word) {
  return [word](std::string_view bytes, std::string_view signature) {
    return signature == word_signature(word, bytes);
  };
}

// A row in words; what is not said is ordinary.
struct Said {
  std::string resource = "vm1";
  std::int32_t hour = 0;  // after `october`
  std::string quantity = "1";
  std::int64_t revision = 0;
  std::string meter = "meter";
  std::string subscription = "5d20c2de-0000-4000-8000-000000000001";
  std::string tenant = "7b6d3d3a-0000-4000-8000-000000000001";
  std::string event_id = "";
};

inline void add_row(journal::UsageBatch& usage, const StackId& stack, const Said& said) {
  journal::StringPool& pool = usage.strings;
  journal::UsageRow row;
  row.stack = pool.intern(stack.text());
  row.subscription = pool.intern(said.subscription);
  row.tenant = pool.intern(said.tenant);
  row.meter = pool.intern(said.meter);
  row.resource = pool.intern(said.resource);
  row.event_id = pool.intern(said.event_id);
  row.location = pool.intern("northwest");
  row.start = october.plus(said.hour).start();
  row.quantity = Quantity::parse(said.quantity).value();
  row.revision = said.revision;
  row.reported_at = october.plus(said.hour + 1).start();
  usage.rows.push_back(row);
}

inline journal::UsageBatch usage_of(const std::vector<Said>& rows,
                                    const StackId& stack = stack_one) {
  journal::UsageBatch usage;
  for (const Said& said : rows) add_row(usage, stack, said);
  return usage;
}

// The rows in words, in order, whatever pool they index.
inline std::vector<std::string> words_of(const journal::UsageBatch& usage) {
  std::vector<std::string> words;
  const auto text = [&](std::uint32_t index) { return std::string(usage.strings.text(index)); };
  for (const journal::UsageRow& row : usage.rows) {
    words.push_back(text(row.stack) + "|" + text(row.subscription) + "|" + text(row.tenant) + "|" +
                    text(row.meter) + "|" + text(row.resource) + "|" + text(row.event_id) + "|" +
                    text(row.location) + "|" + text(row.tags) + "|" + to_string(row.start) + "|" +
                    (row.end ? to_string(*row.end) : "") + "|" + row.quantity.to_string() + "|" +
                    std::to_string(row.revision) + "|" +
                    (row.reported_at ? to_string(*row.reported_at) : ""));
  }
  return words;
}

// The batch of docs/formats/batch.md.
inline Batch example_batch() {
  Batch batch;
  batch.head.stack = stack_one;
  batch.head.number = 1;
  batch.head.journal = {0, 2};
  batch.head.directory = {0, 1};
  batch.head.made_at = october.plus(2).start();
  batch.changes = {{1, LocalSubscriptionId("5d20c2de-0000-4000-8000-000000000001"),
                    TenantId("7b6d3d3a-0000-4000-8000-000000000001"), LocalState::enabled,
                    october.start(), october.plus(1).start()}};
  batch.usage = usage_of({{.resource = "vm1", .hour = 0, .quantity = "0.5"},
                          {.resource = "vm2", .hour = 0, .quantity = "1"},
                          {.resource = "vm1", .hour = 1, .quantity = "1"}});
  return batch;
}

}  // namespace tollbridge::bridge
