// SPDX-License-Identifier: Apache-2.0
// Where a scenario stands while it is played: the stores, the time it is, and how its imports are
// disturbed. Every statement is a function from a session to the text it adds to the golden bill.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "core/time.h"
#include "registry/registry.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/usage_statement.h"
#include "tests/support/stores.h"

namespace tollbridge::scenarios {

struct Session {
  support::Stores& stores;
  std::string worlds;  // the folder of `world` statements
  Disturbance disturbance;
  Instant now{};
  std::vector<billing::Document> closed{};  // what the last close issued
};

// Empty text: the statement says nothing in the golden bill. An Error may be awaited by `refused`.
using Command = std::function<Result<std::string>(Session&, const Statement&)>;
struct NamedCommand {
  std::string_view verb;
  Command command;
};

// world, book, sheet, map, unmap, register, end, move, who, status
std::vector<NamedCommand> registry_commands();
// use, restate, csv, focus, ndjson, azure, cloudevents
std::vector<NamedCommand> usage_commands();
// close, bill, credit, documents, rate, whatif, unregistered, quiet, reconcile, verify
std::vector<NamedCommand> billing_commands();

// Everything recorded so far, or as it was known at a time.
Result<registry::Registry> registry_of(Session& session, const registry::KnownUntil& known = {});

}  // namespace tollbridge::scenarios
