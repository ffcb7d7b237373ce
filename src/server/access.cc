// SPDX-License-Identifier: Apache-2.0
#include "server/access.h"

#include <filesystem>
#include <utility>

#include "api/token/configured_issuers.h"
#include "api/token/curl/curl_fetcher.h"
#include "api/token/operations.h"
#include "api/token/refusal.h"
#include "server/development_key.h"

namespace tollbridge::server {

namespace fs = std::filesystem;
namespace token = api::token;

Result<ServerAccess> make_access(const AccessSetting& setting) {
  auto key = development_key(setting.disk, setting.directory);
  if (!key) return pass(key);
  auto development = token::DevelopmentIssuer::from_key(*key);
  if (!development) return pass(development);
  const std::string authority = setting.config.text("server.issuer_ca");
  if (!authority.empty()) {
    if (auto known = setting.disk.read_all(authority); !known) return pass(known);
  }
  ServerAccess access;
  access.fetcher = std::make_unique<token::curl::CurlFetcher>(authority);
  const auto event = setting.event;
  auto issuers = token::configured_issuers(
      setting.config, *development,
      {[&disk = setting.disk](const std::string& path, const std::string& named_in) {
         return disk.read_all((fs::path(named_in).parent_path() / path).string());
       },
       *access.fetcher, setting.clock, [event](const Error& error) {
         event("issuer.failed", error.path + ": " + error.message);
       }});
  if (!issuers) return pass(issuers);
  access.authenticator = std::make_unique<token::BearerAuthenticator>(
      token::BearerAuthenticator::Setting{
          std::move(*issuers), setting.local_credential, setting.desk_clock,
          [event](const api::Request& request, const Error& error) {
            event("token.refused", token::reason_of(error) + ", request " + request.request_id);
          },
          setting.stack_keys});
  access.operations = token::operations(*development);
  access.development = std::move(*development);
  return access;
}

}  // namespace tollbridge::server
