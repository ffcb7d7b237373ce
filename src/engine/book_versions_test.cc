// SPDX-License-Identifier: Apache-2.0
// Goal: a book may say from which month on who sells to whom; the rest of an object is one for all
// months, and applied twice it changes nothing. Method: small books applied to books in memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/apply_book.h"
#include "engine/memory_books.h"
#include "engine/yaml/book_reader.h"
#include "registry/registry.h"

namespace tollbridge::engine {
namespace {

struct Kept {
  MemoryBooks books;
  std::map<std::string, std::string> files;

  registry::Registry registry() {
    return registry::Registry::from_facts(books.facts().value());
  }

  Result<BookPlan> plan(const std::string& yaml, bool dry_run = true) {
    auto book = yaml::read_book(
        yaml, [&](const std::string& path) -> Result<std::string> { return files.at(path); });
    if (!book) return pass(book);
    const Instant now = parse_instant("2026-11-15T00:00:00Z").value();
    auto applied = apply_book(books, *book, {"apply", "book", now, dry_run});
    if (!applied) return pass(applied);
    return std::move(applied->plan);
  }

  BookPlan apply(const std::string& yaml) {
    auto planned = plan(yaml, false);
    EXPECT_TRUE(planned.has_value()) << planned.error().message;
    return planned ? std::move(*planned) : BookPlan();
  }

