// SPDX-License-Identifier: Apache-2.0
#include "cli/collect.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>
#include <utility>

#include "core/ids.h"
#include "core/limits.h"
#include "ops/real_clock.h"
#include "stack/post/pace.h"

namespace tollbridge::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds every_min{5};
constexpr seconds day{86'400};
constexpr std::size_t told_max = 1'000;

// What all rounds came to, told as it happens and at the end.
class Tally {
 public:
  explicit Tally(Output& out) : out_(out) {}

  void add(stack::Collected&& round) {
    ++rounds_;
    all_.readings += round.readings;
    all_.accepted += round.accepted;
    all_.duplicate += round.duplicate;
    all_.rejected_count += round.rejected_count;
    for (intake::Rejected& one : round.rejected) {
      out_.log("rejected: " + one.code + ": " + one.message + " " + one.text);
      if (all_.rejected.size() < stack::rejected_listed_max) {
        all_.rejected.push_back(std::move(one));
      }
    }
    for (const std::string& problem : round.problems) {
      if (problems_.size() < told_max && problems_.insert(problem).second) {
        out_.log("problem: " + problem);
      }
    }
  }

  void print() {
    if (!out_.json()) {
      out_.line(counted(all_.readings, "reading", "readings") + " in " +
                counted(rounds_, "round", "rounds") + ": " + std::to_string(all_.accepted) +
                " accepted, " + std::to_string(all_.duplicate) + " duplicate, " +
                std::to_string(all_.rejected_count) + " rejected.");
      return;
    }
    Json json;
    json.object().field("rounds", rounds_).field("readings", all_.readings);
    json.field("accepted", all_.accepted).field("duplicate", all_.duplicate);
    json.field("rejected", all_.rejected_count).array("errors");
    for (const intake::Rejected& one : all_.rejected) {
      json.object().field("line", one.line).field("code", one.code);
      json.field("message", one.message).text_or_null("reading", one.text).end();
    }
    json.end().array("problems");
    for (const std::string& problem : problems_) json.value(problem);
    json.end().end();
    out_.print(json);
  }

 private:
  Output& out_;
  stack::Collected all_;
  std::set<std::string> problems_;
  std::uint64_t rounds_ = 0;
};

}  // namespace

stack::post::PostSetting post_setting(const Arguments& arguments, StopSignals& signals) {
  stack::post::PostSetting setting;
  setting.to = arguments.text("--to");
  setting.stack = StackId(arguments.text("--stack"));
  setting.token = stack::post::token_of_file(arguments.text("--token-file"));
  setting.ca_file = arguments.text("--ca");
  const char* trusted = std::getenv("TOLLBRIDGE_CA");
  if (setting.ca_file.empty() && trusted != nullptr) setting.ca_file = trusted;
  setting.stop = [&signals] { return signals.wait(milliseconds(0)); };
  return setting;
}

std::vector<Parameter> collect_parameters(std::vector<Parameter> own, const std::string& every) {
  for (Parameter& one :
       std::vector{required_option("--stack", "CLOUD_ID", "the stack whose usage it is"),
                   required_option("--to", "URL", "the server of its stack half"),
                   required_option("--token-file", "FILE",
                                   "holds the bearer token; read again before each post"),
                   flag("--once", "one round, then end"),
                   option("--every", "SECONDS", "from one round to the next, 5 or more (" + every +
                                                    ")"),
                   option("--ca", "FILE",
                          "certificates to trust instead of the system's (TOLLBRIDGE_CA)")}) {
    own.push_back(std::move(one));
  }
  return own;
}

Result<seconds> seconds_of(const Arguments& arguments, const std::string& name, seconds least,
                           seconds otherwise) {
  const auto text = arguments.optional_text(name);
  if (!text) return otherwise;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc{} || end != text->data() + text->size() || count < least.count() ||
      count > day.count()) {
    return wrong_usage(name + " takes a whole number of seconds from " +
                       std::to_string(least.count()) + " to 86400.");
  }
  return seconds(count);
}

Result<std::string> rules_text(const Arguments& arguments, Context& context) {
  return context.host.read_file(arguments.text("--rules"), limits::config_bytes_max);
}

Result<Exit> run_collector(const Arguments& arguments, Context& context, seconds every,
                           const CollectRound& round) {
  const auto asked = seconds_of(arguments, "--every", every_min, every);
  if (!asked) return std::unexpected<Error>(asked.error());
  StopSignals signals;
  ops::RealClock clock;
  ops::RealRandom random;
  stack::post::Poster poster(post_setting(arguments, signals));
  Tally tally(context.out);
  const stack::Taker take = [&](std::span<const stack::Posted> readings) {
    return poster.take(readings);
  };
  const auto run = [&]() -> Status {
    auto collected = round(context.now_given ? context.now : context.host.now(), take);
    if (!collected) return pass(collected);
    tally.add(std::move(*collected));
    return {};
  };
  const auto ended = stack::post::keep_going(
      {run, [&] { return poster.retry_after(); }}, {*asked, arguments.has("--once")},
      {clock, random, [&](milliseconds wait) { return signals.wait(wait); },
       [&](const std::string& text) { context.out.log(text); }});
  if (!ended) return std::unexpected<Error>(ended.error());
  tally.print();
  return Exit::done;
}

}  // namespace tollbridge::cli
