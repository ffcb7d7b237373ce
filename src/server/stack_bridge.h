// SPDX-License-Identifier: Apache-2.0
// The bridge of one stack at work: sends what the stack has settled to the commerce half its
// activation key names, and tells how it goes. Driven in turns by whoever has a thread for it
// (stack_bridges.h); link, spool and waiting are on that thread, journal and directory are asked
// through the engine.
//
// Everything to be remembered is in the spool; an object made anew goes on from there. The
// activation is looked at in every turn. Times are the desk's, but for tokens, and for waiting
// after failures of this machine's own disk, which goes by the machine's clock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/desk.h"
#include "bridge/forwarder.h"
#include "bridge/spool/file_spool.h"
#include "bridge/status/contact.h"
#include "bridge/status/unsent.h"
#include "core/world.h"
#include "stack/bridge_state.h"

namespace tollbridge::server {

struct BridgeWorld {
  api::Engine& engine;
  Disk& disk;
  Clock& clock;   // the machine's
  Clock& tokens;  // what tokens are made by
  Random& random;
  std::string commerce_ca = {};  // certificates commerce is checked against; empty: the system's
  bool plain_http_anywhere = false;
  // Words for the log: bridge.failed, bridge.recovered, bridge.stopped, bridge.alert. Any thread.
  std::function<void(std::string_view name, std::string_view detail)> event = {};
  std::function<bool()> stopping = {};  // also ends a request under way
};

class StackBridge {
 public:
  // What `world` names must outlive it.
  StackBridge(StackId stack, const BridgeWorld& world);
  ~StackBridge();
  StackBridge(const StackBridge&) = delete;
  StackBridge& operator=(const StackBridge&) = delete;

  // Does what can be done now, at most `steps_a_turn`. True: there is more to do at once. One
  // thread at a time.
  bool turn();

  // As it was told last; any thread.
  [[nodiscard]] std::optional<stack::BridgeState> state() const;

 private:
  struct Works;
  struct Seen;

  Status work(bool& more);
  Result<Seen> look();
  void switch_to(const std::string& activation_text, Instant now);
  Status open_works();
  Status run_steps(bool& more);
  void note_step(const bridge::Step& step, Instant now);
  Status keep_contact();
  void failed_here(const Error& error);
  void tell_failure(const std::optional<stack::BridgeFailure>& failure);
  void tell_alerts(const std::vector<stack::Alert>& alerts);
  Status count(const bridge::Outbox& outbox);
  Status look_at_files(Instant now);
  void show(Instant now);

  StackId stack_;
  BridgeWorld world_;
  std::string directory_;
  std::string activation_text_;
  std::optional<stack::Activation> activation_;
  std::optional<bridge::FileSpool> spool_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<bridge::DirectoryLog> changes_;
  std::unique_ptr<Works> works_;  // while usage is sent
  bridge::UnsentCounter unsent_;

  bridge::Contact contact_;
  std::int64_t contact_kept_at_ = 0;  // by the machine's monotonic clock, as the next two
  std::int64_t look_again_at_ = 0;    // at the files, while nothing is sent
  std::int64_t try_again_at_ = 0;     // after a failure of this machine
  int failures_here_ = 0;
  Instant stopped_at_{};  // or asked again since
  stack::BridgeState next_;  // as it will be shown
  std::optional<stack::BridgeFailure> told_;
  std::vector<std::string> told_alerts_;

  mutable std::mutex mutex_;  // guards shown_
  std::optional<stack::BridgeState> shown_;
};

}  // namespace tollbridge::server
