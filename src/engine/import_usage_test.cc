// SPDX-License-Identifier: Apache-2.0
// Goal: every record of an input is counted exactly once, finds its tenant or says why not, and
// may be sent again. Method: portions made by hand, imported into a memory journal.
#include "engine/import_usage.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "engine/usage_show.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"

namespace tollbridge::engine {
namespace {

const std::string stack = "9c1e0000-0000-4000-8000-000000000001";
const std::string tenant_a = "7b6d3d3a-0000-4000-8000-00000000000a";
const std::string tenant_b = "7b6d3d3a-0000-4000-8000-00000000000b";
const std::string subscription = "2f3e0000-0000-4000-8000-00000000000b";
const Hour october = Period::parse("2026-10").value().begin();

// One record; an empty tenant leaves it out.
struct Sent {
  std::string local;
  std::string tenant;
  std::int64_t quantity = 1;
  std::int32_t hour = 0;
  std::uint64_t line = 1;
  std::string cloud = stack;
};

intake::Portion portion_of(const std::vector<Sent>& records) {
  intake::Portion portion;
  for (const Sent& sent : records) {
    journal::UsageRow row;
    row.stack = portion.batch.strings.intern(sent.cloud);
    row.subscription = portion.batch.strings.intern(sent.local);
    row.tenant = portion.batch.strings.intern(sent.tenant);
    row.meter = portion.batch.strings.intern("meter");
    row.resource = portion.batch.strings.intern("/vm");
    row.start = october.plus(sent.hour).start();
    row.quantity = Quantity::from_whole(sent.quantity);
    row.line = sent.line;
    portion.batch.rows.push_back(row);
  }
  return portion;
}

registry::Registry declared() {
  registry::Stack declared_stack;
  declared_stack.cloud_id = StackId(stack);
  registry::Registration registration;
  registration.name = RegistrationName("azurestack");
  registration.cloud_id = StackId(stack);
  registration.subscription = SubscriptionId("2f3e0000-0000-4000-8000-00000000000a");
  registration.from = october;
  registry::Subscription customers;
  customers.id = SubscriptionId(subscription);
  const std::vector<registry::Fact> facts = {
      declared_stack, registration, customers,
      registry::LocalSubscription{StackId(stack), LocalSubscriptionId("local-a"),
                                  TenantId(tenant_a)},
      registry::Mapping{RegistrationName("azurestack"), TenantId(tenant_a),
                        SubscriptionId(subscription), october, {}}};
  return registry::Registry().with(facts);
}

class ImportUsageTest : public ::testing::Test {
 protected:
  ImportReport import(const std::vector<std::vector<Sent>>& portions, bool restate = false) {
    ImportReport report;
    const auto done = import_usage(*journal_, registry_, source(portions),
                                   {october.start(), restate, {}}, report);
    EXPECT_TRUE(done.has_value());
    return report;
  }
  static UsageSource source(const std::vector<std::vector<Sent>>& portions) {
    return [portions](const intake::PortionSink& sink) -> Status {
      for (const auto& records : portions) {
        if (auto taken = sink(portion_of(records)); !taken) return taken;
      }
      return {};
    };
  }
  std::vector<UsageSum> sums(const std::set<UsageKey>& by) {
    return usage_show(*journal_, registry_, Period::parse("2026-10").value(), by).value();
  }

  registry::Registry registry_ = declared();
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_ = journal::open_memory_journal(marks_).value();
};

TEST_F(ImportUsageTest, a_record_without_a_tenant_belongs_to_that_of_its_local_subscription) {
  EXPECT_EQ(import({{{"local-a", ""}}}).accepted, 1U);
  const auto rows = sums({UsageKey::tenant, UsageKey::payer});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].keys, (std::vector<std::string>{tenant_a, subscription}));
}

TEST_F(ImportUsageTest, a_tenant_that_contradicts_the_declaration_is_rejected_with_its_line) {
  const auto report = import({{{"local-a", tenant_b, 1, 0, 7}, {"local-a", tenant_a, 1, 1, 8}}});
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.rejected, 1U);
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_EQ(report.errors[0].code, "TenantMismatch");
  EXPECT_EQ(report.errors[0].line, 7U);
}

TEST_F(ImportUsageTest, a_record_nobody_knows_the_tenant_of_is_rejected) {
  const auto report = import({{{"elsewhere", ""}}});
  EXPECT_EQ(report.accepted, 0U);
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_EQ(report.errors[0].code, "UnknownTenant");
}

TEST_F(ImportUsageTest, usage_of_a_stack_nobody_declared_is_kept_in_quarantine) {
  const auto report = import({{{"x", tenant_b, 5, 0, 1, "unknown-stack"}}});
  EXPECT_EQ(report.accepted, 1U);
  const auto falling = falling_seen(registry_, report);
  ASSERT_EQ(falling.size(), 1U);
  EXPECT_EQ(falling[0].reason, attribution::Reason::stack_unregistered);
  EXPECT_EQ(sums({UsageKey::payer})[0].keys, std::vector<std::string>{""});
}

