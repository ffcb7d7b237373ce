// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>

#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/stop_signals.h"
#include "ops/real_clock.h"
#include "simulate/declare_tenants.h"
#include "simulate/providers.h"
#include "stack/post/pace.h"
#include "stack/post/poster.h"

namespace tollbridge::cli {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds post_every{2'000};

Result<std::int64_t> whole(const Arguments& arguments, const std::string& name,
                           std::int64_t otherwise, std::int64_t least) {
  const auto text = arguments.optional_text(name);
  if (!text) return otherwise;
  const auto number = parse_decimal(*text, 0);
  if (!number || number->rounded || number->units < least || number->units > 1'000'000'000) {
    return wrong_usage(name + " takes a whole number from " + std::to_string(least) +
                       " to 1000000000.");
  }
  return static_cast<std::int64_t>(number->units);
}

struct Asked {
  simulate::ProviderOptions options;
  std::int64_t speed = 1;
  Instant began{};
};

Result<Asked> asked_of(const Arguments& arguments, Instant now) {
  auto from = arguments.instant("--from");
  if (!from) return pass(from);
  auto until = arguments.instant("--until");
  if (!until) return pass(until);
  if (*until <= *from || Hour::containing(*from).start() != *from ||
      Hour::containing(*until).start() != *until || *until - *from > hours(24 * 400)) {
    return wrong_usage("--from and --until are whole hours in this order, at most 400 days.");
  }
  auto faults = simulate::parse_faults(arguments.text("--faults"));
  if (!faults) return wrong_usage("--faults: " + faults.error().message);
  auto resources = whole(arguments, "--resources", 100, 1);
  if (!resources) return pass(resources);
  auto seed = whole(arguments, "--seed", 1, 0);
  if (!seed) return pass(seed);
  auto speed = whole(arguments, "--speed", 1, 0);
  if (!speed) return pass(speed);
  auto began = arguments.optional_instant("--began");
  if (!began) return pass(began);
  Asked asked{{static_cast<std::uint64_t>(*seed), static_cast<std::uint64_t>(*resources), *from,
               *until, *faults},
              *speed, began->value_or(now)};
  return asked;
}

Status write_file(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return {};
  return fail(ErrorKind::io, "DiskFailed", "Cannot write '" + path + "'.");
}

std::string csv_of(const std::vector<simulate::ProviderTenant>& tenants) {
  std::string text = "subscription,tenant\n";
  for (const auto& one : tenants) text += one.subscription + "," + one.tenant + "\n";
  return text;
}

// Posts what arrives, as time goes on.
class Simulation {
 public:
  Simulation(const Arguments& arguments, Context& context, const Asked& asked)
      : arguments_(arguments),
        out_(context.out),
        asked_(asked),
        providers_(asked.options),
        poster_(post_setting(arguments, signals_)) {}

  Result<Exit> run() {
    auto listed = write_file(arguments_.text("--subscriptions"), csv_of(providers_.tenants()));
    if (!listed) return pass(listed);
    if (auto declared = declare(); !declared) return pass(declared);
    while (!providers_.over() && !signals_.wait(milliseconds(0))) {
      if (auto posted = post(next_batch()); !posted) return pass(posted);
      if (asked_.speed > 0 && signals_.wait(post_every)) break;
    }
    const bool over = providers_.over();
    if (over) {
      auto told = write_file(arguments_.text("--truth"), providers_.truth().csv());
      if (!told) return pass(told);
    }
    print(over);
    return outcome_.rejected.empty() && over ? Exit::done : Exit::failed;
  }

 private:
  // Until it is done or somebody wants it to end.
  Status persist(const std::function<Status()>& run) {
    const stack::post::Pace pace{seconds(1), true, hours(24 * 365)};
    return stack::post::keep_going(
        {run, [&] { return poster_.retry_after(); }}, pace,
        {clock_, random_, [&](milliseconds wait) { return signals_.wait(wait); },
         [&](const std::string& text) { out_.log(text); }});
  }

  Status declare() {
    const auto provider = arguments_.text("--provider-subscription");
    if (provider.empty()) return {};
    const auto setting = post_setting(arguments_, signals_);
    const std::string region = arguments_.optional_text("--region").value_or("local");
    const simulate::DeclareSetting asked{setting.to,      provider,      region,
                                         setting.ca_file, setting.token, setting.stop};
    return persist([&] {
      return simulate::declare_tenants(asked, providers_.tenants(), web::exchange);
    });
  }

