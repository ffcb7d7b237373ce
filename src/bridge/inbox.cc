// SPDX-License-Identifier: Apache-2.0
#include "bridge/inbox.h"

#include <algorithm>

#include "bridge/row_rules.h"
#include "core/check.h"

namespace tollbridge::bridge {
namespace {

std::string named(const BatchHead& head) {
  return "Batch " + std::to_string(head.number) + " of stack " + head.stack.text();
}

std::unexpected<Error> diverged(const BatchHead& head, const std::string& why) {
  return fail(ErrorKind::conflict, "BatchDiverged",
              named(head) + " " + why +
                  "; the stack's past was restored: it takes back what it no longer knows and goes "
                  "on after that.");
}

// The rows that were taken: all that are left but conflicts.
BatchUsage usage_of_taken(std::uint64_t number, const journal::UsageBatch& usage,
                          const std::vector<journal::Verdict>& verdicts) {
  UsageDigest taken;
  UsageDigest again;
  for (std::size_t i = 0; i < usage.rows.size(); ++i) {
    if (verdicts[i] == journal::Verdict::conflict) continue;
    taken.add(usage.rows[i]);
    if (verdicts[i] == journal::Verdict::duplicate) again.add(usage.rows[i]);
  }
  return {number, taken.entries(usage.strings), again.entries(usage.strings)};
}

void reject_conflicts(const std::vector<journal::Verdict>& verdicts,
                      const std::vector<std::uint64_t>& row_of, std::vector<Rejected>& rejected) {
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i] != journal::Verdict::conflict) continue;
    Rejected one;
    one.row = row_of[i];
    one.code = "Conflict";
    one.message = "The same row and revision is known with another quantity, which counts.";
    rejected.push_back(std::move(one));
  }
}

}  // namespace

Result<Arrived> open_arrived(const StackId& stack, const Verifies& key, std::string_view bytes) {
  auto sealed = open_batch(bytes);
  if (!sealed) return pass(sealed);
  if (sealed->head.stack != stack) {
    return fail(ErrorKind::denied, "BatchOfAnotherStack",
                "The batch is of another stack than its sender.");
  }
  if (!sealed->signed_by(key)) {
    return fail(ErrorKind::denied, "BatchSignatureWrong",
                named(sealed->head) + " is not signed with the key the stack registered.");
  }
  auto batch = read_batch(*sealed);
  if (!batch) return pass(batch);
  return Arrived{std::move(*sealed), std::move(*batch)};
}

Result<std::string> Inbox::take(const StackId& stack, const Verifies& key, std::string_view bytes,
                                Instant now) {
  auto arrived = open_arrived(stack, key, bytes);
  if (!arrived) return pass(arrived);
  return take(std::move(*arrived), bytes, now);
}

Result<std::string> Inbox::take(Arrived&& arrived, std::string_view bytes, Instant now) {
  const BatchHead& head = arrived.sealed.head;
  const auto newest = finished(head.stack, now);
  if (!newest) return std::unexpected(newest.error());
  const std::uint64_t last = *newest ? (*newest)->number : 0;
  if (head.number > last + 1) {
    return fail(ErrorKind::conflict, "BatchGap",
                named(head) + " came, and batch " + std::to_string(last + 1) + " is expected.");
  }
  if (head.number <= last) {
    const auto known = ports_.ledger.find(head.stack, head.number);
    if (!known) return std::unexpected(known.error());
    if (!*known || (*known)->hash != arrived.sealed.hash) {
      return diverged(head, "was another before");
    }
    return (*known)->receipt;
  }
  if (head.previous != (*newest ? (*newest)->hash : Digest{})) {
    return diverged(head, "follows another batch than the one that was taken");
  }
  const auto before = ports_.ledger.find(head.stack, head.number);
  if (!before) return std::unexpected(before.error());
  if (*before && (*before)->hash != arrived.sealed.hash) {
    return diverged(head, "was another before the ledger was set back");
  }
  // Nothing is kept that could not be finished.
  if (auto kept = ports_.ledger.keep_bytes(head.stack, head.number, bytes); !kept) {
    return pass(kept);
  }
  return take_next(arrived.sealed, std::move(arrived.batch), now);
}

