// SPDX-License-Identifier: Apache-2.0
#include "api/arm/registration_token.h"

#include <algorithm>
#include <array>

#include "api/arm/json_body.h"
#include "api/text.h"
#include "core/base64.h"
#include "registry/party_rules.h"

namespace tollbridge::api::arm {
namespace {

using nlohmann::json;
using registry::BillingModel;

constexpr std::array<std::string_view, 4> versions{"1.0", "2.0", "3.0", "4.0"};
constexpr std::size_t id_bytes_max = 128;

std::unexpected<Error> bad_token(const std::string& why) {
  auto error = fail(ErrorKind::invalid, "InvalidRegistrationToken",
                    "The registration token " + why +
                        " Make a new one on the stack, with tooling of the stack's version.");
  error.error().path = "properties.registrationToken";
  return error;
}

// What the stack's tooling assumes (spec/azure-stack.md 1.5).
bool reports_usage(BillingModel model) {
  return model == BillingModel::pay_as_you_use || model == BillingModel::development ||
         model == BillingModel::ruggedized;
}

bool plain(const std::string& id) {
  return id.size() <= id_bytes_max && std::ranges::all_of(id, [](unsigned char c) {
           return c > ' ' && c < 127 && c != '/' && c != '\\';
         });
}

Status read_texts(const json& object, RegistrationToken& token) {
  const auto cloud_id = text_member(object, "cloudId");
  const auto object_id = text_member(object, "objectId");
  const auto agreement = text_member(object, "agreementNumber");
  const auto asset_tag = text_member(object, "msAssetTag");
  if (!cloud_id || !object_id || !agreement || !asset_tag) {
    return bad_token("has a member that should be a text and is not.");
  }
  if (cloud_id->empty() || !plain(*cloud_id)) return bad_token("names no cloud id.");
  if (!plain(*object_id)) return bad_token("has an object id that is none.");
  token.cloud_id = StackId(*cloud_id);
  token.object_id = guid_or_text(*object_id);
  token.agreement_number = *agreement;
  token.flags.asset_tag = *asset_tag;
  if (const json* regions = member(object, "regionNames")) {
    if (!regions->is_array()) return bad_token("has regionNames that are no list.");
    if (!regions->empty() && regions->front().is_string()) {
      token.region = regions->front().get<std::string>();
    }
  }
  return {};
}

Status read_model(const json& object, RegistrationToken& token) {
  const auto version = text_member(object, "version");
  if (!version || (!version->empty() && std::ranges::find(versions, *version) == versions.end())) {
    return bad_token("has a version this server does not know.");
  }
  const auto model = text_member(object, "billingModel");
  if (!model) return bad_token("has a billing model that is no text.");
  if (model->empty()) return {};
  for (const BillingModel known :
       {BillingModel::pay_as_you_use, BillingModel::capacity, BillingModel::development,
        BillingModel::custom, BillingModel::ruggedized}) {
    if (!same_without_case(to_string(known), *model)) continue;
    token.billing_model = known;
    return {};
  }
  return bad_token("has the billing model '" + *model +
                   "'; there are PayAsYouUse, Capacity, Development, Custom and Ruggedized.");
}

Status read_flag(const json& object, std::string_view name, bool& flag) {
  const json* found = member(object, name);
  if (found == nullptr) return {};
  if (!found->is_boolean()) {
    return bad_token("has " + std::string(name) + " that is neither true nor false.");
  }
  flag = found->get<bool>();
  return {};
}

Status read_bridge(const json& object, RegistrationToken& token) {
  const auto provider = text_member(object, "providerSubscriptionId");
  if (!provider || !plain(*provider)) {
    return bad_token("has a default provider subscription that is none.");
  }
  token.provider_subscription = LocalSubscriptionId(*provider);
  const json* key = member(object, "bridgeKey");
  if (key == nullptr) return {};
  token.bridge_key = key->dump();
  if (registry::check_bridge_key(token.bridge_key)) return {};
  return bad_token("has a bridgeKey that is no public key on P-256 as a JWK.");
}

}  // namespace

Result<RegistrationToken> read_registration_token(const std::string& text) {
  const auto object = parse_object(text);
  if (!object) return bad_token("is no JSON object.");
  RegistrationToken token;
  token.text = text;
  if (auto read = read_model(*object, token); !read) return pass(read);
  if (auto read = read_texts(*object, token); !read) return pass(read);
  if (auto read = read_bridge(*object, token); !read) return pass(read);
  const bool reports = reports_usage(token.billing_model);
  token.flags.usage_reporting_enabled = reports;
  token.marketplace_syndication = reports;
  auto reporting = read_flag(*object, "usageReportingEnabled", token.flags.usage_reporting_enabled);
  if (!reporting) return pass(reporting);
  auto syndication =
      read_flag(*object, "marketplaceSyndicationEnabled", token.marketplace_syndication);
  if (!syndication) return pass(syndication);
  return token;
}

Result<RegistrationToken> parse_registration_token(std::string_view base64) {
  const auto text = from_base64(base64);
  if (!text) return bad_token("is no base64.");
  return read_registration_token(*text);
}

}  // namespace tollbridge::api::arm
