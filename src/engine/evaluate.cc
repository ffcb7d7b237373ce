// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluate.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "core/sha256.h"
#include "journal/record.h"

namespace tollbridge::engine {
namespace {

constexpr std::size_t charges_kept_max = 1'000'000;

using Since = Reading::Since;

bool taken(const Reading& reading, Cause cause) {
  return !reading.since || reading.since->taken.has(cause);
}

std::string heads_text(const std::vector<journal::Head>& heads) {
  std::string text;
  for (const journal::Head& head : heads) {
    text += '|' + head.stack.text() + '/' + std::to_string(head.sequence) + '/' + hex(head.hash);
  }
  return text;
}

// What of the books is read, as a text that is equal only if that is.
std::string books_key(const Reading& reading, std::initializer_list<Cause> causes) {
  std::string key = std::to_string(reading.commit);
  if (!reading.since) return key;
  key += "-" + std::to_string(reading.since->commit);
  for (const Cause cause : causes)
    key += taken(reading, cause) ? '+' : '-';
  return key;
}

std::string registry_key(const Reading& reading) {
  return books_key(reading, {Cause::registry_changed, Cause::subscription_changed,
                             Cause::registration_changed, Cause::billing_model_changed,
                             Cause::mapping_changed});
}

std::string price_key(const Reading& reading) {
  return books_key(reading, {Cause::price_corrected, Cause::commitment_changed});
}

std::string table_key(Period period, const Reading& reading) {
  const bool restated = taken(reading, Cause::restated_usage);
  const bool late = taken(reading, Cause::late_usage);
  if (!restated && !late) return period.to_string() + heads_text(reading.since->heads);
  std::string key = period.to_string() + heads_text(reading.heads);
  if (!late) key += "|without what is new since" + heads_text(reading.since->heads);
  return key;
}

std::string runs_key(Period period, const Reading& reading) {
  return registry_key(reading) + '|' + table_key(period, reading);
}

std::uint64_t sequence_in(const std::vector<journal::Head>& heads, const StackId& stack) {
  const auto found = std::find_if(heads.begin(), heads.end(),
                                  [&](const journal::Head& head) { return head.stack == stack; });
  return found == heads.end() ? 0 : found->sequence;
}

// Whether the record was there at the heads before, maybe with another quantity.
metering::RowFilter known_before(const Since& since) {
  return [&since, stack = StackId(), known = std::uint64_t{0}](
             const journal::StringPool& pool, const journal::ScannedRow& scanned) mutable {
    if (stack.text() != pool.text(scanned.row.stack)) {
      stack = StackId(pool.text(scanned.row.stack));
      known = sequence_in(since.heads, stack);
    }
    if (scanned.sequence <= known) return true;
    return scanned.verdict == journal::Verdict::restated &&
           !(since.late_keys && since.late_keys->contains(usage_key(pool, scanned.row)));
  };
}

}  // namespace

Reading reading_of(const billing::Inputs& inputs) { return {inputs.heads, inputs.commit, {}}; }

std::string usage_key(const journal::StringPool& pool, const journal::UsageRow& row) {
  std::string key;
  for (const std::uint32_t index :
       {row.stack, row.subscription, row.meter, row.resource, row.event_id}) {
    key.append(pool.text(index)).push_back('\0');
  }
  return key + std::to_string(row.start.time_since_epoch().count());
}

Result<billing::Inputs> Evaluator::inputs_now(Instant now) {
  auto heads = journal_.heads();
  if (!heads) return pass(heads);
  auto commit = books_.commit();
  if (!commit) return pass(commit);
  return billing::Inputs{std::move(*heads), *commit, now, billing::Inputs{}.rules_version};
}

Result<const std::vector<registry::RecordedFact>*> Evaluator::facts() {
  if (!facts_) {
    auto read = books_.facts();
    if (!read) return pass(read);
    facts_ = std::move(*read);
  }
  return &*facts_;
}

Result<const std::vector<rating::RecordedPriceFact>*> Evaluator::price_facts() {
  if (!price_facts_) {
    auto read = books_.price_facts();
    if (!read) return pass(read);
    price_facts_ = std::move(*read);
  }
  return &*price_facts_;
}

Result<registry::Registry> Evaluator::registry_at(std::uint64_t commit) {
  return registry_of({{}, commit, {}});
}

Result<rating::PriceBook> Evaluator::prices_at(std::uint64_t commit) {
  return prices_of({{}, commit, {}});
}

Result<registry::Registry> Evaluator::registry_of(const Reading& reading) {
  const std::string key = registry_key(reading);
  if (const auto found = registries_.find(key); found != registries_.end()) return found->second;
  auto recorded = facts();
  if (!recorded) return pass(recorded);
  if (!reading.since) {
    auto registry = registry::Registry::from_facts(**recorded, {reading.commit, {}});
    return registries_.emplace(key, std::move(registry)).first->second;
  }
  const std::vector<Cause> causes = causes_of(**recorded);
  std::vector<registry::RecordedFact> read;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const registry::RecordedFact& fact = (**recorded)[i];
    if (fact.commit <= reading.since->commit ||
        (fact.commit <= reading.commit && taken(reading, causes[i]))) {
      read.push_back(fact);
    }
  }
  return registries_.emplace(key, registry::Registry::from_facts(read)).first->second;
}

Result<registry::Registry> Evaluator::registry_of(const Reading& reading, Period period) {
  auto registry = registry_of(reading);
  if (!registry || !registry->has_dated_terms()) return registry;
  const std::string key = registry_key(reading) + '@' + period.to_string();
  if (const auto found = registries_.find(key); found != registries_.end()) return found->second;
  return registries_.emplace(key, registry->in_period(period)).first->second;
}

