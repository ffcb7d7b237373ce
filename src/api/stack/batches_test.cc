// SPDX-License-Identifier: Apache-2.0
// Goal: a stack's bridge hands over batches and nobody else does; what was taken shows to who may
// see it. Method: batches signed with real keys, through the rows, over memory.
#include <gtest/gtest.h>

#include <algorithm>

#include "api/error_answer.h"
#include "api/stack/bridge_key.h"
#include "api/stack/face_testing.h"
#include "bridge/batch_testing.h"
#include "bridge/limits.h"
#include "bridge/world_testing.h"

namespace tollbridge::api::stack_face {
namespace {

using namespace std::string_literals;
using bridge::Batch;
using bridge::StackKey;

const std::string batch_type = "application/vnd.tollbridge.batch";

class Direct final : public Engine {
 public:
  explicit Direct(Desk& desk) : desk_(desk) {}
  Status run(const std::function<Status(Desk&)>& work) override { return work(desk_); }
  Instant now() override { return desk_.now(); }

 private:
  Desk& desk_;
};

registry::Stack stack_with(const std::string& id, const std::string& key = "") {
  registry::Stack made;
  made.cloud_id = StackId(id);
  made.bridge_key = key;
  return made;
}

struct Commerce {
  StackKey key = StackKey::read(StackKey::make()).value();
  std::unique_ptr<MemoryDesk> desk =
      desk_with({stack_with(north, key.public_jwk()), stack_with(south)});
  bridge::MemoryLedger ledger;
  std::vector<std::string> told;
  Service service{batch_operations(
      {&ledger, bridge::attest, bridge::read_attested,
       [this](const StackId&, const bridge::Taken& taken) {
         told.push_back(std::to_string(taken.number) + ": " + std::to_string(taken.rows) + "/" +
                        std::to_string(taken.rejected));
       }})};
  Direct engine{*desk};

  // Batch `number` after the hash `before`, of the northern stack.
  std::string batch(std::uint64_t number, const Digest& before = {},
                    const std::string& quantity = "1", const StackKey* with = nullptr) {
    Batch made = bridge::example_batch();
    made.head.number = number;
    made.head.previous = before;
    if (number > 1) made.changes.clear();
    made.usage = bridge::usage_of({{.hour = static_cast<std::int32_t>(number),
                                    .quantity = quantity}});
    const StackKey& signer = with == nullptr ? key : *with;
    return write_batch(made, [&](std::string_view text) { return signer.sign(text); }).value();
  }
  Response post(const std::string& bytes, const Principal& who, const std::string& stack = north,
                const std::string& type = batch_type) {
    const Request asked =
        request_for(Method::post, "/v1/stacks/" + stack + "/batches", {{"content-type", type}});
    Pieces body(bytes, 100);
    return service.perform_stream(service.route(asked).value(), asked, who, body, engine);
  }
  Response post(const std::string& bytes) { return post(bytes, caller_of(Role::bridge, north)); }
  Response get(const std::string& what, const Principal& who) {
    const Request asked = request_for(Method::get, "/v1/stacks/" + north + "/" + what);
    return service.perform(service.route(asked).value(), asked, who, *desk);
  }
  static std::string verdict(const Response& answer) {
    if (answer.status == 200) return "200";
    return std::to_string(answer.status) + " " +
           nlohmann::json::parse(answer.body)["code"].get<std::string>();
  }
};

Digest hash_of(const std::string& bytes) { return bridge::open_batch(bytes)->hash; }

TEST(Batches, a_batch_is_taken_once_and_gets_one_receipt) {
  Commerce commerce;
  const std::string first = commerce.batch(1);
  const Response answer = commerce.post(first);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.content_type, "application/jwt");
  EXPECT_EQ(bridge::read_attested(answer.body)->rows, 1U);
  EXPECT_EQ(commerce.post(first).body, answer.body);
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(2, hash_of(first)))), "200");
  EXPECT_EQ(commerce.told, (std::vector<std::string>{"1: 1/0", "2: 1/0"}));
  EXPECT_EQ(commerce.desk->journal().heads().value().size(), 1U);
  // The directory came with it.
  const auto registry = commerce.desk->registry().value();
  const auto* local = registry->local_subscription(
      StackId(north), LocalSubscriptionId("5d20c2de-0000-4000-8000-000000000001"));
  ASSERT_NE(local, nullptr);
  EXPECT_EQ(local->tenant, TenantId(adatum_tenant));
}

