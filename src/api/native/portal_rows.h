// SPDX-License-Identifier: Apache-2.0
// Rows that clients with a face of their own need besides: who calls, what a month costs added up
// by anything, and what a change of a mapping does before it is made.
#pragma once

#include <span>

#include "api/native/operations.h"
#include "api/operation.h"

namespace tollbridge::api::native {

// GET /v1/me, which tells a caller what of `others` it may call. Made when these are known: it is
// not among operations().
Operation me_operation(std::span<const Operation> others);

Operation charge_sums_operation(const Options& options);      // charge_sums.cc
Operation mapping_preview_operation(const Options& options);  // mappings.cc

}  // namespace tollbridge::api::native
