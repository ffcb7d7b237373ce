// SPDX-License-Identifier: Apache-2.0
// Goal: the registry says what holds at an hour as known at a time, whatever order the facts were
// handed over in. Method: examples a biller would ask, and properties against an obvious oracle.
#include "registry/registry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace tollbridge::registry {
namespace {

Hour hour(std::int32_t index) { return Hour::from_index(index); }

Instant on_day(int day) { return Instant{} + std::chrono::days(day); }

const RegistrationName reg("azurestack-1");
const TenantId tenant("t-1");

Fact mapped(std::int32_t from, const std::string& subscription, std::optional<Hour> to = {}) {
  return Mapping{reg, tenant, SubscriptionId(subscription), hour(from), to};
}

std::vector<Fact> landscape() {
  return {
      Provider{{"Nordic Cloud", "SE", "EUR", "", ""}, RoundingProfile::en16931},
      Partner{PartyId("fabrikam"), PartnerKind::distributor, {}, {"F", "DE", "EUR", "", ""}},
      Partner{PartyId("litware"), PartnerKind::reseller, PartyId("fabrikam"),
              {"L", "DE", "CHF", "", ""}},
      Partner{PartyId("contoso"), PartnerKind::direct, {}, {"C", "SE", "SEK", "", ""}},
      Customer{PartyId("adatum"), PartyId("contoso"), {"A", "SE", "", "", ""}, {tenant}},
      Customer{PartyId("fourth"), PartyId("litware"), {"4", "DE", "EUR", "", ""}, {}},
      Subscription{SubscriptionId("c-apss"), Offer::apss, PartyId("contoso"), {}, {}, {}, {}},
      Subscription{SubscriptionId("c-adatum"), Offer::csp, PartyId("contoso"), PartyId("adatum"),
                   {{hour(50), hour(60)}, {hour(80), {}}}, {}, {}},
      Subscription{SubscriptionId("l-fourth"), Offer::csp, PartyId("litware"), PartyId("fourth"),
                   {}, {}, {}},
      Stack{StackId("s-1"), "north", {}, {}, {}},
      LocalSubscription{StackId("s-1"), LocalSubscriptionId("l-1"), tenant},
      Registration{reg, "azurestack", SubscriptionId("c-apss"), StackId("s-1"),
                   BillingModel::pay_as_you_use, hour(10), hour(90), true, {}, {}},
      Registration{RegistrationName("azurestack-2"), "azurestack", SubscriptionId("c-adatum"),
                   StackId("s-1"), BillingModel::pay_as_you_use, hour(100), {}, true, {}, {}},
      mapped(20, "c-adatum"),
  };
}

Registry example() { return Registry().with(landscape()); }

TEST(Registry, an_empty_registry_knows_nobody) {
  const Registry registry;
  EXPECT_EQ(registry.provider(), nullptr);
  EXPECT_EQ(registry.partner(PartyId("contoso")), nullptr);
  EXPECT_EQ(registry.registration_at(StackId("s-1"), hour(1)), nullptr);
  EXPECT_EQ(registry.mapping_at(reg, tenant, hour(1)).state, MappingState::never);
  EXPECT_FALSE(registry.party(provider_party()).has_value());
  EXPECT_TRUE(registry.partners().empty());
}

TEST(Registry, everything_declared_is_found_by_its_id_in_any_spelling_of_a_guid) {
  const StackId stack("9C1E0000000040008000000000000001");
  const Registry registry = Registry().with(std::vector<Fact>{Stack{stack, "north", {}, {}, {}}});
  ASSERT_NE(registry.stack(StackId("{9c1e0000-0000-4000-8000-000000000001}")), nullptr);
  EXPECT_EQ(registry.stacks().size(), 1U);
}

TEST(Registry, a_tenant_is_found_with_its_customer) {
  const Registry registry = example();
  ASSERT_NE(registry.customer_of_tenant(tenant), nullptr);
  EXPECT_EQ(registry.customer_of_tenant(tenant)->id, PartyId("adatum"));
  EXPECT_EQ(registry.customer_of_tenant(TenantId("nobody")), nullptr);
}

TEST(Registry, a_tenant_taken_from_a_customer_is_no_longer_its_own) {
  const Registry registry = example().with(std::vector<Fact>{
      Customer{PartyId("adatum"), PartyId("contoso"), {"A", "SE", "", "", ""}, {}}});
  EXPECT_EQ(registry.customer_of_tenant(tenant), nullptr);
}

TEST(Registry, a_stack_is_bound_by_the_registration_in_force_at_the_hour) {
  const Registry registry = example();
  const StackId stack("s-1");
  EXPECT_EQ(registry.registration_at(stack, hour(9)), nullptr);
  EXPECT_EQ(registry.registration_at(stack, hour(10))->name, reg);
  EXPECT_EQ(registry.registration_at(stack, hour(89))->name, reg);
  EXPECT_EQ(registry.registration_at(stack, hour(90)), nullptr);
  EXPECT_EQ(registry.registration_at(stack, hour(100))->name, RegistrationName("azurestack-2"));
  EXPECT_EQ(registry.registrations_of(stack).size(), 2U);
}

TEST(Registry, a_registration_closed_where_it_began_binds_nothing_and_hides_nothing) {
  Registration empty{RegistrationName("mistaken"), "g", SubscriptionId("c-apss"), StackId("s-1"),
                     BillingModel::pay_as_you_use, hour(30), hour(30), true, {}, {}};
  const Registry registry = example().with(std::vector<Fact>{empty});
  EXPECT_EQ(registry.registration_at(StackId("s-1"), hour(40))->name, reg);
}

TEST(Registry, a_later_from_closes_the_earlier_mapping_at_that_hour) {
  const Registry registry = example().with(std::vector<Fact>{mapped(30, "c-other")});
  EXPECT_EQ(registry.mapping_at(reg, tenant, hour(19)).state, MappingState::never);
  EXPECT_EQ(registry.mapping_at(reg, tenant, hour(29)).subscription, SubscriptionId("c-adatum"));
  const MappingAt after = registry.mapping_at(reg, tenant, hour(30));
  EXPECT_EQ(after.subscription, SubscriptionId("c-other"));
  EXPECT_EQ(after.since, hour(30));
}

TEST(Registry, an_ended_or_removed_mapping_is_told_apart_from_one_that_never_was) {
  const Registry ended = example().with(std::vector<Fact>{mapped(20, "c-adatum", hour(25))});
  EXPECT_EQ(ended.mapping_at(reg, tenant, hour(24)).state, MappingState::mapped);
  EXPECT_EQ(ended.mapping_at(reg, tenant, hour(25)).state, MappingState::removed);
  EXPECT_EQ(ended.mapping_at(reg, tenant, hour(40)).since, hour(25));
  const Registry removed = example().with(std::vector<Fact>{mapped(30, "")});
  EXPECT_EQ(removed.mapping_at(reg, tenant, hour(31)).state, MappingState::removed);
  EXPECT_EQ(removed.mapping_at(reg, tenant, hour(31)).since, hour(30));
}

TEST(Registry, a_changed_subscription_under_the_same_key_corrects_the_mapping) {
  const Registry registry = example().with(std::vector<Fact>{mapped(20, "c-other")});
  EXPECT_EQ(registry.mapping_at(reg, tenant, hour(20)).subscription, SubscriptionId("c-other"));
  EXPECT_EQ(registry.mappings(reg).size(), 1U);
}

TEST(Registry, mappings_are_listed_by_tenant_and_hour) {
  const Registry registry = example().with(std::vector<Fact>{
      Mapping{reg, TenantId("t-0"), SubscriptionId("c-x"), hour(5), {}}, mapped(40, "c-y"),
      Mapping{RegistrationName("another"), tenant, SubscriptionId("c-z"), hour(1), {}}});
  const auto all = registry.mappings(reg);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0]->tenant, TenantId("t-0"));
  EXPECT_EQ(all[1]->from, hour(20));
  EXPECT_EQ(all[2]->from, hour(40));
  EXPECT_EQ(registry.mappings(reg, tenant).size(), 2U);
  EXPECT_TRUE(registry.mappings(reg, TenantId("t-9")).empty());
}

