// SPDX-License-Identifier: Apache-2.0
// Goal: a stack takes activation keys of its own commerce half only. Method: keys signed by two
// commerce halves, by none, altered ones, and one that names another's key as its own.
#include "stack/json/activate.h"

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "jose/signing_key.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/memory/memory_stack_books.h"
#include "stack/stack_half.h"

namespace tollbridge::stack::json {
namespace {

using jose::SigningKey;

const std::string cloud = "9c1e0000-0000-4000-8000-000000000001";
const Instant now = parse_instant("2026-11-03T08:00:00Z").value();

const SigningKey& commerce() {
  static const auto key = SigningKey::read(SigningKey::make_rsa());
  return *key;
}
const SigningKey& stranger() {
  static const auto key = SigningKey::read(SigningKey::make_rsa());
  return *key;
}

nlohmann::json claims(const std::string& registration = "west") {
  return {{"subscriptionId", "2f3e0000-0000-4000-8000-00000000000a"},
          {"registrationName", registration},
          {"cloudId", cloud},
          {"billingModel", "PayAsYouUse"}};
}

std::string signed_by(const SigningKey& key, nlohmann::json body, const SigningKey& named) {
  body["receiptKey"] = nlohmann::json::parse(named.public_jwk());
  return key.jwt(body.dump());
}
std::string key_of(const SigningKey& key, const std::string& registration = "west") {
  return signed_by(key, claims(registration), key);
}

class Place final : public LocalStack {
 public:
  [[nodiscard]] const Profile& profile() const override { return profile_; }
  [[nodiscard]] const std::string& directory() const override { return directory_; }
  StackBooks& books() override { return books_; }
  journal::Journal& journal() override { return *journal_; }
  StackHalf& half() override { return *half_; }

 private:
  Profile profile_{StackId(cloud), "north", LocalSubscriptionId("p"), TenantId("h")};
  std::string directory_ = "nowhere";
  MemoryStackBooks books_;
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_ = journal::open_memory_journal(marks_).value();
  std::unique_ptr<StackHalf> half_ =
      StackHalf::open(StackId(cloud), books_, *journal_, {}).value();
};

// The registration it is activated by, or the code of the refusal.
std::string given(LocalStack& stack, const std::string& key, const std::string& expected = {}) {
  const auto done = activate(stack, key, now, expected);
  return done ? done->registration : done.error().code;
}

TEST(Activating, the_first_key_says_who_commerce_is_and_later_ones_must_be_of_it) {
  Place stack;
  EXPECT_EQ(given(stack, key_of(commerce())), "west");
  EXPECT_EQ(stack.books().note(commerce_key_note), commerce().id());
  EXPECT_EQ(given(stack, key_of(commerce(), "renewed")), "renewed");
  EXPECT_EQ(given(stack, key_of(stranger())), "ActivationOfAnotherCommerce");
  EXPECT_EQ(given(stack, claims().dump()), "ActivationNotSigned");
  EXPECT_EQ(given(stack, commerce().jwt(claims().dump())), "ActivationNotSigned");
  EXPECT_EQ(stack.books().note(activation_note), key_of(commerce(), "renewed"));
}

TEST(Activating, a_stack_that_was_told_whose_key_it_must_be_takes_no_other_even_at_first) {
  Place stack;
  EXPECT_EQ(given(stack, key_of(stranger()), commerce().id()), "ActivationOfAnotherCommerce");
  EXPECT_EQ(given(stack, claims().dump(), commerce().id()), "ActivationNotSigned");
  EXPECT_EQ(stack.books().note(activation_note), "");
  EXPECT_EQ(given(stack, key_of(commerce()), commerce().id()), "west");
  EXPECT_EQ(given(stack, key_of(stranger(), "moved"), stranger().id()), "moved");
  EXPECT_EQ(given(stack, key_of(commerce())), "ActivationOfAnotherCommerce");
}

TEST(Activating, what_was_altered_or_names_anothers_key_as_its_own_is_refused) {
  Place stack;
  const std::string good = key_of(commerce());
  const auto first = good.find('.');
  const auto second = good.find('.', first + 1);
  nlohmann::json body = claims("mine");
  body["receiptKey"] = nlohmann::json::parse(commerce().public_jwk());
  const std::string altered = good.substr(0, first + 1) + base64url(body.dump());
  EXPECT_EQ(given(stack, altered + good.substr(second)), "ActivationSignatureWrong");
  EXPECT_EQ(given(stack, altered + "."), "ActivationSignatureWrong");
  EXPECT_EQ(given(stack, base64url(R"({"alg":"none"})") + good.substr(first)),
            "ActivationSignatureWrong");
  EXPECT_EQ(given(stack, signed_by(stranger(), claims(), commerce())), "ActivationSignatureWrong");
  body["receiptKey"] = "no key";
  EXPECT_EQ(given(stack, commerce().jwt(body.dump())), "ActivationSignatureWrong");
  EXPECT_EQ(stack.books().note(activation_note), "");
  EXPECT_EQ(stack.books().note(commerce_key_note), "");
}

TEST(Activating, unsigned_claims_are_taken_while_no_commerce_half_is_known) {
  Place stack;
  EXPECT_EQ(given(stack, claims().dump()), "west");
  EXPECT_EQ(stack.books().note(commerce_key_note), "");
  EXPECT_EQ(given(stack, key_of(commerce(), "signed")), "signed");
  EXPECT_EQ(given(stack, claims().dump()), "ActivationNotSigned");
}

}  // namespace
}  // namespace tollbridge::stack::json
