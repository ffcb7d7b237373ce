// SPDX-License-Identifier: Apache-2.0
// The groups of rows that operations.cc puts together, one function per file of the same name.
#pragma once

#include <vector>

#include "api/native/operations.h"
#include "api/operation.h"

namespace tollbridge::api::native {

std::vector<Operation> party_operations();
std::vector<Operation> cost_visibility_operations();
std::vector<Operation> subscription_operations();
std::vector<Operation> stack_operations();
std::vector<Operation> registration_operations(const Options& options);
std::vector<Operation> mapping_operations();
std::vector<Operation> price_operations(const Options& options);
Operation usage_sums_operation();
std::vector<Operation> usage_operations(const Options& options);
std::vector<Operation> ingest_operations();
std::vector<Operation> invoice_operations(const Options& options);
std::vector<Operation> payment_operations();
std::vector<Operation> dispute_operations();
std::vector<Operation> period_operations(const Options& options);
std::vector<Operation> alert_operations(const Options& options);
std::vector<Operation> book_operations(const Options& options);
std::vector<Operation> long_operations(const LongOptions& options);

}  // namespace tollbridge::api::native
