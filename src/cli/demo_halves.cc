// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_halves.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <thread>
#include <utility>

#include "bridge/arrivals.h"
#include "cli/halves.h"
#include "ops/child_process.h"
#include "simulate/declare_tenants.h"
#include "simulate/providers.h"
#include "simulate/usage_files.h"
#include "stack/post/poster.h"
#include "web/exchange.h"

namespace tollbridge::cli {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr minutes long_enough{10};  // a sanitizer makes everything thirty times slower
constexpr milliseconds ask_every{50};
constexpr int starts_max = 3;
constexpr std::uint64_t resources_min = 10;
constexpr std::uint64_t resources_max = 40;
constexpr std::uint64_t records_a_resource = 25'000;
constexpr std::size_t told_max = 400;

Status write_text(const std::string& path, const std::string& text, Host& host) {
  auto file = host.create_lines(path);
  if (!file) return pass(file);
  if (auto written = (*file)->append(text); !written) return written;
  return (*file)->close();
}

// Runs a command in a process of its own and gives what it printed.
Result<std::string> run_as_process(const std::vector<std::string>& words, const std::string& log,
                                   const std::string& input) {
  auto child = ops::ChildProcess::start({words, log, input});
  if (!child) return pass(child);
  auto ended = (*child)->wait(long_enough);
  if (!ended) return pass(ended);
  if (ended->code == 0) return std::move(ended->printed);
  std::string line = "tollbridge";
  for (const std::string& word : words) line += " " + word;
  return fail(ErrorKind::io, "ChildFailed",
              line + " ended with " + std::to_string(ended->code) + ": " +
                  ended->printed.substr(0, told_max) + "; it has written " + log + ".");
}

// A server of one half, and what is said to it.
class HalfProcess {
 public:
  HalfProcess(std::string half, std::string data, std::string log)
      : half_(std::move(half)), data_(std::move(data)), log_(std::move(log)) {}

  // Its clock stands still at `now`.
  Status start(Instant now) {
    now_ = now;
    auto child = ops::ChildProcess::start(
        {with_data({"serve", "--half", half_, "--listen", "http://127.0.0.1:0"}), log_});
    if (!child) return pass(child);
    auto ready = (*child)->line(long_enough);
    if (!ready) return failed(ready.error().message);
    url_ = ready->substr(ready->find(' ') + 1);
    child_ = std::move(*child);
    return {};
  }

  // What was acknowledged is kept.
  Status stop() {
    auto ended = child_->stop(long_enough);
    child_.reset();
    if (!ended) return pass(ended);
    return ended->code == 0 ? Status() : failed("it ended with " + std::to_string(ended->code));
  }

  // A command on its data directory, here or through it.
  Result<std::string> command(std::vector<std::string> words, const std::string& input = {}) {
    return run_as_process(with_data(std::move(words)), log_, input);
  }

  // A bearer token, valid at the time it stands at.
  Result<std::string> token(const std::vector<std::string>& whose) {
    std::vector<std::string> words{"token"};
    words.insert(words.end(), whose.begin(), whose.end());
    auto printed = command(std::move(words));
    if (printed) std::erase(*printed, '\n');
    return printed;
  }

  Result<nlohmann::json> ask(const std::string& path, const std::string& bearer) const {
    web::Ask ask;
    ask.url = url_ + path;
    ask.headers = {"Authorization: Bearer " + bearer};
    auto answer = web::exchange(ask);
    if (!answer) return pass(answer);
    auto document = nlohmann::json::parse(answer->body, nullptr, false);
    if (answer->status == 200 && document.is_object()) return document;
    return failed(path + " answered " + std::to_string(answer->status));
  }

  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  [[nodiscard]] std::vector<std::string> with_data(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--data", data_, "--now", tollbridge::to_string(now_)});
    return words;
  }

  [[nodiscard]] std::unexpected<Error> failed(const std::string& why) const {
    return fail(ErrorKind::io, "ChildFailed",
                "The " + half_ + " half: " + why + "; it has written " + log_ + ".");
  }

