// SPDX-License-Identifier: Apache-2.0
#include "engine/book_draft.h"

#include <algorithm>
#include <array>
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

// Keys of objects with terms: each version once, and where the versions of an object are drafted.
template <class Key>
struct VersionedKeys {
  Seen<std::pair<Key, std::optional<Period>>> seen;
  std::map<Key, std::vector<std::size_t>> places;
};

bool same_texts(const Entry& a, const Entry& b, const std::string& key) {
  const auto& ones = a.entries(key);
  const auto& others = b.entries(key);
  return std::ranges::equal(ones, others, [](const Entry& one, const Entry& other) {
    return one.field("from").text == other.field("from").text &&
           one.field("to").text == other.field("to").text;
  });
}

// Versions by their month, those without one first: a version goes on from the one before it in
// time, in whatever order the file has them. Months as texts of RFC 3339 compare as they follow.
std::vector<const Entry*> in_time(const Entry& parent, const std::string& key) {
  std::vector<const Entry*> ordered;
  for (const Entry& entry : parent.entries(key)) ordered.push_back(&entry);
  std::ranges::stable_sort(ordered, {}, [](const Entry* entry) -> const std::string& {
    return entry->field("from").text;
  });
  return ordered;
}

// A field that has no date, of which two versions of an object say different things; or empty.
std::string disagreement(const Entry& a, const Entry& b) {
  static constexpr std::array terms{"id",       "from",  "kind",   "of",      "currency", "partner",
                                    "customer", "offer", "tenant", "rounding"};
  for (const auto& [key, field] : a.fields) {
    const Field& other = b.field(key);
    if (other.state == FieldState::absent || std::ranges::find(terms, key) != terms.end()) continue;
    if (field.state != other.state || field.text != other.text) return key;
  }
  for (const auto& [key, list] : a.lists) {
    const FieldList& other = b.list(key);
    const auto same = [](const Field& one, const Field& two) { return one.text == two.text; };
    if (other.state != FieldState::absent && !std::ranges::equal(list.items, other.items, same)) {
      return key;
    }
  }
  for (const auto& [key, entries] : a.children) {
    if (b.children.contains(key) && !same_texts(a, b, key)) return key;
  }
  return {};
}

void read_party(EntryReader& reader, PartyDetails& details) {
  reader.text("name", details.name);
  reader.text("country", details.country);
  reader.text("currency", details.currency);
  reader.text("vat_id", details.vat_id);
  reader.text("address", details.address);
  for (const registry::PaperField& field : registry::paper_fields()) {
    reader.text(field.name, details.papers.*field.text);
  }
}

class Drafter {
 public:
  Drafter(const Book& book, const Registry& registry, Faults& faults)
      : book_(book), registry_(registry), faults_(faults) {}

  BookDraft all() {
    for (const Entry* entry : in_time(book_.root, "provider")) add_provider(*entry);
    for (const Entry* entry : in_time(book_.root, "partners")) add_partner(*entry);
    for (const Entry* entry : in_time(book_.root, "customers")) add_customer(*entry);
    for (const Entry* entry : in_time(book_.root, "subscriptions")) add_subscription(*entry);
    for (const Entry& entry : book_.root.entries("stacks")) add_stack(entry);
    for (const Entry& entry : book_.root.entries("registrations")) add_registration(entry);
    return std::move(draft_);
  }

 private:
  template <class T>
  static T start_from(const T* existing) {
    return existing == nullptr ? T{} : *existing;
  }

  // Begins a draft of an object with terms: as the version it names is recorded, or as it would be
  // in its month without it. `known`: there is something to begin with.
  template <class T, class Key>
  struct Begun {
    Draft<T> draft;
    bool known = false;
  };
  template <class T, class Key>
  std::optional<Begun<T, Key>> begin_version(const Entry& entry, EntryReader& reader, T like,
                                             const Key& key, std::string_view key_field,
                                             VersionedKeys<Key>& keys,
                                             const std::vector<Draft<T>>& drafts) {
    reader.parsed("from", like.from, parse_version_month);
    if (!keys.seen.first({key, like.from}, entry, key_field, faults_)) return std::nullopt;
    Begun<T, Key> begun;
    begun.draft.entry = &entry;
    begun.draft.existing = registry_.version(like);
    const T* start = nullptr;
    const auto closer = [&](const T* other) {
      const bool holds = other->from <= like.from;
      if (start == nullptr || (holds && (start->from <= other->from || like.from < start->from))) {
        start = other;
      }
    };
    for (const T* recorded : registry_.versions(like)) closer(recorded);
    auto& places = keys.places[key];
    for (const std::size_t place : places) closer(&drafts[place].value);
    begun.known = start != nullptr;
    begun.draft.value = start != nullptr ? *start : like;
    // What has no date is as the file said it last.
    if (!places.empty()) {
      T merged = drafts[places.back()].value;
      take_terms(merged, begun.draft.value);
      begun.draft.value = std::move(merged);
    }
    begun.draft.value.from = like.from;
    if (start != nullptr) begun.draft.earlier = *start;
    places.push_back(drafts.size());
    return begun;
  }

