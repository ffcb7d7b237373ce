// SPDX-License-Identifier: Apache-2.0
#include "server/watch.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "core/json.h"
#include "generated/version.h"

namespace tollbridge::server {
namespace {

using api::http::ConnectionEvent;

// The boundaries OpenTelemetry asks for, in seconds.
const prometheus::Histogram::BucketBoundaries boundaries{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5,
    10};

constexpr std::array event_names{"opened", "closed", "refused", "handshake_failed", "timed_out",
                                 "accept_failed"};

// Never what a client made up: routes are rows, and a path that is none is one label.
std::string_view route_of(const api::http::Exchange& exchange) {
  return exchange.operation != nullptr ? std::string_view(exchange.operation->path) : "none";
}

}  // namespace

class Watch::Meters {
 public:
  Meters()
      : durations_(prometheus::BuildHistogram()
                       .Name("http_server_request_duration_seconds")
                       .Help("How long requests took, from their head to the end of the answer.")
                       .Register(registry)),
        connections_(prometheus::BuildCounter()
                         .Name("http_server_connections_total")
                         .Help("What happened to connections.")
                         .Register(registry)),
        open(prometheus::BuildGauge()
                 .Name("http_server_open_connections")
                 .Help("Connections that are open.")
                 .Register(registry)
                 .Add({})),
        bytes_in(prometheus::BuildCounter()
                     .Name("http_server_request_body_bytes_total")
                     .Help("Bytes of request bodies read.")
                     .Register(registry)
                     .Add({})),
        bytes_out(prometheus::BuildCounter()
                      .Name("http_server_response_bytes_total")
                      .Help("Bytes of answers written, with their heads.")
                      .Register(registry)
                      .Add({})),
        log_dropped(prometheus::BuildGauge()
                        .Name("billing_log_dropped_lines")
                        .Help("Lines of the log nobody read in time.")
                        .Register(registry)
                        .Add({})),
        queue(prometheus::BuildGauge()
                  .Name("billing_engine_waiting_requests")
                  .Help("Requests that wait for the engine's thread.")
                  .Register(registry)
                  .Add({})) {
    for (std::size_t i = 0; i < event_names.size(); ++i) {
      events.at(i) = &connections_.Add({{"event", event_names.at(i)}});
    }
    prometheus::BuildGauge()
        .Name("billing_build_info")
        .Help("Which program this is.")
        .Register(registry)
        .Add({{"version", std::string(version)}})
        .Set(1);
  }

  // Made when first asked for; there are as many as rows, methods and statuses.
  prometheus::Histogram& duration(const api::http::Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    auto& known = known_[{exchange.operation, exchange.method, exchange.status}];
    if (known == nullptr) {
      known = &durations_.Add({{"method", std::string(exchange.method)},
                               {"route", std::string(route_of(exchange))},
                               {"status", std::to_string(exchange.status)}},
                              boundaries);
    }
    return *known;
  }

  void set_alerts() {
    if (alerts == nullptr) return;
    const auto facts = alerts->facts();
    if (!facts) return;
    const std::lock_guard lock(mutex_);
    for (const AlertFacts::Freshness& one : facts->stacks) {
      if (!one.newest) continue;
      newest_.Add({{"stack", one.stack.text()}})
          .Set(static_cast<double>(one.newest->index()) * seconds_per_hour);
    }
    for (std::size_t i = 0; i < facts->silent.size(); ++i) {
      silent_.Add({{"hours", std::to_string(alerts->ages().at(i))}})
          .Set(static_cast<double>(facts->silent.at(i)));
    }
    quarantined_.Set(static_cast<double>(facts->quarantined_records));
    for (const char* state : {"open", "closing", "closed"}) {
      period_.Add({{"state", state}}).Set(facts->last_month_state == state ? 1 : 0);
    }
    refused_.Set(facts->last_month_refused.empty() ? 0 : 1);
  }