TEST(Batches, what_does_not_follow_is_a_conflict_with_its_name) {
  Commerce commerce;
  const std::string first = commerce.batch(1);
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(2, hash_of(first)))), "409 BatchGap");
  EXPECT_EQ(Commerce::verdict(commerce.post(first)), "200");
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(1, {}, "2"))), "409 BatchDiverged");
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(2, sha256("other")))),
            "409 BatchDiverged");
}

// Its own trouble, not the stack's: the bridge tries again until time has come by.
TEST(Batches, commerce_whose_clock_is_behind_its_books_asks_to_come_again) {
  Commerce commerce;
  const std::string first = commerce.batch(1);
  commerce.desk->clock.time -= std::chrono::hours{2};
  const Response answer = commerce.post(first);
  EXPECT_EQ(Commerce::verdict(answer), "503 NowBeforeBooks");
  EXPECT_EQ(std::ranges::count(answer.headers, std::pair("Retry-After"s, "1"s)), 1);
  EXPECT_EQ(Commerce::verdict(commerce.get("batches", caller_of(Role::provider))),
            "503 NowBeforeBooks");
  EXPECT_TRUE(commerce.told.empty());
  commerce.desk->clock.time += std::chrono::hours{2};
  EXPECT_EQ(Commerce::verdict(commerce.post(first)), "200");
}

TEST(Batches, damage_and_other_keys_are_found_out) {
  Commerce commerce;
  std::string flipped = commerce.batch(1);
  flipped[flipped.size() / 2] ^= 1;
  EXPECT_EQ(Commerce::verdict(commerce.post(flipped)), "400 BatchDamaged");
  EXPECT_EQ(Commerce::verdict(commerce.post("")), "400 BatchDamaged");
  const StackKey other = StackKey::read(StackKey::make()).value();
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(1, {}, "1", &other))),
            "403 BatchSignatureWrong");
  EXPECT_EQ(Commerce::verdict(
                commerce.post(std::string(bridge::limits::batch_bytes_max + 1, 'x'))),
            "413 BodyTooLarge");
  EXPECT_EQ(Commerce::verdict(commerce.post(commerce.batch(1), caller_of(Role::bridge, north),
                                            north, "application/json")),
            "415 UnsupportedMediaType");
  EXPECT_TRUE(commerce.told.empty());
}

TEST(Batches, only_the_bridge_of_the_stack_posts) {
  Commerce commerce;
  const std::string bytes = commerce.batch(1);
  EXPECT_EQ(Commerce::verdict(commerce.post(bytes, provider())), "403 AuthorizationFailed");
  EXPECT_EQ(Commerce::verdict(commerce.post(bytes, operator_of(north))),
            "403 AuthorizationFailed");
  // Of another stack: as if there were none, whether there is one or not.
  const Response other = commerce.post(bytes, caller_of(Role::bridge, south));
  EXPECT_EQ(other.status, 404);
  const Response none = commerce.post(bytes, caller_of(Role::bridge, south), "nowhere");
  EXPECT_EQ(none.status, 404);
  // A stack whose key nobody knows sends nothing.
  EXPECT_EQ(commerce.post(bytes, caller_of(Role::bridge, south), south).status, 404);
  EXPECT_TRUE(commerce.told.empty());
}

