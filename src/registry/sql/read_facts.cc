// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <type_traits>

#include "registry/sql/sql_facts.h"
#include "store/order.h"
#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::registry {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;
using store::Table;

// The parts of facts, by the commit and position of their fact, in the order of their items.
template <class Part>
using Parts = std::map<std::pair<std::uint64_t, std::int64_t>, std::vector<Part>>;

template <class Part>
std::vector<Part> taken(Parts<Part>& parts, std::uint64_t commit, std::int64_t position) {
  auto node = parts.extract({commit, position});
  return node.empty() ? std::vector<Part>() : std::move(node.mapped());
}

PartyDetails details_of(RowReader& row) {
  PartyDetails details;
  details.name = row.text();
  details.country = row.text();
  details.currency = row.text();
  details.vat_id = row.text();
  details.address = row.text();
  return details;
}

using GivenPaper = std::pair<std::string, std::string>;  // field, value

Papers papers_of(const std::vector<GivenPaper>& given) {
  Papers papers;
  for (const auto& [name, value] : given) {
    for (const PaperField& field : paper_fields()) {
      if (field.name == name) papers.*field.text = value;
    }
  }
  return papers;
}

class FactReader {
 public:
  explicit FactReader(store::Database& database) : database_(database) {}

  Result<std::vector<RecordedFact>> read() {
    read_parts();
    read_parties();
    read_clouds();
    if (!status_) return pass(status_);
    return store::in_order(std::move(found_));
  }

 private:
  using Found = store::Placed<RecordedFact>;

  // Reads a table of facts; `make` reads what follows position, known_at and actor.
  template <class Make>
  void facts_of(const Table& table, Make make) {
    if (!status_) return;
    status_ = database_.read(table, [&](std::uint64_t commit, const Row& values) -> Status {
      RowReader row(table, commit, values);
      Found found;
      found.position = row.integer();
      found.recorded.commit = commit;
      found.recorded.known_at = row.instant();
      found.recorded.actor = row.text();
      found.recorded.fact = make(row, commit, found.position);
      take_month(found);
      take_papers(found);
      found_.push_back(std::move(found));
      return row.status();
    });
  }

  template <class Part, class Make>
  void parts_of(const Table& table, Parts<Part>& parts, Make make) {
    if (!status_) return;
    status_ = database_.read(table, [&](std::uint64_t commit, const Row& values) -> Status {
      RowReader row(table, commit, values);
      const std::int64_t position = row.integer();
      row.integer();  // the item: rows come in its order
      parts[{commit, position}].push_back(make(row));
      return row.status();
    });
  }

  void take_month(Found& found) {
    const auto months = taken(months_, found.recorded.commit, found.position);
    if (months.empty()) return;
    std::visit(
        [&](auto& fact) {
          if constexpr (HasTerms<std::decay_t<decltype(fact)>>) fact.from = months.front();
        },
        found.recorded.fact);
  }

  void take_papers(Found& found) {
    const auto given = taken(papers_, found.recorded.commit, found.position);
    if (given.empty()) return;
    std::visit(
        [&](auto& fact) {
          if constexpr (requires { fact.details.papers; }) fact.details.papers = papers_of(given);
        },
        found.recorded.fact);
  }

  void read_parts() {
    parts_of(schema::party_papers, papers_, [](RowReader& row) {
      std::string field = row.text();
      return GivenPaper(std::move(field), row.text());
    });
    parts_of(schema::version_months, months_, [](RowReader& row) { return row.period(); });
    parts_of(schema::stack_keys, keys_, [](RowReader& row) { return row.text(); });
    parts_of(schema::customer_tenants, tenants_, [](RowReader& row) { return row.id<TenantId>(); });
    parts_of(schema::subscription_inactive, inactive_, [](RowReader& row) {
      const Hour begin = row.hour();
      return OpenSpan{begin, row.optional_hour()};
    });
    parts_of(schema::registration_details, details_, [](RowReader& row) {
      RegistrationDetails details;
      details.object_id = row.text();
      details.token = row.text();
      details.tags = row.text();
      details.locked = row.integer() != 0;
      return details;
    });
    parts_of(schema::subscription_owners, owners_, [](RowReader& row) { return row.text(); });
  }

