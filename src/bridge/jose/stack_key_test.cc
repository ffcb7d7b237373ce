// SPDX-License-Identifier: Apache-2.0
// Goal: what a stack signs is believed of that stack's key, and of no other. Method: keys through
// PEM and JWK, signatures and tokens checked with the public half; keys that are none are refused.
#include "bridge/jose/stack_key.h"

#include <gtest/gtest.h>

#include "bridge/batch_testing.h"
#include "jose/base64url.h"
#include "jose/jws.h"
#include "jose/token_testing.h"

namespace tollbridge::bridge {
namespace {

StackKey new_key() {
  return StackKey::read(StackKey::make()).value();
}

StackPublicKey half_of(const StackKey& key) {
  return StackPublicKey::read(key.public_jwk()).value();
}

TEST(StackKey, commerce_checks_what_the_stack_signed) {
  const StackKey key = new_key();
  const StackPublicKey half = half_of(key);
  const std::string signature = key.sign("a batch").value();
  ASSERT_EQ(signature.size(), signature_bytes);
  EXPECT_TRUE(half.verifies("a batch", signature));
  EXPECT_FALSE(half.verifies("b batch", signature));
  EXPECT_FALSE(half_of(new_key()).verifies("a batch", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string flipped = signature;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(half.verifies("a batch", flipped)) << i;
  }
  EXPECT_FALSE(half.verifies("a batch", ""));
  EXPECT_FALSE(half.verifies("a batch", signature + "x"));
  EXPECT_FALSE(half.verifies("a batch", std::string(signature_bytes, '\0')));
}

TEST(StackKey, it_signs_whole_batches) {
  const StackKey key = new_key();
  const auto sign = [&](std::string_view bytes) { return key.sign(bytes); };
  const std::string bytes = write_batch(example_batch(), sign).value();
  const auto sealed = open_batch(bytes);
  ASSERT_TRUE(sealed.has_value());
  const auto by = [](const StackPublicKey& half) -> Verifies {
    return [half](std::string_view text, std::string_view signature) {
      return half.verifies(text, signature);
    };
  };
  EXPECT_TRUE(sealed->signed_by(by(half_of(key))));
  EXPECT_FALSE(sealed->signed_by(by(half_of(new_key()))));
}

TEST(StackKey, its_public_half_goes_through_json_and_comes_back_the_same) {
  const StackKey key = new_key();
  EXPECT_EQ(half_of(key).jwk(), key.public_jwk());
  EXPECT_EQ(key.public_jwk().find("\"d\""), std::string::npos);
  const std::string pem = StackKey::make();
  EXPECT_EQ(StackKey::read(pem)->public_jwk(), StackKey::read(pem)->public_jwk());
}

TEST(StackKey, the_public_half_has_the_name_the_standard_gives_it) {
  // RFC 7517 A.1 has the key, and its thumbprint was computed with openssl dgst.
  const auto half = StackPublicKey::read(
      R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
      R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc2"})");
  EXPECT_FALSE(half.has_value());  // it is for something else
  const auto plain = StackPublicKey::read(
      R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
      R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})");
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->jwk(),
            R"({"crv":"P-256","kty":"EC","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
            R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",)"
            R"("kid":"cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"})");
}

TEST(StackKey, a_key_of_another_kind_is_damaged) {
  for (const std::string& pem :
       {std::string(), std::string("no key"), jose::TestKey::rsa("r", 2048).private_pem(),
        jose::TestKey::ec("w", "P-384", "P-384").private_pem(),
        jose::TestKey::ec("p", "P-256", "P-256").public_pem()}) {
    const auto key = StackKey::read(pem);
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(key.error().code, "StackKeyDamaged");
    EXPECT_EQ(key.error().kind, ErrorKind::damaged);
  }
}

TEST(StackPublicKey, private_and_foreign_keys_are_refused) {
  const jose::TestKey own = jose::TestKey::ec("k", "P-256", "P-256");
  ASSERT_TRUE(StackPublicKey::read(own.public_jwk()).has_value());
  for (const std::string& jwk :
       {own.public_jwk(R"(,"d":"AA")"), own.public_jwk(R"(,"use":"enc")"),
        own.public_jwk(R"(,"alg":"RS256")"), jose::TestKey::rsa("r", 2048).public_jwk(),
        jose::TestKey::ec("w", "P-384", "P-384").public_jwk(),
        jose::TestKey::ec("s", "secp256k1", "secp256k1").public_jwk(),
        jose::TestKey::ec("s", "secp256k1", "P-256").public_jwk(), std::string("{}"),
        std::string("7"), std::string(), own.public_jwk() + "x", own.public_pem()}) {
    const auto key = StackPublicKey::read(jwk);
    ASSERT_FALSE(key.has_value()) << jwk;
    EXPECT_EQ(key.error().code, "BridgeKeyWrong");
    EXPECT_EQ(key.error().kind, ErrorKind::invalid);
  }
}

TEST(StackKey, a_token_of_an_upload_speaks_for_one_stack_for_five_minutes) {
  const StackKey key = new_key();
  const Instant now{std::chrono::milliseconds{1'793'700'000'900}};
  const std::string token = key.upload_token(stack_one, "https://commerce/", now, 7).value();
  const auto parts = jose::split(token);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(jose::from_base64url(parts->claims),
            R"({"iss":"stack:9c1e0000-0000-4000-8000-000000000001",)"
            R"("sub":"stack:9c1e0000-0000-4000-8000-000000000001","aud":"https://commerce/",)"
            R"("role":"bridge","stack":"9c1e0000-0000-4000-8000-000000000001",)"
            R"("iat":1793700000,"exp":1793700300,"jti":"7"})");
  EXPECT_TRUE(half_of(key).verifies(parts->signed_part,
                                    jose::from_base64url(parts->signature).value_or("")));
  EXPECT_EQ(jose::from_base64url(parts->header)->substr(0, 14), R"({"alg":"ES256")");
}

}  // namespace
}  // namespace tollbridge::bridge
