// SPDX-License-Identifier: Apache-2.0
#include "engine/book_draft.h"

#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tollbridge::engine {
namespace {

using namespace registry;

// Remembers keys of the file, and reports the second of two.
template <class Key>
class Seen {
 public:
  // True if it is the first of its key.
  bool first(const Key& key, const Entry& entry, std::string_view field, Faults& faults) {
    const auto [known, is_new] = lines_.emplace(key, entry.line);
    if (is_new) return true;
    faults.add(entry, field,
               Error{ErrorKind::invalid, "DuplicateKey",
                     "The file declares it in line " + std::to_string(known->second) +
                         " already; keep one of the two.", {}, {}, 0, {}});
    return false;
  }

 private:
  std::map<Key, std::int64_t> lines_;
};

void read_party(EntryReader& reader, PartyDetails& details) {
  reader.text("name", details.name);
  reader.text("country", details.country);
  reader.text("currency", details.currency);
  reader.text("vat_id", details.vat_id);
  reader.text("address", details.address);
}

class Drafter {
 public:
  Drafter(const Book& book, const Registry& registry, Faults& faults)
      : book_(book), registry_(registry), faults_(faults) {}

  BookDraft all() {
    for (const Entry& entry : book_.root.entries("provider")) add_provider(entry);
    for (const Entry& entry : book_.root.entries("partners")) add_partner(entry);
    for (const Entry& entry : book_.root.entries("customers")) add_customer(entry);
    for (const Entry& entry : book_.root.entries("subscriptions")) add_subscription(entry);
    for (const Entry& entry : book_.root.entries("stacks")) add_stack(entry);
    for (const Entry& entry : book_.root.entries("registrations")) add_registration(entry);
    return std::move(draft_);
  }

 private:
  template <class T>
  static T start_from(const T* existing) {
    return existing == nullptr ? T{} : *existing;
  }

