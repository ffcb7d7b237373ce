// SPDX-License-Identifier: Apache-2.0
// Books and journal as seen from a thread that is not the engine's.
//
// books_through, journal_through: every call is one piece of work of the engine, so that long work
// elsewhere (reading an upload) lets other calls in between. What is read may be changed by others
// before the next call: for work that only adds usage.
//
// Snapshot: what a long evaluation reads, as it was at one moment. Usage comes from a reader of the
// journal, on the thread that evaluates; of the books, the commit, the closings and the counts of
// one month are kept, and the rest, to which things are only ever added, is asked of the engine
// when it is needed. What is recorded in the end goes through Books::alone, which hands in the
// books as they are then.
#pragma once

#include <memory>
#include <optional>

#include "api/desk.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::api {

// One thread at a time. `engine` must outlive it. Errors: those of the store, and Engine::run's.
std::unique_ptr<engine::Books> books_through(Engine& engine);
std::unique_ptr<journal::Journal> journal_through(Engine& engine);

// One thread at a time, not the engine's; the engine and its desk must outlive it.
struct Snapshot {
  std::unique_ptr<engine::Books> books;
  std::unique_ptr<journal::Journal> journal;  // reads as of that moment; appends as ever
  std::shared_ptr<const registry::Registry> registry;

  // One piece of work of the engine. `counted`: the month whose counts are kept, for use cases that
  // reconcile it. Errors: those of the store, and Engine::run's.
  static Result<Snapshot> take(Engine& engine, std::optional<Period> counted);
};

}  // namespace tollbridge::api
