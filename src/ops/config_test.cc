// SPDX-License-Identifier: Apache-2.0
// Goal: an option that is misspelt, of the wrong kind or in the wrong file is refused, never
// ignored, and one that is not given has its documented default. Method: the product's own table,
// and a small one with lists.
#include "ops/config.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace tollbridge::ops {
namespace {

using File = Config::File;

constexpr std::array listing_keys{
    ConfigKey{.name = "origins[]", .help = "Who may call."},
    ConfigKey{.name = "issuers[].url", .help = "Where the keys are."},
    ConfigKey{.name = "issuers[].trusted", .type = ConfigType::flag, .help = "Whether."},
    ConfigKey{.name = "strict", .type = ConfigType::flag, .fallback = "true", .help = "How."},
};

std::string codes(const Status& status) {
  if (status) return {};
  const Error& error = status.error();
  std::string text = error.details.empty() ? error.code + "@" + std::to_string(error.line) : "";
  for (const Error& detail : error.details)
    text += detail.code + "@" + std::to_string(detail.line) + " ";
  return text;
}

TEST(Config, every_key_has_its_own_name_a_sentence_and_a_default_that_it_would_take) {
  std::set<std::string_view> names;
  for (const ConfigKey& key : config_keys()) {
    EXPECT_TRUE(names.insert(key.name).second) << key.name;
    EXPECT_TRUE(key.help.ends_with(".")) << key.name;
    if (key.fallback.empty()) continue;
    Config config;
    const std::string name(key.name);
    EXPECT_EQ(codes(config.add(File::named, "f", {{name, std::string(key.fallback), 1}})), "");
  }
}

TEST(Config, what_nobody_says_is_the_default) {
  const Config config;
  EXPECT_EQ(config.text("multi_tenancy.approval"), "auto");
  EXPECT_EQ(config.number("limits.open_hour_keys"), 8'000'000);
  EXPECT_TRUE(config.values().empty());
}

TEST(Config, the_file_that_was_named_wins_over_that_of_the_data_directory) {
  Config config;
  ASSERT_TRUE(config.add(File::named, "named", {{"multi_tenancy.approval", "manual", 1}}));
  ASSERT_TRUE(config.add(File::of_data, "own",
                         {{"multi_tenancy.approval", "auto", 1},
                          {"limits.open_hour_keys", "20000", 2}}));
  EXPECT_EQ(config.text("multi_tenancy.approval"), "manual");
  EXPECT_EQ(config.number("limits.open_hour_keys"), 20'000);
  EXPECT_EQ(config.values().at("limits.open_hour_keys").source, "own");
}

TEST(Config, a_key_that_does_not_exist_is_refused_with_its_line_and_the_keys_there_are) {
  Config config;
  const auto refused = config.add(File::named, "c.yaml", {{"multi_tenancy.aproval", "auto", 7}});
  EXPECT_EQ(codes(refused), "UnknownConfigKey@7");
  EXPECT_NE(refused.error().message.find("multi_tenancy.approval"), std::string::npos);
  EXPECT_NE(refused.error().message.find("c.yaml"), std::string::npos);
}

TEST(Config, all_faults_are_named_at_once_and_nothing_is_taken_over) {
  Config config;
  const auto refused = config.add(File::of_data, "own",
                                  {{"limits.open_hour_keys", "9999", 1},
                                   {"multi_tenancy.approval", "maybe", 2},
                                   {"data", "elsewhere", 3},
                                   {"colour", "blue", 4},
                                   {"limits.open_hour_keys", "20000", 5}});
  EXPECT_EQ(codes(refused), "BadConfigValue@1 BadConfigValue@2 ConfigKeyMisplaced@3 "
                            "UnknownConfigKey@4 DuplicateConfigKey@5 ");
  EXPECT_TRUE(config.values().empty());
}

TEST(Config, a_number_is_a_whole_number_within_its_bounds) {
  for (const char* text : {"", "1e6", "10000.0", "-20000", "0x4000", "99999999999999999999"}) {
    Config config;
    EXPECT_EQ(codes(config.add(File::named, "f", {{"limits.open_hour_keys", text, 1}})),
              "BadConfigValue@1") << text;
  }
}

TEST(Config, a_list_has_its_items_in_order_and_comes_from_one_file_whole) {
  Config config(listing_keys);
  std::vector<ConfigEntry> entries;
  for (int i = 0; i < 12; ++i)
    entries.push_back({"origins[" + std::to_string(i) + "]", "o" + std::to_string(i), i + 1});
  entries.push_back({"issuers[0].url", "https://one", 20});
  entries.push_back({"issuers[1].trusted", "true", 21});
  ASSERT_EQ(codes(config.add(File::named, "named", entries)), "");
  ASSERT_TRUE(config.add(File::of_data, "own", {{"issuers[1].url", "https://evil", 1}}));
  EXPECT_EQ(config.count("origins"), 12U);
  EXPECT_EQ(config.text("origins[11]"), "o11");
  EXPECT_EQ(config.count("issuers"), 2U);
  EXPECT_EQ(config.text("issuers[0].url"), "https://one");
  EXPECT_EQ(config.text("issuers[1].url"), "");
  EXPECT_FALSE(config.flag("issuers[0].trusted"));
  EXPECT_TRUE(config.flag("issuers[1].trusted"));
  EXPECT_TRUE(config.flag("strict"));
}

}  // namespace
}  // namespace tollbridge::ops
