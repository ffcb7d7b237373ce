// SPDX-License-Identifier: Apache-2.0
// A month is closed once, at the right time, over usage that reconciles and has prices; run again
// it says the same. What changes afterwards becomes an adjustment of the next close. Interrupted at
// any call of the books, a second run ends with the same documents.
#include "engine/close_period.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;

TEST(ClosePeriod, every_sale_of_the_chain_gets_its_invoice) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "200"});
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "7"});
  const auto result = world.closed(october, after_october);
  EXPECT_EQ(result.sellers, (std::vector{provider_party(), contoso, fabrikam, litware}));
  EXPECT_EQ(total_of(result.documents, provider_party(), contoso), "10.70");
  EXPECT_EQ(total_of(result.documents, provider_party(), fabrikam), "20.00");
  EXPECT_EQ(total_of(result.documents, contoso, adatum), "11.50");
  EXPECT_EQ(total_of(result.documents, fabrikam, litware), "22.00");
  EXPECT_EQ(total_of(result.documents, litware, tailspin), "33.00");
  EXPECT_EQ(result.documents.size(), 5U);
  EXPECT_EQ(result.adjustments, 0U);
}

TEST(ClosePeriod, a_month_that_has_not_ended_is_refused_but_can_be_looked_at) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const Instant too_early = october.end().start() - std::chrono::nanoseconds(1);
  const auto refused = world.close(october, too_early);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "PeriodNotEnded");
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  const auto looked = close_period(world.books, world.journal(),
                                   {.period = october, .seller = {}, .dry_run = true}, too_early);
  EXPECT_EQ(total_of(looked->documents, contoso, adatum), "11.50");
  EXPECT_TRUE(world.books.invoices().documents({})->empty());
  EXPECT_TRUE(world.books.invoices().closings()->empty());
  EXPECT_TRUE(world.close(october, october.end().start()).has_value());
}

TEST(ClosePeriod, a_closed_month_says_the_same_again_and_writes_nothing) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const auto first = world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  const auto commit = *world.books.commit();
  const auto again = world.closed(october, after_november);
  EXPECT_EQ(again.documents, first.documents);
  EXPECT_FALSE(first.was_closed);
  EXPECT_TRUE(again.was_closed);
  EXPECT_EQ(*world.books.commit(), commit);
}

TEST(ClosePeriod, usage_without_a_price_blocks_it_until_waived_by_name) {
  World world;
  world.use({.meter = "gpu", .hour = october.begin(), .quantity = "3"});
  const auto refused = world.close(october, after_october);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "UnratedUsage");
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  ASSERT_EQ(refused.error().details.size(), 2U);  // the provider and contoso
  EXPECT_NE(refused.error().details[0].message.find("gpu"), std::string::npos);
  EXPECT_TRUE(world.books.invoices().closings()->empty());
  const auto waived =
      close_period(world.books, world.journal(),
                   {.period = october, .seller = {}, .waive = {MeterId("gpu")}}, after_october);
  EXPECT_TRUE(waived.has_value());
}

TEST(ClosePeriod, what_was_billed_and_has_no_price_any_more_is_not_paid_back_but_refused) {
  World world;
  world.use({.hour = october.begin(), .quantity = "3"});
  world.closed(october, after_october);
  // The sheets are in EUR, and a sheet in another currency than the buyer's is passed over.
  auto dollars = details("Contoso", "SE");
  dollars.currency = "USD";
  world.tell({{registry::Partner{contoso, registry::PartnerKind::direct, {}, dollars}}, {}});
  const auto refused = world.close(november, after_november);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "UnratedUsage");
  EXPECT_EQ(world.books.invoices().closings()->size(), 4U) << "nothing has begun";
}

