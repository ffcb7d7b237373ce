// SPDX-License-Identifier: Apache-2.0
#include "api/token/configured_issuers.h"

#include <algorithm>
#include <utility>

namespace tollbridge::api::token {
namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::string_view discovery_path = "/.well-known/openid-configuration";

// One item of the list.
class Item {
 public:
  Item(const ops::Config& config, std::size_t index)
      : config_(config), path_("issuers[" + std::to_string(index) + "]") {}

  [[nodiscard]] std::string text(const std::string& key) const {
    return config_.text(path_ + "." + key);
  }
  // The file that says so; the value is there.
  [[nodiscard]] std::string source(const std::string& key) const {
    return config_.values().find(path_ + "." + key)->second.source;
  }
  [[nodiscard]] std::vector<std::string> roles() const {
    std::vector<std::string> names;
    const std::size_t count = config_.count(path_ + ".roles");
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back(text("roles[" + std::to_string(i) + "]"));
    }
    return names;
  }
  [[nodiscard]] std::unexpected<Error> bad(const std::string& key, const std::string& what) const {
    auto error = fail(ErrorKind::invalid, "BadConfigValue", "`" + path_ + "." + key + "` " + what);
    error.error().path = path_ + "." + key;
    return error;
  }

 private:
  const ops::Config& config_;
  std::string path_;
};

bool is_name(std::string_view text) {
  return text.size() <= name_bytes_max && std::ranges::all_of(text, [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

Result<TrustedIssuer> trusted_of(const Item& item) {
  TrustedIssuer trusted;
  trusted.issuer = item.text("issuer");
  if (trusted.issuer.empty()) return item.bad("issuer", "is missing.");
  const std::string audience = item.text("audience");
  if (audience.empty()) return item.bad("audience", "is missing: tokens for others are not taken.");
  trusted.audience = {audience};
  trusted.name = item.text("name");
  if (!is_name(trusted.name)) {
    return item.bad("name", "must be lower-case letters, digits, - and _, at most 64.");
  }
  for (const std::string& name : item.roles()) {
    const auto role = parse_role(name);
    if (!role) return item.bad("roles", "holds " + role.error().message);
    trusted.roles.push_back(*role);
  }
  trusted.partner = PartyId(item.text("partner"));
  const std::string tenant = item.text("tenant");
  if (!tenant.empty() && !normal_guid(tenant)) return item.bad("tenant", "is no GUID.");
  trusted.tenant = TenantId(tenant);
  const bool limited =
      !trusted.roles.empty() || !trusted.partner.empty() || !trusted.tenant.empty();
  if (limited && trusted.name.empty()) {
    return item.bad("name", "is needed: the issuer is limited, and its subjects must not be "
                            "mistaken for those of others.");
  }
  return trusted;
}

Result<std::unique_ptr<IssuerKeys>> keys_of(const Item& item, const IssuerSources& sources) {
  const std::string file = item.text("jwks_file");
  const std::string given = item.text("discovery");
  if (!file.empty() && !given.empty()) {
    return item.bad("discovery", "and jwks_file exclude each other; keep one of the two.");
  }
  if (file.empty()) {
    std::string issuer = item.text("issuer");
    std::string url = given;
    if (url.empty()) {
      url = issuer.substr(0, issuer.size() - (issuer.ends_with('/') ? 1 : 0)) +
            std::string(discovery_path);
    }
    auto keys = IssuerKeys::discovered(
        {std::move(issuer), std::move(url), sources.fetcher, sources.clock, sources.on_failure});
    if (!keys) return item.bad("discovery", "cannot be asked: " + keys.error().message);
    return keys;
  }
  auto text = sources.read_file(file, item.source("jwks_file"));
  if (!text) return pass(text);
  auto set = KeySet::parse(*text);
  if (!set) return item.bad("jwks_file", "'" + file + "': " + set.error().message);
  return std::make_unique<IssuerKeys>(std::make_shared<const KeySet>(std::move(*set)));
}

}  // namespace

Result<std::vector<Issuer>> configured_issuers(const ops::Config& config,
                                               const DevelopmentIssuer& development,
                                               const IssuerSources& sources) {
  std::vector<Issuer> issuers;
  issuers.push_back({development.trusted(), nullptr, true});
  issuers.front().keys = std::make_unique<IssuerKeys>(issuers.front().trusted.keys);
  const std::size_t count = config.count("issuers");
  for (std::size_t i = 0; i < count; ++i) {
    const Item item(config, i);
    if (item.text("issuer") == development_issuer_name) {
      issuers.front().loopback_only = false;
      continue;
    }
    auto trusted = trusted_of(item);
    if (!trusted) return pass(trusted);
    for (const Issuer& each : issuers) {
      if (each.trusted.issuer == trusted->issuer) return item.bad("issuer", "stands there twice.");
      if (!trusted->name.empty() && each.trusted.name == trusted->name) {
        return item.bad("name", "is another issuer's too.");
      }
    }
    auto keys = keys_of(item, sources);
    if (!keys) return pass(keys);
    issuers.push_back({std::move(*trusted), std::move(*keys), false});
  }
  return issuers;
}

}  // namespace tollbridge::api::token
