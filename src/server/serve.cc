// SPDX-License-Identifier: Apache-2.0
#include "server/serve.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iterator>
#include <memory>
#include <utility>

#include "api/arm/operations.h"
#include "api/http/development_ca.h"
#include "api/http/engine_thread.h"
#include "api/http/server.h"
#include "api/native/openapi.h"
#include "api/native/operations.h"
#include "api/native/portal_rows.h"
#include "api/service.h"
#include "api/stack/bridge_key.h"
#include "api/stack/operations.h"
#include "api/stack/stack_desk.h"
#include "api/store_desk.h"
#include "api/work/work_threads.h"
#include "ops/event_log.h"
#include "ops/real_clock.h"
#include "ops/real_disk.h"
#include "server/access.h"
#include "server/activation_signer.h"
#include "server/alert_watch.h"
#include "server/command_operation.h"
#include "server/commerce_end.h"
#include "server/plain_operations.h"
#include "server/portal.h"
#include "server/secret_file.h"
#include "server/server_file.h"
#include "server/stack_bridges.h"
#include "server/stack_clock.h"
#include "server/watch.h"

namespace tollbridge::server {
namespace {

namespace http = api::http;

constexpr std::size_t waiting_max = 1024;
constexpr rlim_t other_descriptors = 512;  // for the journal's files and the rest

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&signals, number);
  return signals;
}

// As many connections as the machine lets us have.
std::size_t connections_max(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = static_cast<rlim_t>(wanted) + other_descriptors;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  const rlim_t left = limit.rlim_cur > 2 * other_descriptors ? limit.rlim_cur - other_descriptors
                                                             : limit.rlim_cur / 2;
  return std::min(wanted, static_cast<std::size_t>(left));
}

// DATA/dev-ca.pem for clients to trust, its key beside it; made on first use.
Result<http::Identity> development_identity(const std::string& directory, Instant now) {
  ops::RealDisk disk;
  const std::string certificate = directory + "/dev-ca.pem";
  const std::string key = directory + "/dev-ca-key.pem";
  auto secret = read_secret(key);
  auto known = disk.read_all(certificate);
  if (secret && known) return http::issue_development_certificate({*known, *secret}, now);
  if (!secret && secret.error().kind != ErrorKind::not_found) return pass(secret);
  auto made = http::make_development_ca(now);
  if (!made) return pass(made);
  if (auto kept = write_secret(key, made->key); !kept) return pass(kept);
  if (auto kept = disk.replace(certificate, made->certificates); !kept) return pass(kept);
  return http::issue_development_certificate(*made, now);
}

Result<http::Identity> identity_of(const ServeSetting& setting) {
  const std::string certificate = setting.config.text("server.certificate");
  const std::string key = setting.config.text("server.key");
  if (certificate.empty() != key.empty()) {
    return fail(ErrorKind::invalid, "BadCertificate",
                "server.certificate and server.key are given together or not at all.");
  }
  if (certificate.empty()) {
    return development_identity(setting.directory, setting.clock.now());
  }
  ops::RealDisk disk;
  auto chain = disk.read_all(certificate);
  if (!chain) return pass(chain);
  auto secret = read_secret(key);
  if (!secret) return pass(secret);
  return http::Identity{std::move(*chain), std::move(*secret)};
}

Result<http::Options> options_of(const ServeSetting& setting,
                                 const std::vector<std::string>& listen) {
  http::Options options;
  for (const std::string& url : listen) {
    auto parsed = http::parse_listen(url);
    if (!parsed) return pass(parsed);
    options.listen.push_back(*parsed);
  }
  options.plain_anywhere = setting.config.flag("server.plain_http_anywhere");
  options.limits.waiting = waiting_max;
  options.limits.connections = connections_max(options.limits.connections);
  const auto tls = [](const http::Listen& one) { return one.tls; };
  if (std::ranges::any_of(options.listen, tls)) {
    auto identity = identity_of(setting);
    if (!identity) return pass(identity);
    options.identity = std::move(*identity);
  }
  return options;
}

// For command lines: the same ledger and the same signer as the face of commerce.
std::function<std::unique_ptr<CommerceDesk>(api::Desk&)> commerce_maker(
    const ServeSetting& setting, cli::Half half, ActivationSigner& signer) {
  if (half == cli::Half::stack) return {};
  return [&clock = setting.clock, directory = setting.directory, &ledger = setting.batches,
          &signer](api::Desk& desk) {
    return std::make_unique<CommerceDesk>(desk, ledger, signer, directory, clock);
  };
}

