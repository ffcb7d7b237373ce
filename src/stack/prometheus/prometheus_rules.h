// SPDX-License-Identifier: Apache-2.0
// Which queries of a Prometheus server are metered, and whose they are.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "stack/reading.h"

namespace tollbridge::stack::prometheus {

struct QueryRule {
  std::string query;  // PromQL giving instant vectors, in the meter's unit
  Meaning meaning;    // gauge, or counter for a query of a raw counter
  MeterId meter;
  // Whose it is: one subscription for all, or the value of a label.
  LocalSubscriptionId subscription;
  std::string subscription_label;
  // The resource's id is `resource_prefix` and the values of these labels, joined by '/'.
  std::string resource_prefix;
  std::vector<std::string> resource_labels;
  std::string source_label;  // empty: none
  std::string location;
};

struct PrometheusRules {
  std::string server;             // http://127.0.0.1:9090
  std::chrono::seconds step{60};  // samples are taken at whole multiples of it
  std::chrono::seconds delay{60};  // how long the server's scrapes may be late
  std::vector<QueryRule> rules;
};

// JSON: {"server": …, "step": 60, "delay": 60, "rules": [{"query": …, "kind": "gauge", "measure":
// "hours", "meter": …, "subscription": … or "subscription_label": …, "resource_prefix": "/vm/",
// "resource_labels": ["instance"], "source_label": …, "location": …}]}. Errors: InvalidRules.
Result<PrometheusRules> parse_prometheus_rules(std::string_view text);

}  // namespace tollbridge::stack::prometheus