Result<rating::PriceBook> Evaluator::prices_of(const Reading& reading) {
  const std::string key = price_key(reading);
  if (const auto found = price_books_.find(key); found != price_books_.end()) return found->second;
  auto recorded = price_facts();
  if (!recorded) return pass(recorded);
  std::vector<rating::RecordedPriceFact> some;
  if (reading.since) {
    std::copy_if((*recorded)->begin(), (*recorded)->end(), std::back_inserter(some),
                 [&](const rating::RecordedPriceFact& fact) {
                   return fact.commit <= reading.since->commit ||
                          taken(reading, cause_of(fact.fact));
                 });
  }
  auto prices = rating::PriceBook::from_facts(reading.since ? some : **recorded, reading.commit);
  if (!prices) return pass(prices);
  return price_books_.emplace(key, std::move(*prices)).first->second;
}

Result<std::vector<PartyId>> Evaluator::sellers_at(std::uint64_t commit) {
  auto prices = prices_at(commit);
  if (!prices) return pass(prices);
  std::vector<PartyId> sellers = prices->sellers();
  std::erase(sellers, provider_party());
  sellers.insert(sellers.begin(), provider_party());
  return sellers;
}

Result<std::shared_ptr<const metering::UsageTable>> Evaluator::usage(Period period,
                                                                     const Reading& reading) {
  std::string key = table_key(period, reading);
  if (usage_ && usage_key_ == key) return usage_;
  const bool restated = taken(reading, Cause::restated_usage);
  const bool late = taken(reading, Cause::late_usage);
  const auto& heads = restated || late ? reading.heads : reading.since->heads;
  auto table = restated && !late
                   ? metering::add_up(journal_, heads, period.span(), known_before(*reading.since))
                   : metering::add_up(journal_, heads, period.span());
  if (!table) return pass(table);
  usage_ = std::make_shared<const metering::UsageTable>(std::move(*table));
  usage_key_ = std::move(key);
  return usage_;
}

Result<std::shared_ptr<const Runs>> Evaluator::runs(Period period, const Reading& reading) {
  std::string key = runs_key(period, reading);
  if (runs_ && runs_key_ == key) return runs_;
  auto registry = registry_of(reading, period);
  if (!registry) return pass(registry);
  auto table = usage(period, reading);
  if (!table) return pass(table);
  runs_ = std::make_shared<const Runs>(attribution::assign(**table, *registry));
  runs_key_ = std::move(key);
  return runs_;
}

Result<std::shared_ptr<const rating::Rating>> Evaluator::rating(Period period,
                                                                const Reading& reading) {
  std::string key = price_key(reading) + '|' + runs_key(period, reading);
  if (const auto found = ratings_.find(key); found != ratings_.end()) return found->second;
  auto registry = registry_of(reading, period);
  if (!registry) return pass(registry);
  auto prices = prices_of(reading);
  if (!prices) return pass(prices);
  auto attributed = runs(period, reading);
  if (!attributed) return pass(attributed);
  auto told = progress_.step({"rating " + period.to_string(), 0, 1, "months"});
  if (!told) return pass(told);
  auto rated = rating::rate(**attributed, *registry, *prices, period);
  if (!rated) return pass(rated);
  auto shared = std::make_shared<const rating::Rating>(std::move(*rated));
  keep(std::move(key), shared);
  return shared;
}

void Evaluator::keep(std::string key, std::shared_ptr<const rating::Rating> rating) {
  charges_kept_ += rating->charges.size();
  ratings_order_.push_back(key);
  ratings_.emplace(std::move(key), std::move(rating));
  while (charges_kept_ > charges_kept_max && ratings_order_.size() > 1) {
    const auto oldest = ratings_.find(ratings_order_.front());
    charges_kept_ -= oldest->second->charges.size();
    ratings_.erase(oldest);
    ratings_order_.pop_front();
  }
}

Result<std::vector<billing::BuyerLines>> Evaluator::lines(const PartyId& seller, Period period,
                                                          const Reading& reading) {
  auto rated = rating(period, reading);
  if (!rated) return pass(rated);
  auto registry = registry_of(reading, period);
  if (!registry) return pass(registry);
  auto prices = prices_of(reading);
  if (!prices) return pass(prices);
  return billing::lines_of(**rated, *registry, *prices, seller, period);
}

Result<std::vector<Period>> periods_with_usage(journal::UsageReader& journal) {
  auto heads = journal.heads();
  if (!heads) return pass(heads);
  const HourSpan always{Period::from_index(0).begin(), Period::from_index(291 * 12).begin()};
  std::set<Period> periods;
  for (const journal::Head& head : *heads) {
    const auto visited = journal.scan(
        {head.stack, always, head.sequence, journal::Show::counted, {}},
        [&](const journal::StringPool&, std::span<const journal::ScannedRow> rows) -> Status {
          for (const journal::ScannedRow& scanned : rows) {
            const HourSpan hours = journal::hours_of(scanned.row);
            const Hour first = std::max(hours.begin, always.begin);
            const Period last = Period::containing(hours.end.plus(-1));
            for (Period period = Period::containing(first); period <= last;
                 period = period.next()) {
              if (periods.empty() || *periods.rbegin() != period) periods.insert(period);
            }
          }
          return {};
        });
    if (!visited) return std::unexpected(visited.error());
  }
  return std::vector<Period>(periods.begin(), periods.end());
}

}  // namespace tollbridge::engine
