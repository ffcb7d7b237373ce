// SPDX-License-Identifier: Apache-2.0
#include "registry/sql/sql_facts.h"

#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::registry {
namespace {

namespace schema = store::schema;
using store::optional_hour_text;
using store::Row;
using store::Table;

Row operator+(Row row, const PartyDetails& details) {
  for (const std::string* text : {&details.name, &details.country, &details.currency,
                                  &details.vat_id, &details.address}) {
    row.emplace_back(*text);
  }
  return row;
}

// Writes one fact: its row, and those of its parts.
class FactWriter {
 public:
  FactWriter(store::Transaction& transaction, const Recording& recording, std::int64_t position)
      : transaction_(transaction), recording_(recording), position_(position) {}

  Status operator()(const Provider& it) {
    add_month(it.from);
    add_papers(it.details.papers);
    Row row = head() + it.details;
    row.emplace_back(std::string(to_string(it.rounding)));
    return transaction_.add(schema::providers, row);
  }

  Status operator()(const Partner& it) {
    add_month(it.from);
    add_papers(it.details.papers);
    return add(schema::partners, {it.id.text(), std::string(to_string(it.kind)),
                                  it.distributor.text()}, &it.details);
  }

  Status operator()(const Customer& it) {
    add_month(it.from);
    add_papers(it.details.papers);
    for (const TenantId& tenant : it.tenants) {
      add_part(schema::customer_tenants, {tenant.text()});
    }
    return add(schema::customers, {it.id.text(), it.partner.text()}, &it.details);
  }

  Status operator()(const Subscription& it) {
    add_month(it.from);
    for (const OpenSpan& span : it.inactive) {
      add_part(schema::subscription_inactive,
               {span.begin.to_string(), optional_hour_text(span.end)});
    }
    item_ = 0;
    for (const std::string& owner : it.owners) add_part(schema::subscription_owners, {owner});
    return add(schema::subscriptions, {it.id.text(), std::string(to_string(it.offer)),
                                       it.partner.text(), it.customer.text(), it.directory});
  }

  Status operator()(const Stack& it) {
    if (!it.bridge_key.empty()) add_part(schema::stack_keys, {it.bridge_key});
    return add(schema::stacks, {it.cloud_id.text(), it.region, it.provider_subscription.text(),
                                it.operated_by.text(), it.directory});
  }

  Status operator()(const LocalSubscription& it) {
    add_month(it.from);
    return add(schema::local_subscriptions, {it.stack.text(), it.id.text(), it.tenant.text()});
  }

  Status operator()(const Registration& it) {
    if (it.details != RegistrationDetails{}) {
      add_part(schema::registration_details,
               {it.details.object_id, it.details.token, it.details.tags,
                std::int64_t{it.details.locked ? 1 : 0}});
    }
    return add(schema::registrations,
               {it.name.text(), it.resource_group, it.subscription.text(), it.cloud_id.text(),
                std::string(to_string(it.billing_model)), it.from.to_string(),
                optional_hour_text(it.to), std::int64_t{it.multi_tenancy_approved ? 1 : 0},
                it.agreement_number, it.registered_by});
  }

  Status operator()(const Mapping& it) {
    return add(schema::mappings,
               {it.registration.text(), it.tenant.text(), it.subscription.text(),
                it.from.to_string(), optional_hour_text(it.to)});
  }

 private:
  [[nodiscard]] Row head() const {
    return {position_, tollbridge::to_string(recording_.known_at), recording_.actor};
  }

  Status add(const Table& table, const Row& values, const PartyDetails* details = nullptr) {
    Row row = head();
    row.insert(row.end(), values.begin(), values.end());
    if (details != nullptr) row = std::move(row) + *details;
    return transaction_.add(table, row);
  }

  // A failure is kept by the transaction and told when it ends.
  void add_part(const Table& table, const Row& values) {
    Row row = {position_, item_++};
    row.insert(row.end(), values.begin(), values.end());
    ignore_status(transaction_.add(table, row));
  }

  void add_month(const std::optional<Period>& from) {
    if (from) add_part(schema::version_months, {from->to_string()});
    item_ = 0;
  }

  void add_papers(const Papers& papers) {
    for (const PaperField& field : paper_fields()) {
      const std::string& text = papers.*field.text;
      if (!text.empty()) add_part(schema::party_papers, {std::string(field.name), text});
    }
    item_ = 0;
  }

  store::Transaction& transaction_;
  const Recording& recording_;
  std::int64_t position_;
  std::int64_t item_ = 0;
};

}  // namespace

Status add_facts(store::Transaction& transaction, std::span<const Fact> facts,
                 const Recording& recording) {
  std::int64_t position = 0;
  for (const Fact& fact : facts) {
    FactWriter writer(transaction, recording, position++);
    if (auto added = std::visit(writer, fact); !added) return added;
  }
  return {};
}

}  // namespace tollbridge::registry