  void read_parties() {
    facts_of(schema::providers, [](RowReader& row, std::uint64_t, std::int64_t) -> Fact {
      Provider it{details_of(row), RoundingProfile::en16931};
      it.rounding = row.parsed(parse_rounding_profile, it.rounding);
      return it;
    });
    facts_of(schema::partners, [](RowReader& row, std::uint64_t, std::int64_t) -> Fact {
      Partner it;
      it.id = row.id<PartyId>();
      it.kind = row.parsed(parse_partner_kind, it.kind);
      it.distributor = row.id<PartyId>();
      it.details = details_of(row);
      return it;
    });
    facts_of(schema::customers,
             [this](RowReader& row, std::uint64_t commit, std::int64_t position) -> Fact {
               Customer it;
               it.id = row.id<PartyId>();
               it.partner = row.id<PartyId>();
               it.details = details_of(row);
               it.tenants = taken(tenants_, commit, position);
               return it;
             });
    facts_of(schema::subscriptions,
             [this](RowReader& row, std::uint64_t commit, std::int64_t position) -> Fact {
               Subscription it;
               it.id = row.id<SubscriptionId>();
               it.offer = row.parsed(parse_offer, it.offer);
               it.partner = row.id<PartyId>();
               it.customer = row.id<PartyId>();
               it.directory = row.text();
               it.inactive = taken(inactive_, commit, position);
               it.owners = taken(owners_, commit, position);
               return it;
             });
  }

  void read_clouds() {
    facts_of(schema::stacks,
             [this](RowReader& row, std::uint64_t commit, std::int64_t position) -> Fact {
               Stack it;
               it.cloud_id = row.id<StackId>();
               it.region = row.text();
               it.provider_subscription = row.id<LocalSubscriptionId>();
               it.operated_by = row.id<PartyId>();
               it.directory = row.text();
               auto keys = taken(keys_, commit, position);
               if (!keys.empty()) it.bridge_key = std::move(keys.front());
               return it;
             });
    facts_of(schema::local_subscriptions, [](RowReader& row, std::uint64_t, std::int64_t) -> Fact {
      LocalSubscription it;
      it.stack = row.id<StackId>();
      it.id = row.id<LocalSubscriptionId>();
      it.tenant = row.id<TenantId>();
      return it;
    });
    facts_of(schema::registrations,
             [this](RowReader& row, std::uint64_t commit, std::int64_t position) -> Fact {
               Registration it;
               it.name = row.id<RegistrationName>();
               it.resource_group = row.text();
               it.subscription = row.id<SubscriptionId>();
               it.cloud_id = row.id<StackId>();
               it.billing_model = row.parsed(parse_billing_model, it.billing_model);
               it.from = row.hour();
               it.to = row.optional_hour();
               it.multi_tenancy_approved = row.integer() != 0;
               it.agreement_number = row.text();
               it.registered_by = row.text();
               auto details = taken(details_, commit, position);
               if (!details.empty()) it.details = std::move(details.front());
               return it;
             });
    facts_of(schema::mappings, [](RowReader& row, std::uint64_t, std::int64_t) -> Fact {
      Mapping it;
      it.registration = row.id<RegistrationName>();
      it.tenant = row.id<TenantId>();
      it.subscription = row.id<SubscriptionId>();
      it.from = row.hour();
      it.to = row.optional_hour();
      return it;
    });
  }

  store::Database& database_;
  Status status_;
  std::vector<Found> found_;
  Parts<Period> months_;
  Parts<GivenPaper> papers_;
  Parts<std::string> keys_;
  Parts<TenantId> tenants_;
  Parts<OpenSpan> inactive_;
  Parts<std::string> owners_;
  Parts<RegistrationDetails> details_;
};

}  // namespace

Result<std::vector<RecordedFact>> read_facts(store::Database& database) {
  return FactReader(database).read();
}

}  // namespace tollbridge::registry
