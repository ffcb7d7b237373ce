// SPDX-License-Identifier: Apache-2.0
#include "stack/reading.h"

#include <array>
#include <tuple>
#include <utility>

#include "core/limits.h"
#include "intake/text.h"

namespace tollbridge::stack {
namespace {

constexpr std::array<std::string_view, 4> kinds{"delta", "counter", "gauge", "duration"};
constexpr std::array<std::string_view, 2> measures{"hours", "months"};

std::unexpected<Error> bad(std::string code, std::string message) {
  return fail(ErrorKind::invalid, std::move(code), std::move(message));
}

template <class Value, std::size_t n>
Result<Value> parse_one_of(const std::array<std::string_view, n>& names, std::string_view text,
                           std::string_view member) {
  std::string known;
  for (std::size_t i = 0; i < n; ++i) {
    if (names[i] == text) return static_cast<Value>(i);
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  return bad("InvalidField", std::string(member) + " " + intake::in_quotes(text) +
                                 " is not known; send one of " + known + ".");
}

Status check_text(std::string_view text, std::string_view name, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    return bad("FieldTooLong", std::string(name) + " has " + std::to_string(text.size()) +
                                   " bytes; at most " + std::to_string(bytes_max) + " are taken.");
  }
  if (!intake::is_utf8(text) || intake::has_control_character(text)) {
    return bad("InvalidField", std::string(name) + " " + intake::in_quotes(text) +
                                   " holds control characters or is not UTF-8.");
  }
  return {};
}

Status check_texts(const Posted& posted) {
  const struct {
    std::string_view name;
    std::string_view text;
    bool needed;
  } fields[] = {
      {"subscription", posted.track.series.subscription.text(), true},
      {"meter", posted.track.series.meter.text(), true},
      {"resource", posted.track.series.resource.text(), true},
      {"source", posted.track.source, false},
      {"id", posted.reading.id, false},
      {"location", posted.reading.location, false},
  };
  for (const auto& field : fields) {
    if (field.needed && field.text.empty()) {
      return bad("MissingField", "The reading has no " + std::string(field.name) + "; add it.");
    }
    auto checked = check_text(field.text, field.name, limits::id_bytes_max);
    if (!checked) return checked;
  }
  if (posted.reading.tags.size() > limits::tags_bytes_max) {
    return bad("FieldTooLong", "tags have " + std::to_string(posted.reading.tags.size()) +
                                   " bytes; at most 16384 are taken.");
  }
  return {};
}

Status check_times(const Posted& posted, Instant now) {
  const Reading& reading = posted.reading;
  if (reading.end && posted.meaning.kind != Kind::delta) {
    return bad("InvalidField", "Only a delta has an end; a " +
                                   std::string(to_string(posted.meaning.kind)) +
                                   " is told at one time.");
  }
  if (reading.end && *reading.end <= reading.at) {
    return bad("InvalidTime", "The reading ends at " + tollbridge::to_string(*reading.end) +
                                  ", not after its start " +
                                  tollbridge::to_string(reading.at) + ".");
  }
  if (reading.end && *reading.end - reading.at > delta_length_max) {
    return bad("SpanTooLong", "The reading spans more than a day; send one for each day or less.");
  }
  if (reading.at > now + ahead_max) {
    return bad("TooFarAhead", "The time " + tollbridge::to_string(reading.at) +
                                  " is more than a day ahead; check the sender's clock.");
  }
  if (reading.gap <= std::chrono::seconds(0) || reading.gap > gap_max) {
    return bad("InvalidField", "gap is " + std::to_string(reading.gap.count()) +
                                   " seconds; send 1 to 86400.");
  }
  return {};
}

}  // namespace

std::string_view to_string(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::string_view to_string(Measure measure) {
  return measures[static_cast<std::size_t>(measure)];
}

Result<Kind> parse_kind(std::string_view text) { return parse_one_of<Kind>(kinds, text, "kind"); }

Result<Measure> parse_measure(std::string_view text) {
  return parse_one_of<Measure>(measures, text, "measure");
}

bool earlier(const Reading& a, const Reading& b) {
  return std::tie(a.at, a.id) < std::tie(b.at, b.id);
}

Status check(const Posted& posted, Instant now) {
  if (auto checked = check_texts(posted); !checked) return checked;
  if (auto checked = check_times(posted, now); !checked) return checked;
  if (posted.meaning.kind != Kind::delta && posted.reading.value.is_negative()) {
    return bad("NegativeValue", "The value " + posted.reading.value.to_string() + " of a " +
                                    std::string(to_string(posted.meaning.kind)) +
                                    " is negative; only a delta may take something back.");
  }
  return {};
}

}  // namespace tollbridge::stack