TEST(ClosePeriod, a_price_given_later_bills_what_was_waived) {
  World world;
  world.use({.meter = "gpu", .hour = october.begin(), .quantity = "3"});
  ASSERT_TRUE(close_period(world.books, world.journal(),
                           {.period = october, .seller = {}, .waive = {MeterId("gpu")}},
                           after_october));
  world.tell({{}, {sheet("provider-gpu", provider_party(), "gpu,GPU,1 Hour,flat,0,2\n")}});
  const auto next = close_period(world.books, world.journal(),
                                 {.period = november, .seller = provider_party()}, after_november);
  const auto* invoice = document_for(next->documents, provider_party(), contoso);
  ASSERT_NE(invoice, nullptr);
  EXPECT_EQ(invoice->lines[0].amount.to_string(), "6.00");
  EXPECT_EQ(invoice->lines[0].cause, "price-corrected");
}

TEST(ClosePeriod, a_count_that_differs_between_hops_blocks_it) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const std::vector<journal::CountDelta> wrong{
      {stack_one, MeterId("vm"), october, 0, Quantity::from_whole(1)}};
  ASSERT_TRUE(world.books.marks().advance({}, wrong).has_value());
  const auto refused = world.close(october, after_october);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "NotReconciled");
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  EXPECT_EQ(refused.error().details.size(), 1U);
  EXPECT_TRUE(world.books.invoices().documents({})->empty());
}

std::vector<std::string> codes_of(const CloseResult& result) {
  std::vector<std::string> codes;
  for (const CloseNote& note : result.notes) codes.push_back(note.code);
  return codes;
}

TEST(ClosePeriod, tax_that_lacks_its_sum_in_kronor_is_told_before_and_after) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const auto ahead = must(close_period(
      world.books, world.journal(), {.period = october, .seller = {}, .waive = {}, .dry_run = true},
      after_october));
  // Both Swedish sellers have euro invoices with Swedish VAT; German ones have none to tell.
  EXPECT_EQ(codes_of(ahead),
            (std::vector<std::string>{"ExchangeRateMissing", "ExchangeRateMissing"}));
  EXPECT_NE(ahead.notes[0].message.find("before you close"), std::string::npos);
  EXPECT_NE(ahead.notes[0].message.find("EUR and must tell the VAT in SEK"), std::string::npos);
  const auto closed = world.closed(october, after_october);
  ASSERT_EQ(closed.notes.size(), 2U);
  EXPECT_NE(closed.notes[0].message.find("What is issued stays"), std::string::npos);
}

TEST(ClosePeriod, with_a_rate_of_exchange_nothing_lacks) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.tell({{}, {rating::ExchangeRate{euro, Currency::find("SEK").value(), "2026-10-30",
                                        Factor::parse("11.4325").value(), "ECB"}}});
  EXPECT_TRUE(codes_of(world.closed(october, after_october)).empty());
}

TEST(ClosePeriod, one_seller_alone_can_be_closed) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const auto alone = close_period(world.books, world.journal(),
                                  {.period = october, .seller = contoso}, after_october);
  ASSERT_EQ(alone->documents.size(), 1U);
  const auto rest = world.closed(october, after_october);
  EXPECT_EQ(total_of(rest.documents, provider_party(), contoso), "10.00");
  const auto nobody = close_period(world.books, world.journal(),
                                   {.period = october, .seller = PartyId("nobody")}, after_october);
  EXPECT_EQ(nobody.error().code, "UnknownSeller");
}

TEST(ClosePeriod, without_a_provider_there_is_nobody_to_write_invoices) {
  MemoryBooks books;
  const auto journal = journal::open_memory_journal(books.marks());
  const auto refused =
      close_period(books, **journal, {.period = october, .seller = {}}, after_october);
  EXPECT_EQ(refused.error().code, "NoProvider");
}

