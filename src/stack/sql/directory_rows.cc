// SPDX-License-Identifier: Apache-2.0
#include "stack/sql/directory_rows.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "store/row_reader.h"
#include "store/stack_schema.h"

namespace tollbridge::stack {
namespace {

namespace schema = store::stack_schema;
using store::Row;
using store::RowReader;

// A list in one text: its items hold no control characters (check of the directory).
std::string lines_of(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += item + "\n";
  return text;
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    items.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

struct Stored {
  const store::Table* table;
  Row values;  // behind those that every fact has
};

Stored stored(const Plan& one) {
  return {&schema::plans,
          {one.name, one.resource_group, one.display_name, one.description,
           one.external_reference, lines_of(one.quota_ids), std::int64_t{one.removed}}};
}

Stored stored(const Offer& one) {
  std::vector<std::string> delegated;
  for (const auto& id : one.delegated_to) delegated.push_back(id.text());
  return {&schema::offers,
          {one.name, one.resource_group, one.display_name, one.description,
           one.external_reference, std::string(to_string(one.state)), lines_of(one.base_plans),
           lines_of(one.addon_plans), lines_of(delegated), std::int64_t{one.removed}}};
}

Stored stored(const LocalSubscription& one) {
  return {&schema::subscriptions,
          {one.id.text(), one.display_name, one.owner, one.tenant.text(), one.offer,
           std::string(to_string(one.state)), one.delegated_provider.text(),
           one.external_reference}};
}

Stored stored(const GuestDirectory& one) {
  return {&schema::guests, {one.name, one.tenant.text(), std::int64_t{one.removed}}};
}

Stored stored(const AcquiredPlan& one) {
  return {&schema::acquired_plans,
          {one.subscription.text(), one.id, one.plan, one.external_reference,
           std::int64_t{one.removed}}};
}

Plan plan_of(RowReader& row) {
  Plan one;
  one.name = row.text();
  one.resource_group = row.text();
  one.display_name = row.text();
  one.description = row.text();
  one.external_reference = row.text();
  one.quota_ids = items_of(row.text());
  one.removed = row.integer() != 0;
  return one;
}

Offer offer_of(RowReader& row) {
  Offer one;
  one.name = row.text();
  one.resource_group = row.text();
  one.display_name = row.text();
  one.description = row.text();
  one.external_reference = row.text();
  one.state = row.parsed(parse_offer_state, OfferState::hidden);
  one.base_plans = items_of(row.text());
  one.addon_plans = items_of(row.text());
  for (const std::string& id : items_of(row.text())) one.delegated_to.emplace_back(id);
  one.removed = row.integer() != 0;
  return one;
}

LocalSubscription subscription_of(RowReader& row) {
  LocalSubscription one;
  one.id = row.id<LocalSubscriptionId>();
  one.display_name = row.text();
  one.owner = row.text();
  one.tenant = row.id<TenantId>();
  one.offer = row.text();
  one.state = row.parsed(parse_subscription_state, SubscriptionState::enabled);
  one.delegated_provider = row.id<LocalSubscriptionId>();
  one.external_reference = row.text();
  return one;
}

GuestDirectory guest_of(RowReader& row) {
  GuestDirectory one;
  one.name = row.text();
  one.tenant = row.id<TenantId>();
  one.removed = row.integer() != 0;
  return one;
}

AcquiredPlan acquired_of(RowReader& row) {
  AcquiredPlan one;
  one.subscription = row.id<LocalSubscriptionId>();
  one.id = row.text();
  one.plan = row.text();
  one.external_reference = row.text();
  one.removed = row.integer() != 0;
  return one;
}

struct Placed {
  std::uint64_t commit = 0;
  std::int64_t position = 0;
  DirectoryFact fact;
};

template <class ReadEntry>
Status read_table(store::Database& database, const store::Table& table, ReadEntry read_entry,
                  std::vector<Placed>& found) {
  return database.read(table, [&](std::uint64_t commit, const Row& values) {
    RowReader row(table, commit, values);
    Placed placed;
    placed.commit = commit;
    placed.position = row.integer();
    placed.fact.from = row.instant();
    placed.fact.known_at = row.instant();
    placed.fact.actor = row.text();
    placed.fact.entry = read_entry(row);
    found.push_back(std::move(placed));
    return row.status();
  });
}

}  // namespace

Status add_facts(std::span<const DirectoryFact> facts, store::Transaction& transaction) {
  std::int64_t position = 0;
  for (const DirectoryFact& fact : facts) {
    Stored entry = std::visit([](const auto& one) { return stored(one); }, fact.entry);
    Row row = {position++, tollbridge::to_string(fact.from),
               tollbridge::to_string(fact.known_at), fact.actor};
    row.insert(row.end(), entry.values.begin(), entry.values.end());
    if (auto added = transaction.add(*entry.table, row); !added) return added;
  }
  return {};
}

Result<std::vector<DirectoryFact>> read_facts(store::Database& database) {
  std::vector<Placed> found;
  auto read = read_table(database, schema::plans, plan_of, found);
  if (read) read = read_table(database, schema::offers, offer_of, found);
  if (read) read = read_table(database, schema::subscriptions, subscription_of, found);
  if (read) read = read_table(database, schema::guests, guest_of, found);
  if (read) read = read_table(database, schema::acquired_plans, acquired_of, found);
  if (!read) return pass(read);
  std::stable_sort(found.begin(), found.end(), [](const Placed& a, const Placed& b) {
    return std::pair(a.commit, a.position) < std::pair(b.commit, b.position);
  });
  std::vector<DirectoryFact> facts;
  facts.reserve(found.size());
  for (Placed& placed : found) facts.push_back(std::move(placed.fact));
  return facts;
}

}  // namespace tollbridge::stack
