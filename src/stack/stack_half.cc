// SPDX-License-Identifier: Apache-2.0
#include "stack/stack_half.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "journal/usage_set.h"
#include "stack/forgetting.h"
#include "stack/hours.h"

namespace tollbridge::stack {
namespace {

constexpr std::string_view reported_note = "reported_at";
constexpr Instant for_ever = Instant::max();

std::string_view code_of(Taken taken) {
  switch (taken) {
    case Taken::conflict: return "ReadingConflict";
    case Taken::other_meaning: return "OtherMeaning";
    case Taken::too_late: return "TooLate";
    case Taken::accepted:
    case Taken::duplicate: break;
  }
  return "";
}

std::string message_of(Taken taken, const Posted& posted) {
  const std::string what = "The reading of meter " + posted.track.series.meter.text() +
                           " of resource " + posted.track.series.resource.text() + " at " +
                           tollbridge::to_string(posted.reading.at);
  switch (taken) {
    case Taken::conflict:
      return what + " was told before with another content; the first one counts.";
    case Taken::other_meaning:
      return what + " is a " + std::string(to_string(posted.meaning.kind)) + " in " +
             std::string(to_string(posted.meaning.measure)) +
             ", but its track began as something else; name another source for it.";
    case Taken::too_late:
      return what + " is older than the hours that can still change.";
    case Taken::accepted:
    case Taken::duplicate: break;
  }
  return what;
}

void count_verdict(Taken verdict, const Posted& posted, TakeOutcome& outcome) {
  if (verdict == Taken::accepted) {
    ++outcome.accepted;
  } else if (verdict == Taken::duplicate) {
    ++outcome.duplicate;
  } else {
    outcome.rejected.push_back(
        {posted.line, std::string(code_of(verdict)), message_of(verdict, posted), ""});
  }
}

HourSpan hull(HourSpan a, HourSpan b) {
  if (a.hours() <= 0) return b;
  if (b.hours() <= 0) return a;
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

std::string key_of(std::string_view subscription, std::string_view meter,
                   std::string_view resource) {
  std::string key;
  key.reserve(subscription.size() + meter.size() + resource.size() + 2);
  return key.append(subscription).append(1, '\0').append(meter).append(1, '\0').append(resource);
}

}  // namespace

// What one `settle` is about.
struct StackHalf::Work {
  std::map<TrackNo, HourSpan> due;  // the tracks chosen, with all hours due of them
  std::map<Series, SeriesHours> series;
  std::vector<DueHours> left;  // what stays due of those tracks
  // Hours that have not passed, of which nothing is to come any more: a clock that was ahead may
  // have told them.
  std::map<Series, DueHours> ahead;
};

Result<std::unique_ptr<StackHalf>> StackHalf::open(StackId stack, StackBooks& books,
                                                   journal::Journal& journal,
                                                   const StackRules& rules) {
  std::unique_ptr<StackHalf> half(new StackHalf(std::move(stack), books, journal, rules));
  auto facts = books.facts();
  if (!facts) return pass(facts);
  half->directory_ = Directory(*facts);
  return half;
}

Result<TakeOutcome> StackHalf::take(std::span<const Posted> readings, Instant now) {
  auto outcomes = take_together(std::span(&readings, 1), now);
  if (!outcomes) return pass(outcomes);
  return std::move(outcomes->front());
}

Result<std::vector<TakeOutcome>> StackHalf::take_together(std::span<const Post> posts,
                                                          Instant now) {
  std::size_t count = 0;
  for (const Post& post : posts) count += post.size();
  if (count > posted_readings_max) {
    return fail(ErrorKind::invalid, "TooManyReadings",
                std::to_string(count) + " readings came at once; send at most " +
                    std::to_string(posted_readings_max) + ".");
  }
  std::vector<TakeOutcome> outcomes(posts.size());
  std::vector<Posted> good;
  std::vector<TakeOutcome*> outcome_of;  // of each good one
  good.reserve(count);
  outcome_of.reserve(count);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    for (const Posted& posted : posts[i]) {
      if (const Status checked = check(posted, now); !checked) {
        outcomes[i].rejected.push_back(
            {posted.line, checked.error().code, checked.error().message, ""});
        continue;
      }
      good.push_back(posted);
      outcome_of.push_back(&outcomes[i]);
    }
  }
  auto taken = books_.add(good, now);
  if (!taken) return pass(taken);
  for (std::size_t i = 0; i < good.size(); ++i) count_verdict((*taken)[i], good[i], *outcome_of[i]);
  for (TakeOutcome& one : outcomes) {
    std::stable_sort(one.rejected.begin(), one.rejected.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
  }
  return outcomes;
}

Result<SettleOutcome> StackHalf::settle(Instant now) {
  SettleOutcome outcome;
  const Hour horizon = Hour::containing(now - rules_.grace);
  auto work = choose(horizon, outcome);
  if (!work) return pass(work);
  if (work->due.empty()) return outcome;
  auto at = reported_at(now);
  if (!at) return pass(at);
  if (auto computed = compute(horizon, *work, outcome); !computed) return pass(computed);
  if (auto learned = learn_told(*work); !learned) return pass(learned);
  if (auto appended = append(*work, *at, outcome); !appended) return pass(appended);
  if (auto reinstated = reinstate(*work, now); !reinstated) return pass(reinstated);
  std::vector<TrackNo> done;
  for (const auto& [track, hours] : work->due) done.push_back(track);
  auto settled = books_.settle(done, work->left, now);
  if (!settled) return pass(settled);
  return outcome;
}

Result<StackHalf::Work> StackHalf::choose(Hour horizon, SettleOutcome& outcome) {
  Work work;
  std::set<TrackNo> waiting;
  for (const DueHours& due : books_.due()) {
    const auto chosen = work.due.find(due.track);
    if (chosen != work.due.end()) {
      chosen->second = hull(chosen->second, due.hours);
      continue;
    }
    if (due.hours.begin >= horizon) continue;
    const Series& series = books_.track(due.track).track.series;
    if (!directory_.begin(series.subscription)) {
      waiting.insert(due.track);
      continue;
    }
    if (work.due.size() == rules_.tracks_max) {
      outcome.more = true;
      break;
    }
    work.due[due.track] = due.hours;
  }
  outcome.waiting = waiting.size();
  return work;
}

Result<std::vector<Reading>> StackHalf::load(const KnownTrack& known, Hour first) {
  auto from = needed_from(known.meaning, first,
                          [&](Instant when) { return books_.last_before(known.no, when); });
  if (!from) return pass(from);
  return books_.readings(known.no, *from, for_ever);
}

Status StackHalf::compute(Hour horizon, Work& work, SettleOutcome& outcome) {
  for (const auto& [no, due] : work.due) {
    const KnownTrack& known = books_.track(no);
    auto readings = load(known, due.begin);
    if (!readings) return pass(readings);
    const HourSpan changed = affected(known.meaning, *readings, due);
    SeriesHours& series = work.series[known.track.series];
    series.series = known.track.series;
    series.hours = hull(series.hours, {changed.begin, std::min(changed.end, horizon)});
    const HourSpan rest = still_to_come(known.meaning, *readings, horizon);
    if (rest.hours() > 0) work.left.push_back({no, rest});
    if (changed.end <= rest.end) continue;
    DueHours& ahead = work.ahead[known.track.series];
    ahead = {no, hull(ahead.hours, {rest.end, changed.end})};
  }
  for (auto at = work.series.begin(); at != work.series.end();) {
    auto computed = compute_series(at->second, outcome);
    if (computed) {
      ++at;
      continue;
    }
    if (computed.error().kind != ErrorKind::invalid) return computed;
    // One absurd series must not keep the others from being told.
    ++outcome.too_large;
    for (const TrackNo no : books_.tracks_of(at->first)) {
      work.due.erase(no);
      std::erase_if(work.left, [no](const DueHours& due) { return due.track == no; });
    }
    at = work.series.erase(at);
  }
  return {};
}

Status StackHalf::compute_series(SeriesHours& series, SettleOutcome& outcome) {
  for (const TrackNo no : books_.tracks_of(series.series)) {
    if (auto added = add_track(no, series.hours, series); !added) return added;
  }
  const LocalSubscriptionId& subscription = series.series.subscription;
  for (auto& [hour, now] : series.now) {
    if (directory_.emits(subscription, hour)) {
      now.tenant = directory_.in_hour(subscription, hour)->tenant;
      continue;
    }
    outcome.withheld += now.quantity.is_zero() ? 0 : 1;
    now.quantity = {};
  }
  return {};
}

// Adds what the track's readings make of the hours.
Status StackHalf::add_track(TrackNo no, HourSpan hours, SeriesHours& sums) {
  const KnownTrack& known = books_.track(no);
  auto readings = load(known, hours.begin);
  if (!readings) return pass(readings);
  auto found = quantities(known.meaning, *readings, hours);
  if (!found) return pass(found);
  for (const HourQuantity& one : *found) {
    HourNow& now = sums.now[one.hour];
    const auto sum = now.quantity.plus(one.quantity);
    if (!sum) {
      return fail(ErrorKind::invalid, "NumberOutOfRange",
                  "The quantity of the hour " + one.hour.to_string() +
                      " is too large to be kept exactly.");
    }
    now.quantity = *sum;
    const Reading* reading = describing(*readings, one.hour);
    now.location = reading->location;
    now.tags = reading->tags;
  }
  return {};
}

// Reads what the journal says of the hours: of all subscriptions at once where many have changed a
// few recent hours, one by one otherwise.
Status StackHalf::learn_told(Work& work) {
  std::unordered_map<std::string, SeriesHours*> wanted;
  std::map<LocalSubscriptionId, HourSpan> spans;
  for (auto& [key, series] : work.series) {
    wanted[key_of(key.subscription.text(), key.meter.text(), key.resource.text())] = &series;
    HourSpan& span = spans[key.subscription];
    span = hull(span, series.hours);
    const auto ahead = work.ahead.find(key);
    if (ahead != work.ahead.end()) span = hull(span, ahead->second.hours);
  }
  const auto visit = [&](const journal::StringPool& pool,
                         std::span<const journal::ScannedRow> rows) -> Status {
    for (const journal::ScannedRow& scanned : rows) {
      const journal::UsageRow& row = scanned.row;
      if (row.end || row.event_id != 0) continue;  // not told by us
      const auto found = wanted.find(
          key_of(pool.text(row.subscription), pool.text(row.meter), pool.text(row.resource)));
      if (found == wanted.end()) continue;
      SeriesHours& series = *found->second;
      if (series.hours.contains(row.hour())) {
        series.told[row.hour()] = {row.quantity, TenantId(pool.text(row.tenant)), row.revision};
        continue;
      }
      const auto ahead = work.ahead.find(series.series);
      if (ahead == work.ahead.end() || !ahead->second.hours.contains(row.hour())) continue;
      work.left.push_back({ahead->second.track, {row.hour(), row.hour().plus(1)}});
    }
    return {};
  };
  constexpr std::int32_t few_hours = 4;
  constexpr std::size_t few_subscriptions = 4;
  HourSpan together{};
  std::vector<LocalSubscriptionId> alone;
  std::size_t joined = 0;
  for (const auto& [subscription, span] : spans) {
    if (span.hours() <= 0) continue;
    const HourSpan both = hull(together, span);
    if (spans.size() <= few_subscriptions || both.hours() > few_hours) {
      alone.push_back(subscription);
    } else {
      together = both;
      ++joined;
    }
  }
  const auto scan = [&](HourSpan hours, std::optional<LocalSubscriptionId> subscription) {
    journal::ScanRequest request;
    request.stack = stack_;
    request.hours = hours;
    request.subscription = std::move(subscription);
    return journal_.scan(request, visit);
  };
  for (const LocalSubscriptionId& subscription : alone) {
    if (auto scanned = scan(spans[subscription], subscription); !scanned) return scanned;
  }
  return joined == 0 ? Status() : scan(together, std::nullopt);
}

Status StackHalf::append(const Work& work, Instant at, SettleOutcome& outcome) {
  journal::UsageBatch batch;
  const auto flush = [&]() -> Status {
    if (batch.rows.empty()) return {};
    auto appended = journal_.append(batch, {});
    if (!appended) return pass(appended);
    for (const journal::Verdict verdict : appended->verdicts) {
      if (verdict == journal::Verdict::accepted) ++outcome.rows;
      if (verdict == journal::Verdict::restated) ++outcome.restated;
      if (!journal::counts(verdict)) {
        return fail(ErrorKind::conflict, "HourToldOtherwise",
                    "The journal of stack " + stack_.text() +
                        " has another row for an hour that was to be told; was it written to by "
                        "something else?");
      }
    }
    batch = {};
    return {};
  };
  for (const auto& [key, series] : work.series) {
    const auto hours = static_cast<std::size_t>(std::max(series.hours.hours(), 0));
    if (batch.rows.size() + hours > limits::batch_records_max) {
      if (auto flushed = flush(); !flushed) return flushed;
    }
    add_rows(series, stack_, at, batch);
  }
  return flush();
}

// Hours that commerce's word stood in and the readings' stands in now. One that was overruled in
// this moment, of which the journal does not know yet, stays.
Status StackHalf::reinstate(const Work& work, Instant now) {
  if (books_.overruled().empty()) return {};
  std::vector<Overruled> again;
  for (const auto& [key, series] : work.series) {
    for (const Overruled& one : books_.overruled().of(key)) {
      const auto told = series.told.find(one.hour);
      const bool computed = series.hours.contains(one.hour) && told != series.told.end();
      if (computed && told->second.quantity == one.commerce) again.push_back(one);
    }
  }
  return again.empty() ? Status() : books_.reinstate(again, now);
}

Result<Instant> StackHalf::reported_at(Instant now) {
  const std::string last = books_.note(reported_note);
  if (!last.empty()) {
    const auto before = parse_instant(last);
    if (!before) {
      return fail(ErrorKind::damaged, "BooksDamaged",
                  "The books of stack " + stack_.text() + " say '" + last +
                      "' for the last time rows were reported.");
    }
    if (*before >= now) return *before;
  }
  auto kept = books_.keep_note(reported_note, tollbridge::to_string(now), now);
  if (!kept) return pass(kept);
  return now;
}

Status StackHalf::record(std::span<const DirectoryFact> facts, Instant now) {
  std::vector<DueHours> due;
  const Hour oldest = std::max(Hour::containing(now - rules_.keep),
                               books_.closed_to().value_or(Hour::from_index(0)));
  for (std::size_t i = 0; i < facts.size(); ++i) {
    auto checked = check(facts[i]);
    if (!checked) {
      checked.error().path = "facts[" + std::to_string(i) + "]";
      return checked;
    }
    const auto change = change_of(facts[i]);
    if (!change) continue;
    const auto begin = directory_.begin(change->subscription);
    // What was told from before a subscription began belongs to what it first was.
    const bool first = !begin || change->from <= *begin;
    const Hour from = first ? oldest : std::max(oldest, Hour::containing(change->from));
    const Hour to = Hour::containing(now).plus(1);
    if (from >= to) continue;
    for (const TrackNo no : books_.tracks_of(change->subscription)) {
      due.push_back({no, {from, to}});
    }
  }
  auto recorded = books_.record(facts, due, now);
  if (recorded) {
    for (const DirectoryFact& fact : facts) directory_.add(fact);
    return {};
  }
  // The books may hold them although they could not confirm it.
  if (auto held = books_.facts(); held) directory_ = Directory(*held);
  return recorded;
}

Status StackHalf::forget(Instant now) {
  const Hour closed_to = Hour::containing(now - rules_.keep);
  if (const auto before = books_.closed_to(); before && *before >= closed_to) return {};
  auto forget = forgettable(books_, closed_to);
  if (!forget) return pass(forget);
  return books_.close(closed_to, *forget, now);
}

}  // namespace tollbridge::stack
