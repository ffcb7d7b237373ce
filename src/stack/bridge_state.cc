// SPDX-License-Identifier: Apache-2.0
#include "stack/bridge_state.h"

#include <array>


namespace tollbridge::stack {
namespace {

constexpr std::array<std::string_view, 6> works{"off",     "not running", "sending",
                                                "resting", "waiting",     "stopped"};

void write(Json& json, std::string_view key, const std::optional<Instant>& when) {
  json.text_or_null(key, when ? tollbridge::to_string(*when) : std::string());
}

void write_failure(Json& json, const std::optional<BridgeFailure>& failure) {
  if (!failure) {
    json.null("failure");
    return;
  }
  json.object("failure").field("code", failure->code).field("message", failure->message);
  write(json, "since", failure->since);
  write(json, "next_try", failure->next_try);
  json.end();
}

void write_overruled(Json& json, const BridgeOverruled& overruled) {
  json.object("overruled").field("count", overruled.count).array("hours");
  for (const Overruled& one : overruled.hours) {
    json.object().field("subscription", one.series.subscription.text());
    json.field("meter", one.series.meter.text()).field("resource", one.series.resource.text());
    json.field("hour", one.hour.to_string());
    json.field("stack_quantity", one.stack.to_string());
    json.field("commerce_quantity", one.commerce.to_string());
    json.field("since", tollbridge::to_string(one.since)).end();
  }
  json.end().end();
}

constexpr std::string_view overruled_alert = "Hours Overruled";

}  // namespace

std::string_view to_string(BridgeWork work) { return works[static_cast<std::size_t>(work)]; }

void show_overruled(const OverruledSet& overruled, BridgeState& state) {
  state.overruled = {overruled.size(), overruled.first(overruled_shown_max)};
  std::erase_if(state.alerts, [](const Alert& alert) { return alert.name == overruled_alert; });
  if (overruled.empty()) return;
  const std::string count = std::to_string(overruled.size());
  state.alerts.push_back(
      {std::string(overruled_alert), Alert::Severity::warning,
       "After this stack was restored, commerce's quantity counts for " + count +
           (overruled.size() == 1 ? " hour" : " hours") +
           " although readings here say otherwise. Have the providers post the readings of these "
           "hours again; what they say counts then."});
}

void append_bridge(Json& json, const BridgeState& state) {
  json.object().field("stack", state.stack.text()).field("state", to_string(state.work));
  json.text_or_null("why", state.why);
  write(json, "as_of", state.as_of);
  write(json, "last_contact", state.last_contact);
  if (state.watermark) {
    json.field("watermark", *state.watermark);
  } else {
    json.null("watermark");
  }
  json.field("newest_batch", state.newest);
  json.object("backlog").field("batches", state.backlog.batches);
  json.field("bytes", state.backlog.bytes).field("rows", state.backlog.rows);
  json.text_or_null("oldest_hour", state.backlog.oldest ? state.backlog.oldest->to_string() : "");
  json.end();
  write_overruled(json, state.overruled);
  write_failure(json, state.failure);
  json.array("alerts");
  for (const Alert& alert : state.alerts) {
    const bool critical = alert.severity == Alert::Severity::critical;
    json.object().field("name", alert.name).field("severity", critical ? "critical" : "warning");
    json.field("message", alert.message).end();
  }
  json.end().end();
}

std::string bridge_json(const BridgeState& state) {
  Json json;
  append_bridge(json, state);
  return json.text();
}

}  // namespace tollbridge::stack
