// SPDX-License-Identifier: Apache-2.0
// Goal: a line that is questioned ends as a credit, a kept charge or nothing, once, whatever
// happens in between; the document stays. Method: the small chain of sellers in memory, interrupted
// at any call.
#include "engine/dispute.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/settlement.h"

namespace tollbridge::engine {
namespace {

using namespace test;
using billing::DisputeState;

const std::string invoice = "contoso-000001";
const std::string first = invoice + "-1-d1";

void one_month(World& world) {
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
}

std::string opened(World& world, const std::string& reason = "we had no machine") {
  const auto done = open_dispute(world.books, {invoice, "1", reason, "anna"}, after_october);
  return done ? done->id() : done.error().code;
}

TEST(Dispute, a_line_is_questioned_once_at_a_time_with_a_reason) {
  World world;
  one_month(world);
  EXPECT_EQ(opened(world, ""), "MissingReason");
  EXPECT_EQ(opened(world, std::string(5000, 'x')), "TextTooLong");
  EXPECT_EQ(opened(world), first);
  EXPECT_EQ(opened(world), "DisputeOpen");
  const auto unknown = open_dispute(world.books, {invoice, "99", "why", "anna"}, after_october);
  EXPECT_EQ(unknown.error().code, "UnknownLine");
  const auto kept = must(dispute(world.books, first));
  EXPECT_EQ(kept.opened().commit, must(world.books.invoices().document(invoice)).inputs.commit);
  EXPECT_EQ(kept.opened().buyer, adatum);
  EXPECT_EQ(dispute(world.books, invoice + "-2-d1").error().code, "UnknownDispute");
}

TEST(Dispute, accepted_it_ends_as_a_credit_note_that_names_it) {
  World world;
  one_month(world);
  opened(world);
  const auto done =
      must(accept_dispute(world.books, world.journal(), {first, "", "2.50", "bo"}, after_november));
  EXPECT_EQ(done.last().state, DisputeState::accepted);
  EXPECT_EQ(done.last().credit, "contoso-000002");
  const auto note = must(world.books.invoices().document("contoso-000002"));
  EXPECT_EQ(note.total.to_string(), "-2.50");
  EXPECT_EQ(note.reason, "Dispute " + first + ": we had no machine");
  const auto claim = must(claim_of(world.books, invoice, after_november));
  EXPECT_EQ(claim.standing.credited, note.payable);
}

TEST(Dispute, rejected_the_charge_stays_and_the_line_may_be_questioned_again) {
  World world;
  one_month(world);
  opened(world);
  EXPECT_EQ(reject_dispute(world.books, {first, "", "", "bo"}, after_november).error().code,
            "MissingReason");
  const auto done =
      must(reject_dispute(world.books, {first, "the log shows it", "", "bo"}, after_november));
  EXPECT_EQ(done.last().text, "the log shows it");
  EXPECT_EQ(reject_dispute(world.books, {first, "again", "", "bo"}, after_november).error().code,
            "DisputeClosed");
  const auto again =
      must(open_dispute(world.books, {invoice, invoice + "-1", "no", "anna"}, after_november));
  EXPECT_EQ(again.id(), invoice + "-1-d2");
  must(withdraw_dispute(world.books, {again.id(), "", "", "anna"}, after_november));
  EXPECT_EQ(must(disputes(world.books, {contoso, {}, {}})).size(), 2U);
  EXPECT_EQ(must(disputes(world.books, {provider_party(), {}, {}})).size(), 0U);
  EXPECT_EQ(must(world.books.invoices().documents({contoso, {}, {}})).size(), 1U);
}

TEST(Dispute, an_amount_beyond_the_line_is_refused_and_leaves_it_open) {
  World world;
  one_month(world);
  opened(world);
  const auto refused =
      accept_dispute(world.books, world.journal(), {first, "", "9999", "bo"}, after_november);
  EXPECT_EQ(refused.error().code, "CreditExceedsLine");
  EXPECT_TRUE(must(dispute(world.books, first)).is_open());
}

TEST(Dispute, interrupted_at_any_call_it_is_credited_once) {
  for (const bool after_effect : {false, true}) {
    for (std::uint64_t call = 1; call < 60; ++call) {
      World world;
      one_month(world);
      opened(world);
      world.books.fail_call(call, after_effect);
      const auto accept = [&] {
        return accept_dispute(world.books, world.journal(), {first, "", "", "bo"}, after_november);
      };
      const auto done = accept();
      if (world.books.fault_pending()) {
        EXPECT_TRUE(done.has_value());
        break;
      }
      if (!done) {
        const auto again = accept();
        EXPECT_TRUE(again || again.error().code == "DisputeClosed") << again.error().message;
      }
      EXPECT_EQ(must(world.books.invoices().documents({contoso, {}, {}})).size(), 2U) << call;
      EXPECT_EQ(must(dispute(world.books, first)).last().credit, "contoso-000002");
    }
  }
}

}  // namespace
}  // namespace tollbridge::engine
