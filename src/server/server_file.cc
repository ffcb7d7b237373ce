// SPDX-License-Identifier: Apache-2.0
#include "server/server_file.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace tollbridge::server {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool exists(Disk& disk, const std::string& path) { return disk.read_all(path).has_value(); }

std::string ca_file_of(Disk& disk, const std::string& directory) {
  std::string named = environment("TOLLBRIDGE_CA");
  if (!named.empty()) return named;
  std::string own = directory + "/dev-ca.pem";
  return exists(disk, own) ? own : std::string();
}

Result<std::optional<ServerFile>> read_server_file(Disk& disk, const std::string& directory) {
  auto text = disk.read_all(directory + "/" + std::string(server_file_name));
  if (!text && text.error().kind == ErrorKind::not_found) return std::nullopt;
  if (!text) return pass(text);
  auto file = parse_server_file(*text);
  if (!file) return pass(file);
  return std::move(*file);
}

bool strings(const nlohmann::json& json) {
  return json.is_array() &&
         std::ranges::all_of(json, [](const auto& one) { return one.is_string(); });
}

}  // namespace

std::string server_file_text(const ServerFile& file) {
  Json json;
  json.object().array("listen");
  for (const std::string& url : file.listen) json.value(url);
  json.end().field("pid", file.pid).field("credential", file.credential).end();
  return json.text() + "\n";
}

Result<ServerFile> parse_server_file(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !strings(json.value("listen", nlohmann::json())) ||
      !json.value("pid", nlohmann::json()).is_number_integer() ||
      !json.value("credential", nlohmann::json()).is_string()) {
    return fail(ErrorKind::damaged, "ServerFileDamaged",
                "The data directory's server.json cannot be read; stop the server and remove it.");
  }
  return ServerFile{json["listen"].get<std::vector<std::string>>(),
                    json["pid"].get<std::int64_t>(), json["credential"].get<std::string>()};
}

Result<std::optional<RemoteServer>> server_of_directory(Disk& disk, const std::string& directory) {
  auto file = read_server_file(disk, directory);
  if (!file) return pass(file);
  if (!*file || (*file)->listen.empty()) return std::nullopt;
  const auto& listen = (*file)->listen;
  const auto plain = std::ranges::find_if(
      listen, [](const std::string& url) { return url.starts_with("http://"); });
  return RemoteServer{plain != listen.end() ? *plain : listen.front(), (*file)->credential,
                      ca_file_of(disk, directory)};
}

Result<std::optional<RemoteServer>> server_for(Disk& disk, const std::string& directory,
                                               const std::optional<std::string>& url) {
  if (!url) return std::nullopt;
  if (!url->starts_with("http://") && !url->starts_with("https://")) {
    return fail(ErrorKind::invalid, "WrongUsage",
                "--server: '" + *url + "' is no address like https://127.0.0.1:8443.");
  }
  std::string address = *url;
  while (address.ends_with('/')) address.pop_back();
  RemoteServer server{address, environment("TOLLBRIDGE_TOKEN"), ca_file_of(disk, directory)};
  if (!server.token.empty()) return server;
  auto own = read_server_file(disk, directory);
  if (!own) return pass(own);
  if (*own && std::ranges::find((*own)->listen, address) != (*own)->listen.end()) {
    server.token = (*own)->credential;
  }
  return server;
}

}  // namespace tollbridge::server
