// SPDX-License-Identifier: Apache-2.0
// From charges to lines to reconciliation: a line is its charge rounded once, a commitment tops the
// month up, and every figure that does not fit between two hops is named.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "billing/bill.h"
#include "billing/reconcile.h"

namespace tollbridge::billing {
namespace {

const Currency euro = *Currency::find("EUR");
const Currency yen = *Currency::find("JPY");
const Period october = *Period::parse("2026-10");
const PartyId contoso("contoso"), fabrikam("fabrikam");
const StackId stack("stack");
const MeterId vm("vm");

registry::Registry chain(RoundingProfile rounding = RoundingProfile::en16931,
                         const std::string& currency = "EUR") {
  const auto details = [&](const std::string& name) {
    return registry::PartyDetails{name, "SE", currency, {}, {}};
  };
  registry::Subscription subscription;
  subscription.id = SubscriptionId("s1");
  subscription.partner = contoso;
  const std::vector<registry::Fact> facts{
      registry::Provider{details("Provider"), rounding},
      registry::Partner{contoso, registry::PartnerKind::direct, {}, details("Contoso")},
      registry::Partner{fabrikam, registry::PartnerKind::direct, {}, details("Fabrikam")},
      subscription};
  return registry::Registry().with(facts);
}

rating::Charge charge(const std::string& quantity, const std::string& price,
                      const std::string& subscription = "s1") {
  const auto amount = multiply(exact(*Quantity::parse(quantity)), *UnitPrice::parse(price));
  return {.key = {provider_party(),
                  contoso,
                  SubscriptionId(subscription),
                  vm,
                  {},
                  *UnitPrice::parse(price)},
          .customer = {},
          .name = "VM",
          .unit = "1 Hour",
          .model = rating::PriceModel::flat,
          .sheet = SheetId("sheet"),
          .quantity = exact(*Quantity::parse(quantity)),
          .amount = *amount,
          .first = october.begin(),
          .last = october.begin()};
}

rating::PriceBook book_with(const std::vector<rating::PriceFact>& facts) {
  return *rating::PriceBook().with(facts);
}

rating::Commitment commitment(const std::string& id, const PartyId& buyer, int cents,
                              Currency currency = euro) {
  return {id, provider_party(), buyer, Money(currency, cents), october.begin(), {}};
}

std::vector<BuyerLines> lines(const std::vector<rating::Charge>& charges,
                              const registry::Registry& registry = chain(),
                              const rating::PriceBook& prices = {}) {
  const auto result = lines_of({charges, {}, {}}, registry, prices, provider_party(), october);
  EXPECT_TRUE(result.has_value());
  return *result;
}

TEST(Lines, each_charge_is_rounded_once) {
  const auto made = lines({charge("0.25", "0.1"), charge("0.15", "0.3")});
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].lines[0].amount.to_string(), "0.03");  // 0.025
  EXPECT_EQ(made[0].lines[1].amount.to_string(), "0.05");  // 0.045
}

TEST(Lines, the_provider_rounds_by_its_profile_and_in_its_buyers_currency) {
  EXPECT_EQ(lines({charge("0.25", "0.1")}, chain(RoundingProfile::partner_center))[0]
                .lines[0]
                .amount.to_string(),
            "0.02");
  EXPECT_EQ(lines({charge("25", "0.1")}, chain(RoundingProfile::en16931, "JPY"))[0]
                .lines[0]
                .amount.to_string(),
            "3");
}

TEST(Lines, a_line_that_rounds_to_nothing_is_listed) {
  EXPECT_EQ(lines({charge("0.01", "0.1")})[0].lines[0].amount.to_string(), "0.00");
}

TEST(Lines, the_charges_of_other_sellers_are_theirs) {
  auto other = charge("1", "1");
  other.key.seller = fabrikam;
  EXPECT_TRUE(lines({other}).empty());
}

TEST(Lines, a_commitment_is_topped_up_even_when_nothing_was_used) {
  const auto made = lines({charge("10", "1")}, chain(),
                          book_with({commitment("a", contoso, 1500), commitment("b", contoso, 1800),
                                     commitment("c", fabrikam, 700)}));
  ASSERT_EQ(made.size(), 2U);
  ASSERT_EQ(made[0].lines.size(), 3U);
  EXPECT_EQ(made[0].lines[1].amount.to_string(), "5.00");
  EXPECT_EQ(made[0].lines[1].name, "Minimum commitment a");
  EXPECT_EQ(made[0].lines[2].amount.to_string(), "3.00");  // 18 in all, not 15 + 18
  EXPECT_EQ(made[1].buyer, fabrikam);
  EXPECT_EQ(made[1].lines[0].amount.to_string(), "7.00");
}

TEST(Lines, a_commitment_that_is_reached_makes_no_line) {
  const auto made =
      lines({charge("10", "1")}, chain(), book_with({commitment("a", contoso, 1000)}));
  EXPECT_EQ(made[0].lines.size(), 1U);
}

