// SPDX-License-Identifier: Apache-2.0
// Goal: a book is applied all or nothing; applied twice it changes nothing; and whatever is wrong
// with it is said at once, each fault with its line, code and rule. Method: small books read
// through the YAML reader, planned against a registry, recorded, and planned again.
#include "engine/book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/yaml/book_reader.h"

namespace tollbridge::engine {
namespace {

using registry::MappingState;
using registry::Registry;

constexpr Hour now = Hour::from_index(500'000);  // 2027-01-15

std::string fixture(const std::string& name) {
  std::ifstream file("tests/fixtures/books/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The books as they are kept: what was applied so far.
struct Kept {
  Registry registry;
  rating::PriceBook prices;
  std::map<std::string, std::string> files;

  Result<BookPlan> plan(const std::string& yaml) const {
    const auto file = [this](const std::string& path) -> Result<std::string> {
      const auto found = files.find(path);
      return found == files.end() ? fixture(path) : found->second;
    };
    auto book = yaml::read_book(yaml, file);
    if (!book) return pass(book);
    return plan_book(*book, registry, prices, now);
  }

  BookPlan apply(const std::string& yaml) {
    auto planned = plan(yaml);
    EXPECT_TRUE(planned.has_value()) << planned.error().message;
    if (!planned) return {};
    registry = registry.with(planned->change.facts);
    prices = prices.with(planned->change.prices).value();
    return *planned;
  }

  Error refusal(const std::string& yaml) const {
    auto planned = plan(yaml);
    EXPECT_FALSE(planned.has_value());
    return planned ? Error{} : planned.error();
  }
};

Kept contract() {
  Kept kept;
  kept.apply(fixture("contract.yaml"));
  return kept;
}

const FieldChange* change_of(const BookPlan& plan, const std::string& object,
                             const std::string& field) {
  for (const FieldChange& change : plan.diff) {
    if (change.object == object && change.field == field) return &change;
  }
  return nullptr;
}

const RegistrationName example_registration("azurestack-9c1e0000");
const TenantId adatum_tenant("7b6d3d3a-0000-4000-8000-000000000001");

TEST(Book, the_example_of_the_contract_is_applied_whole) {
  Kept kept;
  const BookPlan plan = kept.apply(fixture("contract.yaml"));
  EXPECT_EQ(plan.change.facts.size(), 11U);
  EXPECT_EQ(plan.change.prices.size(), 3U);
  EXPECT_TRUE(plan.warnings.empty());
  const Hour october = Period::parse("2026-10").value().begin();
  const auto* registration =
      kept.registry.registration_at(StackId("9c1e0000-0000-4000-8000-000000000001"), october);
  ASSERT_NE(registration, nullptr);
  EXPECT_EQ(registration->name, example_registration);
  EXPECT_TRUE(registration->multi_tenancy_approved);
  const auto mapping = kept.registry.mapping_at(example_registration, adatum_tenant, october);
  EXPECT_EQ(mapping.subscription, SubscriptionId("2f3e0000-0000-4000-8000-00000000000b"));
  EXPECT_EQ(kept.registry.party(PartyId("adatum"))->currency, "EUR");
  EXPECT_EQ(kept.prices.sheet(SheetId("contoso-retail"))->markup, Factor::parse("0.15").value());
}

TEST(Book, applied_again_it_changes_nothing) {
  const Kept kept = contract();
  const auto again = kept.plan(fixture("contract.yaml"));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->change.facts.empty());
  EXPECT_TRUE(again->change.prices.empty());
  EXPECT_TRUE(again->diff.empty());
}

TEST(Book, a_new_object_is_shown_with_its_fields_and_a_changed_one_with_before_and_after) {
  Kept kept = contract();
  const BookPlan plan = kept.apply(
      "partners:\n"
      "  - {id: contoso, name: Contoso Cloud AB}\n"
      "  - {id: proseware, kind: direct, name: Proseware, country: FI, currency: EUR}\n");
  const std::vector<FieldChange> wanted{
      {"partner", "contoso", "name", "Contoso CSP AB", "Contoso Cloud AB", false},
      {"partner", "proseware", "kind", {}, "direct", true},
      {"partner", "proseware", "name", {}, "Proseware", true},
      {"partner", "proseware", "country", {}, "FI", true},
      {"partner", "proseware", "currency", {}, "EUR", true}};
  EXPECT_EQ(plan.diff, wanted);
}

TEST(Book, what_a_file_leaves_out_stays_and_what_it_empties_is_cleared) {
  Kept kept = contract();
  kept.apply("registrations: [{name: azurestack-9c1e0000, to: 2027-02-01}]\n");
  const auto* registration = kept.registry.registration(example_registration);
  ASSERT_TRUE(registration->to.has_value());
  EXPECT_EQ(registration->subscription, SubscriptionId("2f3e0000-0000-4000-8000-00000000000a"));
  kept.apply("registrations: [{name: azurestack-9c1e0000, resource_group: other}]\n");
  EXPECT_TRUE(kept.registry.registration(example_registration)->to.has_value());
  kept.apply("registrations: [{name: azurestack-9c1e0000, to: ~}]\n");
  EXPECT_FALSE(kept.registry.registration(example_registration)->to.has_value());
}

TEST(Book, every_optional_field_of_the_contract_is_kept) {
  Kept kept = contract();
  kept.apply(
      "provider: {address: \"Storgatan 1\\n111 22 Stockholm\"}\n"
      "customers:\n"
      "  - {id: fourth, partner: litware, name: Fourth Coffee, country: CH, currency: CHF,\n"
      "     vat_id: CHE123456789MWST, tenants: []}\n"
      "subscriptions:\n"
      "  - id: 2f3e0000-0000-4000-8000-00000000000b\n"
      "    inactive: [{from: 2026-10-10T10:40:00Z, to: 2026-10-11}, {from: 2026-12-01}]\n"
      "    owners: [anna@contoso.example, bo@contoso.example]\n"
      "    directory: 7B6D3D3A000040008000000000000001\n"
      "stacks:\n"
      "  - cloud_id: 9c1e0000-0000-4000-8000-000000000001\n"
      "    provider_subscription: 5d20c2de-0000-4000-8000-0000000000ff\n"
      "    operator: contoso\n"
      "    directory: 1b6d3d3a-0000-4000-8000-000000000001\n"
      "    bridge_key: '{\"kty\":\"EC\",\"crv\":\"P-256\",\n"
      "      \"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\",\n"
      "      \"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}'\n"
      "commitments:\n"
      "  - {id: minimum, seller: provider, buyer: contoso, amount: 100.5, from: 2026-10-01,\n"
      "     to: 2027-10-01}\n");
  const auto* subscription =
      kept.registry.subscription(SubscriptionId("2f3e0000-0000-4000-8000-00000000000b"));
  ASSERT_EQ(subscription->inactive.size(), 2U);
  EXPECT_EQ(subscription->inactive[0].begin.to_string(), "2026-10-10T10:00:00Z");
  EXPECT_FALSE(subscription->inactive[1].end.has_value());
  EXPECT_EQ(subscription->owners.size(), 2U);
  EXPECT_EQ(subscription->directory, adatum_tenant.text());
  EXPECT_EQ(subscription->customer, PartyId("adatum"));
  const auto* stack = kept.registry.stack(StackId("9c1e0000-0000-4000-8000-000000000001"));
  EXPECT_EQ(stack->operated_by, PartyId("contoso"));
  EXPECT_EQ(stack->region, "northwest");
  EXPECT_NE(stack->bridge_key.find("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"),
            std::string::npos);
  EXPECT_EQ(kept.registry.party(PartyId("fourth"))->currency, "CHF");
  EXPECT_EQ(kept.registry.provider()->details.address, "Storgatan 1\n111 22 Stockholm");
  ASSERT_EQ(kept.prices.commitments().size(), 1U);
  EXPECT_EQ(kept.prices.commitments()[0]->amount.to_string(), "100.50");
}

TEST(Book, a_new_customer_without_name_and_country_has_its_id_and_its_partners_country) {
  Kept kept = contract();
  kept.apply("customers: [{id: trey, partner: fabrikam}]\n");
  EXPECT_EQ(kept.registry.customer(PartyId("trey"))->details.name, "trey");
  EXPECT_EQ(kept.registry.customer(PartyId("trey"))->details.country, "DE");
}

TEST(Book, a_later_from_closes_the_earlier_mapping_and_the_same_from_corrects_it) {
  Kept kept = contract();
  const std::string subscriptions =
      "subscriptions:\n"
      "  - {id: 2f3e0000-0000-4000-8000-00000000000c, offer: CSP, partner: contoso}\n";
  const auto mapping = [&](const std::string& from) {
    return subscriptions +
           "registrations:\n"
           "  - name: azurestack-9c1e0000\n"
           "    customer_subscriptions:\n"
           "      - {subscription: 2f3e0000-0000-4000-8000-00000000000c,\n"
           "         tenant: 7b6d3d3a-0000-4000-8000-000000000001, from: " + from + "}\n";
  };
  kept.apply(mapping("2026-10-20T10:40:00Z"));
  const auto spans = kept.registry.mappings(example_registration);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[1]->from.to_string(), "2026-10-20T10:00:00Z");
  kept.apply(mapping("2026-10-01"));
  EXPECT_EQ(kept.registry.mappings(example_registration).size(), 2U);
  EXPECT_EQ(kept.registry.mappings(example_registration)[0]->subscription,
            SubscriptionId("2f3e0000-0000-4000-8000-00000000000c"));
}

TEST(Book, a_corrected_price_sheet_shows_the_rows_that_differ) {
  Kept kept = contract();
  kept.files["adatum.csv"] =
      "meter,unit_price\nfab6eb84-500b-4a09-a8ca-7358f8bbaea5,0.007\nnew,1\n";
  const BookPlan plan = kept.apply(fixture("contract.yaml"));
  ASSERT_EQ(plan.change.prices.size(), 1U);
  const auto* change =
      change_of(plan, "price sheet", "price fab6eb84-500b-4a09-a8ca-7358f8bbaea5");
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->before, "flat 0.0075");
  EXPECT_EQ(change->after, "flat 0.007");
  ASSERT_NE(change_of(plan, "price sheet", "price new"), nullptr);
  EXPECT_EQ(change_of(plan, "price sheet", "currency"), nullptr);
}

TEST(Book, faults_of_every_kind_are_found_at_once_each_with_its_line) {
  const Error error = contract().refusal(
      "partners:\n"                                                                        // 1
      "  - {id: lonely, kind: reseller, name: L, country: DE, currency: EUR}\n"             // 2
      "  - {id: odd, kind: indirect, name: O, country: Germany, currency: EUR}\n"           // 3
      "  - {id: lost, kind: reseller, of: contoso, name: L, country: DE, currency: EUR}\n"  // 4
      "  - {id: lonely, kind: direct, name: L, country: DE, currency: EUR}\n"               // 5
      "  - {kind: direct, nmae: X}\n"                                                       // 6
      "customers:\n"                                                                        // 7
      "  - {id: thief, partner: contoso, tenants: [7b6d3d3a-0000-4000-8000-000000000001]}\n"  // 8
      "  - {id: nobodys, partner: gone, name: N, country: SE, currency: EUREUR}\n"          // 9
      "subscriptions:\n"                                                                   // 10
      "  - {id: s-1, offer: APSS, partner: contoso, customer: adatum}\n"                   // 11
      "  - {id: s-2, offer: CSP, partner: fabrikam, customer: adatum}\n"                   // 12
      "price_sheets:\n"                                                                    // 13
      "  - {id: p, seller: fabrikam, buyer: adatum, currency: EUR, from: someday,\n"       // 14
      "     file: provider.csv}\n"                                                         // 15
      "commitments:\n"                                                                     // 16
      "  - {id: c, seller: gone, buyer: contoso, amount: -1.005, from: 2026-10-01}\n");    // 17
  EXPECT_EQ(error.code, "InvalidBook");
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const Error& fault : error.details) found.emplace_back(fault.line, fault.code);
  const std::vector<std::pair<std::int64_t, std::string>> wanted{
      {2, "ResellerWithoutDistributor"},
      {3, "InvalidPartnerKind"},
      {4, "InvalidDistributor"},
      {5, "DuplicateKey"},
      {6, "MissingField"},
      {6, "UnknownKey"},
      {8, "TenantOfAnotherCustomer"},
      {9, "UnknownPartner"},
      {11, "ApssWithCustomer"},
      {12, "CustomerOfAnotherPartner"},
      {14, "NotABuyer"},
      {14, "InvalidTime"},
      {17, "TooManyDigits"},
      {17, "UnknownSeller"}};
  EXPECT_EQ(found, wanted);
}

TEST(Book, a_single_fault_is_handed_back_as_itself_with_its_rule) {
  const Error error = contract().refusal(
      "subscriptions:\n"
      "  - {id: s-1, offer: APSS, partner: contoso, customer: adatum}\n");
  EXPECT_EQ(error.code, "ApssWithCustomer");
  EXPECT_EQ(error.rule, "R42");
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_EQ(error.line, 2);
  EXPECT_EQ(error.path, "subscriptions[0].customer");
  EXPECT_EQ(error.details.size(), 1U);
}

TEST(Book, faults_that_all_rest_on_rules_make_a_refused_book) {
  const Error error = contract().refusal(
      "subscriptions:\n"
      "  - {id: s-1, offer: APSS, partner: contoso, customer: adatum}\n"
      "  - {id: s-2, offer: CSP, partner: fabrikam, customer: adatum}\n");
  EXPECT_EQ(error.code, "BookRefused");
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_EQ(error.details.size(), 2U);
}

TEST(Book, a_book_without_anybody_who_invoices_is_refused) {
  const Error error =
      Kept().refusal("partners: [{id: a, kind: direct, name: A, country: SE, currency: SEK}]\n");
  EXPECT_EQ(error.code, "MissingProvider");
}

TEST(Book, AZ_R29_two_tenants_on_one_subscription_of_a_registration_are_refused) {
  const Error error = contract().refusal(
      "registrations:\n"
      "  - name: azurestack-9c1e0000\n"
      "    customer_subscriptions:\n"
      "      - {subscription: 2f3e0000-0000-4000-8000-00000000000b, tenant: other,\n"
      "         from: 2026-11-01}\n");
  EXPECT_EQ(error.code, "SharedSubscription");
  EXPECT_EQ(error.rule, "R29");
  EXPECT_EQ(error.line, 4);
  EXPECT_EQ(error.path, "registrations[0].customer_subscriptions[0].subscription");
}

TEST(Book, AZ_R29_a_subscription_may_pass_from_one_tenant_to_another) {
  Kept kept = contract();
  kept.apply(
      "registrations:\n"
      "  - name: azurestack-9c1e0000\n"
      "    customer_subscriptions:\n"
      "      - {subscription: 2f3e0000-0000-4000-8000-00000000000b, from: 2026-10-01,\n"
      "         tenant: 7b6d3d3a-0000-4000-8000-000000000001, to: 2026-11-01}\n"
      "      - {subscription: 2f3e0000-0000-4000-8000-00000000000b, tenant: other,\n"
      "         from: 2026-11-01}\n");
  const Hour november = Period::parse("2026-11").value().begin();
  EXPECT_EQ(kept.registry.mapping_at(example_registration, adatum_tenant, november).state,
            MappingState::removed);
  EXPECT_EQ(kept.registry.mapping_at(example_registration, TenantId("other"), november).state,
            MappingState::mapped);
}

TEST(Book, AZ_R8_two_registrations_of_one_stack_may_not_overlap) {
  const Error error = contract().refusal(
      "registrations:\n"
      "  - {name: azurestack-9c1e0000-b, subscription: 2f3e0000-0000-4000-8000-00000000000a,\n"
      "     cloud_id: 9c1e0000-0000-4000-8000-000000000001, from: 2026-12-01}\n");
  EXPECT_EQ(error.code, "CloudIdAlreadyRegistered");
  EXPECT_EQ(error.rule, "R8");
  EXPECT_EQ(error.line, 3);
}

TEST(Book, AZ_R11_a_stack_moves_to_another_default_by_closing_and_registering_anew) {
  Kept kept = contract();
  const std::string home =
      "subscriptions:\n"
      "  - {id: 2f3e0000-0000-4000-8000-0000000000dd, offer: APSS, partner: contoso}\n";
  const Error refused = kept.refusal(
      home +
      "registrations:\n"
      "  - {name: azurestack-9c1e0000, subscription: 2f3e0000-0000-4000-8000-0000000000dd}\n");
  EXPECT_EQ(refused.code, "RegistrationMoveRefused");
  EXPECT_EQ(refused.rule, "R11");
  kept.apply(home +
             "registrations:\n"
             "  - {name: azurestack-9c1e0000, to: 2026-12-01}\n"
             "  - {name: azurestack-9c1e0000-b, from: 2026-12-01,\n"
             "     cloud_id: 9c1e0000-0000-4000-8000-000000000001,\n"
             "     subscription: 2f3e0000-0000-4000-8000-0000000000dd}\n");
  EXPECT_EQ(kept.registry.registrations().size(), 2U);
}

TEST(Book, AZ_R16_a_changed_directory_wants_its_registrations_closed) {
  Kept kept = contract();
  const std::string directory_a =
      "subscriptions:\n"
      "  - {id: 2f3e0000-0000-4000-8000-00000000000a,\n"
      "     directory: aaaaaaaa-0000-4000-8000-000000000001}\n";
  const std::string directory_b =
      "subscriptions:\n"
      "  - {id: 2f3e0000-0000-4000-8000-00000000000a,\n"
      "     directory: bbbbbbbb-0000-4000-8000-000000000001}\n";
  kept.apply(directory_a);
  const Error error = kept.refusal(directory_b);
  EXPECT_EQ(error.code, "DirectoryChangeInvalidatesRegistration");
  EXPECT_EQ(error.rule, "R16");
  EXPECT_EQ(error.line, 3);
  kept.apply(directory_b + "registrations: [{name: azurestack-9c1e0000, to: 2027-01-01}]\n");
  EXPECT_EQ(kept.registry.subscription(SubscriptionId("2f3e0000-0000-4000-8000-00000000000a"))
                ->directory,
            "bbbbbbbb-0000-4000-8000-000000000001");
}

TEST(Book, AZ_R24_a_customer_of_another_partner_is_refused_at_its_line) {
  const Error error = contract().refusal(
      "subscriptions:\n"
      "  - {id: 2f3e0000-0000-4000-8000-00000000000f, offer: CSP, partner: litware}\n"
      "registrations:\n"
      "  - name: azurestack-9c1e0000\n"
      "    customer_subscriptions:\n"
      "      - tenant: other\n"
      "        subscription: 2f3e0000-0000-4000-8000-00000000000f\n");
  EXPECT_EQ(error.code, "BadCustomerSubscriptionId");
  EXPECT_EQ(error.rule, "R24");
  EXPECT_EQ(error.line, 7);
}

TEST(Book, an_unknown_default_subscription_is_one_fault_and_not_one_per_customer) {
  const Error error = contract().refusal(
      "stacks: [{cloud_id: 9c1e0000-0000-4000-8000-000000000002}]\n"
      "registrations:\n"
      "  - name: second-9c1e0000\n"
      "    subscription: 2f3e0000-0000-4000-8000-0000000000ee\n"
      "    cloud_id: 9c1e0000-0000-4000-8000-000000000002\n"
      "    from: 2026-10-01\n"
      "    customer_subscriptions:\n"
      "      - {subscription: 2f3e0000-0000-4000-8000-00000000000b, tenant: a}\n"
      "      - {subscription: 2f3e0000-0000-4000-8000-00000000000b, tenant: b,\n"
      "         from: 2026-12-01}\n");
  ASSERT_GE(error.details.size(), 1U);
  EXPECT_EQ(error.details[0].code, "SubscriptionNotFound");
  EXPECT_EQ(error.details[0].line, 4);
}

TEST(Book, a_registration_that_fits_badly_is_applied_with_a_warning) {
  Kept kept = contract();
  const BookPlan plan = kept.apply(
      "subscriptions: [{id: 2f3e0000-0000-4000-8000-0000000000ea, offer: EA, partner: contoso}]\n"
      "stacks: [{cloud_id: 8c1e0000-0000-4000-8000-000000000002}]\n"
      "registrations:\n"
      "  - {name: second, subscription: 2f3e0000-0000-4000-8000-0000000000ea,\n"
      "     cloud_id: 8c1e0000-0000-4000-8000-000000000002, billing_model: Capacity,\n"
      "     from: 2026-10-01}\n");
  std::vector<std::string> codes;
  for (const auto& warning : plan.warnings) codes.push_back(warning.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"MissingAgreementNumber", "NameWithoutCloudId"}));
}

