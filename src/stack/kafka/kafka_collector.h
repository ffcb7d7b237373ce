// SPDX-License-Identifier: Apache-2.0
// Takes readings from a Kafka topic, whose messages are CloudEvents or readings in any form of
// stack/json/readings.h, as a member of a consumer group.
//
// Offsets are committed only when the readings before them were taken, durably; whoever falls in
// between has them delivered again, as duplicates.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "stack/collector.h"

namespace tollbridge::stack::kafka {

struct KafkaRules {
  std::string brokers;  // "kafka1:9092,kafka2:9092"
  std::string topic;
  std::string group;    // of consumers: those of one group share the topic's partitions
  // Of librdkafka, as they are: {"security.protocol", "ssl"}.
  std::vector<std::pair<std::string, std::string>> properties;
};

// JSON: {"brokers": …, "topic": …, "group": …, "properties": ["security.protocol=ssl"]}. Errors:
// InvalidRules.
Result<KafkaRules> parse_kafka_rules(std::string_view text);

class KafkaCollector {
 public:
  // Joins the group when the first round begins. Errors: InvalidRules, naming the property.
  static Result<std::unique_ptr<KafkaCollector>> open(const KafkaRules& rules);
  ~KafkaCollector();
  KafkaCollector(const KafkaCollector&) = delete;
  KafkaCollector& operator=(const KafkaCollector&) = delete;

  // Takes what is there, portion by portion, until nothing comes for three seconds; twenty portions
  // at most, each after twenty seconds at the latest. A message that is no reading is rejected and
  // passed over. Errors: KafkaFailed (io: no broker answers, no such topic); those of `take`, after
  // which the same messages come first again.
  Result<Collected> round(const Taker& take);

 private:
  struct Client;
  explicit KafkaCollector(std::unique_ptr<Client> client);
  Status fill();
  Status hand_on_portion(const Taker& take, Collected& collected);

  std::unique_ptr<Client> client_;
  // Parsed and not yet taken.
  std::vector<Posted> pending_;
  std::vector<intake::Rejected> rejected_;
  std::size_t messages_ = 0;
};

}  // namespace tollbridge::stack::kafka
