// SPDX-License-Identifier: Apache-2.0
#include "cli/collect.h"
#include "cli/commands.h"
#include "stack/kafka/kafka_collector.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_collect_kafka(const Arguments& arguments, Context& context) {
  auto text = rules_text(arguments, context);
  if (!text) return pass(text);
  auto rules = stack::kafka::parse_kafka_rules(*text);
  if (!rules) return pass(rules);
  const StopSignals held;  // before the threads of the consumer start
  auto collector = stack::kafka::KafkaCollector::open(*rules);
  if (!collector) return pass(collector);
  return run_collector(arguments, context, std::chrono::seconds(5),
                       [&](Instant /*now*/, const stack::Taker& take) {
                         return (*collector)->round(take);
                       });
}

}  // namespace

Command collect_kafka_command() {
  return {"collect kafka",
          "post readings from a Kafka topic",
          "Reads a topic of CloudEvents or readings as a member of a consumer group and posts them "
          "to a stack half. Offsets are committed when the readings were taken, so nothing is "
          "lost, and what comes again counts as duplicate.\n"
          "Rules, an example: {\"brokers\": \"kafka1:9092\", \"topic\": \"usage\", \"group\": "
          "\"tollbridge\", \"properties\": [\"security.protocol=ssl\"]}.",
          {"tollbridge collect kafka --rules kafka.json --stack "
           "9c1e0000-0000-4000-8000-000000000001 --to http://127.0.0.1:8080 --token-file token"},
          collect_parameters(
              {required_option("--rules", "FILE", "brokers, topic, consumer group (JSON)")}, "5"),
          run_collect_kafka, Runs::anywhere};
}

}  // namespace tollbridge::cli
