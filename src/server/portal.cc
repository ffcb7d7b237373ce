// SPDX-License-Identifier: Apache-2.0
#include "server/portal.h"

#include <filesystem>
#include <utility>

#include "api/portal/pages.h"
#include "api/portal/sign_in.h"
#include "generated/version.h"

namespace tollbridge::server {
namespace {

namespace fs = std::filesystem;
namespace portal = api::portal;

std::unexpected<Error> bad(const std::string& path, const std::string& what) {
  auto error = fail(ErrorKind::invalid, "BadConfigValue", "`" + path + "` " + what);
  error.error().path = path;
  return error;
}

// The issuers that know the portal as a client.
Result<std::vector<portal::SignInIssuer>> issuers_of(const ops::Config& config) {
  std::vector<portal::SignInIssuer> issuers;
  const std::size_t count = config.count("issuers");
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = "issuers[" + std::to_string(i) + "].";
    const auto text = [&](const char* key, const std::string& fallback) {
      std::string said = config.text(path + key);
      return said.empty() ? fallback : said;
    };
    portal::SignInIssuer issuer;
    issuer.client_id = text("client_id", "");
    if (issuer.client_id.empty()) continue;
    issuer.issuer = text("issuer", "");
    issuer.title = text("title", issuer.issuer);
    issuer.scope = text("scope", "openid");
    issuer.authorization_endpoint = text("authorization_endpoint", "");
    issuer.token_endpoint = text("token_endpoint", "");
    for (const auto& [key, url] :
         {std::pair("authorization_endpoint", issuer.authorization_endpoint),
          std::pair("token_endpoint", issuer.token_endpoint)}) {
      if (!portal::origin_of(url).empty()) continue;
      return bad(path + key, "must be an address: https, or http of this machine; it is needed "
                             "with client_id.");
    }
    issuers.push_back(std::move(issuer));
  }
  return issuers;
}

std::string display_name(const PortalSetting& setting) {
  std::string name = setting.config.text("portal.display_name");
  if (!name.empty()) return name;
  const fs::path path = fs::path(setting.directory).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace

Result<std::vector<api::Operation>> portal_operations(const PortalSetting& setting) {
  auto pack = portal::Pack::read(embedded_portal());
  if (!pack) return pass(pack);
  auto issuers = issuers_of(setting.config);
  if (!issuers) return pass(issuers);
  const bool development = setting.config.flag("portal.development_sign_in");
  std::vector<api::Operation> rows;
  if (development) {
    rows = portal::sign_in_operations({setting.issuer, setting.machine, setting.tokens});
  }
  for (api::Operation& page : portal::page_operations(
           {std::move(*pack), std::string(version), display_name(setting), std::move(*issuers),
            development})) {
    rows.push_back(std::move(page));
  }
  return rows;
}

}  // namespace tollbridge::server
