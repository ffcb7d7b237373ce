// SPDX-License-Identifier: Apache-2.0
// Goal: bytes survive being text, and text that is no base64 is not taken for some.
// Method: the vectors of RFC 4648 and any bytes.
#include "core/base64.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tollbridge {
namespace {

TEST(Base64, has_the_vectors_of_the_rfc) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(base64url("\xfb\xff"), "-_8");
}

TEST(Base64, text_that_is_none_is_refused) {
  for (const auto* text : {"Z", "Zg=a", "Zh==", "Z g=", "Zm9v!", "Zg==="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

RC_GTEST_PROP(Base64, any_bytes_come_back, (const std::string& bytes)) {
  RC_ASSERT(from_base64(base64(bytes)) == bytes);
  RC_ASSERT(from_base64(base64url(bytes)) == bytes);
}

}  // namespace
}  // namespace tollbridge
