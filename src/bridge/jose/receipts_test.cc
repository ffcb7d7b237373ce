// SPDX-License-Identifier: Apache-2.0
// Goal: a stack believes a receipt only if commerce signed just that. Method: claims there and
// back, then every other way to sign them, every character flipped, every claim left out or bent.
#include "bridge/jose/receipts.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bridge/batch_testing.h"
#include "jose/base64url.h"
#include "jose/jws.h"
#include "jose/signing_key.h"
#include "jose/token_testing.h"

namespace tollbridge::bridge {
namespace {

const jose::SigningKey& commerce() {
  static const auto key = jose::SigningKey::read(jose::SigningKey::make_rsa()).value();
  return key;
}

Receipt example() {
  Receipt receipt;
  receipt.stack = stack_one;
  receipt.number = 12;
  receipt.hash = sha256("batch 12");
  receipt.rows = 18'446'744'073'709'551'615U;  // no count loses digits
  receipt.changes = 1;
  receipt.rejected = 2;
  receipt.usage = sha256("usage");
  receipt.watermark = 13;
  receipt.issued_at = october.plus(3).start() + std::chrono::nanoseconds{1};
  return receipt;
}

std::string refusal(std::string_view jwt) {
  const auto read = read_receipt(jwt, commerce().public_jwk());
  if (read) return "";
  EXPECT_EQ(read.error().kind, ErrorKind::invalid);
  return read.error().code;
}

TEST(Receipts, the_stack_reads_what_commerce_signed) {
  const auto read =
      read_receipt(commerce().jwt(receipt_claims(example())), commerce().public_jwk());
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, example());
}

TEST(Receipts, another_key_is_not_believed) {
  const auto other = jose::SigningKey::read(jose::SigningKey::make_rsa()).value();
  EXPECT_EQ(refusal(other.jwt(receipt_claims(example()))), "ReceiptWrong");
  // Nor a key that is none for RS256.
  const auto stack = jose::SigningKey::read(jose::SigningKey::make_p256()).value();
  const std::string by_stack = stack.jwt(receipt_claims(example()));
  EXPECT_EQ(refusal(by_stack), "ReceiptWrong");
  for (const std::string& jwk : {stack.public_jwk(), std::string(), std::string("{}")}) {
    const auto read = read_receipt(by_stack, jwk);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, "ReceiptWrong");
  }
}

TEST(Receipts, other_algorithms_are_not_believed) {
  const jose::TestKey key = jose::TestKey::rsa("k", 2048);
  const std::string claims = receipt_claims(example());
  const auto read_as = [&](jose::Signing how, const std::string& algorithm,
                           const std::string& secret = "") {
    jose::Draft draft;
    draft.how = how;
    draft.key = &key;
    draft.secret = secret;
    return read_receipt(draft.text_of(R"({"alg":")" + algorithm + "\"}", claims),
                        key.public_jwk());
  };
  ASSERT_TRUE(read_as(jose::Signing::rs256, "RS256").has_value());
  EXPECT_FALSE(read_as(jose::Signing::none, "none").has_value());
  EXPECT_FALSE(read_as(jose::Signing::none, "RS256").has_value());
  // HS256 with the public key as its secret, in every form an attacker has it.
  for (const std::string& secret : {key.public_jwk(), key.public_pem(), std::string()}) {
    EXPECT_FALSE(read_as(jose::Signing::hs256, "HS256", secret).has_value());
    EXPECT_FALSE(read_as(jose::Signing::hs256, "RS256", secret).has_value());
  }
  EXPECT_FALSE(read_as(jose::Signing::ps256, "PS256").has_value());
  EXPECT_FALSE(read_as(jose::Signing::ps256, "RS256").has_value());
  EXPECT_FALSE(read_as(jose::Signing::rs512, "RS512").has_value());
  EXPECT_FALSE(read_as(jose::Signing::rs256, "rs256").has_value());
}

TEST(Receipts, no_character_may_change) {
  const std::string jwt = commerce().jwt(receipt_claims(example()));
  for (std::size_t i = 0; i < jwt.size(); ++i) {
    std::string flipped = jwt;
    flipped[i] = static_cast<char>(flipped[i] ^ (i % 2 == 0 ? 1 : 0x20));
    ASSERT_EQ(refusal(flipped), "ReceiptWrong") << i;
  }
  for (std::size_t size = 0; size < jwt.size(); size += 17) {
    ASSERT_EQ(refusal(jwt.substr(0, size)), "ReceiptWrong");
  }
  EXPECT_EQ(refusal(jwt + "A"), "ReceiptWrong");
  EXPECT_EQ(refusal(jwt + ".A"), "ReceiptWrong");
  EXPECT_EQ(refusal(std::string(100'000, 'A')), "ReceiptWrong");
}

TEST(Receipts, every_claim_must_be_there_and_in_order) {
  const auto whole = nlohmann::json::parse(receipt_claims(example()));
  ASSERT_EQ(whole.size(), 9U);
  for (const auto& [name, value] : whole.items()) {
    auto bent = whole;
    bent.erase(name);
    EXPECT_EQ(refusal(commerce().jwt(bent.dump())), "ReceiptWrong") << name;
    for (const char* other : {"null", "true", "-1", "1.5", "\"\"", "\"x\"", "[]", "{}"}) {
      bent[name] = nlohmann::json::parse(other);
      EXPECT_EQ(refusal(commerce().jwt(bent.dump())), "ReceiptWrong") << name << " " << other;
    }
  }
  auto upper = whole;
  upper["hash"] = "G" + whole["hash"].get<std::string>().substr(1);
  EXPECT_EQ(refusal(commerce().jwt(upper.dump())), "ReceiptWrong");
  EXPECT_EQ(refusal(commerce().jwt("[]")), "ReceiptWrong");
  EXPECT_EQ(refusal(commerce().jwt("no json")), "ReceiptWrong");
}

TEST(Receipts, an_activation_key_of_the_same_signer_is_no_receipt) {
  const std::string claims = R"({"activation":{"subscriptionId":"s"},"claims":{}})";
  EXPECT_EQ(refusal(commerce().jwt(claims)), "ReceiptWrong");
}

}  // namespace
}  // namespace tollbridge::bridge
