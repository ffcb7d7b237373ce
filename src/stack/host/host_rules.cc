// SPDX-License-Identifier: Apache-2.0
#include "stack/host/host_rules.h"

#include "stack/json/rules.h"

namespace tollbridge::stack::host {
namespace {

constexpr std::int64_t gap_seconds_max = 86'400;

// A path that stays below the root.
bool stays_below(std::string_view path) {
  if (path.starts_with('/') || path.ends_with('/')) return false;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    const auto part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return true;
}

HostRule rule_of(json::RuleReader& reader) {
  reader.only({"cgroup", "subscription", "cpu", "memory", "read", "written", "location"});
  HostRule rule;
  rule.cgroup = reader.text("cgroup");
  if (!stays_below(rule.cgroup)) reader.wrong("cgroup", "is no path below the root");
  rule.subscription = LocalSubscriptionId(reader.text("subscription", true));
  rule.cpu = MeterId(reader.text("cpu"));
  rule.memory = MeterId(reader.text("memory"));
  rule.read = MeterId(reader.text("read"));
  rule.written = MeterId(reader.text("written"));
  rule.location = reader.text("location");
  if (rule.cpu.empty() && rule.memory.empty() && rule.read.empty() && rule.written.empty()) {
    reader.wrong("", "measures nothing; name a meter for cpu, memory, read or written");
  }
  return rule;
}

}  // namespace

Result<HostRules> parse_host_rules(std::string_view text) {
  std::string fault;
  const auto whole = json::parse_rules(text, fault);
  HostRules rules;
  if (fault.empty()) {
    json::RuleReader reader(whole, "", fault);
    reader.only({"host", "gap", "rules"});
    rules.host = reader.text("host", true);
    if (rules.host.find('/') != std::string::npos) reader.wrong("host", "holds a slash");
    rules.gap = std::chrono::seconds(reader.whole("gap", 300, gap_seconds_max));
    reader.each("rules", [&](json::RuleReader& one) { rules.rules.push_back(rule_of(one)); });
  }
  if (!fault.empty()) return json::invalid_rules(fault);
  return rules;
}

}  // namespace tollbridge::stack::host