  std::string half_;
  std::string data_;
  std::string log_;
  Instant now_{};
  std::string url_;
  std::unique_ptr<ops::ChildProcess> child_;
};

// Asks again and again until `holds`; which may refuse what it sees.
Status wait_until(Host& host, const std::function<Result<bool>()>& holds) {
  const std::int64_t end =
      host.mono_nanoseconds() + std::chrono::nanoseconds(long_enough).count();
  for (;;) {
    auto seen = holds();
    if (!seen) return pass(seen);
    if (*seen) return {};
    if (host.mono_nanoseconds() >= end) {
      return fail(ErrorKind::busy, "ChildSlow", "A half of the demo takes longer than it should.");
    }
    std::this_thread::sleep_for(ask_every);
  }
}

class Metering {
 public:
  Metering(const DemoOptions& options, const simulate::Landscape& landscape,
           const std::string& book, Context& context)
      : options_(options),
        landscape_(landscape),
        book_(book),
        context_(context),
        stack_data_(options.directory + "/stack"),
        commerce_("commerce", options.data(), options.directory + "/logs/commerce.log"),
        half_("stack", stack_data_, options.directory + "/logs/stack.log"),
        begin_(options.month.begin().start()),
        end_(options.month.end().start()) {
    metered_.stack = landscape.last_stack;
    metered_.resources =
        std::clamp(options.records / records_a_resource, resources_min, resources_max);
  }

  Result<MeteredMonth> run() {
    const std::int64_t begun = context_.host.mono_nanoseconds();
    using Step = Status (Metering::*)();
    for (const Step step : {&Metering::begin_month, &Metering::meter, &Metering::settle,
                            &Metering::register_stack, &Metering::bring, &Metering::end}) {
      if (auto done = (this->*step)(); !done) return pass(done);
    }
    metered_.nanoseconds = context_.host.mono_nanoseconds() - begun;
    return std::move(metered_);
  }

 private:
  // When the month begins, the stack is made and its operator tells whose subscriptions are there.
  Status begin_month() {
    context_.out.log("demo: the stack half begins the month");
    std::error_code error;  // told by the first process that cannot write there
    std::filesystem::create_directories(options_.directory + "/logs", error);
    const std::string config = stack_data_ + "/" + std::string(ops::config_name);
    // Settling is what a start does, and nothing else: see demo_halves.h.
    auto written = write_text(config, "stack: {settle_seconds: 3600}", context_.host);
    if (!written) return written;
    if (auto started = half_.start(begin_); !started) return started;
    const simulate::LandscapeStack& stack = metered_.stack;
    auto made = half_.command({"stack", "create", stack.cloud_id, "--region", stack.region,
                               "--provider-subscription", stack.provider_subscription, "--home",
                               stack.home});
    if (!made) return pass(made);
    if (auto token = take_token(); !token) return token;
    const simulate::DeclareSetting setting{half_.url(), stack.provider_subscription, stack.region,
                                           {}, teller()};
    auto declared = simulate::declare_tenants(setting, tenants(false), web::exchange);
    if (!declared) return declared;
    return half_.stop();
  }

  // The providers tell the whole month, as fast as the stack takes it.
  Status meter() {
    context_.out.log("demo: posting readings to the stack half");
    if (auto started = half_.start(context_.now); !started) return started;
    if (auto token = take_token(); !token) return token;
    simulate::Providers providers({options_.seed, metered_.resources, begin_, end_,
                                   {true, true, true, true, true}, tenants(true)});
    stack::post::Poster poster(
        {half_.url(), StackId(metered_.stack.cloud_id), {}, teller()});
    std::vector<stack::Posted> batch;
    for (Instant at = begin_; !providers.over(); at += hours(1)) {
      providers.arrivals(at, batch);
      if (batch.size() < stack::post::portion_readings_max && !providers.over()) continue;
      if (auto posted = post(poster, batch); !posted) return posted;
      batch.clear();
    }
    metered_.truth = providers.truth().all();
    auto told = simulate::write_truth(landscape_, providers.truth(), options_.directory);
    if (!told) return pass(told);
    return half_.stop();
  }

