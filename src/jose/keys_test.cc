// SPDX-License-Identifier: Apache-2.0
// Goal: of what an issuer publishes only sound signing keys are used. Method: sets made with
// OpenSSL and by hand.
#include "jose/keys.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jose/token_testing.h"

namespace tollbridge::jose {
namespace {

const TestKey& rsa() {
  static const TestKey made = TestKey::rsa("rsa", 2048);
  return made;
}
const TestKey& ec() {
  static const TestKey made = TestKey::ec("ec", "P-256", "P-256");
  return made;
}

// Why a key beside a good one is left out; empty if it is used.
std::string skipped(const std::string& jwk) {
  const auto set = KeySet::parse(key_set_text({rsa().public_jwk(), jwk}));
  if (!set) return set.error().message;
  EXPECT_TRUE(set->skipped().empty() == (set->size() == 2));
  return set->skipped().empty() ? "" : set->skipped().front().substr(9);
}

TEST(KeySet, keys_say_which_algorithms_they_serve) {
  const auto set = KeySet::parse(
      key_set_text({rsa().public_jwk(), ec().public_jwk(R"(,"alg":"ES256")")}));
  ASSERT_TRUE(set.has_value());
  EXPECT_TRUE(set->find("rsa")->serves(Algorithm::rs256));
  EXPECT_TRUE(set->find("rsa")->serves(Algorithm::ps256));
  EXPECT_FALSE(set->find("rsa")->serves(Algorithm::es256));
  EXPECT_TRUE(set->find("ec")->serves(Algorithm::es256));
  EXPECT_FALSE(set->find("ec")->serves(Algorithm::rs256));
  EXPECT_EQ(set->find("nobody"), nullptr);
}

TEST(KeySet, a_key_for_one_algorithm_serves_no_other) {
  const auto set = KeySet::parse(key_set_text({rsa().public_jwk(R"(,"alg":"RS256")")}));
  ASSERT_TRUE(set.has_value());
  EXPECT_FALSE(set->find("rsa")->serves(Algorithm::ps256));
}

TEST(KeySet, what_is_no_signing_key_is_left_out) {
  EXPECT_EQ(skipped(ec().public_jwk()), "");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"use":"enc")")), "its use is not sig");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"use":["sig"])")), "its use is not sig");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"key_ops":["sign"])")), "its key_ops lack verify");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"key_ops":1)")), "its key_ops lack verify");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"alg":"ES384")")),
            "its alg is not RS256, PS256 or ES256");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"alg":"RS256")")),
            "its kty is not RSA or EC, or not that of its alg");
  EXPECT_EQ(skipped(R"({"kty":"oct","kid":"s","alg":"RS256"})"),
            "its kty is not RSA or EC, or not that of its alg");
  EXPECT_EQ(skipped(R"({"kty":"oct","kid":"s","k":"AA"})"),
            "it is a secret: it has no place in a set of public keys");
  EXPECT_EQ(skipped(ec().public_jwk(R"(,"d":"AA")")),
            "it is a secret: it has no place in a set of public keys");
  EXPECT_EQ(skipped("{" + ec().jwk + "}"), "it has no kid");
  EXPECT_EQ(skipped("7"), "it is no object");
  EXPECT_EQ(skipped(TestKey::ec("w", "P-384", "P-384").public_jwk()), "its curve is not P-256");
  EXPECT_EQ(skipped(TestKey::rsa("s", 1024).public_jwk()),
            "RSA of 1024 bits; 2,048 to 8,192 are taken");
}

TEST(KeySet, a_point_beside_the_curve_is_left_out) {
  const std::string x = base64url(std::string(32, '\1'));
  EXPECT_EQ(skipped(R"({"kty":"EC","crv":"P-256","kid":"k","x":")" + x + R"(","y":")" + x + "\"}"),
            "x and y are no point of the curve");
  EXPECT_EQ(skipped(R"({"kty":"EC","crv":"P-256","kid":"k","x":"AA","y":"AA"})"),
            "x or y is not 32 bytes of base64url");
}

TEST(KeySet, an_exponent_that_protects_nothing_is_left_out) {
  const std::string n = number_text(rsa().handle.get(), OSSL_PKEY_PARAM_RSA_N);
  for (const char* e : {"AQ", "Ag", "AA", ""}) {
    EXPECT_EQ(skipped(R"({"kty":"RSA","kid":"k","n":")" + n + R"(","e":")" + e + "\"}"),
              "its exponent is even, 1 or longer than 64 bits");
  }
}

TEST(KeySet, two_keys_of_one_kid_are_both_left_out) {
  const auto set = KeySet::parse(key_set_text({rsa().public_jwk(), ec().public_jwk(),
                                               TestKey::rsa("rsa", 2048).public_jwk()}));
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(set->find("rsa"), nullptr);
  EXPECT_EQ(set->size(), 1U);
}

TEST(KeySet, a_set_without_a_usable_key_is_refused) {
  for (const std::string text : {"", "[]", "{}", R"({"keys":1})", R"({"keys":[]})", "<html>",
                                 R"({"keys":[],"keys":[]})"}) {
    const auto set = KeySet::parse(text);
    ASSERT_FALSE(set.has_value()) << text;
    EXPECT_EQ(set.error().code, "InvalidKeySet");
  }
  EXPECT_FALSE(KeySet::parse(std::string(key_set_bytes_max + 1, ' ')).has_value());
  std::vector<std::string> many(key_set_keys_max + 1, rsa().public_jwk());
  EXPECT_FALSE(KeySet::parse(key_set_text(many)).has_value());
}

RC_GTEST_PROP(Base64url, any_bytes_come_back_and_no_second_text_means_them, (std::string bytes)) {
  const std::string text = base64url(bytes);
  RC_ASSERT(from_base64url(text) == bytes);
  RC_ASSERT(!from_base64url(text + "=").has_value());
  if (!text.empty()) {
    std::string other = text;
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    other[place] = *rc::gen::distinctFrom(text[place]);
    RC_ASSERT(from_base64url(other) != bytes);
  }
}

}  // namespace
}  // namespace tollbridge::jose