TEST(Batches, commerce_says_where_it_stands_and_gives_back_what_it_took) {
  Commerce commerce;
  const Principal bridge = caller_of(Role::bridge, north);
  const auto empty = read_json(commerce.get("batches", operator_of(north)));
  EXPECT_EQ(empty["watermark"], 0);
  EXPECT_TRUE(empty["newest"].is_null());
  EXPECT_TRUE(empty["last_contact"].is_null());
  const std::string first = commerce.batch(1);
  const std::string second = commerce.batch(2, hash_of(first));
  commerce.post(first);
  commerce.post(second);
  const auto stands = read_json(commerce.get("batches?from=2", bridge));
  EXPECT_EQ(stands["watermark"], 2);
  ASSERT_EQ(stands["known"].size(), 1U);
  EXPECT_EQ(stands["known"][0]["hash"], hex(hash_of(second)));
  EXPECT_EQ(stands["newest"]["rows"], 1);
  EXPECT_EQ(stands["last_contact"], tollbridge::to_string(commerce.desk->now()));
  EXPECT_EQ(read_json(commerce.get("batches?from=0", provider()))["known"].size(), 2U);
  EXPECT_EQ(Commerce::verdict(commerce.get("batches?from=x", bridge)), "400 InvalidParameter");
  const Response bytes = commerce.get("batches/1", bridge);
  EXPECT_EQ(bytes.body, first);
  EXPECT_EQ(bytes.content_type, batch_type);
  for (const char* gone : {"batches/3", "batches/x", "batches/0"}) {
    EXPECT_EQ(Commerce::verdict(commerce.get(gone, bridge)), "404 BatchNotKept") << gone;
  }
}

TEST(Batches, what_was_not_taken_is_told) {
  Commerce commerce;
  commerce.ledger.refused = {{1, 2, 0, "TenantMismatch", "Row 2."}, {1, 0, 7, "InvalidId", "No."}};
  const auto list = read_json(commerce.get("rejections", operator_of(north)));
  ASSERT_EQ(list["rejections"].size(), 2U);
  EXPECT_EQ(list["rejections"][0]["row"], 2);
  EXPECT_TRUE(list["rejections"][0]["change"].is_null());
  EXPECT_EQ(list["rejections"][1]["change"], 7);
  EXPECT_TRUE(list["next"].is_null());
}

TEST(Batches, others_do_not_read_them) {
  Commerce commerce;
  for (const char* what : {"batches", "batches/1", "rejections"}) {
    EXPECT_EQ(commerce.get(what, operator_of(south)).status, 404) << what;
    EXPECT_EQ(commerce.get(what, caller_of(Role::bridge, south)).status, 404) << what;
  }
}

TEST(BridgeKey, a_book_says_it_or_else_the_registration_in_force) {
  const StackKey booked = StackKey::read(StackKey::make()).value();
  const StackKey registered = StackKey::read(StackKey::make()).value();
  registry::Registration registration;
  registration.name = RegistrationName("north");
  registration.cloud_id = StackId(north);
  registration.from = Hour::from_index(100);
  registration.to = Hour::from_index(200);
  registration.details.token =
      R"({"cloudId":")" + north + R"(","bridgeKey":)" + registered.public_jwk() + "}";
  const auto key_at = [&](const std::string& in_book, std::int32_t hour) -> std::string {
    auto desk = desk_with({stack_with(north, in_book), registration});
    const auto key = bridge_key_of(*desk->registry().value(), StackId(north),
                                   Hour::from_index(hour));
    return key ? key->jwk() : "none";
  };
  EXPECT_EQ(key_at("", 150), registered.public_jwk());
  EXPECT_EQ(key_at("", 99), "none");
  EXPECT_EQ(key_at("", 200), "none");
  EXPECT_EQ(key_at(booked.public_jwk(), 150), booked.public_jwk());
  EXPECT_EQ(key_at(booked.public_jwk(), 200), booked.public_jwk());
}

TEST(BridgeKey, as_a_set_it_checks_tokens_and_an_unknown_stack_has_none) {
  Commerce commerce;
  const auto known = bridge_keys(commerce.engine, StackId(north)).value();
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->size(), 1U);
  EXPECT_EQ(bridge_keys(commerce.engine, StackId(south)).value(), nullptr);
  EXPECT_EQ(bridge_keys(commerce.engine, StackId("nowhere")).value(), nullptr);
}

}  // namespace
}  // namespace tollbridge::api::stack_face