Result<std::optional<Taken>> Inbox::finished(const StackId& stack, Instant now) {
  for (;;) {
    auto newest = ports_.ledger.newest(stack);
    if (!newest) return newest;
    const std::uint64_t number = *newest ? (*newest)->number + 1 : 1;
    const auto bytes = ports_.ledger.bytes(stack, number);
    if (!bytes && bytes.error().kind == ErrorKind::not_found) return newest;
    if (!bytes) return std::unexpected(bytes.error());
    const auto sealed = open_batch(*bytes);
    // What a past that was given up has left; the next batch is written over it.
    if (!sealed || sealed->head.stack != stack || sealed->head.number != number ||
        sealed->head.previous != (*newest ? (*newest)->hash : Digest{})) {
      return newest;
    }
    const auto before = ports_.ledger.find(stack, number);
    if (!before) return std::unexpected(before.error());
    if (*before && (*before)->hash != sealed->hash) return newest;
    auto batch = read_batch(*sealed);
    if (!batch) return newest;
    if (auto taken = take_next(*sealed, std::move(*batch), now); !taken) return pass(taken);
  }
}

Result<std::string> Inbox::take_next(const SealedBatch& sealed, Batch&& batch, Instant now) {
  const StackId& stack = sealed.head.stack;
  std::vector<Rejected> rejected;
  if (auto declared = ports_.directory.declare(stack, batch.changes, now, rejected); !declared) {
    return pass(declared);
  }
  std::vector<std::uint64_t> row_of;
  journal::UsageBatch& usage = batch.usage;
  if (auto judged = judge_rows(stack, ports_.directory, usage, row_of, rejected); !judged) {
    return pass(judged);
  }
  for (journal::UsageRow& row : usage.rows) row.received_at = now;
  journal::AppendOutcome outcome;
  if (!usage.rows.empty()) {
    auto appended = ports_.journal.append(usage, {false, "stack " + stack.text()});
    if (!appended) return pass(appended);
    outcome = std::move(*appended);
  }
  CHECK(outcome.verdicts.size() == usage.rows.size());
  reject_conflicts(outcome.verdicts, row_of, rejected);
  for (Rejected& one : rejected) one.number = sealed.head.number;

  const auto before = ports_.ledger.find(stack, sealed.head.number);
  if (!before) return std::unexpected(before.error());
  if (*before) {
    auto again = ports_.ledger.took_again(stack, sealed.head.number, now);
    if (!again) return pass(again);
    return (*before)->receipt;
  }
  const BatchUsage sums = usage_of_taken(sealed.head.number, usage, outcome.verdicts);
  const Receipt receipt{stack,
                        sealed.head.number,
                        sealed.hash,
                        sealed.head.rows,
                        sealed.head.changes,
                        rejected.size(),
                        hash_of(sums.taken),
                        sealed.head.number,
                        now};
  auto text = ports_.attest(receipt);
  if (!text) return pass(text);
  const Taken taken{receipt.number,   receipt.hash,        receipt.rows, receipt.changes,
                    receipt.rejected, sealed.head.made_at, now,          *text};
  if (auto recorded = ports_.ledger.record(stack, taken, rejected, sums); !recorded) {
    return pass(recorded);
  }
  return text;
}

Result<Standing> Inbox::standing(const StackId& stack, std::uint64_t from, Instant now) {
  const auto newest = finished(stack, now);
  if (!newest) return std::unexpected(newest.error());
  Standing standing;
  standing.watermark = *newest ? (*newest)->number : 0;
  const auto list = ports_.ledger.list(stack, from, standing_known_max);
  if (!list) return std::unexpected(list.error());
  for (const Taken& taken : *list) standing.known.push_back({taken.number, taken.hash});
  return standing;
}

}  // namespace tollbridge::bridge