TEST(Registry, a_subscription_is_inactive_in_its_spans_only) {
  const Registry registry = example();
  const SubscriptionId id("c-adatum");
  EXPECT_TRUE(registry.active(id, hour(49)));
  EXPECT_FALSE(registry.active(id, hour(50)));
  EXPECT_FALSE(registry.active(id, hour(59)));
  EXPECT_TRUE(registry.active(id, hour(60)));
  EXPECT_FALSE(registry.active(id, hour(1000)));
  EXPECT_FALSE(registry.active(SubscriptionId("unknown"), hour(1)));
}

TEST(Registry, the_payer_may_change_only_at_the_hours_listed) {
  const auto hours = example().change_hours(StackId("s-1"), tenant, {hour(10), hour(100)});
  EXPECT_EQ(hours, (std::vector<Hour>{hour(20), hour(50), hour(60), hour(80), hour(90)}));
}

TEST(Registry, sales_run_from_the_provider_down_to_the_customer) {
  const Registry registry = example();
  const auto sale = [](const char* seller, const char* buyer) {
    return Sale{PartyId(seller), PartyId(buyer)};
  };
  EXPECT_EQ(registry.sales_of(SubscriptionId("c-apss")),
            (std::vector<Sale>{sale("provider", "contoso")}));
  EXPECT_EQ(registry.sales_of(SubscriptionId("c-adatum")),
            (std::vector<Sale>{sale("provider", "contoso"), sale("contoso", "adatum")}));
  EXPECT_EQ(registry.sales_of(SubscriptionId("l-fourth")),
            (std::vector<Sale>{sale("provider", "fabrikam"), sale("fabrikam", "litware"),
                               sale("litware", "fourth")}));
  EXPECT_TRUE(registry.sales_of(SubscriptionId("unknown")).empty());
  EXPECT_EQ(registry.top_partner(SubscriptionId("l-fourth")), PartyId("fabrikam"));
  EXPECT_EQ(registry.top_partner(SubscriptionId("c-adatum")), PartyId("contoso"));
  EXPECT_TRUE(registry.top_partner(SubscriptionId("unknown")).empty());
}

