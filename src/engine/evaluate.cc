// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluate.h"

#include <algorithm>
#include <set>

#include "core/sha256.h"
#include "journal/record.h"

namespace tollbridge::engine {
namespace {

std::string key_of(Period period, const std::vector<journal::Head>& heads) {
  std::string key = period.to_string();
  for (const journal::Head& head : heads) {
    key += '|' + head.stack.text() + '/' + std::to_string(head.sequence) + '/' + hex(head.hash);
  }
  return key;
}

constexpr std::size_t charges_kept_max = 1'000'000;

std::string key_of(Period period, const Reading& reading) {
  return std::to_string(reading.registry_commit) + '|' + key_of(period, reading.heads);
}

}  // namespace

Reading reading_of(const billing::Inputs& inputs) {
  return {inputs.heads, inputs.commit, inputs.commit};
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
  if (const auto found = registries_.find(commit); found != registries_.end()) {
    return found->second;
  }
  auto recorded = facts();
  if (!recorded) return pass(recorded);
  auto registry = registry::Registry::from_facts(**recorded, {commit, {}});
  registries_.emplace(commit, registry);
  return registry;
}

Result<rating::PriceBook> Evaluator::prices_at(std::uint64_t commit) {
  if (const auto found = price_books_.find(commit); found != price_books_.end()) {
    return found->second;
  }
  auto recorded = price_facts();
  if (!recorded) return pass(recorded);
  auto prices = rating::PriceBook::from_facts(**recorded, commit);
  if (!prices) return pass(prices);
  price_books_.emplace(commit, *prices);
  return prices;
}

Result<std::vector<PartyId>> Evaluator::sellers_at(std::uint64_t commit) {
  auto prices = prices_at(commit);
  if (!prices) return pass(prices);
  std::vector<PartyId> sellers = prices->sellers();
  std::erase(sellers, provider_party());
  sellers.insert(sellers.begin(), provider_party());
  return sellers;
}

Result<std::shared_ptr<const metering::UsageTable>> Evaluator::usage(
    Period period, const std::vector<journal::Head>& heads) {
  std::string key = key_of(period, heads);
  if (usage_ && usage_key_ == key) return usage_;
  auto table = metering::add_up(journal_, heads, period.span());
  if (!table) return pass(table);
  usage_ = std::make_shared<const metering::UsageTable>(std::move(*table));
  usage_key_ = std::move(key);
  return usage_;
}

Result<std::shared_ptr<const Runs>> Evaluator::runs(Period period, const Reading& reading) {
  std::string key = key_of(period, reading);
  if (runs_ && runs_key_ == key) return runs_;
  auto registry = registry_at(reading.registry_commit);
  if (!registry) return pass(registry);
  auto table = usage(period, reading.heads);
  if (!table) return pass(table);
  runs_ = std::make_shared<const Runs>(attribution::assign(**table, *registry));
  runs_key_ = std::move(key);
  return runs_;
}

Result<std::shared_ptr<const rating::Rating>> Evaluator::rating(Period period,
                                                                const Reading& reading) {
  std::string key = std::to_string(reading.price_commit) + '|' + key_of(period, reading);
  if (const auto found = ratings_.find(key); found != ratings_.end()) return found->second;
  auto registry = registry_at(reading.registry_commit);
  if (!registry) return pass(registry);
  auto prices = prices_at(reading.price_commit);
  if (!prices) return pass(prices);
  auto attributed = runs(period, reading);
  if (!attributed) return pass(attributed);
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
  auto registry = registry_at(reading.registry_commit);
  if (!registry) return pass(registry);
  auto prices = prices_at(reading.price_commit);
  if (!prices) return pass(prices);
  return billing::lines_of(**rated, *registry, *prices, seller, period);
}

Result<std::vector<Period>> periods_with_usage(journal::Journal& journal) {
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
