// SPDX-License-Identifier: Apache-2.0
// Sends command lines to a server (POST /v1/commands) over HTTP, with the files they read.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cli/host.h"
#include "core/result.h"

namespace tollbridge::server {

struct RemoteServer {
  std::string url;      // "http://127.0.0.1:8080"
  std::string token;    // sent as bearer token; may be empty
  std::string ca_file;  // trusted besides the system's; may be empty
};

// Runs the command there, prints what it printed, writes the files it wrote, and returns its exit
// code. Files are read here, as the server asks for them. Connecting may take 5 s and each part of
// the transfer 60 s; how long the command works is not limited. `watched`: somebody looks at the
// log, so slow commands are begun as operations and say how far they are.
// Errors: ServerUnreachable (io), ServerAnswer (what the server refused), those of reading files.
Result<int> run_at(const RemoteServer& server, const cli::Host::Forwarded& command,
                   std::ostream& out, std::ostream& log, bool watched);

}  // namespace tollbridge::server
