// SPDX-License-Identifier: Apache-2.0
// Goal: what a Prometheus server recorded is posted for its owner, exactly, and asking again posts
// the same. Method: answers as the API documents them; a real server answers in tests/functional.
#include "stack/prometheus/prometheus_collector.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tollbridge::stack::prometheus {
namespace {

using std::chrono::minutes;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();  // 1790856000

PrometheusRules rules(const std::string& rule) {
  return parse_prometheus_rules(
             R"({"server":"http://127.0.0.1:9090/","step":60,"delay":60,"rules":[)" + rule + "]}")
      .value();
}

const std::string by_label =
    R"({"query":"vm_cpus{job=\"a b\"}","kind":"gauge","meter":"CPU","subscription_label":"owner",)"
    R"("resource_prefix":"/vm/","resource_labels":["cluster","instance"],"location":"north"})";
const std::string fixed =
    R"({"query":"node_network_bytes_total","kind":"counter","meter":"NET","subscription":"shop",)"
    R"("resource_labels":["instance"],"source_label":"device"})";

std::string matrix(const std::string& series) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + series + "]}}";
}

TEST(Prometheus, a_query_names_its_samples_exactly) {
  const auto one = rules(by_label);
  EXPECT_EQ(range_url(one, one.rules[0], noon, noon + minutes(10)),
            "http://127.0.0.1:9090/api/v1/query_range?query=vm_cpus%7Bjob%3D%22a%20b%22%7D"
            "&start=1790856000&end=1790856600&step=60");
}

TEST(Prometheus, samples_become_readings_of_the_owner_the_labels_name) {
  const auto one = rules(by_label);
  std::vector<std::string> problems;
  const auto found = parse_range(
      matrix(R"({"metric":{"__name__":"vm_cpus","owner":"shop","cluster":"C1","instance":"w:1"},)"
             R"("values":[[1790856000,"4"],[1790856060.5,"1e+01"],[1790856120,"NaN"]]},)"
             R"({"metric":{"cluster":"C1","instance":"w:2"},"values":[[1790856000,"1"]]})"),
      one, one.rules[0], problems);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 2U);
  const Posted& first = (*found)[0];
  EXPECT_EQ(first.track.series.subscription, LocalSubscriptionId("shop"));
  EXPECT_EQ(first.track.series.meter, MeterId("CPU"));
  EXPECT_EQ(first.track.series.resource.text(), "/vm/c1/w:1");
  EXPECT_EQ(first.reading.at, noon);
  EXPECT_EQ(first.reading.value.to_string(), "4");
  EXPECT_EQ(first.reading.gap, std::chrono::seconds(120));
  EXPECT_EQ(first.reading.location, "north");
  EXPECT_EQ((*found)[1].reading.value.to_string(), "10");
  EXPECT_EQ((*found)[1].reading.at, noon + std::chrono::milliseconds(60'500));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_NE(problems[0].find("NaN"), std::string::npos);
  EXPECT_NE(problems[1].find("'owner'"), std::string::npos);
  EXPECT_TRUE(check(first, noon));
}

TEST(Prometheus, counters_are_followed_by_source) {
  const auto one = rules(fixed);
  std::vector<std::string> problems;
  const auto found = parse_range(
      matrix(R"({"metric":{"instance":"w","device":"eth0"},)"
             R"("values":[[1790856000,"12345678901"]]})"),
      one, one.rules[0], problems);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at(0).track.source, "eth0");
  EXPECT_EQ(found->at(0).meaning.kind, Kind::counter);
  EXPECT_EQ(found->at(0).reading.value.to_string(), "12345678901");
}

TEST(Prometheus, an_answer_that_is_none_is_an_error) {
  const auto one = rules(fixed);
  std::vector<std::string> problems;
  for (const std::string& body :
       {std::string(""), std::string("<html>"), std::string("{}"),
        std::string(R"({"status":"error","errorType":"bad_data","error":"parse error"})"),
        std::string(R"({"status":"success","data":{"resultType":"scalar","result":[1,"2"]}})"),
        matrix(R"({"metric":{"instance":"w","device":"e"}})"), matrix("7"),
        matrix(R"({"metric":{"instance":"w","device":"e"},"values":[["x","1"]]})")}) {
    const auto found = parse_range(body, one, one.rules[0], problems);
    ASSERT_FALSE(found) << body;
    EXPECT_EQ(found.error().code, "InvalidAnswer");
  }
  EXPECT_NE(parse_range(R"({"status":"error","error":"parse error"})", one, one.rules[0], problems)
                .error()
                .message.find("parse error"),
            std::string::npos);
}

class Rounds {
 public:
  Result<PrometheusRound> round(std::optional<Instant> cursor, Instant now) {
    return collect_prometheus(
        rules_,
        [&](const std::string& url) -> Result<std::string> {
          urls.push_back(url.substr(url.find("&start")));
          if (broken) return fail(ErrorKind::io, "FetchFailed", "down");
          return matrix(R"({"metric":{"instance":"w","device":"e"},"values":[[1790856000,"1"]]})");
        },
        cursor, now, [&](std::span<const Posted> readings) {
          TakeOutcome outcome;
          outcome.accepted = readings.size();
          return Result<TakeOutcome>(outcome);
        });
  }
  std::vector<std::string> urls;
  bool broken = false;

