// SPDX-License-Identifier: Apache-2.0
#include "stack/json/activation.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/base64.h"
#include "core/json.h"

namespace tollbridge::stack::json {
namespace {

constexpr std::size_t key_bytes_max = 256 * 1024;

std::unexpected<Error> bad_key(const std::string& why) {
  return fail(ErrorKind::invalid, "InvalidActivationKey",
              "The activation key " + why + "; fetch it anew from the registration.");
}

// Reads members of the claims; the first fault is kept.
class Claims {
 public:
  explicit Claims(const nlohmann::json& object) : object_(object) {}

  std::string text(const char* name, bool needed = false) {
    const auto found = object_.find(name);
    if (found == object_.end() || found->is_null()) {
      if (needed) fault(std::string("has no ") + name);
      return "";
    }
    if (!found->is_string()) {
      fault(std::string(name) + " is no text");
      return "";
    }
    return found->get<std::string>();
  }

  bool flag(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end() || found->is_null()) return false;
    if (!found->is_boolean()) {
      fault(std::string(name) + " is neither true nor false");
      return false;
    }
    return found->get<bool>();
  }

  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> list;
    const auto found = object_.find(name);
    if (found == object_.end() || !found->is_array()) return list;
    for (const auto& one : *found) {
      if (one.is_string()) list.push_back(one.get<std::string>());
    }
    return list;
  }

  void fault(const std::string& what) {
    if (fault_.empty()) fault_ = what;
  }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  const nlohmann::json& object_;
  std::string fault_;
};

// The year 9999 means never; it is also beyond what an Instant can tell.
std::optional<Instant> expiry(const std::string& text, Claims& claims) {
  if (text.empty() || text.starts_with("9999-")) return std::nullopt;
  const auto when = parse_instant(text);
  if (!when) {
    claims.fault("expires at '" + text + "', which is no time");
    return std::nullopt;
  }
  return *when;
}

}  // namespace

std::string registration_token(const TokenRequest& request) {
  Json json;
  json.object().field("billingModel", registry::to_string(request.billing_model));
  json.field("objectId", request.object_id).field("cloudId", request.cloud_id.text());
  json.field("usageReportingEnabled", request.usage_reporting);
  json.field("marketplaceSyndicationEnabled", request.marketplace_syndication);
  json.field("agreementNumber", request.agreement_number);
  if (!request.asset_tag.empty()) json.field("msAssetTag", request.asset_tag);
  json.array("regionNames");
  for (const std::string& region : request.regions) json.value(region);
  json.end();
  json.array("hardwareInfo").end();
  if (!request.provider_subscription.empty()) {
    json.field("providerSubscriptionId", request.provider_subscription.text());
  }
  if (!request.bridge_key.empty()) json.raw_field("bridgeKey", request.bridge_key);
  json.field("issuer", "tollbridge").field("version", "1.0").end();
  return base64(json.text());
}

Result<Activation> parse_activation_key(std::string_view text) {
  if (text.size() > key_bytes_max) return bad_key("is longer than 256 KiB");
  std::string claims_text(text);
  if (!text.starts_with('{')) {
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos) return bad_key("is no JWT");
    auto decoded = from_base64(text.substr(first + 1, second - first - 1));
    if (!decoded) return bad_key("is no JWT");
    claims_text = *std::move(decoded);
  }
  const auto object = nlohmann::json::parse(claims_text, nullptr, false);
  if (!object.is_object()) return bad_key("has claims that are no JSON object");
  Claims claims(object);
  Activation found;
  found.subscription = SubscriptionId(claims.text("subscriptionId", true));
  found.resource_group = claims.text("resourceGroupName");
  found.registration = claims.text("registrationName", true);
  found.usage_endpoint = claims.text("usageEndpoint");
  found.usage_resource = claims.text("usageResourceUri");
  if (const auto key = object.find("receiptKey"); key != object.end() && key->is_object()) {
    found.receipt_key = key->dump();
  }
  found.expires = expiry(claims.text("expires"), claims);
  found.cloud_id = StackId(claims.text("cloudId", true));
  found.object_id = claims.text("objectId");
  const auto model = registry::parse_billing_model(claims.text("billingModel", true));
  if (!model) claims.fault("has a billing model that is not known");
  if (model) found.billing_model = *model;
  found.usage_reporting = claims.flag("usageReportingEnabled");
  found.marketplace_syndication = claims.flag("marketplaceSyndicationEnabled");
  found.agreement_number = claims.text("agreementNumber");
  found.regions = claims.texts("regionNames");
  if (!claims.fault().empty()) return bad_key(claims.fault());
  return found;
}

}  // namespace tollbridge::stack::json