TEST(Registry, a_customer_without_a_currency_is_billed_in_its_partners) {
  const Registry registry = example();
  EXPECT_EQ(registry.party(PartyId("adatum"))->currency, "SEK");
  EXPECT_EQ(registry.party(PartyId("fourth"))->currency, "EUR");
  EXPECT_EQ(registry.party(PartyId("litware"))->currency, "CHF");
  EXPECT_EQ(registry.party(provider_party())->name, "Nordic Cloud");
  EXPECT_FALSE(registry.party(PartyId("nobody")).has_value());
}

TEST(Registry, who_paid_as_known_on_a_day_has_an_answer) {
  const std::vector<RecordedFact> facts{
      {mapped(10, "first"), 1, on_day(1), "book"},
      {mapped(10, "corrected"), 2, on_day(5), "book"},
  };
  const auto payer = [&](const KnownUntil& known) {
    return Registry::from_facts(facts, known).mapping_at(reg, tenant, hour(11)).subscription;
  };
  EXPECT_EQ(payer({}), SubscriptionId("corrected"));
  EXPECT_EQ(payer({.commit = 1, .known_at = {}}), SubscriptionId("first"));
  EXPECT_EQ(payer({.commit = {}, .known_at = on_day(4)}), SubscriptionId("first"));
  EXPECT_EQ(payer({.commit = {}, .known_at = on_day(5)}), SubscriptionId("corrected"));
  EXPECT_EQ(payer({.commit = {}, .known_at = on_day(0)}), SubscriptionId());
}

// A small world in which keys collide often.
std::vector<RecordedFact> some_mappings() {
  const auto count = *rc::gen::inRange<std::size_t>(0, 40);
  std::vector<RecordedFact> facts;
  for (std::size_t i = 0; i < count; ++i) {
    Mapping mapping;
    mapping.registration = RegistrationName("r" + std::to_string(*rc::gen::inRange(0, 2)));
    mapping.tenant = TenantId("t" + std::to_string(*rc::gen::inRange(0, 2)));
    mapping.from = hour(*rc::gen::inRange(0, 12));
    const int subscription = *rc::gen::inRange(0, 4);
    if (subscription > 0) mapping.subscription = SubscriptionId(std::to_string(subscription));
    if (*rc::gen::inRange(0, 3) == 0) mapping.to = mapping.from.plus(*rc::gen::inRange(1, 6));
    facts.push_back({mapping, i + 1, on_day(*rc::gen::inRange(0, 5)), "book"});
  }
  return facts;
}

