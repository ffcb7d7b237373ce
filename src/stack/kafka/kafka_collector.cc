// SPDX-License-Identifier: Apache-2.0
#include "stack/kafka/kafka_collector.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "core/freed.h"
#include "ops/real_clock.h"
#include "stack/json/readings.h"
#include "stack/json/rules.h"

namespace tollbridge::stack::kafka {
namespace {

constexpr int poll_ms = 200;
constexpr int idle_polls_max = 15;     // with partitions: three seconds of silence end a round
constexpr int joining_polls_max = 75;  // without: joining a group takes seconds
constexpr int probe_ms_max = 3'000;
constexpr std::size_t portion_readings = 10'000;
constexpr int portions_max = 20;  // of a round: others want a turn, too
constexpr std::int64_t portion_ns_max = 20'000'000'000;

using Conf = std::unique_ptr<rd_kafka_conf_t, Freed<rd_kafka_conf_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Freed<rd_kafka_message_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      Freed<rd_kafka_topic_partition_list_destroy>>;

std::unexpected<Error> failed(const std::string& why) {
  return fail(ErrorKind::io, "KafkaFailed", "Kafka: " + why + ".");
}

Status set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> why{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) ==
      RD_KAFKA_CONF_OK) {
    return {};
  }
  return json::invalid_rules("the property " + name + ": " + why.data());
}

}  // namespace

struct KafkaCollector::Client {
  ~Client() {
    if (kafka == nullptr) return;
    rd_kafka_consumer_close(kafka);
    rd_kafka_destroy(kafka);
  }

  // Called by rd_kafka_consumer_poll, on our thread.
  static void on_error(rd_kafka_t* /*kafka*/, int error, const char* reason, void* client) {
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      static_cast<Client*>(client)->down = reason;
    }
  }

  [[nodiscard]] bool has_partitions() const {
    rd_kafka_topic_partition_list_t* found = nullptr;
    if (rd_kafka_assignment(kafka, &found) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    const PartitionList list(found);
    return list->cnt > 0;
  }

  // A client tells once that all brokers are away, and never that they are back: asked until then.
  bool is_down() {
    if (down.empty()) return false;
    const rd_kafka_metadata_t* found = nullptr;
    const auto error = rd_kafka_metadata(kafka, 0, nullptr, &found, probe_ms_max);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    rd_kafka_metadata_destroy(found);
    down.clear();
    return false;
  }

  // What was told of all messages so far is durable. A commit that fails is no loss: they come
  // again, as duplicates.
  std::string commit() {
    if (next.empty()) return {};
    const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
    for (const auto& [partition, offset] : next) {
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
    }
    const auto error = rd_kafka_commit(kafka, list.get(), 0);
    next.clear();
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? std::string() : rd_kafka_err2str(error);
  }

  rd_kafka_t* kafka = nullptr;
  std::string topic;
  std::string down;  // why no broker can be reached; empty: none is known to be away
  std::map<std::int32_t, std::int64_t> next;  // by partition, the offset behind what was read
};

KafkaCollector::KafkaCollector(std::unique_ptr<Client> client) : client_(std::move(client)) {}
KafkaCollector::~KafkaCollector() = default;

Result<std::unique_ptr<KafkaCollector>> KafkaCollector::open(const KafkaRules& rules) {
  auto client = std::make_unique<Client>();
  client->topic = rules.topic;
  Conf conf(rd_kafka_conf_new());
  auto properties = rules.properties;
  properties.insert(properties.end(), {{"bootstrap.servers", rules.brokers},
                                       {"group.id", rules.group},
                                       {"enable.auto.commit", "false"},
                                       {"enable.auto.offset.store", "false"},
                                       {"auto.offset.reset", "earliest"}});
  for (const auto& [name, value] : properties) {
    if (auto taken = set(conf.get(), name, value); !taken) return pass(taken);
  }
  rd_kafka_conf_set_error_cb(conf.get(), Client::on_error);
  rd_kafka_conf_set_opaque(conf.get(), client.get());
  std::array<char, 512> why{};
  client->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.data(), why.size());
  if (client->kafka == nullptr) return json::invalid_rules(std::string("Kafka: ") + why.data());
  static_cast<void>(conf.release());  // the client owns it now
  rd_kafka_poll_set_consumer(client->kafka);
  const PartitionList topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), rules.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto error = rd_kafka_subscribe(client->kafka, topics.get())) {
    return failed(rd_kafka_err2str(error));
  }
  return std::unique_ptr<KafkaCollector>(new KafkaCollector(std::move(client)));
}

// Reads messages until there are enough for a post, or none come.
Status KafkaCollector::fill() {
  ops::RealClock clock;
  const std::int64_t end = clock.mono_nanoseconds() + portion_ns_max;
  bool joined = client_->has_partitions();
  for (int idle = 0; pending_.size() < portion_readings &&
                     clock.mono_nanoseconds() < end;) {
    const Message message(rd_kafka_consumer_poll(client_->kafka, poll_ms));
    if (!message) {
      if (client_->is_down()) return failed(client_->down);
      const bool had = std::exchange(joined, client_->has_partitions());
      if (joined && !had) idle = 0;  // only now can there be silence
      if (++idle >= (joined ? idle_polls_max : joining_polls_max)) return {};
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return failed(rd_kafka_message_errstr(message.get()));
    }
    idle = 0;
    client_->down.clear();
    const std::string_view value(static_cast<const char*>(message->payload), message->len);
    auto parsed = json::parse_readings(value, posted_readings_max);
    const std::string place = client_->topic + "[" + std::to_string(message->partition) + "]@" +
                              std::to_string(message->offset);
    for (intake::Rejected& one : parsed.rejected) {
      one.text = place;
      rejected_.push_back(std::move(one));
    }
    std::ranges::move(parsed.readings, std::back_inserter(pending_));
    client_->next[message->partition] = message->offset + 1;
    ++messages_;
  }
  return {};
}

Status KafkaCollector::hand_on_portion(const Taker& take, Collected& collected) {
  if (auto handed = hand_on(pending_, take, collected); !handed) return handed;
  pending_.clear();
  collected.rejected_count += rejected_.size();
  for (intake::Rejected& one : rejected_) {
    if (collected.rejected.size() < rejected_listed_max) {
      collected.rejected.push_back(std::move(one));
    }
  }
  rejected_.clear();
  messages_ = 0;
  const std::string why = client_->commit();
  if (!why.empty()) collected.problems.push_back("offsets were not committed: " + why);
  return {};
}

Result<Collected> KafkaCollector::round(const Taker& take) {
  Collected collected;
  for (int i = 0; i < portions_max; ++i) {
    const bool left_over = messages_ > 0;  // of a round that failed
    if (!left_over) {
      if (auto filled = fill(); !filled && messages_ == 0) return pass(filled);
    }
    if (messages_ == 0) return collected;
    if (auto handed = hand_on_portion(take, collected); !handed) return pass(handed);
  }
  return collected;
}

}  // namespace tollbridge::stack::kafka