// Price sheets --------------------------------------------------------------------------------

TEST(BookPrices, the_faults_of_a_sheet_stand_at_the_field_that_names_its_file) {
  Kept kept = contract();
  kept.files["bad.csv"] = "meter,unit_price\na,1\nb,much\n,2\n";
  const Error error = kept.refusal(
      "price_sheets:\n"
      "  - {id: p, seller: provider, currency: EUR, from: 2026-10-01,\n"
      "     file: bad.csv}\n");
  ASSERT_EQ(error.details.size(), 2U);
  EXPECT_EQ(error.details[0].line, 3);
  EXPECT_EQ(error.details[0].path, "price_sheets[0].file");
  EXPECT_NE(error.details[0].message.find("bad.csv line 3"), std::string::npos);
}

TEST(BookPrices, a_sheet_in_another_currency_than_its_buyers_is_refused) {
  const Kept kept = contract();
  const auto refused = [&](const std::string& sale) {
    return kept.refusal("price_sheets: [{id: p, " + sale +
                        ", currency: SEK, from: 2026-10-01, file: provider.csv}]\n")
        .code;
  };
  EXPECT_EQ(refused("seller: contoso, buyer: adatum"), "CurrencyMismatch");
  EXPECT_EQ(refused("seller: provider"), "CurrencyMismatch");
}

