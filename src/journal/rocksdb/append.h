// SPDX-License-Identifier: Apache-2.0
// One append: judges the rows hour by hour, fills blocks, and gathers everything that belongs to
// them in one write batch.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "journal/rocksdb/impl.h"

namespace tollbridge::journal {

class Append {
 public:
  Append(RocksJournal& journal, const UsageBatch& batch, const AppendOptions& options);

  // Judges all rows. After an Error nothing of it may be written.
  Status run();

  rocksdb::WriteBatch& writes() { return writes_; }
  [[nodiscard]] bool has_blocks() const { return blocks_ > 0; }
  AppendOutcome take_outcome() { return std::move(outcome_); }
  // Heads of the stacks that got blocks, and how the counts changed.
  [[nodiscard]] Unmarked unmarked() const;
  // Puts every stack back as it was before.
  void undo();

 private:
  struct Touched {
    StackState* stack;
    StackState before;
    bool created;
  };
  struct Row;

  void sort_rows();
  StackState& touch(std::string_view id);
  Status stack_rows(std::span<const std::uint32_t> order);
  Status hour_rows(std::span<const std::uint32_t> order, std::span<const HourDemand> demands);
  Result<std::vector<HourKey>> known_keys(std::span<const std::uint32_t> order);
  Status judge_row(std::uint32_t at, OpenHour& open);
  void keep(const UsageRow& row, const HourKey& key, const Judgement& judgement);
  void push_columns(const UsageRow& row, const Judgement& judgement);
  void block_if_full();
  void finish_block();

  // Numbers of this batch's strings in the stack's dictionary.
  std::uint32_t number_of(std::uint32_t index);          // Dictionary::unknown if it has none
  std::uint32_t number_for(std::uint32_t index);         // gives it one
  [[nodiscard]] std::uint64_t sequence_of(const OpenHour& open) const;

  RocksJournal& journal_;
  const UsageBatch& batch_;
  AppendOptions options_;
  AppendOutcome outcome_;
  rocksdb::WriteBatch writes_;
  DeltaSums sums_;
  std::vector<std::uint32_t> order_;  // rows by stack and hour, else as given
  std::vector<Touched> touched_;
  StackState* stack_ = nullptr;
  std::uint32_t epoch_ = 0;            // of the stack, in memo_
  std::vector<std::uint64_t> memo_;    // epoch and number by pool index
  std::optional<Error> failure_;       // of a look-up inside number_of
  Block block_;
  std::size_t event_bytes_ = 0;
  bool has_events_ = false;
  std::size_t blocks_ = 0;
};

}  // namespace tollbridge::journal
