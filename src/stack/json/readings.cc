// SPDX-License-Identifier: Apache-2.0
#include "stack/json/readings.h"

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <utility>

#include "intake/detect.h"
#include "intake/fields.h"
#include "intake/json/event.h"
#include "intake/json/members.h"
#include "intake/reader.h"
#include "intake/record_splitter.h"
#include "intake/tags.h"
#include "intake/text.h"
#include "intake/times.h"
#include "intake/window.h"

namespace tollbridge::stack::json {
namespace {

namespace ij = intake::json;
using ij::Fault;
using ij::Ok;

// The members of one reading, as text. Empty is absent.
struct Members {
  std::string_view subscription, meter, resource, kind, measure, at, start, end, value, event, gap,
      source, id, location, tags, specversion;
};

struct Member {
  std::string_view name;
  std::string_view Members::*field;
  bool any_json = false;
};

constexpr std::array<Member, 16> members{{
    {"subscription", &Members::subscription},
    {"meter", &Members::meter},
    {"resource", &Members::resource},
    {"kind", &Members::kind},
    {"measure", &Members::measure},
    {"at", &Members::at},
    {"start", &Members::start},
    {"end", &Members::end},
    {"value", &Members::value},
    {"event", &Members::event},
    {"gap", &Members::gap},
    {"source", &Members::source},
    {"id", &Members::id},
    {"location", &Members::location},
    {"tags", &Members::tags, true},
    {"specversion", &Members::specversion},
}};

// What an event's envelope says of its reading.
struct Envelope {
  std::string_view time;
  std::string_view id;
};

std::unexpected<Error> bad(std::string code, std::string message) {
  return fail(ErrorKind::invalid, std::move(code), std::move(message));
}

std::unexpected<Error> bad(Fault& fault) {
  return bad(std::string(fault.code), std::move(fault.message));
}

template <class T>
Status take(Result<T> found, T& to) {
  if (!found) return pass(found);
  to = *found;
  return {};
}

Status take_time(std::string_view text, Instant& to) {
  return take(intake::parse_usage_time(text, intake::TimeStyle::strict), to);
}

Status fill_meaning(const Members& found, Meaning& meaning) {
  if (!found.kind.empty()) {
    if (auto taken = take(parse_kind(found.kind), meaning.kind); !taken) return taken;
  }
  return found.measure.empty() ? Status() : take(parse_measure(found.measure), meaning.measure);
}

Status fill_times(const Members& found, const Envelope& envelope, Reading& reading) {
  if (!found.at.empty() && !found.start.empty()) {
    return bad("InvalidField", "The reading has at and start; send one of them.");
  }
  std::string_view at = found.at.empty() ? found.start : found.at;
  if (at.empty()) at = envelope.time;
  if (at.empty()) return bad("MissingField", "The reading has no time; add at.");
  if (auto taken = take_time(at, reading.at); !taken) return taken;
  if (found.end.empty()) return {};
  Instant end{};
  if (auto taken = take_time(found.end, end); !taken) return taken;
  reading.end = end;
  return {};
}

// What a start or a stop without a value means; empty: the value is needed.
Result<std::string_view> value_of_event(const Members& found, Kind kind) {
  const bool stop = found.event == "stop";
  if (kind != Kind::duration || (!stop && found.event != "start")) {
    return bad("InvalidField", "event " + intake::in_quotes(found.event) +
                                   " is not known; a duration has start and stop.");
  }
  if (!stop) return found.value.empty() ? "1" : found.value;
  if (!found.value.empty()) return bad("InvalidField", "A stop has no value; leave it out.");
  return "0";
}

Status fill_value(const Members& found, Posted& posted, bool& rounded) {
  std::string_view value = found.value;
  if (!found.event.empty()) {
    auto taken = take(value_of_event(found, posted.meaning.kind), value);
    if (!taken) return taken;
  }
  if (value.empty()) return bad("MissingField", "The reading has no value; add it.");
  auto entered = intake::read_quantity(value);
  if (!entered) return pass(entered);
  posted.reading.value = entered->quantity;
  rounded = entered->rounded;
  return {};
}

Status fill_gap(const Members& found, Posted& posted) {
  if (found.gap.empty()) return {};
  std::int64_t seconds = 0;
  const char* end = found.gap.data() + found.gap.size();
  const auto [stopped, error] = std::from_chars(found.gap.data(), end, seconds);
  if (error != std::errc{} || stopped != end || posted.meaning.kind != Kind::gauge) {
    return bad("InvalidField", "gap " + intake::in_quotes(found.gap) +
                                   " is not a gauge's whole number of seconds.");
  }
  posted.reading.gap = std::chrono::seconds(seconds);
  return {};
}

Status fill(const Members& found, const Envelope& envelope, Posted& posted, bool& rounded) {
  posted.track.series.subscription = LocalSubscriptionId(found.subscription);
  posted.track.series.meter = MeterId(found.meter);
  posted.track.series.resource = ResourceId(found.resource);
  posted.track.source = found.source;
  posted.reading.id = found.id.empty() ? envelope.id : found.id;
  posted.reading.location = found.location;
  posted.reading.tags = intake::canonical_tags(found.tags);
  auto filled = fill_meaning(found, posted.meaning);
  if (filled) filled = fill_times(found, envelope, posted.reading);
  if (filled) filled = fill_value(found, posted, rounded);
  if (filled) filled = fill_gap(found, posted);
  return filled;
}

Ok read_members(ij::ondemand::parser& parser, std::string_view text, Members& found,
                Fault& fault) {
  ij::ondemand::document document;
  ij::ondemand::object object;
  if (!ij::open_object(parser, text, document, object, fault)) return false;
  ij::SeenMembers seen;
  for (auto item : object) {
    ij::ondemand::field field;
    std::string_view name;
    if (!ij::open_member(item, field, name, fault)) return false;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = members[i];
      if (member.name != name) continue;
      if (!seen.first(i, name, fault) ||
          !ij::read_text(field.value(), name, member.any_json, found.*member.field, fault)) {
        return false;
      }
    }
  }
  return ij::check_nothing_follows(document, fault);
}

class ReadingParser {
 public:
  // `text` has text_padding readable bytes behind it.
  void record(std::string_view text, std::uint64_t line, ParsedReadings& found) {
    Posted posted;
    posted.line = line;
    bool rounded = false;
    auto done = read(text, posted, rounded);
    if (done) {
      found.readings.push_back(std::move(posted));
      found.rounded += rounded ? 1 : 0;
    } else {
      found.rejected.push_back({line, done.error().code, done.error().message, ""});
    }
  }

