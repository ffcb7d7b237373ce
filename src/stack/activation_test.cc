// SPDX-License-Identifier: Apache-2.0
// Goal: a stack reports what its billing model asks for, and its operator hears in time what is
// wrong. Method: each rule by hand, ages at and just before their edges.
#include "stack/activation.h"

#include <gtest/gtest.h>

#include <string>

namespace tollbridge::stack {
namespace {

using registry::BillingModel;
using std::chrono::days;
using std::chrono::seconds;

const Instant now = parse_instant("2026-10-31T12:00:00Z").value();
const StackId here{"9c1e0000-0000-4000-8000-000000000001"};

TokenRequest token(BillingModel model) {
  TokenRequest request;
  request.cloud_id = here;
  request.billing_model = model;
  request.usage_reporting = reports_usage(model);
  request.marketplace_syndication = reports_usage(model);
  request.agreement_number = "EA-1";
  request.asset_tag = "tag";
  return request;
}

std::string verdict(const Status& status) {
  return status ? "" : status.error().rule + " " + status.error().code;
}

Activation active(BillingModel model = BillingModel::pay_as_you_use) {
  Activation activation;
  activation.cloud_id = here;
  activation.billing_model = model;
  activation.usage_reporting = reports_usage(model);
  return activation;
}

std::string names(const std::vector<Alert>& alerts) {
  std::string text;
  for (const Alert& alert : alerts) {
    text += (text.empty() ? "" : ", ") + alert.name +
            (alert.severity == Alert::Severity::critical ? "!" : "");
  }
  return text;
}

TEST(Activation, r54_reporting_is_on_where_usage_is_what_is_paid) {
  EXPECT_TRUE(reports_usage(BillingModel::pay_as_you_use));
  EXPECT_TRUE(reports_usage(BillingModel::development));
  EXPECT_TRUE(reports_usage(BillingModel::ruggedized));
  EXPECT_FALSE(reports_usage(BillingModel::capacity));
  EXPECT_FALSE(reports_usage(BillingModel::custom));
}

TEST(Activation, r19_r20_a_token_has_what_its_billing_model_needs) {
  for (const auto model : {BillingModel::pay_as_you_use, BillingModel::capacity,
                           BillingModel::development, BillingModel::custom,
                           BillingModel::ruggedized}) {
    EXPECT_EQ(verdict(check(token(model))), "");
  }
  TokenRequest capacity = token(BillingModel::capacity);
  capacity.agreement_number.clear();
  EXPECT_EQ(verdict(check(capacity)), "R19 MissingAgreementNumber");
  TokenRequest custom = token(BillingModel::custom);
  custom.asset_tag.clear();
  EXPECT_EQ(verdict(check(custom)), "R19 MissingMsAssetTag");
  TokenRequest silent = token(BillingModel::pay_as_you_use);
  silent.usage_reporting = false;
  EXPECT_EQ(verdict(check(silent)), "R20 UsageReportingRequired");
}

TEST(Activation, r56_a_disconnected_stack_neither_reports_nor_pays_by_use) {
  TokenRequest request = token(BillingModel::capacity);
  request.disconnected = true;
  EXPECT_EQ(verdict(check(request)), "");
  request.marketplace_syndication = true;
  EXPECT_EQ(verdict(check(request)), "R56 NotDisconnected");
  request = token(BillingModel::development);
  request.disconnected = true;
  EXPECT_EQ(verdict(check(request)), "R56 NotDisconnected") << "with reporting on";
  request = token(BillingModel::pay_as_you_use);
  request.disconnected = true;
  EXPECT_EQ(verdict(check(request)), "R56 NotDisconnected");
}

TEST(Activation, a_key_of_another_stack_or_time_is_refused) {
  Activation activation = active();
  EXPECT_EQ(verdict(check(activation, here, now)), "");
  EXPECT_EQ(verdict(check(activation, StackId("other"), now)), "R9 ActivationOfAnotherStack");
  activation.expires = now + seconds(1);
  EXPECT_EQ(verdict(check(activation, here, now)), "");
  activation.expires = now;
  EXPECT_EQ(verdict(check(activation, here, now)), "R17 ActivationExpired");
}

TEST(Activation, r18_the_operator_sees_one_of_three_states) {
  EXPECT_EQ(to_string(state_of({}, now)), "Not registered");
  Activation activation = active();
  EXPECT_EQ(to_string(state_of(activation, now)), "Registered");
  activation.expires = now;
  EXPECT_EQ(to_string(state_of(activation, now)), "Expired");
}

TEST(Activation, r55_usage_is_sent_only_while_registered_and_reporting) {
  EXPECT_FALSE(sends_usage({}, now));
  EXPECT_TRUE(sends_usage(active(), now));
  EXPECT_FALSE(sends_usage(active(BillingModel::capacity), now));
  Activation expired = active();
  expired.expires = now;
  EXPECT_FALSE(sends_usage(expired, now));
}

TEST(Activation, r53_silence_is_told_at_a_day_a_week_and_before_thirty_days) {
  const auto heard = [](Instant last) { return names(alerts(active(), last, now)); };
  EXPECT_EQ(heard(now - days(1) + seconds(1)), "");
  EXPECT_EQ(heard(now - days(1)), "Usage Not Reported");
  EXPECT_EQ(heard(now - days(7) + seconds(1)), "Usage Not Reported");
  EXPECT_EQ(heard(now - days(7)), "Usage Not Reported For A Week");
  EXPECT_EQ(heard(now - days(25)), "Usage Reporting Almost Overdue!");
  EXPECT_EQ(heard(now - days(30)), "Usage Reporting Overdue!");
  EXPECT_EQ(heard(now + days(2)), "") << "a clock that jumped is no silence";
  EXPECT_EQ(names(alerts(active(BillingModel::capacity), now - days(40), now)), "")
      << "nothing is to be reported (R54)";
}

TEST(Activation, alerts_say_when_to_register) {
  EXPECT_EQ(names(alerts({}, {}, now)), "Activation Required");
  Activation activation = active(BillingModel::capacity);
  activation.expires = now + days(30) + seconds(1);
  EXPECT_EQ(names(alerts(activation, {}, now)), "");
  activation.expires = now + days(30);
  EXPECT_EQ(names(alerts(activation, {}, now)), "Activation Expiring Soon");
  activation.expires = now;
  EXPECT_EQ(names(alerts(activation, {}, now)), "Activation Expired!");
}

}  // namespace
}  // namespace tollbridge::stack