TEST(BookPrices, a_seller_with_buyers_in_two_currencies_has_a_standard_sheet_for_each) {
  Kept kept = contract();
  kept.apply(
      "partners: [{id: zurich, kind: direct, name: Z, country: CH, currency: CHF}]\n"
      "price_sheets:\n"
      "  - {id: provider-chf, seller: provider, currency: CHF, from: 2026-10-01,\n"
      "     file: provider.csv}\n");
  EXPECT_NE(kept.prices.sheet(SheetId("provider-chf")), nullptr);
}

TEST(BookPrices, a_buyer_cannot_change_its_currency_and_keep_a_sheet_in_the_old_one) {
  const Error error = contract().refusal("customers: [{id: adatum, currency: SEK}]\n");
  EXPECT_EQ(error.code, "CurrencyMismatch");
  EXPECT_EQ(error.path, "customers[0].currency");
}

TEST(BookPrices, a_seller_prices_its_own_buyers_only) {
  const Kept kept = contract();
  const auto code = [&](const std::string& sale) {
    return kept.refusal("price_sheets: [{id: p, " + sale +
                        ", currency: EUR, from: 2026-10-01, file: provider.csv}]\n")
        .code;
  };
  EXPECT_EQ(code("seller: provider, buyer: adatum"), "NotABuyer");
  EXPECT_EQ(code("seller: provider, buyer: litware"), "NotABuyer");
  EXPECT_EQ(code("seller: fabrikam, buyer: contoso"), "NotABuyer");
  EXPECT_EQ(code("seller: adatum"), "UnknownSeller");
  EXPECT_EQ(code("seller: contoso, buyer: nobody"), "UnknownBuyer");
  EXPECT_TRUE(kept.plan("price_sheets: [{id: p, seller: fabrikam, buyer: litware, currency: EUR, "
                        "from: 2026-10-01, file: provider.csv}]\n")
                  .has_value());
}

