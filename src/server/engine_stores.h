// SPDX-License-Identifier: Apache-2.0
// Books and journal as seen from a thread that is not the engine's: every call is one piece of work
// of the engine, so that long work elsewhere (reading an upload) lets other calls in between.
//
// What is read here may be changed by others before the next call. Use it for work that only adds
// usage; a change that rests on what was read belongs on the engine's thread as a whole.
#pragma once

#include <memory>

#include "api/desk.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::server {

// One thread at a time. `engine` must outlive it. Errors: those of the store, and Engine::run's.
std::unique_ptr<engine::Books> books_through(api::Engine& engine);
std::unique_ptr<journal::Journal> journal_through(api::Engine& engine);

}  // namespace tollbridge::server
