// SPDX-License-Identifier: Apache-2.0
// Both ends of the bridge in memory, as values that can be copied: journals, spools, ledgers and
// directories whose power can go off before any change they make. For tests only.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/batch_testing.h"
#include "bridge/inbox.h"
#include "bridge/source.h"
#include "bridge/spool.h"
#include "core/check.h"
#include "journal/usage_set.h"

namespace tollbridge::bridge {

struct PowerOff {};

// Each change of a port takes one; with none left it throws instead.
struct Power {
  static constexpr std::size_t endless = std::numeric_limits<std::size_t>::max();
  std::size_t left = endless;
  std::size_t used = 0;
  void spend() {
    if (left == 0) throw PowerOff{};
    --left;
    ++used;
  }
};

// The usage set by its rules alone (journal/usage_set.h), of one stack.
class ModelJournal final : public journal::Journal {
 public:
  struct Row {
    std::string key, words;  // words: all of it but when it was received
    std::string tenant, subscription, meter, resource, event_id;
    journal::UsageRow row;  // its indexes mean nothing here
    std::uint64_t sequence = 0;
    journal::Verdict verdict = journal::Verdict::accepted;
  };
  Power* power = nullptr;
  bool doubles = false;      // a seeded fault: takes a row again as if it were new
  bool ignores = false;      // a seeded fault: says yes and writes nothing
  std::vector<Row> rows;
  std::map<std::string, journal::KeyState> keys;
  std::uint64_t sequence = 0;

  Result<journal::AppendOutcome> append(const journal::UsageBatch& batch,
                                        const journal::AppendOptions& options) override {
    if (power != nullptr) power->spend();
    journal::AppendOutcome outcome;
    bool any = false;
    for (const journal::UsageRow& row : batch.rows) {
      Row kept = row_of(batch.strings, row);
      if (doubles) kept.key += "#" + std::to_string(rows.size());
      const auto known = keys.find(kept.key);
      const journal::KeyState* state = known == keys.end() ? nullptr : &known->second;
      const auto version = journal::version_of(row);
      const auto judgement = journal::judge(state, version, options);
      outcome.verdicts.push_back(judgement.verdict);
      if (!judgement.kept || ignores) continue;
      keys[kept.key] = journal::applied(state, version, judgement);
      if (!any) ++sequence;
      any = true;
      kept.sequence = sequence;
      kept.verdict = judgement.verdict;
      kept.row.revision = judgement.revision;
      rows.push_back(std::move(kept));
    }
    return outcome;
  }

  std::unique_ptr<journal::UsageReader> reader() override {
    return std::make_unique<ModelJournal>(*this);
  }

  Result<std::vector<journal::Head>> heads() override {
    if (sequence == 0) return std::vector<journal::Head>();
    return std::vector<journal::Head>{{stack_one, sequence, {}}};
  }

  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    journal::StringPool pool;
    for (const Row& kept : rows) {
      if (kept.sequence <= request.after || kept.sequence > request.as_of.value_or(sequence)) {
        continue;
      }
      journal::ScannedRow scanned;
      scanned.row = kept.row;
      scanned.row.stack = pool.intern(stack_one.text());
      scanned.row.tenant = pool.intern(kept.tenant);
      scanned.row.subscription = pool.intern(kept.subscription);
      scanned.row.meter = pool.intern(kept.meter);
      scanned.row.resource = pool.intern(kept.resource);
      scanned.row.event_id = pool.intern(kept.event_id);
      scanned.row.location = scanned.row.tags = 0;
      scanned.sequence = kept.sequence;
      scanned.verdict = kept.verdict;
      if (auto visited = visit(pool, std::span(&scanned, 1)); !visited) return visited;
    }
    return {};
  }

  Status verify() override { return {}; }
  Status copy_to(const std::string& /*path*/) override { return {}; }

  // What counts: key and quantity, whatever the revision.
  [[nodiscard]] std::map<std::string, std::string> counted() const {
    std::map<std::string, std::string> all;
    for (const auto& [key, state] : keys) all[key] = state.current.content.quantity.to_string();
    return all;
  }

 private:
  static Row row_of(const journal::StringPool& pool, const journal::UsageRow& row) {
    const auto text = [&](std::uint32_t index) { return std::string(pool.text(index)); };
    Row kept;
    kept.tenant = text(row.tenant);
    kept.subscription = text(row.subscription);
    kept.meter = text(row.meter);
    kept.resource = text(row.resource);
    kept.event_id = text(row.event_id);
    kept.row = row;
    kept.key = kept.subscription + "|" + kept.meter + "|" + kept.resource + "|" +
               to_string(row.start) + "|" + kept.event_id;
    return kept;
  }
};

