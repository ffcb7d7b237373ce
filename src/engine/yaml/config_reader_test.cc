// SPDX-License-Identifier: Apache-2.0
// Goal: every value of a configuration file is found with its path and line. Method: small files.
#include "engine/yaml/config_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "core/limits.h"

namespace tollbridge::engine::yaml {
namespace {

std::string shown(std::string_view yaml) {
  const auto entries = read_config(yaml);
  if (!entries) return entries.error().code;
  std::string text;
  for (const ops::ConfigEntry& entry : *entries)
    text += std::to_string(entry.line) + " " + entry.path + "=" + entry.text + "\n";
  return text;
}

TEST(ConfigReader, objects_and_lists_become_paths_with_lines) {
  EXPECT_EQ(shown("data: /srv/toll\n"
                  "multi_tenancy:\n"
                  "  approval: manual\n"
                  "issuers:\n"
                  "  - {url: 'https://a', audience: toll}\n"
                  "  - url: https://b\n"
                  "origins: [x, y]\n"),
            "1 data=/srv/toll\n"
            "3 multi_tenancy.approval=manual\n"
            "5 issuers[0].url=https://a\n"
            "5 issuers[0].audience=toll\n"
            "6 issuers[1].url=https://b\n"
            "7 origins[0]=x\n"
            "7 origins[1]=y\n");
}

TEST(ConfigReader, what_is_empty_says_nothing) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("# all defaults\n"), "");
  EXPECT_EQ(shown("data:\norigins: []\nlimits: {}\n"), "");
}

TEST(ConfigReader, what_is_no_configuration_is_refused) {
  EXPECT_EQ(shown("just a text"), "WrongType");
  EXPECT_EQ(shown("- one\n"), "WrongType");
  EXPECT_EQ(shown("a: [1\n"), "InvalidYaml");
  EXPECT_EQ(shown("a: &x 1\nb: *x\n"), "AliasNotAllowed");
  EXPECT_EQ(shown(std::string(limits::config_bytes_max + 1, ' ')), "ConfigTooLarge");
}

}  // namespace
}  // namespace tollbridge::engine::yaml
