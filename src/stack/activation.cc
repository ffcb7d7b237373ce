// SPDX-License-Identifier: Apache-2.0
#include "stack/activation.h"

#include "registry/rules.h"

namespace tollbridge::stack {
namespace {

using registry::BillingModel;
using std::chrono::days;

constexpr days expiring_soon{30};

Alert contact_alert(ContactAge age, Instant last, bool must_report) {
  const std::string since = "Commerce was reached last at " + tollbridge::to_string(last) + ". ";
  const std::string usage = "Usage is kept and sent when it is reached again. ";
  switch (age) {
    case ContactAge::day:
      return {"Usage Not Reported", Alert::Severity::warning,
              since + usage + "Check the link and `bridge status`."};
    case ContactAge::week:
      return {"Usage Not Reported For A Week", Alert::Severity::warning,
              since + usage + "Check the link and `bridge status`."};
    case ContactAge::urgent:
      return {"Usage Reporting Almost Overdue", Alert::Severity::critical,
              since + "A stack must reach commerce every 30 days (R53): restore the link now."};
    case ContactAge::out_of_terms:
    case ContactAge::fresh: break;
  }
  return {"Usage Reporting Overdue", Alert::Severity::critical,
          since + (must_report ? "A stack that pays by use is out of compliance after 30 days "
                                 "(R53): restore the link."
                               : "Restore the link.")};
}

}  // namespace

bool reports_usage(BillingModel model) {
  return model == BillingModel::pay_as_you_use || model == BillingModel::development ||
         model == BillingModel::ruggedized;
}

Status check(const TokenRequest& request) {
  if (request.billing_model == BillingModel::capacity && request.agreement_number.empty()) {
    return fail_rule("R19", "MissingAgreementNumber",
                     "Billing model Capacity needs the number of its enterprise agreement.");
  }
  auto flags = registry::check_token_flags(request.billing_model,
                                           {request.usage_reporting, request.asset_tag});
  if (!flags || !request.disconnected) return flags;
  const bool without_a_link = request.billing_model == BillingModel::capacity ||
                              request.billing_model == BillingModel::development ||
                              request.billing_model == BillingModel::custom;
  if (!without_a_link || request.usage_reporting || request.marketplace_syndication) {
    return fail_rule("R56", "NotDisconnected",
                     "A disconnected stack is registered as Capacity, Development or Custom, with "
                     "usage reporting and marketplace syndication off.");
  }
  return {};
}

Status check(const Activation& activation, const StackId& stack, Instant now) {
  if (activation.cloud_id != stack) {
    return fail_rule("R9", "ActivationOfAnotherStack",
                     "The activation key is for stack " + activation.cloud_id.text() +
                         ", this one is " + stack.text() + "; fetch its own.");
  }
  if (activation.expires && *activation.expires <= now) {
    return fail_rule("R17", "ActivationExpired",
                     "The activation key expired at " +
                         tollbridge::to_string(*activation.expires) + "; register anew.");
  }
  return {};
}

std::string_view to_string(RegistrationState state) {
  switch (state) {
    case RegistrationState::not_registered: return "Not registered";
    case RegistrationState::registered: return "Registered";
    case RegistrationState::expired: break;
  }
  return "Expired";
}

RegistrationState state_of(const std::optional<Activation>& activation, Instant now) {
  if (!activation) return RegistrationState::not_registered;
  if (activation->expires && *activation->expires <= now) return RegistrationState::expired;
  return RegistrationState::registered;
}

bool sends_usage(const std::optional<Activation>& activation, Instant now) {
  return state_of(activation, now) == RegistrationState::registered &&
         activation->usage_reporting;
}

ContactAge contact_age(Instant last, Instant now) {
  const auto age = now - last;
  if (age >= days(30)) return ContactAge::out_of_terms;
  if (age >= days(25)) return ContactAge::urgent;
  if (age >= days(7)) return ContactAge::week;
  return age >= days(1) ? ContactAge::day : ContactAge::fresh;
}

std::vector<Alert> alerts(const std::optional<Activation>& activation,
                          std::optional<Instant> last_contact, Instant now) {
  std::vector<Alert> found;
  switch (state_of(activation, now)) {
    case RegistrationState::not_registered:
      return {{"Activation Required", Alert::Severity::warning,
               "The stack is not registered, so its usage is kept but not charged; run `tollbridge "
               "stack register`."}};
    case RegistrationState::expired:
      return {{"Activation Expired", Alert::Severity::critical,
               "The registration expired at " + tollbridge::to_string(*activation->expires) +
                   "; register anew, under another name or after removing the old one (R17)."}};
    case RegistrationState::registered: break;
  }
  if (activation->expires && *activation->expires - now <= expiring_soon) {
    found.push_back({"Activation Expiring Soon", Alert::Severity::warning,
                     "The registration expires at " +
                         tollbridge::to_string(*activation->expires) + "; register anew."});
  }
  if (!activation->usage_reporting || !last_contact) return found;
  const ContactAge age = contact_age(*last_contact, now);
  if (age != ContactAge::fresh) {
    const bool must_report = activation->billing_model == BillingModel::pay_as_you_use;
    found.push_back(contact_alert(age, *last_contact, must_report));
  }
  return found;
}

}  // namespace tollbridge::stack