  Status post(stack::post::Poster& poster, const std::vector<stack::Posted>& batch) {
    auto taken = poster.take(batch);
    if (!taken) return pass(taken);
    metered_.readings += batch.size();
    metered_.duplicate += taken->duplicate;
    if (taken->rejected.empty()) return {};
    const auto& first = taken->rejected.front();
    return fail(ErrorKind::invalid, first.code, first.message + " " + first.text);
  }

  Status settle() {
    context_.out.log("demo: settling the hours of the stack half");
    if (auto started = half_.start(context_.now); !started) return started;
    return wait_until(context_.host, [this]() -> Result<bool> {
      auto standing = half_.ask(path("/metering"), token_);
      if (!standing) return pass(standing);
      const auto& settled = (*standing)["settled"];
      if (!settled.is_object()) return false;
      if (settled["failure"].is_string()) {
        return fail(ErrorKind::io, "SettleFailed", settled["failure"].get<std::string>());
      }
      metered_.hours = settled["rows"].get<std::uint64_t>();
      return settled["at"].is_string() && (*standing)["due"]["hours"] == 0;
    });
  }

  Status register_stack() {
    if (auto started = commerce_.start(context_.now); !started) return started;
    if (auto applied = commerce_.command({"apply", book_}); !applied) return pass(applied);
    auto owner = commerce_.token({"--role", "partner", "--partner", metered_.stack.operated_by});
    if (!owner) return pass(owner);
    auto registered = half_.command(
        {"stack", "register", metered_.stack.cloud_id, "--commerce", commerce_.url(),
         "--subscription", metered_.stack.default_subscription, "--name",
         metered_.stack.registration, "--token-file", "-"},
        *owner);
    return registered ? Status() : pass(registered);
  }

  // Its clock stands still, so a bridge that waits after a failure is begun anew.
  Status bring() {
    context_.out.log("demo: the bridge brings them to the commerce half");
    int starts = 1;
    return wait_until(context_.host, [this, &starts]() -> Result<bool> {
      auto bridge = half_.ask(path("/bridge"), token_);
      if (!bridge) return pass(bridge);
      metered_.batches = (*bridge)["newest_batch"].get<std::uint64_t>();
      const bool waits = (*bridge)["state"] == "waiting" || (*bridge)["state"] == "stopped";
      if (waits && starts == starts_max) {
        return fail(ErrorKind::io, "BridgeFailed", "The bridge of the demo's stack: " +
                                                       bridge->dump().substr(0, told_max));
      }
      if (waits) {
        ++starts;
        if (auto stopped = half_.stop(); !stopped) return pass(stopped);
        if (auto started = half_.start(context_.now); !started) return pass(started);
      }
      return (*bridge)["state"] == "resting" && (*bridge)["backlog"]["rows"] == 0 &&
             metered_.batches > 0;
    });
  }

  Status end() {
    if (auto stopped = half_.stop(); !stopped) return stopped;
    return commerce_.stop();
  }

  Status take_token() {
    auto token = half_.token({"--role", "operator", "--stack", metered_.stack.cloud_id});
    if (!token) return pass(token);
    token_ = *std::move(token);
    return {};
  }

  [[nodiscard]] std::function<Result<std::string>()> teller() const {
    return [token = token_]() -> Result<std::string> { return token; };
  }

  [[nodiscard]] std::string path(const std::string& rest) const {
    return "/v1/stacks/" + metered_.stack.cloud_id + rest;
  }

  [[nodiscard]] std::vector<simulate::ProviderTenant> tenants(bool with_infrastructure) const {
    std::vector<simulate::ProviderTenant> found;
    for (const simulate::Workload& workload : landscape_.workloads) {
      if (workload.stack != metered_.stack.cloud_id) continue;
      if (workload.infrastructure && !with_infrastructure) continue;
      found.push_back({workload.local_subscription, workload.tenant});
    }
    return found;
  }