TEST(ClosePeriod, late_usage_becomes_an_adjustment_of_the_next_close) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  const auto first = world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  world.use({.hour = november.begin(), .quantity = "10"});
  const auto next = world.closed(november, after_november);
  const auto* invoice = document_for(next.documents, provider_party(), contoso);
  ASSERT_NE(invoice, nullptr);
  ASSERT_EQ(invoice->lines.size(), 2U);
  EXPECT_EQ(invoice->id, "provider-000002");
  EXPECT_EQ(invoice->lines[0].amount.to_string(), "1.00");
  EXPECT_EQ(invoice->lines[1].kind, billing::LineKind::adjustment);
  EXPECT_EQ(invoice->lines[1].amount.to_string(), "0.50");
  EXPECT_EQ(invoice->lines[1].cause, "late-usage");
  EXPECT_EQ(invoice->lines[1].of,
            (billing::LineOrigin{october, "provider-000001", "provider-000001-1"}));
  EXPECT_EQ(next.adjustments, 2U);  // and contoso's to adatum
  EXPECT_EQ(world.closed(october, after_november).documents, first.documents);
}

TEST(ClosePeriod, a_tenant_registered_too_late_is_taken_off_the_default_and_put_on_its_own) {
  World world;
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.tell({{mapping("reg-one", t_stray, csp, october.begin())}, {}});
  const auto next = world.closed(november, after_november);
  const auto* invoice = document_for(next.documents, provider_party(), contoso);
  ASSERT_NE(invoice, nullptr);
  ASSERT_EQ(invoice->lines.size(), 2U);
  EXPECT_EQ(invoice->total.to_string(), "0.00");
  EXPECT_EQ(invoice->lines[0].subscription, csp);
  EXPECT_EQ(invoice->lines[0].amount.to_string(), "10.00");
  EXPECT_EQ(invoice->lines[1].subscription, shared);
  EXPECT_EQ(invoice->lines[1].amount.to_string(), "-10.00");
  EXPECT_EQ(invoice->lines[1].cause, "mapping-changed");
  EXPECT_EQ(total_of(next.documents, contoso, adatum), "11.50");
}

TEST(ClosePeriod, a_price_corrected_downwards_becomes_a_credit_note) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.tell({{}, {provider_sheet("0.08")}});
  const auto next = world.closed(november, after_november);
  const auto* note = document_for(next.documents, provider_party(), contoso);
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->type, billing::DocumentType::credit_note);
  EXPECT_EQ(note->total.to_string(), "-2.00");
  EXPECT_EQ(note->lines[0].cause, "price-corrected");
}

TEST(ClosePeriod, what_was_adjusted_once_is_not_adjusted_again) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  EXPECT_EQ(world.closed(november, after_november).adjustments, 2U);
  world.tell({{}, {provider_sheet("0.2")}});
  const auto december = world.closed(november.next(), after_december);
  const auto* invoice = document_for(december.documents, provider_party(), contoso);
  ASSERT_NE(invoice, nullptr);
  EXPECT_EQ(invoice->total.to_string(), "10.50");
  for (const auto& line : invoice->lines)
    EXPECT_EQ(line.cause, "price-corrected");
}

TEST(ClosePeriod, a_restated_record_is_credited) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  EXPECT_EQ(world.use({.hour = october.begin(), .quantity = "60", .revision = 1}),
            journal::Verdict::restated);
  const auto next = world.closed(november, after_november);
  EXPECT_EQ(total_of(next.documents, provider_party(), contoso), "-4.00");
}

TEST(ClosePeriod, a_commitment_tops_the_month_up) {
  World world;
  world.tell({{},
              {rating::Commitment{"floor", provider_party(), contoso, Money(euro, 5000),
                                  october.begin(), november.end()}}});
  world.use({.hour = october.begin(), .quantity = "100"});
  const auto first = world.closed(october, after_october);
  const auto* invoice = document_for(first.documents, provider_party(), contoso);
  ASSERT_EQ(invoice->lines.size(), 2U);
  EXPECT_EQ(invoice->lines[1].kind, billing::LineKind::commitment);
  EXPECT_EQ(invoice->lines[1].amount.to_string(), "40.00");
  EXPECT_EQ(invoice->total.to_string(), "50.00");
  world.use({.hour = october.begin().plus(1), .quantity = "30"});
  const auto next = world.closed(november, after_november);
  EXPECT_EQ(total_of(next.documents, provider_party(), contoso), "50.00");
}

