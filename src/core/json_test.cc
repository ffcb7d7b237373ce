// SPDX-License-Identifier: Apache-2.0
// Goal: what is printed is one JSON document, whatever people call their things. Method: odd texts.
#include "core/json.h"

#include <gtest/gtest.h>

namespace tollbridge {
namespace {

TEST(Json, fields_stand_in_the_order_they_were_given) {
  Json json;
  json.object().field("b", "x").field("a", 3).array("list").value("1").value("2").end();
  json.object("inner").field("yes", true).null("none").end().end();
  EXPECT_EQ(json.text(), R"({"b":"x","a":3,"list":["1","2"],"inner":{"yes":true,"none":null}})");
}

TEST(Json, quotes_and_broken_letters_do_not_break_the_document) {
  EXPECT_EQ(json_string("a\"b\n"), R"("a\"b\n")");
  EXPECT_EQ(json_string("\xff"), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tollbridge
