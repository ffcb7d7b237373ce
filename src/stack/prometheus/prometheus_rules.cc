// SPDX-License-Identifier: Apache-2.0
#include "stack/prometheus/prometheus_rules.h"

#include "stack/json/rules.h"

namespace tollbridge::stack::prometheus {
namespace {

constexpr std::int64_t step_seconds_max = 3'600;

QueryRule rule_of(json::RuleReader& reader) {
  reader.only({"query", "kind", "measure", "meter", "subscription", "subscription_label",
               "resource_prefix", "resource_labels", "source_label", "location"});
  QueryRule rule;
  rule.query = reader.text("query", true);
  const std::string kind = reader.text("kind", true);
  const auto parsed = parse_kind(kind);
  if (!parsed || *parsed == Kind::delta || *parsed == Kind::duration) {
    reader.wrong("kind", "is neither gauge nor counter");
  } else {
    rule.meaning.kind = *parsed;
  }
  const std::string measure = reader.text("measure");
  if (!measure.empty()) {
    const auto how = parse_measure(measure);
    if (!how) reader.wrong("measure", "is neither hours nor months");
    if (how) rule.meaning.measure = *how;
  }
  rule.meter = MeterId(reader.text("meter", true));
  rule.subscription = LocalSubscriptionId(reader.text("subscription"));
  rule.subscription_label = reader.text("subscription_label");
  if (rule.subscription.empty() == rule.subscription_label.empty()) {
    reader.wrong("", "needs either subscription or subscription_label");
  }
  rule.resource_prefix = reader.text("resource_prefix");
  rule.resource_labels = reader.texts("resource_labels");
  if (rule.resource_prefix.empty() && rule.resource_labels.empty()) {
    reader.wrong("", "names no resource; add resource_labels or resource_prefix");
  }
  rule.source_label = reader.text("source_label");
  rule.location = reader.text("location");
  return rule;
}

}  // namespace

Result<PrometheusRules> parse_prometheus_rules(std::string_view text) {
  std::string fault;
  const auto whole = json::parse_rules(text, fault);
  PrometheusRules rules;
  if (fault.empty()) {
    json::RuleReader reader(whole, "", fault);
    reader.only({"server", "step", "delay", "rules"});
    rules.server = reader.text("server", true);
    if (!rules.server.starts_with("http://") && !rules.server.starts_with("https://")) {
      reader.wrong("server", "is no http or https address");
    }
    while (rules.server.ends_with('/')) rules.server.pop_back();
    rules.step = std::chrono::seconds(reader.whole("step", 60, step_seconds_max));
    rules.delay = std::chrono::seconds(reader.whole("delay", 60, step_seconds_max));
    reader.each("rules", [&](json::RuleReader& one) { rules.rules.push_back(rule_of(one)); });
  }
  if (!fault.empty()) return json::invalid_rules(fault);
  return rules;
}

}  // namespace tollbridge::stack::prometheus