 private:
  Status read(std::string_view text, Posted& posted, bool& rounded) {
    Fault fault;
    Members found;
    if (!read_members(parser_, text, found, fault)) return bad(fault);
    if (found.specversion.empty()) return fill(found, {}, posted, rounded);
    if (!event_.read(text, fault)) return bad(fault);
    Members data;
    if (!read_members(data_parser_, event_.data(), data, fault)) return bad(fault);
    return fill(data, {event_.time(), event_.event_id()}, posted, rounded);
  }

  ij::ondemand::parser parser_;
  ij::ondemand::parser data_parser_;
  ij::EventEnvelope event_;
};

// Whether the text is JSON lists and not one record a line.
bool has_lists(std::string_view front) {
  return intake::without_blanks_around(front).starts_with('[');
}

// One stream on its way into portions.
class ReadingStream {
 public:
  ReadingStream(intake::ByteSource& source, std::size_t portion_max, const ReadingsSink& sink)
      : window_(source), portion_max_(portion_max), sink_(sink) {}

  Status run() {
    Status source = fill_front();
    if (window_.text().starts_with(intake::byte_order_mark)) {
      window_.drop(intake::byte_order_mark.size());
    }
    splitter_ = has_lists(window_.text()) ? intake::split_json_lists(false)
                                          : intake::split_at_lines();
    while (true) {
      if (auto taken = take_pieces(); !taken) return taken;
      if (window_.ended() || !source) break;
      source = window_.fill();
    }
    if (!handed_on_ || records() > 0) {
      if (auto done = hand_on(); !done) return done;
    }
    return source;
  }

 private:
  // Until it can be told whether the stream begins with a list.
  Status fill_front() {
    Status source;
    while (source && !window_.ended() &&
           intake::without_blanks_around(window_.text()).size() <= intake::byte_order_mark.size() &&
           window_.text().size() < intake::detect_bytes_max) {
      source = window_.fill();
    }
    return source;
  }

  [[nodiscard]] std::size_t records() const {
    return portion_.readings.size() + portion_.rejected.size();
  }

  // All pieces in sight.
  Status take_pieces() {
    while (true) {
      intake::Piece piece;
      const std::size_t used = splitter_->next(window_.text(), window_.ended(), piece);
      if (piece.kind == intake::Piece::Kind::rejected) {
        portion_.rejected.push_back({piece.line, std::string(piece.code), piece.message, ""});
      } else if (piece.kind == intake::Piece::Kind::record) {
        parser_.record(piece.text, piece.line, portion_);
      }
      window_.drop(used);
      bytes_ += used;
      if (used == 0 && piece.kind == intake::Piece::Kind::none) return {};
      if (records() >= portion_max_ || bytes_ >= intake::portion_bytes_max) {
        if (auto done = hand_on(); !done) return done;
      }
    }
  }

  Status hand_on() {
    handed_on_ = true;
    bytes_ = 0;
    return sink_(std::exchange(portion_, ParsedReadings{}));
  }

  intake::Window window_;
  const std::size_t portion_max_;
  const ReadingsSink& sink_;
  std::unique_ptr<intake::RecordSplitter> splitter_;
  ReadingParser parser_;
  ParsedReadings portion_;
  std::size_t bytes_ = 0;  // read for it
  bool handed_on_ = false;
};

}  // namespace

Status read_readings(intake::ByteSource& source, std::size_t portion_max,
                     const ReadingsSink& sink) {
  return ReadingStream(source, portion_max, sink).run();
}

ParsedReadings parse_readings(std::string_view text, std::size_t records_max) {
  ParsedReadings found;
  ReadingParser parser;
  std::string padded;
  const auto splitter = has_lists(text) ? intake::split_json_lists(false)
                                        : intake::split_at_lines();
  for (;;) {
    intake::Piece piece;
    const std::size_t used = splitter->next(text, true, piece);
    if (piece.kind == intake::Piece::Kind::none && (used == 0 || text.empty())) break;
    if (piece.kind == intake::Piece::Kind::rejected) {
      found.rejected.push_back({piece.line, std::string(piece.code), piece.message, ""});
    } else if (piece.kind == intake::Piece::Kind::record) {
      if (found.readings.size() + found.rejected.size() >= records_max) {
        found.rejected.push_back({piece.line, "TooManyReadings",
                                  "At most " + std::to_string(records_max) +
                                      " readings are taken at once; send the rest anew.",
                                  ""});
        break;
      }
      padded.assign(piece.text);
      padded.append(intake::text_padding, '\0');
      parser.record(std::string_view(padded).substr(0, piece.text.size()), piece.line, found);
    }
    text.remove_prefix(used);
  }
  return found;
}

}  // namespace tollbridge::stack::json
