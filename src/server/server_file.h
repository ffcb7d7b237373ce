// SPDX-License-Identifier: Apache-2.0
// DATA/server.json: how to reach the server that has a data directory open. Written by serve,
// readable by the owner of the directory only, because it holds a credential.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/world.h"
#include "server/remote_server.h"

namespace tollbridge::server {

inline constexpr std::string_view server_file_name = "server.json";

struct ServerFile {
  std::vector<std::string> listen;  // "http://127.0.0.1:8080", …
  std::int64_t pid = 0;
  std::string credential;  // a bearer token for the provider, from this machine only
};

std::string server_file_text(const ServerFile& file);
// Errors: ServerFileDamaged (damaged).
Result<ServerFile> parse_server_file(const std::string& text);

// The server whose file lies in the directory; empty if there is none. Plain HTTP is preferred: it
// does not leave the machine.
Result<std::optional<RemoteServer>> server_of_directory(Disk& disk, const std::string& directory);

// The server of --server, with the token of TOLLBRIDGE_TOKEN, or with the directory's credential if
// it is the directory's own server; certificates trusted: TOLLBRIDGE_CA, else the directory's
// development CA. Empty without `url`.
Result<std::optional<RemoteServer>> server_for(Disk& disk, const std::string& directory,
                                               const std::optional<std::string>& url);

}  // namespace tollbridge::server
