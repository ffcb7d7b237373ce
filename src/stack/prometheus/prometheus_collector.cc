// SPDX-License-Identifier: Apache-2.0
#include "stack/prometheus/prometheus_collector.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/decimal.h"
#include "intake/text.h"

namespace tollbridge::stack::prometheus {
namespace {

namespace ondemand = simdjson::ondemand;
using std::chrono::seconds;

constexpr std::size_t problems_max = 20;
constexpr int milli_digits = 3;

std::unexpected<Error> bad_answer(const std::string& why) {
  return fail(ErrorKind::io, "InvalidAnswer", "The Prometheus server answered " + why + ".");
}

std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string url;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    if (plain) {
      url += c;
    } else {
      url += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return url;
}

std::int64_t whole_seconds(Instant when) {
  return std::chrono::floor<seconds>(when).time_since_epoch().count();
}

// The last whole multiple of the step that is not after `when`.
Instant on_grid(Instant when, seconds step) {
  const std::int64_t second = whole_seconds(when);
  return Instant(seconds(second - second % step.count()));
}

void say(std::vector<std::string>& problems, std::string what) {
  const bool told = std::find(problems.begin(), problems.end(), what) != problems.end();
  if (!told && problems.size() < problems_max) problems.push_back(std::move(what));
}

using Labels = std::map<std::string, std::string, std::less<>>;

// Whose the series is, by its labels; empty: a label is missing.
std::optional<Track> track_of(const Labels& labels, const QueryRule& rule,
                              std::vector<std::string>& problems) {
  const auto label = [&](const std::string& name) -> std::string {
    const auto found = labels.find(name);
    if (found != labels.end() && !found->second.empty()) return found->second;
    say(problems, "a series of " + intake::in_quotes(rule.query) + " has no label '" + name + "'");
    return "";
  };
  Track track;
  track.series.meter = rule.meter;
  track.series.subscription = rule.subscription;
  if (!rule.subscription_label.empty()) {
    track.series.subscription = LocalSubscriptionId(label(rule.subscription_label));
    if (track.series.subscription.empty()) return std::nullopt;
  }
  std::string resource = rule.resource_prefix;
  for (std::size_t i = 0; i < rule.resource_labels.size(); ++i) {
    const std::string value = label(rule.resource_labels[i]);
    if (value.empty()) return std::nullopt;
    resource += (i == 0 ? "" : "/") + value;
  }
  track.series.resource = ResourceId(resource);
  if (!rule.source_label.empty()) {
    track.source = label(rule.source_label);
    if (track.source.empty()) return std::nullopt;
  }
  return track;
}

// A parsed answer is walked by simdjson, which throws nothing; each step may fail.
class Answer {
 public:
  Answer(const PrometheusRules& rules, const QueryRule& rule, std::vector<std::string>& problems)
      : rules_(rules), rule_(rule), problems_(problems) {}

  Result<std::vector<Posted>> read(std::string_view body) {
    const simdjson::padded_string padded(body);
    ondemand::parser parser;
    ondemand::document document;
    std::string_view status;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document["status"].get(status) != simdjson::SUCCESS) {
      return bad_answer("something that is not its JSON");
    }
    if (status != "success") {
      std::string_view why;
      ignore(document["error"].get(why));
      return bad_answer("'" + std::string(status) + "': " + std::string(why));
    }
    std::string_view type;
    ondemand::array result;
    if (document["data"]["resultType"].get(type) != simdjson::SUCCESS || type != "matrix" ||
        document["data"]["result"].get(result) != simdjson::SUCCESS) {
      return bad_answer("no matrix; the query must give instant vectors");
    }
    for (auto series : result) {
      ondemand::object object;
      if (series.get(object) != simdjson::SUCCESS || !read_series(object)) {
        return bad_answer("a series that cannot be read");
      }
    }
    return std::move(found_);
  }

 private:
  static void ignore(simdjson::error_code /*error*/) {}

  bool read_series(ondemand::object object) {
    Labels labels;
    ondemand::object metric;
    if (object["metric"].get(metric) != simdjson::SUCCESS) return false;
    for (auto field : metric) {
      std::string_view name;
      std::string_view value;
      if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
          field.value().get(value) != simdjson::SUCCESS) {
        return false;
      }
      labels[std::string(name)] = std::string(value);
    }
    const auto track = track_of(labels, rule_, problems_);
    if (!track) return true;
    ondemand::array values;
    if (object["values"].get(values) != simdjson::SUCCESS) return false;
    for (auto pair : values) {
      ondemand::array sample;
      if (pair.get(sample) != simdjson::SUCCESS || !read_sample(sample, *track)) return false;
    }
    return true;
  }

  // [1759320000, "12.5"]; the time may have a fraction.
  bool read_sample(ondemand::array sample, const Track& track) {
    std::string_view time;
    std::string_view text;
    std::size_t at = 0;
    for (auto part : sample) {
      if (at == 0 && part.raw_json_token().get(time) != simdjson::SUCCESS) return false;
      if (at == 1 && part.get(text) != simdjson::SUCCESS) return false;
      ++at;
    }
    const auto milliseconds =
        parse_decimal(intake::without_blanks_around(time), milli_digits);
    if (at != 2 || !milliseconds) return false;
    const auto value = parse_entered_quantity(text);
    if (!value) {
      say(problems_, "a value of " + intake::in_quotes(rule_.query) + " is " +
                         intake::in_quotes(text));
      return true;
    }
    Posted posted;
    posted.track = track;
    posted.meaning = rule_.meaning;
    posted.reading.at =
        Instant(std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds->units)));
    posted.reading.value = value->quantity;
    posted.reading.location = rule_.location;
    // A sample stands for its step; one that was missed leaves a hole of what is not known.
    if (rule_.meaning.kind == Kind::gauge) posted.reading.gap = 2 * rules_.step;
    found_.push_back(std::move(posted));
    return true;
  }

  const PrometheusRules& rules_;
  const QueryRule& rule_;
  std::vector<std::string>& problems_;
  std::vector<Posted> found_;
};

}  // namespace

std::string range_url(const PrometheusRules& rules, const QueryRule& rule, Instant from,
                      Instant to) {
  return rules.server + "/api/v1/query_range?query=" + escaped(rule.query) +
         "&start=" + std::to_string(whole_seconds(from)) +
         "&end=" + std::to_string(whole_seconds(to)) +
         "&step=" + std::to_string(rules.step.count());
}

Result<std::vector<Posted>> parse_range(std::string_view body, const PrometheusRules& rules,
                                        const QueryRule& rule,
                                        std::vector<std::string>& problems) {
  return Answer(rules, rule, problems).read(body);
}

Result<PrometheusRound> collect_prometheus(const PrometheusRules& rules, const Get& get,
                                           std::optional<Instant> cursor, Instant now,
                                           const Taker& take) {
  PrometheusRound round;
  const Instant last = on_grid(now - rules.delay, rules.step);
  Instant from = on_grid(cursor.value_or(now - look_back), rules.step);
  round.cursor = from;
  while (from <= last) {
    const Instant to = std::min(last, from + rules.step * (samples_max - 1));
    for (const QueryRule& rule : rules.rules) {
      auto body = get(range_url(rules, rule, from, to));
      if (!body) return pass(body);
      auto readings = parse_range(*body, rules, rule, round.collected.problems);
      if (!readings) return pass(readings);
      auto handed = hand_on(*readings, take, round.collected);
      if (!handed) return pass(handed);
    }
    from = to + rules.step;
    round.cursor = from;
  }
  return round;
}

}  // namespace tollbridge::stack::prometheus