  const DemoOptions& options_;
  const simulate::Landscape& landscape_;
  const std::string& book_;
  Context& context_;
  std::string stack_data_;
  HalfProcess commerce_;
  HalfProcess half_;
  Instant begin_;
  Instant end_;
  std::string token_;
  MeteredMonth metered_;
};

using Sums = std::map<std::pair<simulate::ExactHours::Key, Hour>, i128>;

// Of the stack, at commerce, in the hours the truth is about.
Result<Sums> sums_of(const MeteredMonth& metered, Period month, journal::UsageReader& journal) {
  Sums sums;
  journal::ScanRequest request;
  request.stack = StackId(metered.stack.cloud_id);
  request.hours = {month.begin(), month.next().begin().plus(24)};
  const auto visit = [&](const journal::StringPool& pool,
                         std::span<const journal::ScannedRow> rows) -> Status {
    for (const journal::ScannedRow& one : rows) {
      const simulate::ExactHours::Key key{std::string(pool.text(one.row.subscription)),
                                          std::string(pool.text(one.row.meter))};
      sums[{key, one.row.hour()}] += one.row.quantity.units();
    }
    return {};
  };
  if (auto scanned = journal.scan(request, visit); !scanned) return pass(scanned);
  std::erase_if(sums, [](const auto& one) { return one.second == 0; });
  return sums;
}

}  // namespace

Result<MeteredMonth> meter_by_halves(const DemoOptions& options,
                                     const simulate::Landscape& landscape, const std::string& book,
                                     Context& context) {
  return Metering(options, landscape, book, context).run();
}

Status prove_metered(MeteredMonth& metered, Period month, const Stores& stores, Context& context) {
  auto sums = sums_of(metered, month, stores.journal);
  if (!sums) return pass(sums);
  metered.different = 0;
  for (const auto& [where, units] : metered.truth) {
    const auto found = sums->find(where);
    metered.different += found == sums->end() || found->second != units ? 1U : 0U;
  }
  metered.different += sums->size() > metered.truth.size() ? 1U : 0U;
  auto host = halves_of(context);
  if (!host) return pass(host);
  auto arrivals = (*host)->arrivals(month);
  if (!arrivals) return pass(arrivals);
  metered.differences.clear();
  if (arrivals->size() != 1) metered.differences.emplace_back("No batch of the stack is known.");
  for (const bridge::StackArrivals& one : *arrivals) {
    std::ranges::move(bridge::differences_of(one), std::back_inserter(metered.differences));
  }
  return {};
}

void print_metered(const MeteredMonth& metered, Output& out) {
  Table table({{"stack", Cell::shrinking},
               {"resources", Cell::number},
               {"readings", Cell::number},
               {"duplicate", Cell::number},
               {"hours", Cell::number},
               {"batches", Cell::number},
               {"time", Cell::number}});
  const std::int64_t tenths = metered.nanoseconds / 100'000'000;
  table.row({metered.stack.region, std::to_string(metered.resources),
             std::to_string(metered.readings), std::to_string(metered.duplicate),
             std::to_string(metered.hours), std::to_string(metered.batches),
             std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s"});
  out.line();
  out.line("Metered: providers -> stack half -> bridge -> commerce half, two processes");
  out.print(table);
  if (metered.ok()) {
    out.paragraph("What happened there = what the stack sent = what commerce holds: " +
                  std::to_string(metered.truth.size()) +
                  " sums by subscription, meter and hour, equal to the last digit.");
    return;
  }
  out.line(std::to_string(metered.different) + " sums of commerce are NOT what happened.");
  for (const std::string& difference : metered.differences) out.paragraph(difference, 2);
}

void append_metered(Json& json, const MeteredMonth& metered) {
  json.object("metered").field("stack", metered.stack.cloud_id);
  json.field("resources", metered.resources).field("readings", metered.readings);
  json.field("duplicate", metered.duplicate).field("hours", metered.hours);
  json.field("batches", metered.batches);
  json.field("sums", std::uint64_t{metered.truth.size()}).field("different", metered.different);
  json.array("differences");
  for (const std::string& difference : metered.differences) json.value(difference);
  json.end().end();
}

}  // namespace tollbridge::cli