class MemorySpool final : public Spool {
 public:
  struct File {
    std::string bytes;
    Spooled spooled;
  };
  Power* power = nullptr;
  bool forgets = false;  // a seeded fault: a batch goes as soon as there is an answer to it
  std::map<std::uint64_t, File> files;
  std::vector<Spooled> removed;  // told by `remove`, for whoever watches

  Result<std::vector<Spooled>> entries() override {
    std::vector<Spooled> all;
    for (const auto& [number, file] : files) all.push_back(file.spooled);
    return all;
  }
  Status put(std::uint64_t number, std::string_view bytes, const Progress& progress) override {
    spend();
    const auto sealed = open_batch(bytes).value();
    files.erase(files.lower_bound(number), files.end());
    files[number] = {std::string(bytes), {number, sealed.hash, sealed.head.previous, progress,
                                          sealed.head.made_at, {}}};
    return {};
  }
  Result<std::string> bytes(std::uint64_t number) override {
    const auto found = files.find(number);
    if (found != files.end()) return found->second.bytes;
    return fail(ErrorKind::damaged, "SpoolDamaged", "A batch is missing.");
  }
  Status put_receipt(std::uint64_t number, std::string_view /*text*/, Instant now) override {
    spend();
    files.at(number).spooled.received_at = now;
    if (forgets) files.erase(files.begin(), files.find(number));
    return {};
  }
  Status remove(std::uint64_t number) override {
    spend();
    CHECK(files.begin()->first == number && files.size() > 1);
    removed.push_back(files.begin()->second.spooled);
    files.erase(number);
    return {};
  }

 private:
  void spend() {
    if (power != nullptr) power->spend();
  }
};

class MemoryLedger final : public Ledger {
 public:
  Power* power = nullptr;
  std::map<std::uint64_t, Taken> taken;
  std::map<std::uint64_t, std::string> kept;
  std::vector<Rejected> refused;
  std::map<std::uint64_t, BatchUsage> sums;
  std::optional<std::uint64_t> set_back_to;
  std::optional<Instant> contact;

  Result<std::optional<Taken>> newest(const StackId& /*stack*/) override {
    const auto after = set_back_to ? taken.upper_bound(*set_back_to) : taken.end();
    if (after == taken.begin()) return std::nullopt;
    return std::prev(after)->second;
  }
  Result<std::optional<Taken>> find(const StackId& /*stack*/, std::uint64_t number) override {
    const auto found = taken.find(number);
    if (found == taken.end()) return std::nullopt;
    return found->second;
  }
  Result<std::vector<Taken>> list(const StackId& /*stack*/, std::uint64_t from,
                                  std::size_t most) override {
    std::vector<Taken> all;
    for (auto at = taken.lower_bound(from); at != taken.end() && all.size() < most; ++at) {
      all.push_back(at->second);
    }
    return all;
  }
  Status keep_bytes(const StackId& /*stack*/, std::uint64_t number,
                    std::string_view bytes) override {
    spend();
    kept[number] = std::string(bytes);
    return {};
  }
  Result<std::string> bytes(const StackId& /*stack*/, std::uint64_t number) override {
    const auto found = kept.find(number);
    if (found == kept.end()) return fail(ErrorKind::not_found, "BatchNotKept", "It is gone.");
    return found->second;
  }
  Status record(const StackId& /*stack*/, const Taken& one, const std::vector<Rejected>& faults,
                const BatchUsage& usage) override {
    spend();
    sums[one.number] = usage;
    CHECK(one.number == (taken.empty() ? 1 : taken.rbegin()->first + 1));
    taken[one.number] = one;
    const std::size_t kept_now = std::min(faults.size(), rejections_kept_max);
    refused.insert(refused.end(), faults.begin(),
                   faults.begin() + static_cast<std::ptrdiff_t>(kept_now));
    return {};
  }
  Result<std::vector<BatchUsage>> usage(const StackId& /*stack*/, std::uint64_t from,
                                        std::size_t most) override {
    std::vector<BatchUsage> all;
    for (auto at = sums.lower_bound(from); at != sums.end() && at->first < from + most; ++at) {
      all.push_back(at->second);
    }
    return all;
  }
  Result<std::vector<StackId>> stacks() override {
    return taken.empty() ? std::vector<StackId>() : std::vector<StackId>{stack_one};
  }
  Status set_back(const StackId& /*stack*/, std::uint64_t number, Instant /*now*/,
                  const std::string& /*actor*/) override {
    if (number > 0 && !taken.contains(number)) {
      return fail(ErrorKind::invalid, "BatchNotTaken", "There is none.");
    }
    spend();
    move_to(number);
    return {};
  }
  Status took_again(const StackId& /*stack*/, std::uint64_t number, Instant /*now*/) override {
    spend();
    move_to(number);
    return {};
  }
  Status note_contact(const StackId& /*stack*/, Instant at) override {
    contact = at;
    return {};
  }
  Result<std::optional<Instant>> last_contact(const StackId& stack) override {
    if (contact) return contact;
    const auto last = newest(stack);
    if (!last || !*last) return std::nullopt;
    return (*last)->taken_at;
  }
  Result<std::vector<Rejected>> rejected(const StackId& /*stack*/, std::uint64_t from,
                                         std::size_t most) override {
    std::vector<Rejected> all;
    for (const Rejected& one : refused) {
      if (one.number < from) continue;
      if (all.size() >= most && all.back().number != one.number) break;
      all.push_back(one);
    }
    return all;
  }

