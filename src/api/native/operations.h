// SPDX-License-Identifier: Apache-2.0
// The native face, /v1: every operation as a row. The README says how they are made.
#pragma once

#include <string>
#include <vector>

#include "api/native/long_handler.h"
#include "api/operation.h"

namespace tollbridge::bridge {
class Ledger;
}

namespace tollbridge::api::native {

struct Options {
  // Registrations are approved for multi-tenancy at once (configuration multi_tenancy.approval).
  bool approve_registrations = true;
  LongOptions long_work{};
  std::string run{};  // tells this run of the server from others (once.h)
  bridge::Ledger* batches = nullptr;  // what stacks sent; used on the engine's thread
};

std::vector<Operation> operations(const Options& options = {});

// What a process of the stack half alone answers of them: sums of usage, and long operations.
std::vector<Operation> operations_beside_stacks(const Options& options);

}  // namespace tollbridge::api::native