  void add_provider(const Entry& entry) {
    EntryReader reader(entry, faults_);
    const Provider* existing = registry_.provider();
    Provider value = start_from(existing);
    for (const char* key : {"name", "country", "currency"}) {
      reader.require(key, existing != nullptr);
    }
    read_party(reader, value.details);
    reader.parsed("rounding", value.rounding, parse_rounding_profile);
    draft_.provider.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  void add_partner(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const PartyId id(entry.field("id").text);
    if (!partners_.first(id, entry, "id", faults_)) return;
    const Partner* existing = registry_.partner(id);
    Partner value = start_from(existing);
    value.id = id;
    for (const char* key : {"kind", "name", "country", "currency"}) {
      reader.require(key, existing != nullptr);
    }
    reader.parsed("kind", value.kind, parse_partner_kind);
    reader.id("of", value.distributor);
    read_party(reader, value.details);
    draft_.partners.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  // A new customer has its id as name and its partner's country, unless the file says otherwise.
  void add_customer(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const PartyId id(entry.field("id").text);
    if (!customers_.first(id, entry, "id", faults_)) return;
    const Customer* existing = registry_.customer(id);
    Customer value = start_from(existing);
    value.id = id;
    reader.require("partner", existing != nullptr);
    reader.id("partner", value.partner);
    if (existing == nullptr) {
      value.details.name = id.text();
      value.details.country = country_of_partner(value.partner);
    }
    read_party(reader, value.details);
    if (const auto tenants = reader.texts("tenants")) {
      value.tenants.clear();
      for (const std::string& tenant : *tenants) value.tenants.emplace_back(tenant);
    }
    draft_.customers.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  [[nodiscard]] std::string country_of_partner(const PartyId& id) const {
    for (const auto& partner : draft_.partners) {
      if (partner.value.id == id) return partner.value.details.country;
    }
    const Partner* partner = registry_.partner(id);
    return partner == nullptr ? std::string() : partner->details.country;
  }

  void add_subscription(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const SubscriptionId id(entry.field("id").text);
    if (!subscriptions_.first(id, entry, "id", faults_)) return;
    const Subscription* existing = registry_.subscription(id);
    Subscription value = start_from(existing);
    value.id = id;
    reader.require("offer", existing != nullptr);
    reader.require("partner", existing != nullptr);
    reader.parsed("offer", value.offer, parse_offer);
    reader.id("partner", value.partner);
    reader.id("customer", value.customer);
    reader.text("directory", value.directory);
    value.directory = guid_or_text(value.directory);
    if (auto owners = reader.texts("owners")) value.owners = *std::move(owners);
    if (entry.children.contains("inactive")) value.inactive = read_inactive(entry);
    draft_.subscriptions.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  std::vector<OpenSpan> read_inactive(const Entry& entry) {
    std::vector<OpenSpan> spans;
    for (const Entry& child : entry.entries("inactive")) {
      EntryReader reader(child, faults_);
      OpenSpan span;
      reader.require("from", false);
      reader.hour("from", span.begin);
      reader.hour("to", span.end);
      spans.push_back(span);
    }
    return spans;
  }

  void add_stack(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("cloud_id")) return;
    const StackId id(entry.field("cloud_id").text);
    if (!stacks_.first(id, entry, "cloud_id", faults_)) return;
    const Stack* existing = registry_.stack(id);
    Stack value = start_from(existing);
    value.cloud_id = id;
    reader.text("region", value.region);
    reader.id("provider_subscription", value.provider_subscription);
    reader.id("operator", value.operated_by);
    reader.text("directory", value.directory);
    value.directory = guid_or_text(value.directory);
    draft_.stacks.push_back({std::move(value), existing, &entry, reader.sound()});
    for (const Entry& child : entry.entries("local_subscriptions")) add_local(id, child);
  }

  void add_local(const StackId& stack, const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const LocalSubscriptionId id(entry.field("id").text);
    if (!locals_.first({stack, id}, entry, "id", faults_)) return;
    const LocalSubscription* existing = registry_.local_subscription(stack, id);
    LocalSubscription value{stack, id, existing == nullptr ? TenantId() : existing->tenant};
    reader.require("tenant", existing != nullptr);
    reader.id("tenant", value.tenant);
    draft_.local_subscriptions.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  void add_registration(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("name")) return;
    const RegistrationName name(entry.field("name").text);
    if (!registrations_.first(name, entry, "name", faults_)) return;
    const Registration* existing = registry_.registration(name);
    Registration value = start_from(existing);
    value.name = name;
    value.multi_tenancy_approved = true;  // a registration in a book is approved
    if (existing == nullptr) value.resource_group = "azurestack";
    for (const char* key : {"subscription", "cloud_id", "from"}) {
      reader.require(key, existing != nullptr);
    }
    reader.text("resource_group", value.resource_group);
    reader.id("subscription", value.subscription);
    reader.id("cloud_id", value.cloud_id);
    reader.parsed("billing_model", value.billing_model, parse_billing_model);
    reader.text("agreement_number", value.agreement_number);
    reader.hour("from", value.from);
    reader.hour("to", value.to);
    const bool sound = reader.sound();
    const Registration& added =
        draft_.registrations.emplace_back(Draft<Registration>{std::move(value), existing, &entry,
                                                              sound})
            .value;
    const Registration registration = added;
    for (const Entry& child : entry.entries("customer_subscriptions")) {
      add_mapping(registration, child);
    }
  }

  // Without `from` a mapping holds as long as its registration.
  void add_mapping(const Registration& registration, const Entry& entry) {
    EntryReader reader(entry, faults_);
    reader.require("subscription", false);
    if (!reader.has_key("tenant")) return;
    Mapping key{registration.name, TenantId(entry.field("tenant").text), {}, registration.from, {}};
    reader.hour("from", key.from);
    if (!reader.sound()) return;
    const auto identity = std::tuple(key.registration, key.tenant, key.from);
    if (!mappings_.first(identity, entry, "tenant", faults_)) return;
    const Mapping* existing = nullptr;
    for (const Mapping* known : registry_.mappings(key.registration, key.tenant)) {
      if (known->from == key.from) existing = known;
    }
    Mapping value = existing == nullptr ? key : *existing;
    reader.id("subscription", value.subscription);
    reader.hour("to", value.to);
    draft_.mappings.push_back({std::move(value), existing, &entry, reader.sound()});
  }

  const Book& book_;
  const Registry& registry_;
  Faults& faults_;
  BookDraft draft_;
  Seen<PartyId> partners_;
  Seen<PartyId> customers_;
  Seen<SubscriptionId> subscriptions_;
  Seen<StackId> stacks_;
  Seen<std::pair<StackId, LocalSubscriptionId>> locals_;
  Seen<RegistrationName> registrations_;
  Seen<std::tuple<RegistrationName, TenantId, Hour>> mappings_;
};

template <class T>
void append_changed(const std::vector<Draft<T>>& drafts, std::vector<Fact>& facts) {
  for (const Draft<T>& draft : drafts) {
    if (draft.existing == nullptr || *draft.existing != draft.value) {
      facts.emplace_back(draft.value);
    }
  }
}

}  // namespace

BookDraft draft_book(const Book& book, const Registry& registry, Faults& faults) {
  return Drafter(book, registry, faults).all();
}

std::vector<Fact> changed_facts(const BookDraft& draft) {
  std::vector<Fact> facts;
  append_changed(draft.provider, facts);
  append_changed(draft.partners, facts);
  append_changed(draft.customers, facts);
  append_changed(draft.subscriptions, facts);
  append_changed(draft.stacks, facts);
  append_changed(draft.local_subscriptions, facts);
  append_changed(draft.registrations, facts);
  append_changed(draft.mappings, facts);
  return facts;
}

}  // namespace tollbridge::engine