  void set_stacks() {
    if (stacks == nullptr) return;
    const std::lock_guard lock(mutex_);
    clock_ahead_.Set(std::chrono::duration<double>(stacks->ahead()).count());
    for (const StackClock::Facts& one : stacks->facts()) {
      const std::string id = one.stack.text();
      raise(readings_, {{"outcome", "accepted"}, {"stack", id}}, one.taken.accepted);
      raise(readings_, {{"outcome", "duplicate"}, {"stack", id}}, one.taken.duplicate);
      raise(readings_, {{"outcome", "rejected"}, {"stack", id}}, one.taken.rejected);
      raise(hours_, {{"outcome", "settled"}, {"stack", id}}, one.settled.rows);
      raise(hours_, {{"outcome", "restated"}, {"stack", id}}, one.settled.restated);
      raise(hours_, {{"outcome", "withheld"}, {"stack", id}}, one.settled.withheld);
      due_.Add({{"stack", id}}).Set(static_cast<double>(one.due.hours));
      waiting_for_.Add({{"stack", id}}).Set(static_cast<double>(one.due.waiting));
      failing_.Add({{"stack", id}}).Set(one.settled.failure.empty() ? 0 : 1);
      const double oldest = one.due.oldest ? static_cast<double>(one.due.oldest->index()) : 0;
      oldest_.Add({{"stack", id}}).Set(oldest * seconds_per_hour);
    }
  }

  void take_batch(const StackId& stack, const bridge::Taken& taken) {
    batches_.Increment();
    rows_.Increment(static_cast<double>(taken.rows));
    rejected_.Increment(static_cast<double>(taken.rejected));
    const auto at = std::chrono::floor<std::chrono::seconds>(taken.taken_at.time_since_epoch());
    last_batch_.Add({{"stack", stack.text()}}).Set(static_cast<double>(at.count()));
  }

  void set_bridges() {
    const auto set = [](prometheus::Family<prometheus::Gauge>& family, const StackId& stack,
                        double value) { family.Add({{"stack", stack.text()}}).Set(value); };
    const auto states = bridge_states();
    const std::lock_guard lock(mutex_);  // one scrape at a time removes gauges
    for (const stack::BridgeState& one : states) {
      const auto& backlog = one.backlog;
      if (one.last_contact) {
        const auto since = one.last_contact->time_since_epoch();
        set(bridge_contact_, one.stack,
            std::chrono::duration_cast<std::chrono::duration<double>>(since).count());
      }
      set(bridge_rows_, one.stack, static_cast<double>(backlog.rows));
      set(bridge_batches_, one.stack, static_cast<double>(backlog.batches));
      set(bridge_bytes_, one.stack, static_cast<double>(backlog.bytes));
      if (backlog.oldest) {
        set(bridge_oldest_, one.stack,
            static_cast<double>(backlog.oldest->index()) * seconds_per_hour);
      } else {
        bridge_oldest_.Remove(&bridge_oldest_.Add({{"stack", one.stack.text()}}));
      }
      set(bridge_overruled_, one.stack, static_cast<double>(one.overruled.count));
      set(bridge_failing_, one.stack, one.failure ? 1 : 0);
      set(bridge_stopped_, one.stack, one.work == stack::BridgeWork::stopped ? 1 : 0);
    }
  }

  prometheus::Registry registry;

 private:
  using Labels = std::map<std::string, std::string>;
  static void raise(prometheus::Family<prometheus::Counter>& family, const Labels& labels,
                    std::uint64_t to) {
    prometheus::Counter& counter = family.Add(labels);
    counter.Increment(static_cast<double>(to) - counter.Value());
  }

