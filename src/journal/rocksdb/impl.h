// SPDX-License-Identifier: Apache-2.0
// The parts of the RocksDB journal that open, append, scan and verify share.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/rocksdb/database.h"
#include "journal/rocksdb/dictionary.h"
#include "journal/rocksdb/hour_set.h"
#include "journal/usage_set.h"

namespace tollbridge::journal {

// A stack as its log stands. What is in the log beyond `marked` is not acknowledged yet.
struct StackState {
  std::uint32_t number = 0;
  StackId id;
  std::uint64_t sequence = 0;
  Digest hash{};
  std::uint32_t next_string = 1;
  std::uint64_t marked = 0;
  Digest marked_hash{};

  [[nodiscard]] Head head() const { return {id, sequence, hash}; }
};

// Heads and counts that the marks have yet to take.
struct Unmarked {
  std::vector<Head> heads;
  std::vector<CountDelta> deltas;
  std::string actor{};  // who imported them; empty: found without their mark on opening
};

// One scan of a stack that is there. Safe on any thread whose own `dictionary` and `stack` are.
Status scan_stack(Database& database, Dictionary& dictionary, const StackState& stack,
                  const ScanRequest& request, const ScanVisitor& visit);

class Append;

class RocksJournal final : public Journal {
 public:
  RocksJournal(std::unique_ptr<Database> database, MarkStore& marks, const RocksOptions& options);

  // Reads the stacks and holds them against the marks. Errors as open_rocks_journal's.
  Status start();

  Result<AppendOutcome> append(const UsageBatch& batch, const AppendOptions& options) override;
  Result<std::vector<Head>> heads() override;
  Status scan(const ScanRequest& request, const ScanVisitor& visit) override;
  std::unique_ptr<UsageReader> reader() override;
  Status verify() override;
  Status copy_to(const std::string& path) override;

 private:
  friend class Append;

  // rocks_journal.cc
  Status check_format();
  Status load_stacks();
  Status load_head(StackState& stack);
  Status compare_with(const std::vector<Head>& marks, std::vector<Error>& faults);
  Status roll_forward();
  Status roll_forward(StackState& stack, Unmarked& unmarked);
  Status count_rows(const StackState& stack, const Block& block, DeltaSums& sums);
  Status check_mark(const Head& mark, std::vector<Error>& faults);
  Status mark(const Unmarked& unmarked);
  Result<std::string> text_of(std::uint32_t stack, std::uint32_t number);
  Result<std::vector<CountDelta>> named(const StackState& stack, const DeltaSums& sums);
  [[nodiscard]] StackState* find(const StackId& id);

  // append.cc
  Status commit(Append& append);
  void forget(Append& append);

  // verify.cc
  void verify_stack(const StackState& stack, std::vector<Error>& faults);

  std::unique_ptr<Database> database_;
  MarkStore& marks_;
  RocksOptions options_;
  Dictionary dictionary_;
  HourSet hours_;
  std::vector<std::unique_ptr<StackState>> stacks_;  // by number - 1
  std::map<std::string, StackState*, std::less<>> by_id_;
  std::optional<Unmarked> unmarked_;  // synced, but the marks failed
  std::optional<Error> broken_;       // a write failed half-way: nothing more is accepted
  std::uint64_t appends_ = 0;
};

}  // namespace tollbridge::journal