TEST(BookPrices, a_sheet_cannot_stand_on_nothing_on_another_currency_or_on_itself) {
  Kept kept = contract();
  EXPECT_EQ(kept.refusal("price_sheets: [{id: p, seller: contoso, currency: EUR, "
                         "from: 2026-10-01, base: gone}]\n")
                .code,
            "UnknownBaseSheet");
  const Error circle = kept.refusal(
      "price_sheets:\n"
      "  - {id: a, seller: contoso, currency: EUR, from: 2026-10-01, base: b}\n"
      "  - {id: b, seller: contoso, currency: EUR, from: 2026-10-01, base: a}\n");
  ASSERT_EQ(circle.details.size(), 2U);
  EXPECT_EQ(circle.details[0].code, "BaseSheetCycle");
  EXPECT_EQ(circle.details[1].line, 3);
  EXPECT_EQ(kept.refusal("price_sheets: [{id: provider-2026, base: contoso-retail}]\n").code,
            "BaseSheetCycle");
  kept.apply("partners: [{id: zurich, kind: direct, name: Z, country: CH, currency: CHF}]\n");
  EXPECT_EQ(kept.refusal("price_sheets: [{id: p, seller: provider, buyer: zurich, currency: CHF, "
                         "from: 2026-10-01, base: provider-2026}]\n")
                .code,
            "CurrencyMismatch");
}