// Rule by rule, over the raw facts: the greatest from <= hour, of that the latest commit.
MappingAt oracle(const std::vector<RecordedFact>& facts, const KnownUntil& known,
                 const RegistrationName& registration, const TenantId& owner, Hour at) {
  const RecordedFact* held = nullptr;
  for (const auto& fact : facts) {
    const auto& mapping = std::get<Mapping>(fact.fact);
    if (known.commit && fact.commit > *known.commit) continue;
    if (known.known_at && fact.known_at > *known.known_at) continue;
    if (mapping.registration != registration || mapping.tenant != owner || mapping.from > at) {
      continue;
    }
    if (held == nullptr) held = &fact;
    const Hour best = std::get<Mapping>(held->fact).from;
    if (mapping.from > best || (mapping.from == best && fact.commit >= held->commit)) held = &fact;
  }
  if (held == nullptr) return {};
  const auto& mapping = std::get<Mapping>(held->fact);
  if (mapping.subscription.empty()) return {MappingState::removed, {}, mapping.from};
  if (mapping.to && at >= *mapping.to) return {MappingState::removed, {}, *mapping.to};
  return {MappingState::mapped, mapping.subscription, mapping.from};
}

void must_agree(const Registry& registry, const std::vector<RecordedFact>& facts,
                const KnownUntil& known) {
  for (const char* name : {"r0", "r1"}) {
    for (const char* owner : {"t0", "t1"}) {
      for (std::int32_t at = 0; at < 20; ++at) {
        const auto wanted = oracle(facts, known, RegistrationName(name), TenantId(owner), hour(at));
        const auto got = registry.mapping_at(RegistrationName(name), TenantId(owner), hour(at));
        RC_ASSERT(got.state == wanted.state);
        RC_ASSERT(got.subscription == wanted.subscription);
        RC_ASSERT(got.since == wanted.since);
      }
    }
  }
}

RC_GTEST_PROP(RegistryProperty, the_mapping_in_force_is_the_one_a_patient_clerk_would_find, ()) {
  auto facts = some_mappings();
  KnownUntil known;
  if (*rc::gen::arbitrary<bool>()) known.commit = *rc::gen::inRange<std::uint64_t>(0, 41);
  if (*rc::gen::arbitrary<bool>()) known.known_at = on_day(*rc::gen::inRange(0, 5));
  must_agree(Registry::from_facts(facts, known), facts, known);
}

