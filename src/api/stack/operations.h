// SPDX-License-Identifier: Apache-2.0
// The operations of the stack half (docs/decisions/0016), what a private cloud's providers and
// operators ask of the process beside it; and of commerce, what the bridges of stacks ask of it.
// The README says how they are made. (The namespace is not api::stack, which would hide the module
// it serves.)
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/native/long_handler.h"
#include "api/operation.h"
#include "bridge/inbox.h"
#include "core/ids.h"
#include "core/time.h"

namespace tollbridge::api::stack_face {

// What became of readings.
struct TakenCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected = 0;
};

// How the settling of a stack's hours went last, and what it told since the server began.
struct Settled {
  std::optional<Instant> at;   // when everything due was settled last; empty: not yet
  std::uint64_t rows = 0;      // hours told for the first time
  std::uint64_t restated = 0;  // hours told anew
  std::uint64_t withheld = 0;  // hours with usage in a state that emits none (R52)
  std::uint64_t too_large = 0;  // series with an hour beyond 128 bits, the last time
  std::string failure;         // why it failed the last time; empty: it did not
};

struct StackFaceOptions {
  // Told of every portion of readings, for metrics; on any thread. May be empty.
  std::function<void(const StackId&, const TakenCounts&)> taken = {};
  // Of whoever settles in this process; on any thread. May be empty.
  std::function<std::optional<Settled>(const StackId&)> settled = {};
};

// Rows of `serve --half stack`, and of both halves.
std::vector<Operation> stack_operations(const StackFaceOptions& options = {});

struct BatchFaceOptions {
  bridge::Ledger* ledger = nullptr;  // used on the engine's thread; must outlive the rows
  bridge::Attest attest;             // signs receipts, on the engine's thread
  bridge::ReadReceipt read_receipt;  // checks one, likewise
  // Told of every batch taken, on the engine's thread. May be empty.
  std::function<void(const StackId&, const bridge::Taken&)> taken = {};
  native::LongOptions long_work = {};
};

// Rows of the commerce half: batches from stacks.
std::vector<Operation> batch_operations(const BatchFaceOptions& options);

}  // namespace tollbridge::api::stack_face
