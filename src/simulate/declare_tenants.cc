// SPDX-License-Identifier: Apache-2.0
#include "simulate/declare_tenants.h"

#include "core/json.h"

namespace tollbridge::simulate {
namespace {

Status put(const DeclareSetting& setting, const std::string& path, const Json& body,
           const web::Exchange& exchange) {
  auto token = setting.token();
  if (!token) return pass(token);
  web::Ask ask;
  ask.method = "PUT";
  ask.url = setting.to + path + "?api-version=2015-11-01";
  ask.headers = {"Authorization: Bearer " + *token, "Content-Type: application/json"};
  ask.body = body.text();
  ask.ca_file = setting.ca_file;
  ask.stop = setting.stop;
  auto answer = exchange(ask);
  if (!answer) return pass(answer);
  if (answer->status == 200 || answer->status == 201) return {};
  const std::string message = "The directory answered " + std::to_string(answer->status) + " to " +
                              path + ": " + answer->body.substr(0, 300);
  if (answer->status == 401 || answer->status == 429) {
    return fail(ErrorKind::busy, "DirectoryBusy", message);
  }
  if (answer->status >= 500) return fail(ErrorKind::io, "DirectoryFailed", message);
  return fail(ErrorKind::invalid, "DirectoryRefused", message);
}

}  // namespace

Status declare_tenants(const DeclareSetting& setting, std::span<const ProviderTenant> tenants,
                       const web::Exchange& exchange) {
  const std::string base = "/subscriptions/" + setting.provider_subscription;
  const std::string admin = "/providers/Microsoft.Subscriptions.Admin/";
  for (const ProviderTenant& one : tenants) {
    const std::string domain = "t" + one.tenant.substr(0, 8) + ".example";
    Json guest;
    guest.object().object("properties").field("tenantId", one.tenant).end().end();
    auto guests = put(setting, base + "/resourceGroups/system." + setting.region + admin +
                                   "directoryTenants/" + domain, guest, exchange);
    if (!guests) return guests;
    Json subscription;
    subscription.object().field("subscriptionId", one.subscription);
    subscription.field("displayName", "simulated " + one.subscription.substr(0, 8));
    subscription.field("owner", "owner@" + domain).field("tenantId", one.tenant);
    subscription.field("state", "Enabled").end();
    auto declared =
        put(setting, base + admin + "subscriptions/" + one.subscription, subscription, exchange);
    if (!declared) return declared;
  }
  return {};
}

}  // namespace tollbridge::simulate