// A world with something of everything, closed for October and changed since.
void fill(World& world) {
  for (int hour = 0; hour < 5; ++hour) {
    world.use({.hour = october.begin().plus(hour), .quantity = "10.5"});
    world.use({.stack = stack_two,
               .tenant = t_tailspin,
               .meter = "disk",
               .hour = october.begin().plus(hour),
               .quantity = "33"});
  }
}

void change(World& world) {
  world.use({.hour = october.begin().plus(9), .quantity = "4"});
  world.use({.hour = november.begin().plus(9), .quantity = "8"});
  world.tell({{mapping("reg-two", t_tailspin, wholesale, october.begin().plus(3))},
              {provider_sheet("0.11")}});
}

std::vector<billing::Document> all_documents(World& world) {
  return world.books.invoices().documents({}).value();
}

TEST(ClosePeriod, interrupted_at_any_call_a_second_run_issues_the_same_documents) {
  for (const bool after_effect : {false, true}) {
    World reference;
    fill(reference);
    reference.closed(october, after_october);
    change(reference);
    reference.closed(november, after_november);
    const auto wanted = all_documents(reference);
    ASSERT_GE(wanted.size(), 6U);

    bool reached_the_end = false;
    for (std::uint64_t call = 1; !reached_the_end; ++call) {
      ASSERT_LT(call, 1000U);
      World world;
      fill(world);
      world.closed(october, after_october);
      change(world);
      world.books.fail_call(call, after_effect);
      const auto first = world.close(november, after_november);
      reached_the_end = world.books.fault_pending();
      EXPECT_EQ(first.has_value(), reached_the_end);
      world.books.fail_call(0, false);
      const auto second = world.close(november, after_november);
      ASSERT_TRUE(second.has_value()) << second.error().message;
      const auto documents = all_documents(world);
      ASSERT_EQ(documents.size(), wanted.size()) << "call " << call;
      for (std::size_t i = 0; i < documents.size(); ++i) {
        auto expected = wanted[i];
        // Later sellers may begin at a later commit than without the interruption.
        expected.inputs.commit = documents[i].inputs.commit;
        EXPECT_EQ(documents[i], expected) << "call " << call;
      }
    }
  }
}

TEST(ClosePeriod, usage_that_arrives_between_two_runs_waits_for_the_next_close) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  std::uint64_t call = 1;
  for (;; ++call) {  // the first call after which a closing has begun but none is finished
    World probe;
    probe.use({.hour = october.begin(), .quantity = "100"});
    probe.books.fail_call(call, true);
    EXPECT_FALSE(probe.close(october, after_october).has_value());
    probe.books.fail_call(0, false);
    if (!probe.books.invoices().closings()->empty()) break;
  }
  world.books.fail_call(call, true);
  ASSERT_FALSE(world.close(october, after_october).has_value());
  world.use({.hour = october.begin().plus(1), .quantity = "50"});
  const auto resumed = world.closed(october, after_november);
  const auto* invoice = document_for(resumed.documents, provider_party(), contoso);
  EXPECT_EQ(invoice->total.to_string(), "10.00");
  EXPECT_EQ(invoice->issued_at, after_october);
  const auto next = world.closed(november, after_november);
  EXPECT_EQ(total_of(next.documents, provider_party(), contoso), "5.00");
}

TEST(ClosePeriod, an_interrupted_month_is_finished_before_another_begins) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  auto inputs = world.books.commit();
  ASSERT_TRUE(world.books.invoices()
                  .begin_closing({provider_party(),
                                  october,
                                  billing::PeriodState::closing,
                                  billing::Inputs{{}, *inputs, after_october, 1},
                                  after_october,
                                  {},
                                  0})
                  .has_value());
  EXPECT_EQ(world.close(november, after_november).error().code, "ClosingUnfinished");
}

}  // namespace
}  // namespace tollbridge::engine