RC_GTEST_PROP(RegistryProperty, the_latest_commit_wins_in_whatever_order_facts_are_read, ()) {
  auto facts = some_mappings();
  for (std::size_t i = facts.size(); i > 1; --i) {
    std::swap(facts[i - 1], facts[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  must_agree(Registry::from_facts(facts), facts, {});
}

RC_GTEST_PROP(RegistryProperty, trying_facts_on_top_equals_recording_them, ()) {
  const auto facts = some_mappings();
  const auto cut = *rc::gen::inRange<std::size_t>(0, facts.size() + 1);
  std::vector<Fact> later;
  for (std::size_t i = cut; i < facts.size(); ++i) later.push_back(facts[i].fact);
  const auto before =
      Registry::from_facts(facts, {.commit = static_cast<std::uint64_t>(cut), .known_at = {}});
  must_agree(before.with(later), facts, {});
}

RC_GTEST_PROP(RegistryProperty, between_two_change_hours_the_mapping_stays_the_same, ()) {
  auto facts = some_mappings();
  for (std::uint64_t i = 0; i < 2; ++i) {
    const auto from = static_cast<std::int32_t>(i) * 10;
    facts.push_back({Registration{RegistrationName("r" + std::to_string(i)), "g", {}, StackId("s"),
                                  BillingModel::pay_as_you_use, hour(from), hour(from + 10), true,
                                  {}, {}},
                     100 + i, on_day(0), "book"});
  }
  const Registry registry = Registry::from_facts(facts);
  const auto payer = [&](std::int32_t at) {
    const auto* bound = registry.registration_at(StackId("s"), hour(at));
    if (bound == nullptr) return std::string("none");
    return bound->name.text() + "/" +
           registry.mapping_at(bound->name, TenantId("t0"), hour(at)).subscription.text();
  };
  const auto changes = registry.change_hours(StackId("s"), TenantId("t0"), {hour(0), hour(25)});
  for (std::int32_t at = 1; at < 25; ++at) {
    if (payer(at) == payer(at - 1)) continue;
    RC_ASSERT(std::binary_search(changes.begin(), changes.end(), hour(at)));
  }
}

TEST(Model, literals_of_the_contract_are_read_and_written) {
  for (const auto offer : {Offer::csp, Offer::apss, Offer::ea, Offer::payg, Offer::msdn}) {
    EXPECT_EQ(parse_offer(to_string(offer)), offer);
  }
  for (const auto kind : {PartnerKind::direct, PartnerKind::distributor, PartnerKind::reseller}) {
    EXPECT_EQ(parse_partner_kind(to_string(kind)), kind);
  }
  for (const auto model : {BillingModel::pay_as_you_use, BillingModel::capacity,
                           BillingModel::development, BillingModel::custom,
                           BillingModel::ruggedized}) {
    EXPECT_EQ(parse_billing_model(to_string(model)), model);
  }
  const auto wrong = parse_offer("csp-like");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, "InvalidOffer");
  EXPECT_NE(wrong.error().message.find("CSP, APSS, EA, PAYG, MSDN"), std::string::npos);
}

// Terms ---------------------------------------------------------------------------------------

Period month(const char* text) { return Period::parse(text).value(); }

Subscription sold_by(const char* partner, const char* from) {
  Subscription sold;
  sold.id = SubscriptionId("sold");
  sold.partner = PartyId(partner);
  if (from != nullptr) sold.from = month(from);
  return sold;
}

std::string seller_in(const Registry& registry, const char* text) {
  return registry.in_period(month(text)).subscription(SubscriptionId("sold"))->partner.text();
}

TEST(Registry, terms_hold_from_their_month_until_the_next_ones) {
  const Registry registry = Registry().with(std::vector<Fact>{
      sold_by("first", nullptr), sold_by("third", "2027-01"), sold_by("second", "2026-11")});
  EXPECT_EQ(seller_in(registry, "1990-01"), "first");
  EXPECT_EQ(seller_in(registry, "2026-10"), "first");
  EXPECT_EQ(seller_in(registry, "2026-11"), "second");
  EXPECT_EQ(seller_in(registry, "2026-12"), "second");
  EXPECT_EQ(seller_in(registry, "2027-01"), "third");
  EXPECT_EQ(registry.subscription(SubscriptionId("sold"))->partner.text(), "third")
      << "the newest, where no month is asked for";
  EXPECT_EQ(registry.version_months(), (std::vector{month("2026-11"), month("2027-01")}));
  EXPECT_EQ(registry.versions(sold_by("", nullptr)).size(), 3U);
  EXPECT_EQ(registry.version(sold_by("", "2026-12")), nullptr);
  EXPECT_EQ(registry.version_in_force(sold_by("", "2026-12"))->partner.text(), "second");
}

TEST(Registry, the_first_version_of_an_object_holds_before_its_month_too) {
  const Registry registry = Registry().with(std::vector<Fact>{sold_by("only", "2026-11")});
  EXPECT_EQ(seller_in(registry, "2026-10"), "only");
}

TEST(Registry, the_same_month_told_again_corrects_the_version_and_no_other) {
  const Registry registry = Registry()
                                .with(std::vector<Fact>{sold_by("first", nullptr),
                                                        sold_by("wrong", "2026-11")})
                                .with(std::vector<Fact>{sold_by("right", "2026-11")});
  EXPECT_EQ(seller_in(registry, "2026-10"), "first");
  EXPECT_EQ(seller_in(registry, "2026-11"), "right");
}

TEST(Registry, what_is_no_term_is_as_told_last_in_every_month) {
  Subscription owned = sold_by("first", nullptr);
  owned.owners = {"anna"};
  const Registry registry = Registry()
                                .with(std::vector<Fact>{sold_by("first", nullptr),
                                                        sold_by("second", "2026-11")})
                                .in_period(month("2026-12"))
                                .with(std::vector<Fact>{owned});
  for (const char* text : {"2026-10", "2026-12"}) {
    EXPECT_EQ(registry.in_period(month(text)).subscription(owned.id)->owners, owned.owners);
  }
  EXPECT_EQ(seller_in(registry, "2026-12"), "second");
  EXPECT_EQ(registry.subscription(owned.id)->partner.text(), "second") << "the month stays";
}

TEST(Registry, a_local_subscription_has_the_tenant_of_the_hour) {
  const StackId stack("s");
  const LocalSubscriptionId local("l");
  const Registry registry = Registry().with(std::vector<Fact>{
      LocalSubscription{stack, local, TenantId("a")},
      LocalSubscription{stack, local, TenantId("b"), month("2026-11")}});
  const Hour november = month("2026-11").begin();
  EXPECT_EQ(registry.local_subscription_at(stack, local, november.plus(-1))->tenant.text(), "a");
  EXPECT_EQ(registry.local_subscription_at(stack, local, november)->tenant.text(), "b");
}

}  // namespace
}  // namespace tollbridge::registry
