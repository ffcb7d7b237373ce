// SPDX-License-Identifier: Apache-2.0
// Goal: every message of a topic is taken, and its offset committed only then. Method: a real
// consumer against librdkafka's own mock cluster, which a producer of the test fills.
#include "stack/kafka/kafka_collector.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <set>

#include "core/check.h"

namespace tollbridge::stack::kafka {
namespace {

const std::string topic = "usage";

// A cluster of one broker, with a topic of two partitions.
class Cluster {
 public:
  Cluster() {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    CHECK(rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why.data(), why.size()) ==
          RD_KAFKA_CONF_OK);
    producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    CHECK(producer_ != nullptr);
    cluster_ = rd_kafka_handle_mock_cluster(producer_);
    CHECK(rd_kafka_mock_topic_create(cluster_, topic.c_str(), 2, 1) == RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  ~Cluster() { rd_kafka_destroy(producer_); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void set_up(bool up) {
    CHECK((up ? rd_kafka_mock_broker_set_up(cluster_, 1)
              : rd_kafka_mock_broker_set_down(cluster_, 1)) == RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  void produce(const std::string& value, int partition = 0) {
    const auto error = rd_kafka_producev(
        producer_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
    CHECK(error == RD_KAFKA_RESP_ERR_NO_ERROR);
    CHECK(rd_kafka_flush(producer_, 30'000) == RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  std::unique_ptr<KafkaCollector> collector(const std::string& group = "metering") {
    // The mock cluster forgets a member that has left only when its session is over.
    KafkaRules rules{rd_kafka_mock_cluster_bootstraps(cluster_), topic, group, {}};
    rules.properties = {{"session.timeout.ms", "3000"}, {"heartbeat.interval.ms", "500"}};
    return KafkaCollector::open(rules).value();
  }

 private:
  rd_kafka_t* producer_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

std::string reading(const std::string& resource) {
  return R"({"subscription":"s","meter":"m","resource":")" + resource +
         R"(","at":"2026-10-01T12:00:00Z","value":1})";
}

std::string event(const std::string& id) {
  return R"({"specversion":"1.0","id":")" + id +
         R"(","source":"/rp","type":"usage","time":"2026-10-01T12:00:00Z","data":)" +
         R"({"subscription":"s","meter":"m","resource":"/event","value":2}})";
}

class Taken {
 public:
  Result<Collected> round(KafkaCollector& collector) {
    return collector.round(
        [this](std::span<const Posted> readings) -> Result<TakeOutcome> {
          if (broken) return fail(ErrorKind::io, "Unreachable", "down");
          for (const Posted& one : readings) names.insert(one.track.series.resource.text());
          all += readings.size();
          TakeOutcome outcome;
          outcome.accepted = readings.size();
          return outcome;
        });
  }
  bool broken = false;
  std::size_t all = 0;
  std::set<std::string> names;
};

TEST(Kafka, messages_of_all_partitions_are_taken_once) {
  Cluster cluster;
  cluster.produce(reading("/1") + "\n" + reading("/2"), 0);
  cluster.produce(event("e1"), 1);
  Taken taken;
  {
    const auto collector = cluster.collector();
    EXPECT_EQ(taken.round(*collector).value().accepted, 3U);
    EXPECT_EQ(taken.names, (std::set<std::string>{"/1", "/2", "/event"}));
    EXPECT_EQ(taken.round(*collector).value().readings, 0U);
  }
  cluster.produce(reading("/3"), 1);
  const auto restarted = cluster.collector();
  EXPECT_EQ(taken.round(*restarted).value().readings, 1U) << "what was taken is committed";
  EXPECT_TRUE(taken.names.contains("/3"));
}

TEST(Kafka, what_was_not_taken_comes_again_also_after_a_restart) {
  Cluster cluster;
  cluster.produce(reading("/1"));
  Taken taken;
  taken.broken = true;
  {
    const auto collector = cluster.collector();
    EXPECT_EQ(taken.round(*collector).error().code, "Unreachable");
    EXPECT_EQ(taken.round(*collector).error().code, "Unreachable");
  }
  const auto restarted = cluster.collector();
  EXPECT_EQ(taken.round(*restarted).error().code, "Unreachable");
  taken.broken = false;
  EXPECT_EQ(taken.round(*restarted).value().accepted, 1U);
}

TEST(Kafka, a_message_that_is_no_reading_is_passed_over) {
  Cluster cluster;
  cluster.produce("oops", 1);
  cluster.produce(reading("/1"), 1);
  Taken taken;
  const auto collector = cluster.collector();
  const auto found = taken.round(*collector).value();
  EXPECT_EQ(found.accepted, 1U);
  ASSERT_EQ(found.rejected_count, 1U);
  EXPECT_EQ(found.rejected[0].code, "InvalidJson");
  EXPECT_EQ(found.rejected[0].text, "usage[1]@0");
}

TEST(Kafka, a_cluster_that_is_away_is_an_error) {
  const auto collector = KafkaCollector::open({"127.0.0.1:1", topic, "g", {}}).value();
  Taken taken;
  for (int i = 0; i < 3; ++i) {
    const auto round = taken.round(*collector);
    ASSERT_FALSE(round.has_value()) << "as long as it is away";
    EXPECT_EQ(round.error().code, "KafkaFailed");
  }
}

TEST(Kafka, a_cluster_that_comes_back_is_read_on) {
  Cluster cluster;
  cluster.produce(reading("/1"));
  Taken taken;
  const auto collector = cluster.collector();
  EXPECT_EQ(taken.round(*collector).value().accepted, 1U);
  cluster.set_up(false);
  EXPECT_EQ(taken.round(*collector).error().code, "KafkaFailed");
  EXPECT_EQ(taken.round(*collector).error().code, "KafkaFailed");
  cluster.set_up(true);
  cluster.produce(reading("/2"));
  for (int i = 0; i < 10 && taken.all < 2; ++i) {
    if (auto round = taken.round(*collector); !round) {
      EXPECT_EQ(round.error().code, "KafkaFailed") << "it takes a while to connect again";
    }
  }
  EXPECT_TRUE(taken.names.contains("/2"));
}

TEST(KafkaRules, are_read_whole_or_refused_with_the_place) {
  const auto rules = parse_kafka_rules(
      R"({"brokers":"a:1","topic":"t","group":"g","properties":["client.id=x=y"]})").value();
  EXPECT_EQ(rules.properties, (std::vector<std::pair<std::string, std::string>>{
                                  {"client.id", "x=y"}}));
  const auto fault = [](const std::string& rules_text) {
    return parse_kafka_rules(rules_text).error().message;
  };
  EXPECT_EQ(fault("x"), "In the rules the text is no JSON.");
  EXPECT_EQ(fault("{}"), "In the rules brokers is missing.");
  EXPECT_EQ(fault(R"({"brokers":"a","topic":"t","group":"g","properties":["x"]})"),
            "In the rules properties holds 'x', which is not name=value.");
  EXPECT_EQ(fault(R"({"brokers":"a","topic":"t","group":"g","more":1})"),
            "In the rules more is not known.");
  const auto unknown = KafkaCollector::open({"a:1", "t", "g", {{"no.such.thing", "1"}}});
  EXPECT_EQ(unknown.error().code, "InvalidRules");
  EXPECT_NE(unknown.error().message.find("no.such.thing"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::stack::kafka
