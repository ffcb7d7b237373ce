// SPDX-License-Identifier: Apache-2.0
// Goal: receivers that follow Standard Webhooks take our messages, and nobody else's as ours.
// Method: the example of the specification's libraries; both secrets while one is replaced.
#include "delivery/signature.h"

#include <gtest/gtest.h>

namespace tollbridge::delivery {
namespace {

const char* const known_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const char* const other_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

Secret secret(const char* text) { return Secret::parse(text).value(); }

Instant at_seconds(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

TEST(Signature, is_that_of_the_published_example) {
  const std::vector<Secret> secrets{secret(known_secret)};
  const auto headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at_seconds(1614265330),
                                      R"({"test": 2432232314})", secrets);
  const std::vector<std::string> expected{
      "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
      "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};
  EXPECT_EQ(headers, expected);
}

TEST(Signature, is_made_by_both_secrets_while_one_is_replaced) {
  const std::vector<Secret> both{secret(other_secret), secret(known_secret)};
  const auto header = signed_headers("m", at_seconds(1), "{}", both).back();
  EXPECT_EQ(header, "webhook-signature: " + signature(both[0], "m.1.{}") + " " +
                        signature(both[1], "m.1.{}"));
  EXPECT_NE(signature(both[0], "m.1.{}"), signature(both[1], "m.1.{}"));
}

TEST(Signature, covers_the_id_the_time_and_the_body) {
  const std::vector<Secret> one{secret(known_secret)};
  const auto signed_as = [&](const char* id, std::int64_t time, const char* body) {
    return signed_headers(id, at_seconds(time), body, one).back();
  };
  const std::string whole = signed_as("m", 1, "{}");
  EXPECT_NE(signed_as("n", 1, "{}"), whole);
  EXPECT_NE(signed_as("m", 2, "{}"), whole);
  EXPECT_NE(signed_as("m", 1, "{} "), whole);
}

TEST(Secret, that_is_too_short_too_long_or_no_base64_is_refused_without_being_told) {
  for (const std::string& text :
       {std::string(), std::string("whsec_"), std::string("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa"), std::string("whsec_MfKQ9r8G!"),
        "whsec_" + std::string(88, 'A')}) {
    const auto refused = Secret::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().message.find("MfKQ"), std::string::npos);
  }
}

}  // namespace
}  // namespace tollbridge::delivery