  static constexpr double seconds_per_hour = 3600;
  std::mutex mutex_;  // guards known_
  // The names of methods are literals: their views outlive it.
  std::map<std::tuple<const api::Operation*, std::string_view, int>, prometheus::Histogram*>
      known_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Family<prometheus::Counter>& connections_;
  prometheus::Counter& batches_ = prometheus::BuildCounter()
                                      .Name("billing_bridge_batches_total")
                                      .Help("Batches taken from stacks.")
                                      .Register(registry)
                                      .Add({});
  prometheus::Counter& rows_ = prometheus::BuildCounter()
                                   .Name("billing_bridge_rows_total")
                                   .Help("Rows of usage in batches taken.")
                                   .Register(registry)
                                   .Add({});
  prometheus::Counter& rejected_ = prometheus::BuildCounter()
                                       .Name("billing_bridge_rejected_total")
                                       .Help("Rows and directory changes not taken of batches.")
                                       .Register(registry)
                                       .Add({});
  prometheus::Family<prometheus::Gauge>& last_batch_ =
      prometheus::BuildGauge()
          .Name("billing_bridge_last_batch_timestamp_seconds")
          .Help("When the newest batch of each stack was taken.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& newest_ =
      prometheus::BuildGauge()
          .Name("billing_usage_last_event_timestamp_seconds")
          .Help("The newest hour of usage of each registered stack.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& silent_ =
      prometheus::BuildGauge()
          .Name("billing_silent_stacks")
          .Help("Registered stacks without usage for so many hours.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& readings_ =
      prometheus::BuildCounter()
          .Name("stack_readings_total")
          .Help("What became of the readings posted for a stack.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& hours_ =
      prometheus::BuildCounter()
          .Name("stack_hours_total")
          .Help("Hours of series told for the first time, told anew, and kept back because of the "
                "state of their subscription.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& due_ =
      prometheus::BuildGauge()
          .Name("stack_due_hours")
          .Help("Hours that have passed and are not settled.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& oldest_ =
      prometheus::BuildGauge()
          .Name("stack_oldest_due_hour_timestamp_seconds")
          .Help("The oldest of them; 0: there is none.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& waiting_for_ =
      prometheus::BuildGauge()
          .Name("stack_waiting_series")
          .Help("Series whose local subscription the directory does not know.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& failing_ =
      prometheus::BuildGauge()
          .Name("stack_settle_failing")
          .Help("Whether the hours could not be settled the last time.")
          .Register(registry);
  prometheus::Gauge& clock_ahead_ =
      prometheus::BuildGauge()
          .Name("stack_clock_ahead_seconds")
          .Help("By how much the clock jumped ahead of what has passed; 0: it is believed.")
          .Register(registry)
          .Add({});
  prometheus::Gauge& quarantined_ =
      prometheus::BuildGauge()
          .Name("billing_quarantined_records")
          .Help("Usage of this month and the last of stacks that are not registered.")
          .Register(registry)
          .Add({});
  prometheus::Family<prometheus::Gauge>& period_ =
      prometheus::BuildGauge()
          .Name("billing_period_state")
          .Help("Where the provider is with the last month that ended.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& bridge_gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  }
  prometheus::Family<prometheus::Gauge>& bridge_contact_ = bridge_gauge(
      "billing_bridge_last_contact_timestamp_seconds", "When commerce answered a stack last.");
  prometheus::Family<prometheus::Gauge>& bridge_rows_ =
      bridge_gauge("billing_bridge_unsent_records", "Hours of usage commerce does not have yet.");
  prometheus::Family<prometheus::Gauge>& bridge_batches_ =
      bridge_gauge("billing_bridge_unsent_batches", "Batches commerce does not have yet.");
  prometheus::Family<prometheus::Gauge>& bridge_bytes_ =
      bridge_gauge("billing_bridge_unsent_bytes", "Bytes of those batches.");
  prometheus::Family<prometheus::Gauge>& bridge_oldest_ = bridge_gauge(
      "billing_bridge_oldest_unsent_timestamp_seconds", "The oldest hour among them.");
  prometheus::Family<prometheus::Gauge>& bridge_overruled_ =
      bridge_gauge("billing_bridge_overruled_hours",
                   "Hours of which commerce's word counts although readings say otherwise.");
  prometheus::Family<prometheus::Gauge>& bridge_failing_ =
      bridge_gauge("billing_bridge_failing", "Whether a bridge waits after a failure.");
  prometheus::Family<prometheus::Gauge>& bridge_stopped_ =
      bridge_gauge("billing_bridge_stopped", "Whether a bridge waits for somebody to look.");
  prometheus::Gauge& refused_ =
      prometheus::BuildGauge()
          .Name("billing_period_refused")
          .Help("Whether the last attempt, dry or not, to close that month was refused.")
          .Register(registry)
          .Add({});

 public:
  std::array<prometheus::Counter*, event_names.size()> events{};
  prometheus::Gauge& open;
  prometheus::Counter& bytes_in;
  prometheus::Counter& bytes_out;
  prometheus::Gauge& log_dropped;
  prometheus::Gauge& queue;
  std::function<std::size_t()> waiting = [] { return std::size_t{0}; };
  const AlertWatch* alerts = nullptr;
  const StackClock* stacks = nullptr;
  // Bridges start once the server answers, so a scrape may come while they are named.
  std::vector<stack::BridgeState> bridge_states() {
    const std::lock_guard lock(bridges_mutex);
    return bridges ? bridges() : std::vector<stack::BridgeState>();
  }
  std::mutex bridges_mutex;  // guards the next
  std::function<std::vector<stack::BridgeState>()> bridges;
};

Watch::Watch(ops::EventLog& log, Clock& clock)
    : log_(log), clock_(clock), meters_(std::make_unique<Meters>()) {}
Watch::~Watch() = default;

void Watch::answered(const api::http::Exchange& exchange) {
  constexpr double nanoseconds_per_second = 1e9;
  meters_->duration(exchange).Observe(static_cast<double>(exchange.nanoseconds) /
                                      nanoseconds_per_second);
  meters_->bytes_in.Increment(static_cast<double>(exchange.bytes_in));
  meters_->bytes_out.Increment(static_cast<double>(exchange.bytes_out));
  Json json;
  json.object().field("timestamp", to_string(clock_.now()));
  json.field("severity", exchange.status >= 500 ? "error" : "info");
  json.field("event.name", "http.request").field("request_id", exchange.request_id);
  if (!exchange.correlation_id.empty()) json.field("correlation_id", exchange.correlation_id);
  json.field("method", exchange.method).field("route", route_of(exchange));
  json.field("status", exchange.status).field("duration_us", exchange.nanoseconds / 1000);
  json.field("bytes_in", exchange.bytes_in).field("bytes_out", exchange.bytes_out);
  json.field("peer", exchange.peer).field("role", exchange.role).field("tls", exchange.tls).end();
  log_.write(json.text());
}

void Watch::connection(ConnectionEvent event) {
  meters_->events.at(static_cast<std::size_t>(event))->Increment();
  if (event == ConnectionEvent::opened) meters_->open.Increment();
  if (event == ConnectionEvent::closed) meters_->open.Decrement();
}

void Watch::event(std::string_view name, std::string_view detail) {
  Json json;
  json.object().field("timestamp", to_string(clock_.now())).field("severity", "info");
  json.field("event.name", name).field("detail", detail).end();
  log_.write(json.text());
}

void Watch::watch_queue(std::function<std::size_t()> waiting) {
  meters_->waiting = std::move(waiting);
}

void Watch::batch_taken(const StackId& stack, const bridge::Taken& taken) {
  meters_->take_batch(stack, taken);
}

void Watch::watch_alerts(const AlertWatch& alerts) { meters_->alerts = &alerts; }

void Watch::watch_stacks(const StackClock& stacks) { meters_->stacks = &stacks; }

void Watch::watch_bridges(std::function<std::vector<stack::BridgeState>()> states) {
  const std::lock_guard lock(meters_->bridges_mutex);
  meters_->bridges = std::move(states);
}

std::string Watch::metrics_text() {
  meters_->set_alerts();
  meters_->set_stacks();
  meters_->set_bridges();
  meters_->queue.Set(static_cast<double>(meters_->waiting()));
  meters_->log_dropped.Set(static_cast<double>(log_.dropped()));
  return prometheus::TextSerializer().Serialize(meters_->registry.Collect());
}

}  // namespace tollbridge::server
