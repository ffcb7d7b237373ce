// SPDX-License-Identifier: Apache-2.0
// Work that takes longer than a caller should hold a connection for: it is begun, looked at while
// it runs, cancelled, and its answer fetched at the end. Kept in memory only: a server that starts
// again knows nothing of it, and nothing half done is left behind (engine/progress.h).
//
// Implemented by api/work; asked by the operations of api/native.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.h"
#include "api/principal.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/progress.h"

namespace tollbridge::api {

enum class WorkState : std::uint8_t { waiting, running, succeeded, failed, cancelled };
std::string_view to_string(WorkState state);
inline bool has_ended(WorkState state) { return state >= WorkState::succeeded; }

struct WorkOrder {
  Principal caller;
  std::string operation;  // the operation's id: "period_close"
  std::string target;     // "POST /v1/periods/2026-10/close"
  std::string lane;       // of those with one lane only one runs at a time, in order; empty: any
};

struct WorkStatus {
  std::string id;
  WorkOrder order;
  WorkState state = WorkState::waiting;
  bool cancelling = false;  // it was told to end, and has not yet
  engine::Step step;
  Instant created_at{};
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
  // Once it has ended: what the call is answered when it is waited for. Of work that was cancelled:
  // the refusal.
  std::shared_ptr<const Response> answer;
  std::uint64_t version = 0;  // grows with each change
};

// Done on a thread of its own. Errors become answers by `refuse`; that of engine::cancelled() makes
// it cancelled, others failed.
struct Work {
  std::function<Result<Response>(engine::Progress& progress)> run;
  std::function<Response(const Error& error)> refuse;
};

// Safe on any thread; only wait() waits.
class LongWork {
 public:
  virtual ~LongWork() = default;

  // The id. Errors: TooManyOperations (busy): as many as allowed wait already.
  virtual Result<std::string> begin(const WorkOrder& order, Work work) = 0;
  // Empty if it is not known, or not any more.
  virtual std::optional<WorkStatus> find(const std::string& id) = 0;
  // Those of the caller, oldest first.
  virtual std::vector<WorkStatus> list(const Principal& caller) = 0;
  // Tells it to end; one that waits ends at once, one that has ended stays as it is.
  virtual std::optional<WorkStatus> cancel(const std::string& id) = 0;
  // As find(), when it has changed since `version` or the time is over.
  virtual std::optional<WorkStatus> wait(const std::string& id, std::uint64_t version,
                                         std::chrono::milliseconds span) = 0;
};

}  // namespace tollbridge::api