TEST(BookPrices, a_sheet_needs_prices_or_a_base_and_a_markup_needs_a_base) {
  const Kept kept = contract();
  EXPECT_EQ(kept.refusal("price_sheets: [{id: p, seller: contoso, currency: EUR, "
                         "from: 2026-10-01}]\n")
                .code,
            "MissingField");
  EXPECT_EQ(kept.refusal("price_sheets: [{id: p, seller: contoso, currency: EUR, "
                         "from: 2026-10-01, file: provider.csv, markup: 0.1}]\n")
                .code,
            "MarkupWithoutBase");
}

TEST(BookPrices, a_markup_may_be_negative_as_partner_earned_credit_is) {
  Kept kept = contract();
  kept.apply("price_sheets: [{id: pec, seller: provider, buyer: contoso, currency: EUR, "
             "from: 2026-10-01, base: provider-2026, markup: \"-0.15\"}]\n");
  EXPECT_TRUE(kept.prices.sheet(SheetId("pec"))->markup.is_negative());
}

TEST(BookPrices, a_commitment_is_a_sum_in_the_buyers_currency) {
  const Kept kept = contract();
  const auto code = [&](const std::string& amount) {
    return kept.refusal("commitments: [{id: c, seller: provider, buyer: contoso, amount: " +
                        amount + ", from: 2026-10-01}]\n")
        .code;
  };
  EXPECT_EQ(code("12.345"), "TooManyDigits");
  EXPECT_EQ(code("-5"), "NegativeCommitment");
  EXPECT_EQ(code("lots"), "InvalidNumber");
}