 private:
  PrometheusRules rules_ = rules(fixed);
};

TEST(Prometheus, a_round_goes_on_where_the_last_one_ended_and_keeps_its_distance) {
  Rounds rounds;
  const auto first = rounds.round(noon, noon + minutes(5) + std::chrono::seconds(30)).value();
  EXPECT_EQ(first.cursor, noon + minutes(5));
  EXPECT_EQ(first.collected.accepted, 1U);
  const auto second = rounds.round(first.cursor, noon + minutes(5) + std::chrono::seconds(40));
  EXPECT_EQ(second->cursor, first.cursor) << "nothing new yet";
  const auto third = rounds.round(first.cursor, noon + minutes(7)).value();
  EXPECT_EQ(third.cursor, noon + minutes(7));
  EXPECT_EQ(rounds.urls,
            (std::vector<std::string>{"&start=1790856000&end=1790856240&step=60",
                                      "&start=1790856300&end=1790856360&step=60"}));
}

TEST(Prometheus, a_long_silence_is_asked_for_in_portions) {
  Rounds rounds;
  const auto round = rounds.round({}, noon).value();
  EXPECT_EQ(rounds.urls.size(), 2U) << "a day of minutes";
  EXPECT_EQ(round.cursor, noon);
}

TEST(Prometheus, a_server_that_is_down_costs_nothing_but_time) {
  Rounds rounds;
  rounds.broken = true;
  EXPECT_EQ(rounds.round(noon, noon + minutes(5)).error().code, "FetchFailed");
  EXPECT_EQ(curl_get()("http://127.0.0.1:1/").error().code, "Unreachable");
}

TEST(PrometheusRules, are_read_whole_or_refused_with_the_place) {
  const auto fault = [](const std::string& rule) {
    const auto parsed = parse_prometheus_rules(R"({"server":"http://x","rules":[)" + rule + "]}");
    return parsed ? std::string() : parsed.error().message;
  };
  EXPECT_EQ(fault(by_label + "," + fixed), "");
  EXPECT_EQ(fault("{}"), "In the rules rules[0].query is missing.");
  const auto with = [&](const std::string& members) {
    return fault(R"({"query":"q","meter":"m",)" + members + "}");
  };
  EXPECT_EQ(with(R"("kind":"delta","subscription":"s","resource_prefix":"/r")"),
            "In the rules rules[0].kind is neither gauge nor counter.");
  EXPECT_EQ(with(R"("kind":"gauge","resource_prefix":"/r")"),
            "In the rules rules[0] needs either subscription or subscription_label.");
  EXPECT_EQ(with(R"("kind":"gauge","subscription":"s")"),
            "In the rules rules[0] names no resource; add resource_labels or resource_prefix.");
  EXPECT_EQ(with(R"("kind":"gauge","subscription":"s","resource_labels":"instance")"),
            "In the rules rules[0].resource_labels is no list.");
  EXPECT_EQ(parse_prometheus_rules(R"({"server":"ftp://x","rules":[]})").error().code,
            "InvalidRules");
}

}  // namespace
}  // namespace tollbridge::stack::prometheus
