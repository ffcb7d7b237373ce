// SPDX-License-Identifier: Apache-2.0
#include "ops/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "core/check.h"

namespace tollbridge::ops {
namespace {

// In the order in which `config show` lists them.
constexpr std::array keys{
    ConfigKey{.name = "data",
              .fallback = "tollbridge-data",
              .help = "The data directory, if neither --data nor TOLLBRIDGE_DATA names one.",
              .only_named = true},
    ConfigKey{.name = "multi_tenancy.approval",
              .type = ConfigType::choice,
              .fallback = "auto",
              .help = "Whether a registration by hand is approved for multi-tenancy at once (auto) "
                      "or waits for registration approve (manual).",
              .choices = "auto manual"},
    ConfigKey{.name = "server.certificate",
              .help = "A file with the server's certificate for https and those above it (PEM), "
                      "instead of the development authority's. SIGHUP makes a server read it "
                      "again."},
    ConfigKey{.name = "server.key",
              .help = "A file with the certificate's key (PEM), readable by its owner only."},
    ConfigKey{.name = "server.plain_http_anywhere",
              .type = ConfigType::flag,
              .fallback = "false",
              .help = "Whether serve may listen with plain http on addresses that other machines "
                      "reach; tokens can then be read on the way."},
    ConfigKey{.name = "server.issuer_ca",
              .help = "A file with the certificates (PEM) that issuers' addresses are checked "
                      "against, instead of the system's."},
    ConfigKey{.name = "issuers[].issuer",
              .help = "Whose tokens are taken: the claim iss, byte for byte. See docs/access.md."},
    ConfigKey{.name = "issuers[].audience",
              .help = "What the claim aud of its tokens must contain."},
    ConfigKey{.name = "issuers[].discovery",
              .help = "Address of its discovery document; else below the issuer itself."},
    ConfigKey{.name = "issuers[].jwks_file",
              .help = "Its keys, as a file that does not change while the server runs."},
    ConfigKey{.name = "issuers[].name",
              .help = "Stands before its subjects (name/subject); needed with the limits below."},
    ConfigKey{.name = "issuers[].roles[]", .help = "The only roles it may give."},
    ConfigKey{.name = "issuers[].partner", .help = "The only partner it may speak for."},
    ConfigKey{.name = "issuers[].tenant", .help = "The only directory it may speak for."},
    ConfigKey{.name = "issuers[].client_id",
              .help = "The portal as a public client of this issuer: people then sign in with it."},
    ConfigKey{.name = "issuers[].authorization_endpoint",
              .help = "Where a browser goes to sign in; needed with client_id."},
    ConfigKey{.name = "issuers[].token_endpoint",
              .help = "Where the portal gets its token; needed with client_id."},
    ConfigKey{.name = "issuers[].scope",
              .help = "What the portal asks for there (openid)."},
    ConfigKey{.name = "issuers[].title",
              .help = "Stands on the portal's button to sign in with it (the issuer)."},
    ConfigKey{.name = "portal.display_name",
              .help = "What the portal calls this installation, if not as its data directory."},
    ConfigKey{.name = "portal.development_sign_in",
              .type = ConfigType::flag,
              .fallback = "false",
              .help = "Whether anybody on this machine may sign in to the portal as anybody, to "
                      "try it out."},
    ConfigKey{.name = "alerts.silent_hours",
              .type = ConfigType::number,
              .fallback = "24",
              .help = "A registered stack is silent after so many hours without usage.",
              .least = 1,
              .most = 600},
    ConfigKey{.name = "alerts.silent_longer_hours",
              .type = ConfigType::number,
              .fallback = "168",
              .help = "After so many it is told again.",
              .least = 1,
              .most = 600},
    ConfigKey{.name = "alerts.silent_longest_hours",
              .type = ConfigType::number,
              .fallback = "600",
              .help = "And after so many for the last time: after 30 days without usage a stack is "
                      "out of compliance (R53).",
              .least = 1,
              .most = 8'760},
    ConfigKey{.name = "bridge.commerce_ca",
              .help = "A file with the certificates (PEM) that the commerce half's address is "
                      "checked against by the bridges of this machine's stacks, instead of the "
                      "system's."},
    ConfigKey{.name = "bridge.plain_http_anywhere",
              .type = ConfigType::flag,
              .fallback = "false",
              .help = "Whether bridges may send batches with plain http to other machines; usage "
                      "and tokens can then be read on the way."},
    ConfigKey{.name = "limits.open_hour_keys",
              .type = ConfigType::number,
              .fallback = "8000000",
              .help = "Usage records of open hours that are held in memory to tell duplicates, "
                      "about 75 bytes each; beyond them an import looks on the disk and is slower.",
              .least = 10'000,
              .most = 1'000'000'000},
    ConfigKey{.name = "limits.operations",
              .type = ConfigType::number,
              .fallback = "2",
              .help = "How many long operations a server works on at once; more wait their turn.",
              .least = 1,
              .most = 64},
    ConfigKey{.name = "stack.settle_seconds",
              .type = ConfigType::number,
              .fallback = "5",
              .help = "How often a server looks for hours of its stacks that have passed.",
              .least = 1,
              .most = 3'600},
    ConfigKey{.name = "stack.commits_keep_days",
              .type = ConfigType::number,
              .fallback = "45",
              .help = "How long a stack keeps who changed its books when: one row for each post of "
                      "readings. What commerce does not have yet is kept in any case.",
              .least = 35,
              .most = 36'500},
};

// What another file may not add to: the list a path belongs to, else the path itself.
std::string_view unit_of(std::string_view path) { return path.substr(0, path.find('[')); }

bool is_choice(std::string_view choices, std::string_view text) {
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(' '), choices.size());
    if (choices.substr(0, end) == text) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What must stand there instead; empty if the text is right.
std::string wanted_instead(const ConfigKey& key, std::string_view text) {
  const auto number = parse_number(text);
  switch (key.type) {
    case ConfigType::text:
      return text.empty() ? "a text" : "";
    case ConfigType::number:
      if (number && *number >= key.least && *number <= key.most) return {};
      return "a whole number from " + std::to_string(key.least) + " to " +
             std::to_string(key.most);
    case ConfigType::flag:
      return text == "true" || text == "false" ? "" : "true or false";
    case ConfigType::choice:
      return is_choice(key.choices, text) ? "" : "one of: " + std::string(key.choices);
  }
  return {};
}

Error fault(const ConfigEntry& entry, std::string code, std::string message) {
  return Error{ErrorKind::invalid, std::move(code), std::move(message), {}, entry.path,
               entry.line, {}};
}

std::unexpected<Error> all_of(std::vector<Error> faults, const std::string& source) {
  if (faults.size() == 1) {
    Error only = std::move(faults.front());
    only.message += " (" + source + ")";
    return std::unexpected<Error>(std::move(only));
  }
  Error all{ErrorKind::invalid, "InvalidConfig",
            "The configuration '" + source + "' has " + std::to_string(faults.size()) + " faults.",
            {}, {}, 0, std::move(faults)};
  return std::unexpected<Error>(std::move(all));
}

}  // namespace

std::span<const ConfigKey> config_keys() { return keys; }

std::string config_pattern(std::string_view path) {
  std::string pattern;
  for (std::size_t at = 0; at < path.size(); ++at) {
    pattern += path[at];
    if (path[at] != '[') continue;
    while (at + 1 < path.size() && path[at + 1] >= '0' && path[at + 1] <= '9')
      ++at;
  }
  return pattern;
}

const ConfigKey* Config::key_of(std::string_view path) const {
  const std::string pattern = config_pattern(path);
  for (const ConfigKey& key : keys_) {
    if (key.name == pattern) return &key;
  }
  return nullptr;
}

void Config::check(File file, const ConfigEntry& entry, std::vector<Error>& faults) const {
  const ConfigKey* key = key_of(entry.path);
  if (key == nullptr) {
    std::string known;
    for (const ConfigKey& each : keys_)
      known += (known.empty() ? "" : ", ") + std::string(each.name);
    faults.push_back(fault(entry, "UnknownConfigKey",
                           "`" + entry.path + "` is no key of the configuration. There are: " +
                               known + ". See: tollbridge config show"));
    return;
  }
  if (key->only_named && file == File::of_data) {
    faults.push_back(fault(entry, "ConfigKeyMisplaced",
                           "`" + entry.path + "` cannot stand in the data directory itself; put "
                               "it into the file of --config."));
    return;
  }
  const std::string wanted = wanted_instead(*key, entry.text);
  if (wanted.empty()) return;
  faults.push_back(fault(
      entry, "BadConfigValue",
      "`" + entry.path + "` is '" + entry.text + "' and must be " + wanted + "."));
}

Status Config::add(File file, const std::string& source, const std::vector<ConfigEntry>& entries) {
  std::vector<Error> faults;
  std::map<std::string, Value, std::less<>> given;
  for (const ConfigEntry& entry : entries) {
    check(file, entry, faults);
    if (given.try_emplace(entry.path, Value{entry.text, source}).second) continue;
    faults.push_back(fault(entry, "DuplicateConfigKey",
                           "`" + entry.path + "` stands there twice; keep one of the two."));
  }
  if (!faults.empty()) return all_of(std::move(faults), source);
  std::erase_if(given, [this](const auto& one) {
    return std::any_of(values_.begin(), values_.end(), [&](const auto& said) {
      return unit_of(said.first) == unit_of(one.first);
    });
  });
  values_.merge(given);
  return {};
}

std::string_view Config::found(std::string_view path, const ConfigKey& key) const {
  if (const auto value = values_.find(path); value != values_.end()) return value->second.text;
  return key.name.find('[') == std::string_view::npos ? key.fallback : std::string_view();
}

std::string Config::text(std::string_view path) const {
  const ConfigKey* key = key_of(path);
  CHECK(key != nullptr && (key->type == ConfigType::text || key->type == ConfigType::choice));
  return std::string(found(path, *key));
}

std::int64_t Config::number(std::string_view path) const {
  const ConfigKey* key = key_of(path);
  CHECK(key != nullptr && key->type == ConfigType::number);
  return parse_number(found(path, *key)).value_or(0);
}

bool Config::flag(std::string_view path) const {
  const ConfigKey* key = key_of(path);
  CHECK(key != nullptr && key->type == ConfigType::flag);
  return found(path, *key) == "true";
}

std::size_t Config::count(std::string_view name) const {
  std::size_t count = 0;
  const auto has = [&](std::size_t index) {
    const std::string item = std::string(name) + "[" + std::to_string(index) + "]";
    const auto at = values_.lower_bound(item);
    return at != values_.end() && at->first.starts_with(item);
  };
  while (has(count))
    ++count;
  return count;
}

}  // namespace tollbridge::ops