// Goal: a slip of the finger in a GUID is found when it is declared, not when somebody else is
// charged; ids of other clouds are no GUIDs and stay. Method: one wrong at each kind of place.
TEST(Book, a_guid_typed_wrong_is_said_and_other_ids_are_left_alone) {
  const Kept kept = contract();
  for (const char* yaml :
       {"stacks: [{cloud_id: 9c1e0000-0000-4000-8000-00000000001}]",
        "stacks: [{cloud_id: s, local_subscriptions: [{id: l, tenant: "
        "7b6d3d3a-0000-4000-80000-000000000001}]}]",
        "customers: [{id: adatum, tenants: [7b6d3d3a-0000-4000-8000-0000000000012]}]",
        "subscriptions: [{id: 2f3e0000-0000-4000-8000000000-00001, offer: APSS, partner: "
        "contoso}]"}) {
    const Error error = kept.refusal(yaml);
    EXPECT_EQ(error.code, "MistypedGuid") << yaml << ": " << error.message;
    EXPECT_EQ(error.line, 1);
  }
  EXPECT_TRUE(kept.plan("stacks: [{cloud_id: aws-eu-1, local_subscriptions: [{id: 005-173-892, "
                        "tenant: 1234-5678-9012}]}]")
                  .has_value());
}

}  // namespace
}  // namespace tollbridge::engine
