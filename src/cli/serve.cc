// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "cli/commands.h"

namespace tollbridge::cli {
namespace {

const std::vector<std::string> default_listen{"http://127.0.0.1:8080", "https://127.0.0.1:8443"};

constexpr std::int64_t speed_max = 1'000'000;

Result<std::int64_t> speed_of(const std::string& text) {
  std::int64_t speed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (error != std::errc{} || end != text.data() + text.size() || speed < 1 || speed > speed_max) {
    return wrong_usage("--speed: '" + text + "' is no whole number from 1 to " +
                       std::to_string(speed_max) + ".");
  }
  return speed;
}

Status read_time(const Arguments& arguments, const Context& context, Host::Serve& serve) {
  if (!arguments.has("--speed")) {
    return arguments.has("--began") ? wrong_usage("--began goes with --speed.") : Status();
  }
  if (!context.now_given) {
    return wrong_usage("--speed goes with --now, the time the server begins with.");
  }
  auto speed = speed_of(arguments.text("--speed"));
  if (!speed) return pass(speed);
  serve.speed = *speed;
  if (!arguments.has("--began")) return {};
  auto began = parse_instant(arguments.text("--began"));
  if (!began) return wrong_usage("--began: " + began.error().message);
  serve.began = *began;
  return {};
}

Result<Exit> run_serve(const Arguments& arguments, Context& context) {
  Host::Serve serve;
  serve.listen = arguments.all("--listen");
  if (serve.listen.empty()) serve.listen = default_listen;
  const std::string half = arguments.text("--half");
  if (half == "commerce") serve.half = Half::commerce;
  if (half == "stack") serve.half = Half::stack;
  if (auto read = read_time(arguments, context, serve); !read) return pass(read);
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
          "/healthz, /readyz and /metrics tell how it is.\n"
          "--half stack runs what stands beside private clouds: readings become hours, read by the "
          "usage APIs (docs/stack.md); --half commerce runs what bills them.",
          {"tollbridge serve", "tollbridge serve --listen https://127.0.0.1:8443",
           "curl --cacert tollbridge-data/dev-ca.pem https://localhost:8443/healthz"},
          {many(option("--listen", "URL",
                       "where (http://127.0.0.1:8080 and https://127.0.0.1:8443)")),
           one_of(option("--half", "HALF", "which half runs (both)"),
                  {"stack", "commerce", "both"}),
           option("--speed", "N",
                  "time passes N times as fast, from --now on: for trying out weeks in minutes"),
           option("--began", "T",
                  "the machine's time at which it is --now, so that several servers agree")},
          run_serve, Runs::alone};
}

}  // namespace tollbridge::cli