  // What has no date is one for all versions: the drafts before get what this one says of it.
  template <class T, class Key>
  void finish_version(Begun<T, Key> begun, const EntryReader& reader, const Key& key,
                      const VersionedKeys<Key>& keys, std::vector<Draft<T>>& drafts) {
    const Entry& entry = *begun.draft.entry;
    bool sound = reader.sound();
    for (const std::size_t place : keys.places.at(key)) {
      if (place == drafts.size()) continue;  // this one
      Draft<T>& before = drafts[place];
      if (const std::string field = disagreement(*before.entry, entry); !field.empty()) {
        sound = false;
        faults_.add(entry, field,
                    Error{ErrorKind::invalid, "VersionsDisagree",
                          "'" + field + "' is one for all months, and the file says another in "
                          "line " + std::to_string(before.entry->line) + "; say it once.",
                          {}, {}, 0, {}});
      }
      T merged = begun.draft.value;
      take_terms(merged, before.value);
      merged.from = before.value.from;
      before.value = std::move(merged);
    }
    begun.draft.sound = sound;
    drafts.push_back(std::move(begun.draft));
  }

  void add_provider(const Entry& entry) {
    EntryReader reader(entry, faults_);
    auto begun =
        begin_version(entry, reader, Provider{}, PartyId("provider"), "name", providers_,
                      draft_.provider);
    if (!begun) return;
    Provider& value = begun->draft.value;
    for (const char* key : {"name", "country", "currency"}) reader.require(key, begun->known);
    read_party(reader, value.details);
    reader.parsed("rounding", value.rounding, parse_rounding_profile);
    finish_version(*std::move(begun), reader, PartyId("provider"), providers_, draft_.provider);
  }

  void add_partner(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const PartyId id(entry.field("id").text);
    Partner like;
    like.id = id;
    auto begun = begin_version(entry, reader, like, id, "id", partners_, draft_.partners);
    if (!begun) return;
    Partner& value = begun->draft.value;
    for (const char* key : {"kind", "name", "country", "currency"}) {
      reader.require(key, begun->known);
    }
    reader.parsed("kind", value.kind, parse_partner_kind);
    reader.id("of", value.distributor);
    read_party(reader, value.details);
    finish_version(*std::move(begun), reader, id, partners_, draft_.partners);
  }

  // A new customer has its id as name and its partner's country, unless the file says otherwise.
  void add_customer(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const PartyId id(entry.field("id").text);
    Customer like;
    like.id = id;
    auto begun = begin_version(entry, reader, like, id, "id", customers_, draft_.customers);
    if (!begun) return;
    Customer& value = begun->draft.value;
    reader.require("partner", begun->known);
    reader.id("partner", value.partner);
    if (!begun->known) {
      value.details.name = id.text();
      value.details.country = country_of_partner(value.partner);
    }
    read_party(reader, value.details);
    if (const auto tenants = reader.texts("tenants")) {
      value.tenants.clear();
      for (const std::string& tenant : *tenants) value.tenants.emplace_back(tenant);
    }
    finish_version(*std::move(begun), reader, id, customers_, draft_.customers);
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
    Subscription like;
    like.id = id;
    auto begun =
        begin_version(entry, reader, like, id, "id", subscriptions_, draft_.subscriptions);
    if (!begun) return;
    Subscription& value = begun->draft.value;
    reader.require("offer", begun->known);
    reader.require("partner", begun->known);
    reader.parsed("offer", value.offer, parse_offer);
    reader.id("partner", value.partner);
    reader.id("customer", value.customer);
    reader.text("directory", value.directory);
    value.directory = guid_or_text(value.directory);
    if (auto owners = reader.texts("owners")) value.owners = *std::move(owners);
    if (entry.children.contains("inactive")) value.inactive = read_inactive(entry);
    finish_version(*std::move(begun), reader, id, subscriptions_, draft_.subscriptions);
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
    reader.text("bridge_key", value.bridge_key);
    draft_.stacks.push_back({std::move(value), existing, {}, &entry, reader.sound()});
    for (const Entry* child : in_time(entry, "local_subscriptions")) add_local(id, *child);
  }

  void add_local(const StackId& stack, const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id")) return;
    const LocalSubscriptionId id(entry.field("id").text);
    const auto key = std::pair(stack, id);
    auto begun = begin_version(entry, reader, LocalSubscription{stack, id, {}}, key, "id", locals_,
                               draft_.local_subscriptions);
    if (!begun) return;
    reader.require("tenant", begun->known);
    reader.id("tenant", begun->draft.value.tenant);
    finish_version(*std::move(begun), reader, key, locals_, draft_.local_subscriptions);
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
        draft_.registrations.emplace_back(Draft<Registration>{std::move(value), existing, {},
                                                              &entry, sound})
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
    draft_.mappings.push_back({std::move(value), existing, {}, &entry, reader.sound()});
  }

  const Book& book_;
  const Registry& registry_;
  Faults& faults_;
  BookDraft draft_;
  VersionedKeys<PartyId> providers_;
  VersionedKeys<PartyId> partners_;
  VersionedKeys<PartyId> customers_;
  VersionedKeys<SubscriptionId> subscriptions_;
  VersionedKeys<std::pair<StackId, LocalSubscriptionId>> locals_;
  Seen<StackId> stacks_;
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
