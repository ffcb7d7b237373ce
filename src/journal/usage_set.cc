// SPDX-License-Identifier: Apache-2.0
#include "journal/usage_set.h"

#include <algorithm>
#include <limits>

#include "core/check.h"

namespace tollbridge::journal {
namespace {

bool has_revision(const Version& version, std::int64_t revision) {
  return version.revision == revision || version.given == revision;
}

// Calls `test` on every version that was kept under a revision of its own.
template <class Test>
bool any_version(const KeyState& state, Test test) {
  return test(state.current) || std::any_of(state.others.begin(), state.others.end(), test);
}

Judgement judge_restate(const KeyState& state, const Version& incoming) {
  const bool higher = incoming.revision > state.current.revision;
  if (incoming.content == state.current.content && !higher) {
    return {Verdict::duplicate, incoming.revision, false};
  }
  if (higher) return {Verdict::restated, incoming.revision, true};
  if (state.current.revision == std::numeric_limits<std::int64_t>::max()) {
    return {Verdict::conflict, incoming.revision, true};  // no revision is left above it
  }
  return {Verdict::restated, state.current.revision + 1, true};
}

}  // namespace

Version version_of(const UsageRow& row) {
  return {row.revision, row.revision, {row.quantity, row.end}};
}

Judgement judge(const KeyState* state, const Version& incoming, const AppendOptions& options) {
  const std::int64_t revision = incoming.revision;
  if (state == nullptr) return {Verdict::accepted, revision, true};
  if (options.restate) {
    Judgement judgement = judge_restate(*state, incoming);
    if (judgement.verdict != Verdict::conflict) return judgement;
  }
  const auto same = [&](const Version& version) {
    return has_revision(version, revision) && version.content == incoming.content;
  };
  if (any_version(*state, same)) return {Verdict::duplicate, revision, false};
  if (any_version(*state, [&](const Version& v) { return has_revision(v, revision); })) {
    const bool known = std::any_of(state->conflicts.begin(), state->conflicts.end(), same);
    return {Verdict::conflict, revision, !known};
  }
  const bool higher = revision > state->current.revision;
  return {higher ? Verdict::restated : Verdict::history, revision, true};
}

KeyState applied(const KeyState* state, const Version& incoming, const Judgement& judgement) {
  Version kept = incoming;
  kept.revision = judgement.revision;
  if (state == nullptr) return {kept, {}, {}};
  KeyState after = *state;
  switch (judgement.verdict) {
    case Verdict::accepted:
      CHECK(state == nullptr);
      break;
    case Verdict::duplicate:
      break;
    case Verdict::restated:
      after.others.push_back(after.current);
      after.current = kept;
      break;
    case Verdict::history:
      after.others.push_back(kept);
      break;
    case Verdict::conflict:
      if (judgement.kept) after.conflicts.push_back(kept);
      break;
  }
  return after;
}

void DeltaSums::add(std::uint32_t stack, std::uint32_t meter, Instant start,
                    const Content& content) {
  change(stack, meter, start, content, false);
}

void DeltaSums::remove(std::uint32_t stack, std::uint32_t meter, Instant start,
                       const Content& content) {
  change(stack, meter, start, content, true);
}

Period DeltaSums::period_of(Hour hour) {
  if (hour != last_hour_) {
    last_hour_ = hour;
    last_period_ = Period::containing(hour);
  }
  return last_period_;
}

void DeltaSums::change(std::uint32_t stack, std::uint32_t meter, Instant start,
                       const Content& content, bool negative) {
  const std::int64_t records = negative ? -1 : 1;
  const Period first = period_of(Hour::containing(start));
  if (!content.end) {
    add_to({stack, meter, first}, records, content.quantity, negative);
    return;
  }
  UsageRow row;
  row.start = start;
  row.end = content.end;
  row.quantity = content.quantity;
  add_to({stack, meter, first}, records, Quantity(), negative);
  for (const HourShare& share : hour_shares(row)) {
    add_to({stack, meter, period_of(share.hour)}, 0, share.quantity, negative);
  }
}

void DeltaSums::add_to(const Key& key, std::int64_t records, Quantity quantity, bool negative) {
  const auto& [stack, meter, period] = key;
  auto*& recent = recent_[(stack * 31 + meter + static_cast<std::uint32_t>(period.index())) % 64];
  if (recent == nullptr || recent->first != key) recent = &*sums_.try_emplace(key).first;
  Sum& sum = recent->second;
  i128 next = 0;
  const i128 units = quantity.units();
  const bool overflow = negative ? __builtin_sub_overflow(sum.units, units, &next)
                                 : __builtin_add_overflow(sum.units, units, &next);
  if (overflow) {
    split_.push_back({stack, meter, period, sum.records, Quantity::from_units(sum.units)});
    sum = {};
    if (negative && units == std::numeric_limits<i128>::min()) {
      // The smallest 128-bit number has no opposite: taken off in two parts.
      split_.push_back({stack, meter, period, 0, Quantity::from_units(-(units + 1))});
      next = 1;
    } else {
      next = negative ? -units : units;
    }
  }
  sum.units = next;
  sum.records += records;
}

std::vector<DeltaSums::Entry> DeltaSums::entries() const {
  std::vector<Entry> all;
  for (const auto& [key, sum] : sums_) {
    const auto& [stack, meter, period] = key;
    all.push_back({stack, meter, period, sum.records, Quantity::from_units(sum.units)});
  }
  all.insert(all.end(), split_.begin(), split_.end());
  std::erase_if(all, [](const Entry& e) { return e.records == 0 && e.quantity.is_zero(); });
  std::stable_sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.stack, a.meter, a.period) < std::tie(b.stack, b.meter, b.period);
  });
  return all;
}

}  // namespace tollbridge::journal
