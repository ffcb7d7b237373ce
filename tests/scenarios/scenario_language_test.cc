// SPDX-License-Identifier: Apache-2.0
// Goal: what a scenario says is what is played; a slip of the pen is told, never skipped.
// Method: texts on the left, statements, times, records and faults on the right.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/scenarios/player.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/usage_statement.h"
#include "tests/support/stores.h"

namespace tollbridge::scenarios {
namespace {

Statement statement_of(const std::string& text) {
  return parse_scenario("# One.\n" + text).value().statements.at(0);
}

std::string played(const std::string& text) {
  auto stores = support::open_memory_stores().value();
  const auto bill = play(parse_scenario("# One.\n" + text).value(), *stores,
                         {"tests/scenarios/worlds", {}, false});
  return bill ? *bill : bill.error().message;
}

TEST(ScenarioLanguage, comments_blocks_and_quotes_are_told_apart) {
  const auto scenario = parse_scenario(
      "# The title.\n# more\n\nbook   one # why\n  a: 1\n    b: 2\n\ncredit x \"two words\"\n");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->title, "The title.");
  ASSERT_EQ(scenario->statements.size(), 2U);
  EXPECT_EQ(scenario->statements[0].text, "book one");
  EXPECT_EQ(scenario->statements[0].line, 4);
  EXPECT_EQ(scenario->statements[0].block_text(), "a: 1\n  b: 2\n");
  EXPECT_EQ(scenario->statements[1].words.back(), "two words");
}

TEST(ScenarioLanguage, a_scenario_without_a_sentence_or_a_block_without_a_statement_is_refused) {
  EXPECT_EQ(parse_scenario("close 2026-10\n").error().code, "InvalidScenario");
  EXPECT_EQ(parse_scenario("# One.\n  indented\n").error().line, 2);
}

TEST(ScenarioLanguage, times_are_utc_and_may_be_short) {
  const auto day = parse_scenario_time("2026-10-05").value();
  EXPECT_EQ(to_string(day), "2026-10-05T00:00:00Z");
  EXPECT_EQ(parse_scenario_time("2026-10-05T00:00"), day);
  EXPECT_EQ(to_string(parse_scenario_time("2026-10-05T10:40:30").value()), "2026-10-05T10:40:30Z");
  EXPECT_FALSE(parse_scenario_time("2026-10"));
}

TEST(ScenarioLanguage, a_use_stands_for_its_records) {
  const auto hours =
      usage_of(statement_of("use s/l m 2 every hour 2026-10-31T22 .. 2026-11-01T01"));
  ASSERT_TRUE(hours);
  ASSERT_EQ(hours->records.size(), 3U);
  EXPECT_EQ(hours->records.back(), "s,l,,m,r1,2026-11-01T00:00:00Z,,2,,\n");
  const auto span = usage_of(statement_of(
      "use s/l of t m -1.5 span 2026-10-01 .. 2026-10-02 resource r2 id e revision 3"));
  ASSERT_TRUE(span);
  EXPECT_EQ(span->records.at(0),
            "s,l,t,m,r2,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,-1.5,e,3\n");
}

TEST(ScenarioLanguage, a_use_that_says_too_much_or_too_little_is_refused) {
  for (const char* text : {"use s/l m 1", "use s m 1 at 2026-10-01", "use s/l m 1 at noon",
                           "use s/l m 1 every week 2026-10-01 .. 2026-10-02",
                           "use s/l m 1 at 2026-10-01 sometimes"}) {
    const auto usage = usage_of(statement_of(text));
    ASSERT_FALSE(usage) << text;
    EXPECT_EQ(usage.error().code, "InvalidScenario") << text;
  }
}

TEST(ScenarioLanguage, disturbing_an_import_changes_neither_its_header_nor_its_set) {
  UsageText usage{"head\n", {}};
  for (int i = 0; i < 9; ++i) usage.records.push_back(std::to_string(i) + "\n");
  const std::string plain = import_text(usage, {});
  EXPECT_EQ(plain, "head\n0\n1\n2\n3\n4\n5\n6\n7\n8\n");
  const std::string shuffled = import_text(usage, {.shuffled = true});
  EXPECT_NE(shuffled, plain);
  EXPECT_EQ(shuffled, import_text(usage, {.shuffled = true}));
  EXPECT_TRUE(std::is_permutation(shuffled.begin(), shuffled.end(), plain.begin(), plain.end()));
  EXPECT_EQ(import_text(usage, {.twice = true}), plain + plain.substr(5));
}

TEST(ScenarioLanguage, a_wrong_bill_an_unknown_verb_and_a_refusal_that_does_not_come_end_the_play) {
  const std::string month = "world direct\nuse north/adatum-1 vm 10 at 2026-10-05\nnow 2026-11-02\n"
                            "close 2026-10\n";
  EXPECT_NE(played(month + "bill contoso 1.00 EUR\n").find("total 1.00"), std::string::npos);
  EXPECT_NE(played(month + "bill contoso 1.01 EUR\n").find("was billed 1.00"), std::string::npos);
  EXPECT_NE(played(month + "bill adatum 1.00 EUR\n").find("0 documents"), std::string::npos);
  EXPECT_NE(played(month + "bill nobody\n").find("NotTheSame"), std::string::npos);
  EXPECT_NE(played("worl direct\n").find("unknown verb"), std::string::npos);
  EXPECT_NE(played("refused Nothing world direct\n").find("was not refused"), std::string::npos);
  EXPECT_NE(played("refused Other close 2026-10\n").find("was refused by NoProvider"),
            std::string::npos);
}

}  // namespace
}  // namespace tollbridge::scenarios
