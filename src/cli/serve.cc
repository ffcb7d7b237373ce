// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

namespace tollbridge::cli {
namespace {

const std::vector<std::string> default_listen{"http://127.0.0.1:8080", "https://127.0.0.1:8443"};

Result<Exit> run_serve(const Arguments& arguments, Context& context) {
  const std::string half = arguments.text("--half");
  if (half == "stack") {
    return wrong_usage("--half stack: the half beside a stack is not part of this version; leave "
                       "--half out, or give commerce.");
  }
  Host::Serve serve;
  serve.listen = arguments.all("--listen");
  if (serve.listen.empty()) serve.listen = default_listen;
  if (half == "commerce") serve.half = Half::commerce;
  serve.ready = [&context](const std::string& url) { context.out.say("ready " + url); };
  auto served = context.host.serve(serve);
  if (!served) return pass(served);
  return Exit::done;
}

}  // namespace

Command serve_command() {
  return {"serve",
          "the server: the APIs on this data directory",
          "Listens, prints a line `ready URL` for each address once it answers there, and serves "
          "until SIGTERM or SIGINT; then it answers what is under way and ends. While it runs, "
          "other commands on the same data directory go through it.\n"
          "Plain http is for addresses of this machine only. For https it uses the certificate of "
          "the configuration (server.certificate, server.key), or one of a development authority "
          "made on first use, which clients trust by dev-ca.pem in the data directory. Port 0 "
          "takes any free one. The log is on the standard error, one line of JSON per request; "
          "/healthz, /readyz and /metrics tell how it is.",
          {"tollbridge serve", "tollbridge serve --listen https://127.0.0.1:8443",
           "curl --cacert tollbridge-data/dev-ca.pem https://localhost:8443/healthz"},
          {many(option("--listen", "URL",
                       "where (http://127.0.0.1:8080 and https://127.0.0.1:8443)")),
           one_of(option("--half", "HALF", "which half; commerce is the only one so far"),
                  {"stack", "commerce"})},
          run_serve, Runs::alone};
}

}  // namespace tollbridge::cli