TEST(Lines, faults_are_named) {
  const auto code = [](const rating::Charge& one, const rating::PriceBook& prices) {
    return lines_of({{one}, {}, {}}, chain(), prices, provider_party(), october).error().code;
  };
  auto unknown = charge("1", "1");
  unknown.key.buyer = PartyId("nobody");
  EXPECT_EQ(code(unknown, {}), "UnknownParty");
  EXPECT_EQ(code(charge("1", "1"), book_with({commitment("a", contoso, 5, yen)})),
            "CurrencyMismatch");
}

// A period in which stack "stack" used 10 of vm, priced 0.125 for contoso.
struct Hops {
  registry::Registry registry = chain();
  MeterTotals totals{{{stack, vm}, Quantity::from_whole(10)}};
  std::vector<attribution::AttributedRun> runs;
  rating::Rating rating;
  std::vector<SellerSide> sellers;

  Hops() {
    attribution::AttributedRun run;
    run.key.stack = stack;
    run.key.meter = vm;
    run.payer.subscription = SubscriptionId("s1");
    run.cells = {{october.begin(), Quantity::from_whole(10), 1}};
    runs = {run};
    rating = {
        {charge("10", "0.1255")},
        {},
        {{provider_party(), stack, vm, rating::Outcome::priced, Quantity::from_whole(10), 1}}};
    sellers = {{provider_party(), lines(rating.charges), {}}};
  }

  [[nodiscard]] Reconciliation reconciled() const {
    return *reconcile({october, totals, totals, totals, runs, rating, registry, sellers});
  }
};

TEST(Reconciling, a_sound_month_is_ok_and_shows_its_rounding) {
  const auto result = Hops().reconciled();
  EXPECT_TRUE(result.ok);
  ASSERT_EQ(result.amounts.size(), 1U);
  EXPECT_EQ(result.amounts[0].charged.to_string(), "1.255");
  EXPECT_EQ(result.amounts[0].lines.to_string(), "1.26");
  EXPECT_EQ(result.amounts[0].rounding.to_string(), "0.005");
}

TEST(Reconciling, usage_that_rating_gives_no_account_of_is_a_difference) {
  Hops hops;
  hops.rating.outcomes.clear();
  const auto result = hops.reconciled();
  EXPECT_FALSE(result.ok);
  EXPECT_EQ(result.hops.back().to, "charged");
  EXPECT_EQ(result.hops.back().difference, Quantity::from_whole(-10));
}

TEST(Reconciling, excluded_usage_must_come_out_as_what_attribution_said) {
  Hops hops;
  hops.runs[0].payer.treatment = attribution::Treatment::capacity;
  hops.rating.outcomes[0].outcome = rating::Outcome::free;
  hops.rating.charges.clear();
  hops.sellers[0].lines.clear();
  EXPECT_EQ(hops.reconciled().differences.size(), 2U);  // none as capacity, too much as free
  hops.rating.outcomes[0].outcome = rating::Outcome::capacity;
  EXPECT_TRUE(hops.reconciled().ok);
}

TEST(Reconciling, a_line_whose_amount_rounding_does_not_explain_is_a_difference) {
  Hops hops;
  hops.sellers[0].lines[0].lines[0].amount = Money(euro, 125);
  EXPECT_EQ(hops.reconciled().differences.size(), 1U);
}

TEST(Reconciling, a_lost_an_invented_a_doubled_and_a_changed_line_are_differences) {
  Hops lost;
  lost.sellers[0].lines.clear();
  EXPECT_FALSE(lost.reconciled().ok);
  Hops invented;
  invented.rating.charges.clear();
  EXPECT_FALSE(invented.reconciled().ok);
  Hops doubled;
  auto& twice = doubled.sellers[0].lines[0].lines;
  twice.push_back(twice.front());
  EXPECT_FALSE(doubled.reconciled().ok);
  Hops changed;
  changed.sellers[0].lines[0].lines[0].quantity = exact(Quantity::from_whole(9));
  EXPECT_FALSE(changed.reconciled().ok);
}

TEST(Reconciling, any_unit_moved_between_any_two_hops_is_seen) {
  ASSERT_TRUE(rc::check("one unit", [] {
    Hops hops;
    const Quantity off = Quantity::from_units(*rc::gen::nonZero<std::int64_t>());
    MeterTotals wrong{{{stack, vm}, *Quantity::from_whole(10).plus(off)}};
    MeterTotals books = hops.totals;
    MeterTotals journal = hops.totals;
    MeterTotals usage = hops.totals;
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        books = wrong;
        break;
      case 1:
        journal = wrong;
        break;
      default:
        usage = wrong;
    }
    const auto result = reconcile(
        {october, books, journal, usage, hops.runs, hops.rating, hops.registry, hops.sellers});
    RC_ASSERT(result.has_value());
    RC_ASSERT(!result->ok);
    RC_ASSERT(!result->differences.empty());
  }));
}

}  // namespace
}  // namespace tollbridge::billing
