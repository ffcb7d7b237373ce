// SPDX-License-Identifier: Apache-2.0
#include "api/stack/standing.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "bridge/status/contact.h"
#include "ops/real_disk.h"
#include "registry/model.h"
#include "stack/json/activation.h"

namespace tollbridge::api::stack_face {
namespace {

void append_time(Json& json, const char* name, const std::optional<Instant>& time) {
  if (time) {
    json.field(name, tollbridge::to_string(*time));
  } else {
    json.null(name);
  }
}

void append_hour(Json& json, const char* name, const std::optional<Hour>& hour) {
  append_time(json, name, hour ? std::optional(hour->start()) : std::nullopt);
}

void append_due(Json& json, const Due& due) {
  json.object("due").field("hours", due.hours);
  append_hour(json, "oldest", due.oldest);
  json.end().object("waiting").field("series", std::uint64_t{due.waiting});
  json.array("subscriptions");
  for (const LocalSubscriptionId& one : due.waiting_for) json.value(one.text());
  json.end().end();
}

void append_settled(Json& json, const std::optional<Settled>& settled) {
  if (!settled) {
    json.null("settled");
    return;
  }
  json.object("settled");
  append_time(json, "at", settled->at);
  json.field("rows", settled->rows).field("restated", settled->restated);
  json.field("withheld", settled->withheld).field("too_large", settled->too_large);
  if (settled->failure.empty()) {
    json.null("failure");
  } else {
    json.field("failure", settled->failure);
  }
  json.end();
}

void append_silent(Json& json, const Silent& silent) {
  json.object("silent").field("count", std::uint64_t{silent.count}).array("gauges");
  for (const SilentGauge& one : silent.latest) {
    const stack::Series& series = one.track.series;
    json.object().field("subscription", series.subscription.text());
    json.field("meter", series.meter.text()).field("resource", series.resource.text());
    json.field("source", one.track.source);
    json.field("since", tollbridge::to_string(one.since)).end();
  }
  json.end().end();
}

void append_registration(Json& json, const Standing& standing) {
  json.object("registration").field("state", to_string(standing.registration));
  if (standing.activation) {
    json.field("name", standing.activation->registration);
    json.field("resource_group", standing.activation->resource_group);
    json.field("subscription", standing.activation->subscription.text());
    json.field("billing_model", to_string(standing.activation->billing_model));
    json.field("usage_reporting", standing.activation->usage_reporting);
    append_time(json, "expires", standing.activation->expires);
  }
  json.end().array("alerts");
  for (const stack::Alert& alert : standing.alerts) {
    const bool critical = alert.severity == stack::Alert::Severity::critical;
    json.object().field("name", alert.name).field("severity", critical ? "critical" : "warning");
    json.field("message", alert.message).end();
  }
  json.end();
}

}  // namespace

Due due_of(stack::LocalStack& local, Instant now) {
  const Hour horizon = Hour::containing(now - stack::StackRules().grace);
  std::set<LocalSubscriptionId> unknown;
  std::set<stack::Series> waiting;
  Due due;
  for (const stack::DueHours& one : local.books().due()) {
    const HourSpan passed{one.hours.begin, std::min(one.hours.end, horizon)};
    if (passed.hours() <= 0) continue;
    due.hours += static_cast<std::uint64_t>(passed.hours());
    due.oldest = due.oldest ? std::min(*due.oldest, passed.begin) : passed.begin;
    const stack::Series& series = local.books().track(one.track).track.series;
    if (local.half().directory().begin(series.subscription)) continue;
    waiting.insert(series);
    unknown.insert(series.subscription);
  }
  due.waiting = waiting.size();
  due.waiting_for.assign(unknown.begin(), unknown.end());
  if (due.waiting_for.size() > waiting_for_max) due.waiting_for.resize(waiting_for_max);
  return due;
}

Result<Silent> silent_gauges(stack::LocalStack& local, Instant now) {
  std::vector<SilentGauge> found;
  for (const stack::KnownTrack& known : local.books().tracks()) {
    if (known.meaning.kind != stack::Kind::gauge) continue;
    auto last = local.books().last_before(known.no, now);
    if (!last) return pass(last);
    if (!*last) continue;
    auto samples = local.books().readings(known.no, **last, **last + std::chrono::nanoseconds(1));
    if (!samples) return pass(samples);
    if (samples->empty()) continue;
    const Instant since = samples->back().at + samples->back().gap;
    if (since < now) found.push_back({known.track, since});
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &SilentGauge::since);
  Silent silent{found.size(), std::move(found)};
  if (silent.latest.size() > silent_max) silent.latest.resize(silent_max);
  return silent;
}

Result<Standing> standing_of(stack::LocalStack& local, Instant now) {
  Standing standing;
  standing.profile = local.profile();
  standing.tracks = local.books().tracks().size();
  standing.local_subscriptions = local.half().directory().subscriptions(Instant::max()).size();
  standing.due = due_of(local, now);
  standing.closed_to = local.books().closed_to();
  if (const std::string key = local.books().note(stack::activation_note); !key.empty()) {
    auto activation = stack::json::parse_activation_key(key);
    if (!activation) return pass(activation);
    standing.activation = *std::move(activation);
  }
  standing.registration = stack::state_of(standing.activation, now);
  // As the bridge of this process told it, or as its file says, which is up to a minute behind.
  ops::RealDisk disk;
  bridge::Contact contact = bridge::read_contact(disk, local.directory());
  const auto& state = local.bridge_state();
  if (state && state->last_contact) contact.last = state->last_contact;
  standing.last_contact = contact.last;
  standing.alerts = stack::alerts(standing.activation, contact.counted(), now);
  return standing;
}

void append_standing(Json& json, const Standing& standing, const std::optional<Settled>& settled) {
  json.object().field("cloud_id", standing.profile.cloud_id.text());
  json.field("region", standing.profile.region);
  json.field("provider_subscription", standing.profile.provider_subscription.text());
  json.field("home", standing.profile.home.text());
  json.field("tracks", std::uint64_t{standing.tracks});
  json.field("local_subscriptions", std::uint64_t{standing.local_subscriptions});
  append_due(json, standing.due);
  append_hour(json, "closed_to", standing.closed_to);
  append_settled(json, settled);
  if (standing.silent) append_silent(json, *standing.silent);
  append_registration(json, standing);
  append_time(json, "last_contact", standing.last_contact);
  json.end();
}

}  // namespace tollbridge::api::stack_face