TEST_F(ImportUsageTest, sent_twice_counts_once_and_another_quantity_is_a_conflict) {
  import({{{"local-a", tenant_a, 3}}});
  const auto again = import({{{"local-a", tenant_a, 3}}});
  EXPECT_EQ(again.duplicate, 1U);
  EXPECT_EQ(again.accepted, 0U);
  const auto other = import({{{"local-a", tenant_a, 4, 0, 12}}});
  EXPECT_EQ(other.rejected, 1U);
  ASSERT_EQ(other.errors.size(), 1U);
  EXPECT_EQ(other.errors[0].code, "Conflict");
  EXPECT_EQ(other.errors[0].line, 12U);
  EXPECT_EQ(sums({})[0].quantity, Quantity::from_whole(3));
}

TEST_F(ImportUsageTest, restated_usage_replaces_what_was_there) {
  import({{{"local-a", tenant_a, 3}}});
  EXPECT_EQ(import({{{"local-a", tenant_a, 4}}}, true).restated, 1U);
  EXPECT_EQ(sums({})[0].quantity, Quantity::from_whole(4));
}

TEST_F(ImportUsageTest, all_rejected_records_are_counted_and_the_first_ones_listed) {
  std::vector<Sent> many(limits::import_errors_listed_max + 5, Sent{"elsewhere", ""});
  const auto report = import({many});
  EXPECT_EQ(report.rejected, limits::import_errors_listed_max + 5);
  EXPECT_EQ(report.errors.size(), limits::import_errors_listed_max);
}

TEST_F(ImportUsageTest, tenants_that_fall_to_the_default_are_named_with_their_hours) {
  const auto report = import({{{"local-a", tenant_a}, {"b", tenant_b, 1, 30}},
                              {{"b", tenant_b, 1, 2}}});
  const auto falling = falling_seen(registry_, report);
  ASSERT_EQ(falling.size(), 1U);
  EXPECT_EQ(falling[0].seen.tenant, TenantId(tenant_b));
  EXPECT_EQ(falling[0].seen.first, october.plus(2));
  EXPECT_EQ(falling[0].seen.last, october.plus(30));
  EXPECT_EQ(falling[0].reason, attribution::Reason::unregistered);
}

TEST_F(ImportUsageTest, an_import_that_breaks_off_keeps_what_it_counted) {
  const UsageSource broken = [](const intake::PortionSink& sink) -> Status {
    if (auto taken = sink(portion_of({{"local-a", tenant_a}})); !taken) return taken;
    return fail(ErrorKind::io, "DiskFailed", "The file cannot be read.");
  };
  ImportReport report;
  const auto done =
      import_usage(*journal_, registry_, broken, {october.start(), false, {}}, report);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(import({{{"local-a", tenant_a}}}).duplicate, 1U);
}

TEST_F(ImportUsageTest, rejected_records_are_handed_on_in_the_order_of_their_lines) {
  std::vector<std::uint64_t> lines;
  ImportOptions options{october.start(), false, {}};
  options.rejected = [&lines](const intake::Rejected& one) -> Status {
    lines.push_back(one.line);
    return {};
  };
  intake::Portion portion = portion_of({{"elsewhere", "", 1, 0, 2}, {"elsewhere", "", 1, 0, 9}});
  portion.rejected.push_back({5, "InvalidTime", "no time", "text"});
  const UsageSource one = [&portion](const intake::PortionSink& sink) {
    return sink(std::move(portion));
  };
  ImportReport report;
  ASSERT_TRUE(import_usage(*journal_, registry_, one, options, report).has_value());
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{2, 5, 9}));
}

TEST_F(ImportUsageTest, a_record_rejected_late_is_kept_as_it_came) {
  std::vector<std::string> texts;
  ImportOptions options{october.start(), false, {}};
  options.rejected = [&texts](const intake::Rejected& one) -> Status {
    texts.push_back(one.text);
    return {};
  };
  import({{{"local-a", tenant_a, 3, 5}}});
  intake::Portion portion = portion_of(
      {{"elsewhere", ""}, {"local-a", tenant_a}, {"local-a", tenant_b}, {"local-a", "", 9, 5}});
  portion.row_texts = {"nobody", "good", "mismatch", "conflict"};
  const UsageSource one = [&portion](const intake::PortionSink& sink) {
    return sink(std::move(portion));
  };
  ImportReport report;
  ASSERT_TRUE(import_usage(*journal_, registry_, one, options, report).has_value());
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(texts, (std::vector<std::string>{"nobody", "mismatch", "conflict"}));
}

TEST_F(ImportUsageTest, usage_is_shown_by_any_combination_of_keys) {
  import({{{"local-a", tenant_a, 1, 0}, {"local-a", tenant_a, 2, 25}, {"b", tenant_b, 4, 25}}});
  const auto by_day = sums({UsageKey::tenant, UsageKey::day});
  ASSERT_EQ(by_day.size(), 3U);
  EXPECT_EQ(by_day[0].keys, (std::vector<std::string>{tenant_a, "2026-10-01"}));
  EXPECT_EQ(by_day[1].keys, (std::vector<std::string>{tenant_a, "2026-10-02"}));
  EXPECT_EQ(by_day[2].quantity, Quantity::from_whole(4));
  const auto by_hour = sums({UsageKey::hour});
  ASSERT_EQ(by_hour.size(), 2U);
  EXPECT_EQ(by_hour[1].keys, std::vector<std::string>{"2026-10-02T01:00:00Z"});
  EXPECT_EQ(by_hour[1].quantity, Quantity::from_whole(6));
  EXPECT_EQ(by_hour[1].records, 2U);
}

}  // namespace
}  // namespace tollbridge::engine
