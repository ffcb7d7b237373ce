// SPDX-License-Identifier: Apache-2.0
#include "stack/json/write_reading.h"

#include "core/json.h"

namespace tollbridge::stack::json {
namespace {

void text_unless_empty(Json& json, const char* name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

}  // namespace

void write_reading(const Posted& posted, std::string& to) {
  const Series& series = posted.track.series;
  const Reading& reading = posted.reading;
  Json json;
  json.object().field("subscription", series.subscription.text());
  json.field("meter", series.meter.text()).field("resource", series.resource.text());
  if (posted.meaning.kind != Kind::delta) json.field("kind", to_string(posted.meaning.kind));
  if (posted.meaning.measure != Measure::hours) {
    json.field("measure", to_string(posted.meaning.measure));
  }
  json.field("at", tollbridge::to_string(reading.at));
  if (reading.end) json.field("end", tollbridge::to_string(*reading.end));
  json.field("value", reading.value.to_string());
  if (posted.meaning.kind == Kind::gauge && reading.gap != gap_default) {
    json.field("gap", reading.gap.count());
  }
  text_unless_empty(json, "source", posted.track.source);
  text_unless_empty(json, "id", reading.id);
  text_unless_empty(json, "location", reading.location);
  if (!reading.tags.empty()) json.raw_field("tags", reading.tags);
  to += json.end().text();
  to += '\n';
}

}  // namespace tollbridge::stack::json
