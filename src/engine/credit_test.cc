// SPDX-License-Identifier: Apache-2.0
// A credit by hand takes the next number of the seller, names what it corrects, and never counts as
// billed when a later close adjusts.
#include "engine/credit.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/verify_documents.h"

namespace tollbridge::engine {
namespace {

using namespace test;
using billing::Document;

void one_month(World& world) {
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
}

TEST(Credit, takes_an_amount_off_a_line) {
  World world;
  one_month(world);
  const auto note =
      credit(world.books, world.journal(),
             {"contoso-000001", {{"contoso-000001-2", "1.25"}}, "outage"}, after_november);
  ASSERT_TRUE(note.has_value()) << note.error().message;
  EXPECT_EQ(note->id, "contoso-000002");
  EXPECT_EQ(note->total.to_string(), "-1.25");
  EXPECT_EQ(note->issued_at, after_november);
  EXPECT_EQ(*world.books.invoices().document("contoso-000002"), *note);
}

TEST(Credit, without_lines_takes_off_what_is_left_and_voids_the_invoice) {
  World world;
  one_month(world);
  ASSERT_TRUE(credit(world.books, world.journal(), {"contoso-000001", {{"1", "1.00"}}, "a"},
                     after_november));
  const auto rest =
      credit(world.books, world.journal(), {"contoso-000001", {}, "b"}, after_november);
  EXPECT_EQ(rest->total.to_string(), "-12.80");
  const auto documents = documents_with_status(world.books, {contoso, {}, {}});
  ASSERT_EQ(documents->size(), 3U);
  EXPECT_EQ((*documents)[0].status, billing::DocumentStatus::voided);
  EXPECT_EQ((*documents)[1].status, billing::DocumentStatus::issued);
  const auto again =
      credit(world.books, world.journal(), {"contoso-000001", {}, "c"}, after_november);
  EXPECT_EQ(again.error().code, "NothingToCredit");
}

TEST(Credit, a_dry_run_issues_nothing) {
  World world;
  one_month(world);
  const auto note = credit(world.books, world.journal(),
                           {"contoso-000001", {{"2", ""}}, "outage", true}, after_november);
  EXPECT_EQ(note->total.to_string(), "-11.50");
  EXPECT_EQ(world.books.invoices().documents({contoso, {}, {}})->size(), 1U);
}

TEST(Credit, faults_of_the_request_are_named) {
  World world;
  one_month(world);
  const auto code = [&](const CreditRequest& request) {
    return credit(world.books, world.journal(), request, after_november).error().code;
  };
  EXPECT_EQ(code({"contoso-000009", {}, "x"}), "UnknownInvoice");
  EXPECT_EQ(code({"contoso-000001", {}, ""}), "MissingReason");
  EXPECT_EQ(code({"contoso-000001", {{"7", "1"}}, "x"}), "UnknownLine");
  EXPECT_EQ(code({"contoso-000001", {{"1", "0.001"}}, "x"}), "TooManyDigits");
  EXPECT_EQ(code({"contoso-000001", {{"2", "11.51"}}, "x"}), "CreditExceedsLine");
}

// Goal: a month adjusted downwards and then credited whole gives back what was billed, once.
// Method: 10 of 100 hours are all that is left after a restatement; credit everything, and verify.
TEST(Credit, gives_back_only_what_an_adjustment_left) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.use({.hour = october.begin(), .quantity = "10", .revision = 2});
  world.closed(november, after_november);
  const Document invoice = *world.books.invoices().document("contoso-000001");
  const Document adjusted = *world.books.invoices().document("contoso-000002");
  const auto note =
      credit(world.books, world.journal(), {"contoso-000001", {}, "gift"}, after_november);
  ASSERT_TRUE(note.has_value()) << note.error().message;
  EXPECT_TRUE(invoice.total.plus(adjusted.total)->plus(note->total)->is_zero());
  EXPECT_TRUE(verify_documents(world.books, world.journal(), {note->id})->ok);
}

TEST(Credit, is_not_taken_back_by_the_next_close) {
  World world;
  one_month(world);
  ASSERT_TRUE(credit(world.books, world.journal(), {"contoso-000001", {}, "gift"}, after_november));
  world.use({.hour = october.begin().plus(1), .quantity = "10"});
  const auto next = world.closed(november, after_november);
  const auto* invoice = document_for(next.documents, contoso, adatum);
  ASSERT_NE(invoice, nullptr);
  EXPECT_EQ(invoice->id, "contoso-000003");
  EXPECT_EQ(invoice->total.to_string(), "1.15");
}

}  // namespace
}  // namespace tollbridge::engine