// What the operations of every half are made with.
struct Parts {
  const Vitals& vitals;
  const ServerAccess& access;
  ActivationSigner& signer;
  const api::native::LongOptions& long_work;
  const api::stack_face::StackFaceOptions& stacks;
  const api::stack_face::BatchFaceOptions& batches;
  const std::vector<api::Operation>& portal;
};

// The rows of the half that runs (docs/decisions/0016).
std::vector<api::Operation> operations_of(const ServeSetting& setting, cli::Half half,
                                          const Parts& parts) {
  std::vector<api::Operation> all = plain_operations(parts.vitals);
  const auto add = [&all](std::vector<api::Operation> more) {
    std::ranges::move(more, std::back_inserter(all));
  };
  add(parts.access.operations);
  all.push_back(command_operation({setting.config, *parts.long_work.work, setting.desk_clock,
                                   parts.long_work.close_tried, setting.directory,
                                   &setting.journal,
                                   commerce_maker(setting, half, parts.signer)}));
  const bool approve = setting.config.text("multi_tenancy.approval") == "auto";
  const api::native::Options native{approve, parts.long_work, to_string(setting.clock.now()),
                                    &setting.batches};
  if (half != cli::Half::commerce) add(api::stack_face::stack_operations(parts.stacks));
  if (half == cli::Half::stack) {
    add(api::arm::usage_operations());
    add(api::native::operations_beside_stacks(native));
  } else {
    add(api::arm::operations({approve, &parts.signer}));
    add(api::native::operations(native));
    add(api::stack_face::batch_operations(parts.batches));
  }
  all.push_back(api::native::me_operation(all));
  add(api::native::document_operations(all));
  add(parts.portal);
  return all;
}

// Beside stacks alone there is nothing for it to show.
Result<std::vector<api::Operation>> portal_of(const ServeSetting& setting, cli::Half half,
                                              const ServerAccess& access) {
  if (half == cli::Half::stack) return std::vector<api::Operation>();
  return portal_operations({setting.directory, setting.config, *access.development, setting.clock,
                            setting.token_clock});
}

std::unique_ptr<api::Desk> desk_of(const ServeSetting& setting, cli::Half half) {
  if (half == cli::Half::stack) {
    return std::make_unique<api::stack_face::StackDesk>(setting.books, setting.records,
                                                        setting.desk_clock, setting.stacks);
  }
  return std::make_unique<api::StoreDesk>(setting.books, setting.journal, setting.records,
                                          setting.desk_clock, setting.stacks);
}

api::stack_face::StackFaceOptions face_options(StackClock& stacks) {
  return {[&stacks](const StackId& stack, const api::stack_face::TakenCounts& counts) {
            stacks.taken(stack, counts);
          },
          [&stacks](const StackId& stack) { return stacks.settled(stack); }};
}

api::stack_face::BatchFaceOptions batch_options(const ServeSetting& setting,
                                                ActivationSigner& signer, Watch& watch,
                                                const api::native::LongOptions& long_work) {
  return {&setting.batches,
          attest_with(signer),
          read_with(signer),
          [&watch](const StackId& stack, const bridge::Taken& taken) {
            watch.batch_taken(stack, taken);
          },
          long_work};
}

SilentHours silent_hours(const ops::Config& config) {
  const auto hours = [&config](const char* key) { return static_cast<int>(config.number(key)); };
  SilentHours ages{hours("alerts.silent_hours"), hours("alerts.silent_longer_hours"),
                   hours("alerts.silent_longest_hours")};
  std::ranges::sort(ages);
  return ages;
}

// The sending ends of this process's stacks; none where it runs commerce alone.
std::unique_ptr<StackBridges> start_bridges(const ServeSetting& setting, cli::Half half,
                                            api::Engine& engine, Disk& disk, Random& random,
                                            Watch& watch) {
  if (half == cli::Half::commerce) return nullptr;
  BridgeWorld world{.engine = engine, .disk = disk, .clock = setting.clock,
                    .tokens = setting.token_clock, .random = random};
  world.commerce_ca = setting.config.text("bridge.commerce_ca");
  world.plain_http_anywhere = setting.config.flag("bridge.plain_http_anywhere");
  world.event = [&watch](std::string_view name, std::string_view detail) {
    watch.event(name, detail);
  };
  auto bridges = std::make_unique<StackBridges>(std::move(world));
  watch.watch_bridges([&bridges = *bridges] { return bridges.states(); });
  return bridges;
}

