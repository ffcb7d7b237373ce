// SPDX-License-Identifier: Apache-2.0
#include "stack/json/rules.h"
#include "stack/kafka/kafka_collector.h"

namespace tollbridge::stack::kafka {

Result<KafkaRules> parse_kafka_rules(std::string_view text) {
  std::string fault;
  const auto json = json::parse_rules(text, fault);
  if (!fault.empty()) return json::invalid_rules(fault);
  json::RuleReader reader(json, "", fault);
  reader.only({"brokers", "topic", "group", "properties"});
  KafkaRules rules;
  rules.brokers = reader.text("brokers", true);
  rules.topic = reader.text("topic", true);
  rules.group = reader.text("group", true);
  for (const std::string& property : reader.texts("properties")) {
    const auto equals = property.find('=');
    if (equals == std::string::npos || equals == 0) {
      reader.wrong("properties", "holds '" + property + "', which is not name=value");
      break;
    }
    rules.properties.emplace_back(property.substr(0, equals), property.substr(equals + 1));
  }
  if (!fault.empty()) return json::invalid_rules(fault);
  return rules;
}

}  // namespace tollbridge::stack::kafka
