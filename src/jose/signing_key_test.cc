// SPDX-License-Identifier: Apache-2.0
// Goal: what our keys sign, their public half checks, and everybody computes the same name of a
// key. Method: both kinds through PEM, JWK and back; the example of RFC 7638; keys we do not take.
#include "jose/signing_key.h"

#include <gtest/gtest.h>

#include "jose/base64url.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "jose/token_testing.h"

namespace tollbridge::jose {
namespace {

TEST(SigningKey, what_it_signs_its_public_half_checks) {
  for (const std::string& pem : {SigningKey::make_rsa(), SigningKey::make_p256()}) {
    const auto key = SigningKey::read(pem);
    ASSERT_TRUE(key.has_value());
    const auto half = PublicKey::parse(key->public_jwk());
    ASSERT_TRUE(half.has_value()) << half.error().message;
    EXPECT_EQ(half->id(), key->id());
    const std::string signature = key->sign("an hour of usage");
    EXPECT_TRUE(half->verifies(key->algorithm(), "an hour of usage", signature));
    EXPECT_FALSE(half->verifies(key->algorithm(), "two hours of usage", signature));
    EXPECT_EQ(jwk_of(half->handle()).text, key->public_jwk());
    EXPECT_EQ(key->public_jwk().find("\"d\""), std::string::npos);
  }
}

TEST(SigningKey, a_signature_of_p256_is_always_64_bytes) {
  const auto key = SigningKey::read(SigningKey::make_p256());
  // r or s begins with a zero byte in one of 128.
  for (int i = 0; i < 600; ++i) ASSERT_EQ(key->sign(std::to_string(i)).size(), 64U);
}

TEST(SigningKey, a_jwt_names_algorithm_and_key) {
  const auto key = SigningKey::read(SigningKey::make_p256());
  const std::string jwt = key->jwt(R"({"sub":"s"})");
  const auto parts = split(jwt);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(from_base64url(parts->header),
            R"({"alg":"ES256","typ":"JWT","kid":")" + key->id() + "\"}");
  EXPECT_EQ(from_base64url(parts->claims), R"({"sub":"s"})");
  const auto half = PublicKey::parse(key->public_jwk());
  EXPECT_TRUE(half->verifies(Algorithm::es256, parts->signed_part,
                             from_base64url(parts->signature).value_or("")));
}

TEST(SigningKey, the_name_of_a_key_is_its_thumbprint) {
  const auto key = PublicKey::parse(  // RFC 7638 3.1
      R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK)"
      R"(7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf)"
      R"(0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD)"
      R"(08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJ)"
      R"(zKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})");
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_EQ(jwk_of(key->handle()).id, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST(SigningKey, keys_we_do_not_sign_with_are_not_read) {
  EXPECT_FALSE(SigningKey::read("").has_value());
  EXPECT_FALSE(SigningKey::read("no key").has_value());
  EXPECT_FALSE(SigningKey::read(TestKey::rsa("small", 1024).private_pem()).has_value());
  EXPECT_FALSE(SigningKey::read(TestKey::ec("w", "P-384", "P-384").private_pem()).has_value());
  const TestKey koblitz = TestKey::ec("k", "secp256k1", "secp256k1");
  EXPECT_FALSE(SigningKey::read(koblitz.private_pem()).has_value());
  EXPECT_FALSE(SigningKey::read(TestKey::ec("p", "P-256", "P-256").public_pem()).has_value());
}

TEST(PublicKey, a_single_key_needs_no_name_but_no_wrong_one_either) {
  const TestKey key = TestKey::ec("ec", "P-256", "P-256");
  EXPECT_TRUE(PublicKey::parse("{" + key.jwk + "}").has_value());
  const auto named = PublicKey::parse("{" + key.jwk + R"(,"kid":7})");
  ASSERT_FALSE(named.has_value());
  EXPECT_EQ(named.error().message, "its kid is no text of 1 to 256 bytes");
  EXPECT_FALSE(PublicKey::parse("[]").has_value());
  EXPECT_FALSE(PublicKey::parse(std::string(key_bytes_max + 1, ' ')).has_value());
}

TEST(Base64url, only_one_text_means_some_bytes) {
  EXPECT_EQ(from_base64url("-_8"), "\xFB\xFF");
  for (const char* other : {"+/8", "-_8=", "-_9", "-_ 8", "-", "-_8\n"}) {
    EXPECT_FALSE(from_base64url(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace tollbridge::jose
