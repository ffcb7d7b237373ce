// SPDX-License-Identifier: Apache-2.0
// The operations of the stack half (docs/decisions/0016): what a private cloud's providers and
// operators ask of the process beside it. The README says how they are made. (The namespace is not
// api::stack, which would hide the module it serves.)
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "api/operation.h"
#include "core/ids.h"

namespace tollbridge::api::stack_face {

// What became of the readings of one portion.
struct TakenCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected = 0;
};

struct StackFaceOptions {
  // Told of every portion of readings, for metrics; on any thread. May be empty.
  std::function<void(const StackId&, const TakenCounts&)> taken = {};
};

// Rows of `serve --half stack`, and of both halves.
std::vector<Operation> stack_operations(const StackFaceOptions& options = {});

}  // namespace tollbridge::api::stack_face
