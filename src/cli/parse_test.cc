// SPDX-License-Identifier: Apache-2.0
// Goal: flags may stand where people put them, and what is wrong is said before anything is done.
// Method: command lines as lists of words, over all real commands.
#include "cli/parse.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/table.h"

namespace tollbridge::cli {
namespace {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = all_commands();
  return all;
}

Result<Parsed> parsed(std::vector<std::string> words) {
  return parse(commands(), std::move(words));
}

TEST(Parse, global_flags_stand_before_or_after_the_noun) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--data", "d", "--json", "--now", "2026-11-01", "usage", "show", "--period", "2026-10"},
           {"usage", "show", "--period", "2026-10", "--data", "d", "--json", "--now", "2026-11-01"},
           {"usage", "--json", "show", "--now=2026-11-01", "--period=2026-10", "--data=d"}}) {
    const auto result = parsed(words);
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(result->command->words, "usage show");
    EXPECT_EQ(result->globals.data, "d");
    EXPECT_EQ(result->globals.now, "2026-11-01");
    EXPECT_TRUE(result->globals.json);
    EXPECT_EQ(result->arguments.text("--period"), "2026-10");
  }
}

TEST(Parse, several_files_and_the_standard_input_are_taken_in_order) {
  const auto result = parsed({"usage", "import", "a.csv", "--strict", "-", "b.csv"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->arguments.all("FILE"), (std::vector<std::string>{"a.csv", "-", "b.csv"}));
  EXPECT_TRUE(result->arguments.has("--strict"));
}

TEST(Parse, an_option_that_may_repeat_does_not_swallow_words) {
  const auto result = parsed({"close", "--waive", "m1", "2026-10", "--waive", "m2"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->arguments.text("PERIOD"), "2026-10");
  EXPECT_EQ(result->arguments.all("--waive"), (std::vector<std::string>{"m1", "m2"}));
}

TEST(Parse, words_fill_their_places_in_order) {
  const auto result = parsed({"mapping", "add", "reg", "--from", "2026-10-01", "ten", "sub"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->arguments.text("REGISTRATION"), "reg");
  EXPECT_EQ(result->arguments.text("TENANT"), "ten");
  EXPECT_EQ(result->arguments.text("SUBSCRIPTION"), "sub");
}

TEST(Parse, a_word_that_is_a_command_elsewhere_is_a_word_here) {
  const auto result = parsed({"usage", "import", "close", "help", "usage"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->arguments.all("FILE"), (std::vector<std::string>{"close", "help", "usage"}));
}

TEST(Parse, a_negative_markup_is_a_value_and_no_flag) {
  const auto result = parsed({"price", "import", "pec", "--base", "b", "--markup", "-0.15"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->arguments.text("--markup"), "-0.15");
}

TEST(Parse, what_was_not_given_is_not_there) {
  const auto result = parsed({"close", "2026-10"});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->arguments.has("--dry-run"));
  EXPECT_FALSE(result->arguments.has("--seller"));
  EXPECT_FALSE(result->arguments.has("--waive"));
}

TEST(Parse, wrong_words_are_refused) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"nonsense"},
           {"usage"},
           {"usage", "nonsense"},
           {"close"},
           {"close", "2026-10", "2026-11"},
           {"close", "2026-10", "--nonsense"},
           {"usage", "show"},
           {"usage", "show", "--period"},
           {"usage", "show", "--period", "2026-10", "--by", "colour"},
           {"rate", "--period", "2026-10", "--period", "2026-11"}}) {
    const auto result = parsed(words);
    ASSERT_FALSE(result.has_value()) << words.front();
    EXPECT_EQ(result.error().code, usage_error_code);
    EXPECT_NE(result.error().message.find("--help"), std::string::npos) << result.error().message;
  }
}

TEST(Help, every_command_stands_in_the_overview_and_explains_itself_in_80_columns) {
  const std::string overview = help_text(commands(), "");
  for (const Command& command : commands()) {
    EXPECT_NE(overview.find("  " + command.words + " "), std::string::npos) << command.words;
    EXPECT_FALSE(command.summary.empty()) << command.words;
    const std::string text = help_text(commands(), command.words);
    EXPECT_NE(text.find("tollbridge " + command.words), std::string::npos);
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      EXPECT_LE(shown_width(text.substr(at, end - at)), 80U) << text.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST(Help, is_given_for_nothing_a_noun_and_a_command) {
  EXPECT_EQ(parsed({})->command, nullptr);
  EXPECT_EQ(parsed({"--help"})->help_for, "");
  EXPECT_EQ(parsed({"usage", "--help"})->help_for, "usage");
  EXPECT_EQ(parsed({"close", "--help"})->help_for, "close");
  EXPECT_EQ(parsed({"help", "usage", "import"})->help_for, "usage import");
  EXPECT_EQ(parsed({"--data", "d", "help"})->help_for, "");
  EXPECT_FALSE(parsed({"help", "nonsense"}).has_value());
}

TEST(Commands, have_words_of_their_own) {
  std::set<std::string> seen;
  for (const Command& command : commands())
    EXPECT_TRUE(seen.insert(command.words).second);
}

}  // namespace
}  // namespace tollbridge::cli
