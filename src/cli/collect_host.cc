// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "cli/collect.h"
#include "cli/commands.h"
#include "stack/host/host_collector.h"

namespace tollbridge::cli {
namespace {

using stack::Posted;

// Readings that could not be posted are kept in memory and posted again; beyond this the oldest go.
constexpr std::size_t kept_max = 500'000;

// One round: what is measured now, and what is left of earlier ones.
Result<stack::Collected> read_and_post(const stack::host::HostRules& rules,
                                       const std::string& root, Instant now,
                                       const stack::Taker& take, std::vector<Posted>& kept) {
  stack::Collected collected;
  auto read = stack::host::read_host(rules, root, now);
  std::ranges::move(read.readings, std::back_inserter(kept));
  if (kept.size() > kept_max) {
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(kept_max));
    read.problems.emplace_back("readings that could not be posted for long were dropped");
  }
  auto handed = stack::hand_on(kept, take, collected);
  if (!handed) return pass(handed);
  kept.clear();
  collected.problems = std::move(read.problems);
  return collected;
}

Result<Exit> run_collect_host(const Arguments& arguments, Context& context) {
  auto text = rules_text(arguments, context);
  if (!text) return pass(text);
  auto rules = stack::host::parse_host_rules(*text);
  if (!rules) return pass(rules);
  std::string root = arguments.text("--cgroups");
  if (root.empty()) root = stack::host::find_cgroup_root();
  if (root.empty()) {
    return fail(ErrorKind::not_found, "NoControlGroups",
                "This host has no control groups of version 2 below /sys/fs/cgroup; name their "
                "folder with --cgroups.");
  }
  std::vector<Posted> kept;
  return run_collector(arguments, context, std::chrono::seconds(60),
                       [&](Instant now, const stack::Taker& take) {
                         return read_and_post(*rules, root, now, take, kept);
                       });
}

}  // namespace

Command collect_host_command() {
  return {"collect host",
          "meter this Linux host by its control groups",
          "Reads processor time, memory and disk traffic of systemd units, slices and containers "
          "(cgroup v2) as the rules say, and posts them as readings to a stack half. Runs until it "
          "is stopped; what could not be posted is posted again.\n"
          "Rules, an example: {\"host\": \"web1\", \"rules\": [{\"cgroup\": \"system.slice\", "
          "\"subscription\": \"ID\", \"cpu\": \"METER\"}]}.\n"
          "Next: tollbridge usage show, when an hour has passed.",
          {"tollbridge collect host --rules host.json --stack 9c1e0000-0000-4000-8000-000000000001 "
           "--to http://127.0.0.1:8080 --token-file token"},
          collect_parameters(
              {required_option("--rules", "FILE", "which groups are whose, and meters (JSON)"),
               option("--cgroups", "DIR", "where the control groups are (found by itself)")},
              "60"),
          run_collect_host, Runs::anywhere};
}

}  // namespace tollbridge::cli
