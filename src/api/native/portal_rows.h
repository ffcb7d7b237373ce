// SPDX-License-Identifier: Apache-2.0
// Rows that clients with a face of their own need besides: who calls, what a month costs added up
// by anything, the records behind a sum, and what a change of a mapping or of a registration does
// before it is made.
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
Operation registration_preview_operation(const Options& options);  // registrations.cc
Operation usage_records_operation();  // usage_records.cc

}  // namespace tollbridge::api::native
