// SPDX-License-Identifier: Apache-2.0
// What an operation works on. One thread at a time: the engine's (engine() below); a handler never
// keeps a reference beyond its call.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/service_records.h"
#include "journal/journal.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::stack {
class Stacks;
}

namespace tollbridge::api {

class Engine;

class Desk {
 public:
  virtual ~Desk() = default;

  virtual engine::Books& books() = 0;
  virtual journal::Journal& journal() = 0;
  virtual engine::ServiceRecords& records() = 0;
  // As of the newest commit, with the terms in force now; computed once per commit and month.
  virtual Result<std::shared_ptr<const registry::Registry>> registry() = 0;
  virtual Result<std::shared_ptr<const rating::PriceBook>> prices() = 0;
  virtual Instant now() = 0;
  // Those this process runs the stack half of (stack/stacks.h).
  virtual stack::Stacks& stacks() = 0;
};

// The one thread that owns books and journal. Callers on other threads hand it short pieces of
// work; while it is busy they wait.
class Engine {
 public:
  virtual ~Engine() = default;
  // Runs `work` on the engine's thread and returns when it is done. Errors: ServerStopping, Busy
  // (more callers wait than the limit), and those of `work`.
  virtual Status run(const std::function<Status(Desk&)>& work) = 0;
  virtual Instant now() = 0;
};

}  // namespace tollbridge::api
