// SPDX-License-Identifier: Apache-2.0
// Journal and directory of a stack as seen from a thread that is not the engine's: every call is
// one piece of work of the engine, which looks the stack up anew. What is scanned is read on the
// caller's thread, from a reader made at that moment.
//
// Errors beside those of the stores: StackNotFound (not_found), those of Engine::run.
#pragma once

#include <functional>
#include <memory>

#include "api/desk.h"
#include "bridge/source.h"
#include "core/ids.h"
#include "journal/journal.h"
#include "stack/stacks.h"

namespace tollbridge::server {

// `engine` must outlive what is made; one thread at a time.
std::unique_ptr<journal::Journal> stack_journal_through(api::Engine& engine, const StackId& stack);
std::unique_ptr<bridge::DirectoryLog> stack_directory_through(api::Engine& engine,
                                                              const StackId& stack);

// Runs `work` with the stack on the engine's thread; `now` is the desk's.
Status with_stack(api::Engine& engine, const StackId& stack,
                  const std::function<Status(stack::LocalStack& local, Instant now)>& work);

}  // namespace tollbridge::server
