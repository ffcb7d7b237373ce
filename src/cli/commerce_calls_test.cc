// SPDX-License-Identifier: Apache-2.0
// Goal: registering goes on over a link that fails now and then, and whoever registers reads what
// commerce said. Method: a commerce that says what the test wants, and what it was asked.
#include "cli/commerce_calls.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace tollbridge::cli {
namespace {

const std::string place_path =
    "https://commerce.example/subscriptions/s/resourceGroups/azurestack/providers/"
    "Microsoft.AzureStack/registrations/west";

class CommerceCallsTest : public ::testing::Test {
 protected:
  CommerceCalls calls() {
    CommerceSetting setting{"https://commerce.example/", "secret", ""};
    setting.exchange = [this](const web::Ask& ask) {
      asked_.push_back(ask);
      if (says_.empty()) return Result<web::Answer>(fail(ErrorKind::io, "Unreachable", "down"));
      auto answer = says_.front();
      says_.pop_front();
      return Result<web::Answer>(answer);
    };
    setting.wait = [this] { ++waits_; };
    return {setting, {"s", "azurestack", "west"}};
  }
  void says(long status, const std::string& body) { says_.push_back({status, body}); }

  std::deque<web::Answer> says_;
  std::vector<web::Ask> asked_;
  int waits_ = 0;
};

TEST_F(CommerceCallsTest, a_registration_is_put_where_it_belongs) {
  says(201, "{}");
  says(200, "{}");
  auto commerce = calls();
  EXPECT_EQ(commerce.put("dG9rZW4="), true);
  EXPECT_EQ(commerce.put("dG9rZW4="), false) << "it was there: registered again (R10)";
  EXPECT_EQ(asked_.front().method, "PUT");
  EXPECT_EQ(asked_.front().url, place_path + "?api-version=2017-06-01");
  EXPECT_EQ(asked_.front().headers.front(), "Authorization: Bearer secret");
  EXPECT_EQ(asked_.front().body,
            R"({"properties":{"registrationToken":"dG9rZW4="},"location":"global"})");
}

TEST_F(CommerceCallsTest, what_is_not_reached_is_tried_three_times) {
  auto commerce = calls();
  const auto done = commerce.put("token");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "Unreachable");
  EXPECT_EQ(asked_.size(), 3U);
  EXPECT_EQ(waits_, 2);
}

TEST_F(CommerceCallsTest, a_busy_commerce_is_asked_again) {
  says(503, R"({"error":{"code":"ServerBusy","message":"later"}})");
  says(200, R"({"activationKey":"a.b.c"})");
  auto commerce = calls();
  EXPECT_EQ(commerce.activation_key(), "a.b.c");
  EXPECT_EQ(waits_, 1);
}

TEST_F(CommerceCallsTest, what_commerce_refuses_is_told_in_its_words_at_once) {
  says(409, R"({"error":{"code":"CloudIdUpdateNotAllowed","message":"another cloud id"}})");
  auto commerce = calls();
  const auto done = commerce.put("token");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "CloudIdUpdateNotAllowed");
  EXPECT_EQ(done.error().kind, ErrorKind::refused);
  EXPECT_NE(done.error().message.find("another cloud id"), std::string::npos);
  EXPECT_EQ(waits_, 0);
}

TEST_F(CommerceCallsTest, what_is_not_there_is_no_error_when_it_should_go) {
  const std::string missing = R"({"error":{"code":"RegistrationNotFound","message":"none"}})";
  auto commerce = calls();
  says(404, missing);
  EXPECT_EQ(commerce.registered_stack().value(), std::nullopt);
  says(404, missing);
  EXPECT_TRUE(commerce.remove());
  says(404, missing);
  EXPECT_TRUE(commerce.unlock());
  says(404, missing);
  EXPECT_EQ(commerce.is_locked(), false);
  says(404, missing);
  EXPECT_FALSE(commerce.lock());
}

TEST_F(CommerceCallsTest, customers_are_read_and_written_one_by_one) {
  says(200, R"({"value":[{"name":"west/c1","properties":{"tenantId":"t1"}}]})");
  says(200, "{}");
  auto commerce = calls();
  const auto customers = commerce.customers();
  ASSERT_TRUE(customers);
  ASSERT_EQ(customers->size(), 1U);
  EXPECT_EQ(customers->front().tenant, "t1");
  EXPECT_EQ(customers->front().subscription, "c1");
  EXPECT_TRUE(commerce.put_customer({"t2", "c2"}));
  EXPECT_EQ(asked_.back().url, place_path + "/customerSubscriptions/c2?api-version=2017-06-01");
  EXPECT_EQ(asked_.back().body, R"({"properties":{"tenantId":"t2"}})");
}

TEST_F(CommerceCallsTest, whatever_is_no_answer_of_commerce_is_not_believed) {
  for (const char* body : {"<html>Log in</html>", "[]", "{}", R"({"properties":{"cloudId":1}})"}) {
    says(200, body);
    const auto found = calls().registered_stack();
    ASSERT_FALSE(found) << body;
    EXPECT_EQ(found.error().code, "CommerceAnswer");
  }
  says(302, "moved");
  EXPECT_EQ(calls().remove().error().code, "CommerceAnswer");
  says(200, R"({"value":{}})");
  EXPECT_EQ(calls().customers().error().code, "CommerceAnswer");
}

}  // namespace
}  // namespace tollbridge::cli