  // What has arrived by now; without a speed, enough for a post.
  std::vector<stack::Posted> next_batch() {
    std::vector<stack::Posted> batch;
    if (asked_.speed > 0) {
      // As a server's with the same --speed and --began.
      ops::SpedClock simulated(clock_, asked_.options.from, asked_.speed, asked_.began);
      providers_.arrivals(simulated.now(), batch);
      return batch;
    }
    while (batch.size() < stack::post::portion_readings_max && !providers_.over()) {
      arrived_to_ += hours(1);
      providers_.arrivals(asked_.options.from + arrived_to_, batch);
    }
    return batch;
  }

  Status post(const std::vector<stack::Posted>& batch) {
    return persist([&]() -> Status {
      auto taken = poster_.take(batch);
      if (!taken) return pass(taken);
      readings_ += batch.size();
      outcome_.accepted += taken->accepted;
      outcome_.duplicate += taken->duplicate;
      for (intake::Rejected& one : taken->rejected) {
        out_.log("rejected: " + one.code + ": " + one.message + " " + one.text);
        outcome_.rejected.push_back(std::move(one));
      }
      return {};
    });
  }

  void print(bool over) {
    if (out_.json()) {
      Json json;
      json.object().field("over", over).field("readings", readings_);
      json.field("accepted", outcome_.accepted).field("duplicate", outcome_.duplicate);
      json.field("rejected", outcome_.rejected.size());
      json.field("subscriptions", providers_.tenants().size()).end();
      out_.print(json);
      return;
    }
    out_.line(counted(readings_, "reading", "readings") + ": " +
              std::to_string(outcome_.accepted) + " accepted, " +
              std::to_string(outcome_.duplicate) + " duplicate, " +
              std::to_string(outcome_.rejected.size()) + " rejected.");
    if (!over) out_.line("Stopped before the end: there is no truth to compare with.");
  }

  const Arguments& arguments_;
  Output& out_;
  Asked asked_;
  StopSignals signals_;
  ops::RealClock clock_;
  ops::RealRandom random_;
  simulate::Providers providers_;
  stack::post::Poster poster_;
  hours arrived_to_{0};
  stack::TakeOutcome outcome_;
  std::uint64_t readings_ = 0;
};

Result<Exit> run_simulate_providers(const Arguments& arguments, Context& context) {
  auto asked = asked_of(arguments, ops::RealClock().now());
  if (!asked) return pass(asked);
  return Simulation(arguments, context, *asked).run();
}

}  // namespace

Command simulate_providers_command() {
  return {"simulate providers",
          "resource providers of a stack, posting readings as real ones",
          "Posts the readings of simulated machines, disks, addresses, storage and traffic to a "
          "stack half, one to two hours after what they tell of, with the faults asked for; from a "
          "seed: the same readings every time. Simulated time is --from + speed x (the machine's "
          "time - began), like that of serve --now --speed --began; speed 0 posts as fast as the "
          "server takes it.\n"
          "With --provider-subscription it first declares its tenants to the stack's directory. "
          "--truth is written at the end: what every hour must come to.",
          {"tollbridge simulate providers --stack 9c1e0000-0000-4000-8000-000000000001 "
           "--to http://127.0.0.1:8080 --token-file token --resources 100 "
           "--from 2026-10-01 --until 2026-10-08 --speed 0 --faults all --truth truth.csv"},
          {required_option("--stack", "CLOUD_ID", "the stack they are resources of"),
           required_option("--to", "URL", "the server of its stack half"),
           required_option("--token-file", "FILE", "holds the bearer token"),
           required_option("--from", "T", "when simulated time begins"),
           required_option("--until", "T", "when everything stops"),
           option("--resources", "N", "how many (100)"),
           option("--seed", "N", "another number gives other resources (1)"),
           option("--speed", "N", "simulated seconds in a second; 0: no waiting (1)"),
           option("--began", "T", "the machine's time at --from (now)"),
           option("--faults", "LIST", "duplicates,disorder,late,skew,bursts, or all (none)"),
           option("--truth", "FILE", "CSV of what the hours must come to"),
           option("--subscriptions", "FILE", "CSV of the local subscriptions and their tenants"),
           option("--provider-subscription", "ID", "of the stack: declare the tenants to it"),
           option("--region", "NAME", "of the stack (local)"),
           option("--ca", "FILE", "certificates to trust instead of the system's")},
          run_simulate_providers, Runs::anywhere};
}

}  // namespace tollbridge::cli