// Removed when the server has stopped, so that commands open the directory themselves again.
class PublishedServer {
 public:
  explicit PublishedServer(const std::string& directory)
      : path_(directory + "/" + std::string(server_file_name)) {}
  ~PublishedServer() { ::unlink(path_.c_str()); }
  PublishedServer(const PublishedServer&) = delete;
  PublishedServer& operator=(const PublishedServer&) = delete;

  Status publish(const ServerFile& file) { return write_secret(path_, server_file_text(file)); }

 private:
  const std::string path_;
};

int next_signal() {
  const sigset_t signals = awaited_signals();
  int received = 0;
  while (sigwait(&signals, &received) != 0) {
  }
  return received;
}

// Returns at the signal to end. SIGHUP reads the certificate and its key again.
void serve_until_ended(const ServeSetting& setting, http::Server& server, Watch& watch) {
  const auto tls = [](const http::Listen& one) { return one.tls; };
  while (next_signal() == SIGHUP) {
    if (std::ranges::none_of(server.listening(), tls)) continue;
    auto identity = identity_of(setting);
    const Status renewed = identity ? server.renew(*identity) : pass(identity);
    if (renewed) {
      watch.event("certificate.renewed", "new connections are shown it");
    } else {
      watch.event("certificate.failed", renewed.error().message + " The old one stays.");
    }
  }
}

}  // namespace

void hold_signals() {
  const sigset_t signals = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Status serve(const ServeSetting& setting, const cli::Host::Serve& asked) {
  auto options = options_of(setting, asked.listen);
  if (!options) return pass(options);
  ops::EventLog log(STDERR_FILENO);
  ops::RealRandom random;
  Watch watch(log, setting.clock);
  const auto event = [&watch](std::string_view name, std::string_view detail) {
    watch.event(name, detail);
  };
  ops::RealDisk disk;
  const std::string credential = api::token::new_credential();
  api::Engine* asked_for_keys = nullptr;  // set before anybody can call
  auto access = make_access({setting.directory, setting.config, setting.clock, setting.token_clock,
                             disk, credential, event,
                             [&asked_for_keys](const StackId& stack) {
                               return api::stack_face::bridge_keys(*asked_for_keys, stack);
                             }});
  if (!access) return pass(access);
  auto portal = portal_of(setting, asked.half, *access);
  if (!portal) return pass(portal);
  std::atomic<bool> stopping = false;
  const auto desk = desk_of(setting, asked.half);
  http::EngineThread engine(*desk, setting.desk_clock, waiting_max);
  asked_for_keys = &engine;
  watch.watch_queue([&engine] { return engine.waiting(); });
  api::work::WorkThreads work(
      setting.clock, random,
      {.running = static_cast<unsigned>(setting.config.number("limits.operations"))});
  AlertWatch alerts(engine, silent_hours(setting.config));
  watch.watch_alerts(alerts);
  const auto close_tried = [&alerts](Period period, std::string_view refused) {
    alerts.close_tried(period, refused);
  };
  const bool simulated = &setting.desk_clock != &setting.clock;
  StackClock stacks(engine, std::chrono::seconds(setting.config.number("stack.settle_seconds")),
                    event, simulated ? nullptr : &setting.clock,
                    std::chrono::hours(24 * setting.config.number("stack.commits_keep_days")));
  watch.watch_stacks(stacks);
  ActivationSigner signer(setting.directory);
  const Vitals vitals{[&] { return !stopping && engine.waiting() < waiting_max; },
                      [&watch] { return watch.metrics_text(); }};
  const api::native::LongOptions long_work{&work, &engine, close_tried};
  const api::Service service(operations_of(
      setting, asked.half,
      {vitals, *access, signer, long_work, face_options(stacks),
       batch_options(setting, signer, watch, long_work), *portal}));
  PublishedServer published(setting.directory);
  auto server = http::Server::start(
      *options, {service, *access->authenticator, engine, watch, setting.clock, random});
  if (!server) return pass(server);
  ServerFile file{{}, ::getpid(), credential};
  for (const http::Listen& listen : (*server)->listening()) file.listen.push_back(listen.url());
  if (auto told = published.publish(file); !told) return told;
  for (const std::string& url : file.listen) {
    watch.event("server.started", url);
    asked.ready(url);
  }
  const auto bridges = start_bridges(setting, asked.half, engine, disk, random, watch);
  serve_until_ended(setting, **server, watch);
  stopping = true;
  watch.event("server.stopping", "requests under way are answered first");
  if (bridges) bridges->stop();
  (*server)->stop();
  work.stop();
  alerts.stop();
  stacks.stop();
  engine.stop();
  watch.event("server.stopped", "everything acknowledged is kept");
  return {};
}

}  // namespace tollbridge::server
