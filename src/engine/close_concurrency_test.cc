// SPDX-License-Identifier: Apache-2.0
// A close computes for minutes while others work on. What comes in between is lost nowhere and
// billed once: usage waits for the next close, numbers taken are passed over, of two closers one
// issues. Told to stop, it leaves no trace. Method: somebody else acts at a chosen step of the
// close.
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "engine/close_period.h"
#include "engine/closing_testing.h"
#include "engine/credit.h"
#include "engine/verify_documents.h"

namespace tollbridge::engine {
namespace {

using namespace test;

// Does something once, when the close comes to a step.
class Meanwhile final : public Progress {
 public:
  Meanwhile(std::string doing, std::function<void()> act)
      : doing_(std::move(doing)), act_(std::move(act)) {}

  Status step(const Step& step) override {
    if (step.doing == doing_ && act_) std::exchange(act_, nullptr)();
    return {};
  }
  [[nodiscard]] bool happened() const { return act_ == nullptr; }

 private:
  std::string doing_;
  std::function<void()> act_;
};

class CancelledAt final : public Progress {
 public:
  explicit CancelledAt(int step) : left_(step) {}

  Status step(const Step& step) override {
    last_ = step;
    return left_-- == 0 ? cancelled() : Status();
  }
  [[nodiscard]] const Step& last() const { return last_; }

 private:
  int left_;
  Step last_;
};

constexpr const char* before_recording = "recording documents";

struct Closed {
  World world;
  Closed() {
    world.use({.hour = october.begin(), .quantity = "100"});
    world.use({.hour = november.begin(), .quantity = "10"});
  }
  Result<CloseResult> close(Period period, Instant now, Progress& progress) {
    return close_period(world.books, world.journal(), {.period = period, .seller = {}}, now,
                        progress);
  }
  [[nodiscard]] bool all_verified() {
    return verify_documents(world.books, world.journal())->ok;
  }
};

TEST(CloseWhileOthersWork, of_two_that_close_a_month_one_issues_and_both_tell_the_same) {
  for (const char* step : {"computing documents", before_recording}) {
    Closed made;
    std::optional<CloseResult> other;
    Meanwhile meanwhile(step, [&] { other = made.world.closed(october, after_november); });
    const auto first = made.close(october, after_october, meanwhile);
    ASSERT_TRUE(meanwhile.happened());
    ASSERT_TRUE(first.has_value()) << first.error().message;
    EXPECT_EQ(first->documents, other->documents);
    EXPECT_EQ(made.world.books.invoices().documents({})->size(), other->documents.size());
    EXPECT_TRUE(made.all_verified());
  }
}

TEST(CloseWhileOthersWork, another_month_closed_meanwhile_is_not_billed_around) {
  Closed made;
  Meanwhile meanwhile(before_recording, [&] { made.world.closed(november, after_november); });
  const auto refused = made.close(october, after_november, meanwhile);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "ClosedMeanwhile");
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_TRUE(made.world.books.invoices().documents({{}, {}, october})->empty());
  const auto again = made.world.closed(october, after_november);
  EXPECT_EQ(total_of(again.documents, provider_party(), contoso), "10.00");
  EXPECT_TRUE(made.all_verified());
}

TEST(CloseWhileOthersWork, a_number_taken_meanwhile_is_passed_over) {
  Closed made;
  made.world.closed(october, after_october);
  Meanwhile meanwhile(before_recording, [&] {
    must(credit(made.world.books, made.world.journal(),
                {.invoice = "provider-000001", .lines = {}, .reason = "goodwill"}, after_november));
  });
  const auto closed = made.close(november, after_november, meanwhile);
  ASSERT_TRUE(closed.has_value()) << closed.error().message;
  const auto* invoice = document_for(closed->documents, provider_party(), contoso);
  EXPECT_EQ(invoice->id, "provider-000003");
  EXPECT_EQ(invoice->lines.front().id, "provider-000003-1");
  EXPECT_TRUE(made.all_verified());
}

TEST(CloseWhileOthersWork, terms_of_the_month_changed_meanwhile_are_not_billed_around) {
  for (const char* step : {"computing documents", before_recording}) {
    Closed made;
    Meanwhile meanwhile(step, [&] {
      auto moved = World::subscription(csp, registry::Offer::csp, fabrikam, {});
      moved.from = october;
      made.world.tell({{moved}, {}});
    });
    const auto refused = made.close(october, after_october, meanwhile);
    ASSERT_TRUE(meanwhile.happened());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "TermsChangedMeanwhile");
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    const auto again = made.world.closed(october, after_october);
    EXPECT_EQ(document_for(again.documents, provider_party(), contoso), nullptr);
    EXPECT_EQ(total_of(again.documents, provider_party(), fabrikam), "10.00");
    const auto next = made.world.closed(november, after_november);
    EXPECT_EQ(total_of(next.documents, provider_party(), fabrikam), "1.00") << "no adjustment";
    EXPECT_TRUE(made.all_verified());
  }
}

TEST(CloseWhileOthersWork, usage_and_prices_that_come_meanwhile_wait_for_the_next_close) {
  Closed made;
  Meanwhile meanwhile("computing documents", [&] {
    made.world.use({.hour = october.begin().plus(1), .quantity = "5"});
    made.world.tell({{}, {provider_sheet("0.2")}});
  });
  const auto closed = made.close(october, after_october, meanwhile);
  ASSERT_TRUE(closed.has_value()) << closed.error().message;
  EXPECT_EQ(total_of(closed->documents, provider_party(), contoso), "10.00");
  const auto next = made.world.closed(november, after_november);
  EXPECT_EQ(total_of(next.documents, provider_party(), contoso), "13.00")
      << "2.00 of November, 105 at 0.2 less 10.00 of October";
  EXPECT_TRUE(made.all_verified());
}

TEST(CloseWhileOthersWork, cancelled_at_any_step_before_it_records_it_leaves_no_trace) {
  bool finished = false;
  for (int step = 0; !finished; ++step) {
    ASSERT_LT(step, 1000);
    Closed made;
    const auto commit = *made.world.books.commit();
    CancelledAt progress(step);
    const auto result = made.close(october, after_october, progress);
    finished = result.has_value();
    if (finished) {
      EXPECT_EQ(progress.last().doing, before_recording);
      EXPECT_EQ(made.world.books.invoices().closings()->size(), 4U);
      EXPECT_GT(step, 5);
      continue;
    }
    EXPECT_EQ(result.error().code, cancelled_code);
    EXPECT_EQ(*made.world.books.commit(), commit);
    EXPECT_TRUE(made.world.books.invoices().closings()->empty());
    EXPECT_TRUE(made.world.books.invoices().documents({})->empty());
  }
}

TEST(CloseWhileOthersWork, it_tells_how_many_records_it_has_read_of_how_many) {
  Closed made;
  Step seen;
  class Look final : public Progress {
   public:
    explicit Look(Step& seen) : seen_(seen) {}
    Status step(const Step& step) override {
      if (step.unit == "records") seen_ = step;
      return {};
    }

   private:
    Step& seen_;
  } look(seen);
  ASSERT_TRUE(made.close(october, after_october, look).has_value());
  EXPECT_EQ(seen.doing, "reading usage of 2026-10");
  EXPECT_EQ(seen.done, 1U);
  EXPECT_EQ(seen.of, 1U);
}

}  // namespace
}  // namespace tollbridge::engine