  Error refusal(const std::string& yaml) {
    auto planned = plan(yaml);
    EXPECT_FALSE(planned.has_value());
    return planned ? Error{} : planned.error();
  }
};

const FieldChange* change_of(const BookPlan& plan, const std::string& object,
                             const std::string& field) {
  const auto found = std::ranges::find_if(plan.diff, [&](const FieldChange& change) {
    return change.object == object && change.field == field;
  });
  return found == plan.diff.end() ? nullptr : &*found;
}

constexpr const char* moving = R"yaml(
provider: {name: Nordic, country: SE, currency: EUR}
partners:
  - {id: one, kind: direct, name: One, country: SE, currency: EUR}
  - {id: two, kind: direct, name: Two, country: SE, currency: EUR}
customers:
  - {id: kite, partner: one, name: Kite, tenants: [t-kite]}
  - {id: kite, partner: two, from: 2026-12-01}
subscriptions:
  - {id: sub, offer: CSP, partner: one, customer: kite}
  - {id: sub, partner: two, from: 2026-12}
)yaml";

TEST(BookVersions, a_change_of_seller_holds_from_its_month_and_the_rest_is_one_for_all_months) {
  Kept kept;
  kept.apply(moving);
  const auto seller_in = [&](const char* month) {
    return kept.registry().in_period(Period::parse(month).value())
        .subscription(SubscriptionId("sub"))->partner.text();
  };
  EXPECT_EQ(seller_in("2026-11"), "one");
  EXPECT_EQ(seller_in("2026-12"), "two");
  kept.apply("subscriptions: [{id: sub, owners: [anna]}]\n"
             "customers: [{id: kite, name: Kite AB}]\n");
  for (const char* month : {"2026-11", "2026-12"}) {
    const auto then = kept.registry().in_period(Period::parse(month).value());
    EXPECT_EQ(then.subscription(SubscriptionId("sub"))->owners, std::vector<std::string>{"anna"});
    EXPECT_EQ(then.customer(PartyId("kite"))->details.name, "Kite AB");
  }
  EXPECT_EQ(seller_in("2026-11"), "one");
  EXPECT_EQ(seller_in("2026-12"), "two");
}

TEST(BookVersions, a_book_with_versions_applied_again_changes_nothing) {
  Kept kept;
  const BookPlan first = kept.apply(moving);
  EXPECT_EQ(change_of(first, "subscription", "from")->after, "2026-12-01T00:00:00Z");
  const BookPlan again = kept.apply(moving);
  EXPECT_TRUE(again.change.facts.empty());
  EXPECT_TRUE(again.diff.empty());
}

TEST(BookVersions, terms_begin_with_a_month_and_are_right_in_every_month) {
  Kept kept;
  kept.apply(moving);
  EXPECT_EQ(kept.refusal("subscriptions: [{id: sub, partner: one, from: 2026-12-02}]\n").code,
            "InvalidFrom");
  EXPECT_EQ(kept.refusal("subscriptions: [{id: sub, partner: one, from: 2027-03-01}]\n").code,
            "CustomerOfAnotherPartner")
      << "the customer is the other's by then";
  EXPECT_EQ(kept.refusal("customers: [{id: kite, name: A}, {id: kite, name: B, from: 2026-12}]\n")
                .code,
            "VersionsDisagree");
  EXPECT_EQ(
      kept.refusal("customers: [{id: kite, from: 2026-12}, {id: kite, from: 2026-12}]\n").code,
      "DuplicateKey");
}

TEST(BookVersions, what_has_no_date_is_said_in_any_one_of_the_versions) {
  Kept kept;
  kept.apply(moving);
  const std::string later_first =
      "customers: [{id: kite, partner: one, from: 2027-01}, {id: kite, name: Kite GmbH}]\n";
  kept.apply(later_first);
  for (const char* month : {"2026-11", "2026-12", "2027-01"}) {
    const auto then = kept.registry().in_period(Period::parse(month).value());
    EXPECT_EQ(then.customer(PartyId("kite"))->details.name, "Kite GmbH") << month;
  }
  EXPECT_TRUE(kept.apply(later_first).diff.empty());
}

TEST(BookVersions, the_order_of_versions_in_a_file_makes_no_difference) {
  const std::string november = "  - {id: kite, currency: USD, from: 2026-11}\n";
  const std::string december = "  - {id: kite, from: 2026-12-01}\n";
  for (const std::string& rows : {november + december, december + november}) {
    Kept kept;
    kept.apply("provider: {name: Nordic, country: SE, currency: EUR}\n"
               "partners: [{id: one, kind: direct, name: One, country: SE, currency: EUR}]\n"
               "customers: [{id: kite, partner: one, name: Kite}]\n");
    kept.apply("customers:\n" + rows);
    for (const char* month : {"2026-11", "2026-12"}) {
      EXPECT_EQ(kept.registry().in_period(Period::parse(month).value())
                    .customer(PartyId("kite"))->details.currency,
                "USD")
          << month << "\n" << rows;
    }
  }
  Kept kept;
  kept.apply("provider: {name: Nordic, country: SE, currency: EUR}\n"
             "partners: [{id: one, kind: direct, name: One, country: SE, currency: EUR}]\n"
             "customers:\n"
             "  - {id: kite, currency: USD, from: 2026-12}\n"
             "  - {id: kite, partner: one, name: Kite}\n");
}

TEST(BookVersions, a_sheet_of_who_sold_before_may_be_declared_again) {
  Kept kept;
  kept.files["kite.csv"] = "meter,unit,unit_price\nvm,hour,0.1\n";
  const std::string sheet =
      "price_sheets: [{id: s, seller: one, buyer: kite, currency: EUR, from: 2026-01-01, file: "
      "kite.csv}]\n";
  kept.apply(std::string(moving) + sheet);
  EXPECT_TRUE(kept.apply(sheet).diff.empty());
  EXPECT_EQ(kept.refusal("price_sheets: [{id: t, seller: one, buyer: kite, currency: EUR, from: "
                         "2026-12-01, file: kite.csv}]\n").code,
            "NotABuyer");
}

TEST(BookVersions, ids_of_new_parties_fit_into_paths) {
  Kept kept;
  kept.apply(moving);
  const std::string rest = ", kind: direct, name: A, country: SE, currency: EUR}]\n";
  const std::vector<std::string> bad{"a/b", "a'b", R"("a\\b")", R"("a\tb")",
                                     std::string(101, 'x')};
  for (const std::string& id : bad) {
    EXPECT_EQ(kept.refusal("partners: [{id: " + id + rest).code, "InvalidId") << id;
  }
  EXPECT_TRUE(kept.plan("partners: [{id: " + std::string(100, 'x') + rest).has_value());
}

}  // namespace
}  // namespace tollbridge::engine
