// SPDX-License-Identifier: Apache-2.0
// What the server tells about itself: metrics for /metrics (names of Prometheus and OpenTelemetry)
// and one line of JSON per request on the standard error. Never a token, a query, a body or an id
// of a customer. Members may be called on any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/server.h"
#include "bridge/inbox.h"
#include "core/world.h"
#include "ops/event_log.h"
#include "server/alert_watch.h"
#include "server/stack_clock.h"
#include "stack/bridge_state.h"

namespace prometheus {
class Registry;
}

namespace tollbridge::server {

class Watch final : public api::http::Observer {
 public:
  // Both must outlive it.
  Watch(ops::EventLog& log, Clock& clock);
  ~Watch() override;

  void answered(const api::http::Exchange& exchange) override;
  void connection(api::http::ConnectionEvent event) override;
  // A word about the server itself: "server.started".
  void event(std::string_view name, std::string_view detail);

  // How many requests wait for the engine; asked for at each scrape until the watch ends, so what
  // it asks must outlive that.
  void watch_queue(std::function<std::size_t()> waiting);
  // A batch of a stack was taken.
  void batch_taken(const StackId& stack, const bridge::Taken& taken);
  // Asked for the alerts' facts at each scrape, as the queue is.
  void watch_alerts(const AlertWatch& alerts);
  // Asked for the facts of the stacks at each scrape, as the queue is.
  void watch_stacks(const StackClock& stacks);
  // Asked for what the bridges of this process's stacks tell at each scrape, as the queue is;
  // may be called while the server answers.
  void watch_bridges(std::function<std::vector<stack::BridgeState>()> states);
  // In the text format of Prometheus.
  [[nodiscard]] std::string metrics_text();

 private:
  class Meters;
  ops::EventLog& log_;
  Clock& clock_;
  std::unique_ptr<Meters> meters_;
};

}  // namespace tollbridge::server
