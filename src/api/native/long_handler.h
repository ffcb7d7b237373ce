// SPDX-License-Identifier: Apache-2.0
// Operations that may take minutes. They answer when they are done, on the engine's thread; with
// `Prefer: respond-async` (RFC 7240) they answer 202 at once, with the address of an operation that
// is worked off on another thread, from a snapshot of the stores (docs/decisions/0015).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/desk.h"
#include "api/long_work.h"
#include "api/operation.h"
#include "core/time.h"
#include "engine/progress.h"

namespace tollbridge::api::native {

// What long work reads and records with, on either thread.
struct Evaluation {
  engine::Books& books;  // as of one moment; record with Books::alone
  journal::UsageReader& usage;
  const registry::Registry& registry;
  engine::Progress& progress;
  std::function<Instant()> now;
};

using LongJob = std::function<Result<Response>(const Call& call, Evaluation& evaluation)>;

struct LongKind {
  std::string operation;  // the row's id
  // On the engine's thread: refuses at once what is wrong with the call, and reads what only the
  // desk knows; what it returns computes, and keeps no reference to the desk.
  std::function<Result<LongJob>(const Call& call, Desk& desk)> prepare;
  std::string lane;  // api/long_work.h
  // The month whose counts are read.
  std::function<std::optional<Period>(const Call& call)> counted = {};
};

// Who does long work, and on what; both must outlive the rows. Without them every call is waited
// for.
struct LongOptions {
  LongWork* work = nullptr;
  Engine* engine = nullptr;
  // Told how the provider's close of a month, dry or not, went: the code it was refused with, or
  // nothing. On any thread.
  std::function<void(Period, std::string_view refused)> close_tried = {};
};

// Errors besides those of the job: TooManyOperations.
Handler long_handler(LongKind kind, const LongOptions& options);

// What such a row may answer besides.
Answer accepted_answer();

// Whether the caller prefers not to wait.
bool prefers_async(const Request& request);
// 202 with the address of the operation, which must be known.
Response accepted(const Request& request, LongWork& work, const std::string& id);
// Waits until it has ended; its answer. Never on the engine's thread.
Result<Response> ended(LongWork& work, const std::string& id);

}  // namespace tollbridge::api::native