 private:
  void move_to(std::uint64_t number) {
    set_back_to.reset();
    if (taken.rbegin()->first > number) set_back_to = number;
  }
  void spend() {
    if (power != nullptr) power->spend();
  }
};

class MemoryDirectory final : public Directory {
 public:
  Power* power = nullptr;
  std::map<LocalSubscriptionId, TenantId> tenants;

  Status declare(const StackId& /*stack*/, const std::vector<DirectoryChange>& changes,
                 Instant /*now*/, std::vector<Rejected>& rejected) override {
    if (changes.empty()) return {};
    if (power != nullptr) power->spend();
    for (const DirectoryChange& change : changes) {
      const auto [found, fresh] = tenants.try_emplace(change.subscription, change.tenant);
      if (found->second == change.tenant) continue;
      Rejected one;
      one.change = change.sequence;
      one.code = "TenantMismatch";
      rejected.push_back(one);
    }
    return {};
  }
  Result<std::optional<TenantId>> tenant(const StackId& /*stack*/,
                                         const LocalSubscriptionId& subscription,
                                         Period /*month*/) override {
    const auto found = tenants.find(subscription);
    if (found == tenants.end()) return std::nullopt;
    return found->second;
  }
};

class MemoryDirectoryLog final : public DirectoryLog {
 public:
  Power* power = nullptr;
  std::vector<DirectoryChange> changes;

  void add(const std::string& subscription, const std::string& tenant) {
    changes.push_back({changes.size() + 1, LocalSubscriptionId(subscription), TenantId(tenant),
                       LocalState::enabled, october.start(), october.start()});
  }
  Result<std::uint64_t> newest() override { return changes.size(); }
  Result<std::vector<DirectoryChange>> after(std::uint64_t sequence, std::size_t most) override {
    std::vector<DirectoryChange> all;
    for (const DirectoryChange& change : changes) {
      if (change.sequence > sequence && all.size() < most) all.push_back(change);
    }
    return all;
  }
  // What an operator sees; no part of the state both ends come to.
  std::vector<OverruledHour> overruled;
  Status overrule(const std::vector<OverruledHour>& hours) override {
    overruled.insert(overruled.end(), hours.begin(), hours.end());
    return {};
  }
  Status adopt(const std::vector<DirectoryChange>& others) override {
    if (others.empty()) return {};
    if (power != nullptr) power->spend();
    for (const DirectoryChange& other : others) {
      const bool known = std::ranges::any_of(changes, [&](const DirectoryChange& own) {
        return own.subscription == other.subscription && own.tenant == other.tenant;
      });
      if (known) continue;
      changes.push_back(other);
      changes.back().sequence = changes.size();
    }
    return {};
  }
};

// Receipts by their text: both ends are in one process, and nobody forges.
inline std::map<std::string, Receipt>& attested() {
  static std::map<std::string, Receipt> all;
  return all;
}
inline Result<std::string> attest(const Receipt& receipt) {
  std::string text = std::to_string(receipt.number) + " " + hex(receipt.hash);
  attested()[text] = receipt;
  return text;
}
inline Result<Receipt> read_attested(std::string_view text) {
  const auto found = attested().find(std::string(text));
  if (found != attested().end()) return found->second;
  return fail(ErrorKind::invalid, "ReceiptWrong", "This is no receipt.");
}

}  // namespace tollbridge::bridge
