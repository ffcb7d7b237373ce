// SPDX-License-Identifier: Apache-2.0
// getactivationkey and enableRemoteManagement (A7, A8; spec/azure-stack.md 3.2.4).
#include <utility>

#include "api/arm/json_body.h"
#include "api/arm/registration_token.h"
#include "api/arm/resource.h"
#include "api/arm/rows.h"
#include "core/json.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {
namespace {

using nlohmann::json;
using registry::Registration;

// A capacity registration is paid for a year (R17); anything else does not expire.
std::string expiry_of(const Registration& registration) {
  if (registration.billing_model != registry::BillingModel::capacity) {
    return "9999-12-30T23:59:59.9999999Z";
  }
  return tollbridge::to_string(registration.from.start() + std::chrono::days(365));
}

void copy_member(Json& claims, const json& token, const char* name, const char* otherwise) {
  const json* found = member(token, name);
  claims.raw_field(name, found == nullptr ? otherwise : found->dump());
}

// `receipt_key` checks the receipts a stack gets for its batches.
std::string claims_of(const Call& call, const Registration& registration,
                      const std::string& receipt_key) {
  const std::string& kept = registration.details.token;
  const json token = parse_object(kept).value_or(json::object());
  const auto read = read_registration_token(kept);
  const std::string& base = call.request.base_url;
  Json claims;
  claims.object().field("subscriptionId", registration.subscription.text());
  claims.field("resourceGroupName", group_of(registration));
  claims.field("registrationName", resource_name(registration));
  claims.array("certPinningRootSubjects").end().array("certPinningIntermediateThumbprints").end();
  claims.field("usageEndpoint", base + "/").field("marketplaceEndpoint", base);
  claims.field("usageResourceUri", base).field("marketplaceResourceUri", base);
  claims.field("expires", expiry_of(registration));
  claims.field("cloudId", registration.cloud_id.text());
  claims.field("objectId", registration.details.object_id);
  claims.field("billingModel", registry::to_string(registration.billing_model));
  copy_member(claims, token, "hardwareInfo", "[]");
  copy_member(claims, token, "regionNames", "[]");
  claims.field("agreementNumber", registration.agreement_number);
  claims.field("usageReportingEnabled", read && read->flags.usage_reporting_enabled);
  claims.field("marketplaceSyndicationEnabled", read && read->marketplace_syndication);
  copy_member(claims, token, "issuer", "\"\"");
  copy_member(claims, token, "version", "\"1.0\"");
  claims.raw_field("receiptKey", receipt_key).end();
  return claims.text();
}

// The registration of the path, for one who may change it.
Result<Registration> owned(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Registration* found = find(**registry, place_of(call), Hour::containing(call.now));
  if (found == nullptr) return registration_not_found(place_of(call));
  auto may = registry::check_principal(**registry, *found, call.principal.caller());
  if (!may) return pass(may);
  return *found;
}

Result<Response> activation_key(const Call& call, Desk& desk, Signer* signer) {
  const auto registration = owned(call, desk);
  if (!registration) return std::unexpected<Error>(registration.error());
  if (signer == nullptr) {
    return fail(ErrorKind::io, "SigningUnavailable", "This server has no key to sign with.");
  }
  const auto receipt_key = signer->public_jwk();
  if (!receipt_key) return std::unexpected(receipt_key.error());
  auto key = signer->sign(claims_of(call, *registration, *receipt_key));
  if (!key) return pass(key);
  Json answer;
  answer.object().field("activationKey", *key).end();
  return json_response(200, answer.text());
}

Result<Response> enable_remote_management(const Call& call, Desk& desk) {
  const auto registration = owned(call, desk);
  if (!registration) return std::unexpected<Error>(registration.error());
  return Response{};
}

}  // namespace

std::vector<Operation> activation_rows(const Settings& settings) {
  const std::string registration(registration_path);
  Signer* signer = settings.signer;
  auto key = row("registration_activation_key", Method::post, registration + "/getactivationkey",
                 "The signed key with which the stack is activated",
                 [signer](const Call& call, Desk& desk) {
                   return activation_key(call, desk, signer);
                 });
  key.answers = {{200, "ArmActivationKey", "a JWT signed with RS256", "application/json"}};
  auto remote = row("registration_enable_remote_management", Method::post,
                    registration + "/enableRemoteManagement",
                    "Accepted; this server manages no stack from afar", enable_remote_management);
  remote.query.front().required = false;  // azure-mgmt-azurestack 1.0.1 does not send it
  key.access = of_registration();
  remote.access = of_registration();
  return {std::move(key), std::move(remote)};
}

}  // namespace tollbridge::api::arm
