// SPDX-License-Identifier: Apache-2.0
// The groups of rows that operations.cc puts together, one function per file of the same name.
#pragma once

#include <vector>

#include "api/operation.h"
#include "api/stack/operations.h"

namespace tollbridge::api::stack_face {

std::vector<Operation> bridge_status_operations();
std::vector<Operation> reading_operations(const StackFaceOptions& options);
std::vector<Operation> metering_operations(const StackFaceOptions& options);

std::vector<Operation> subscription_admin_operations();
std::vector<Operation> offer_admin_operations();
std::vector<Operation> directory_tenant_operations();
std::vector<Operation> user_offer_operations();
std::vector<Operation> activation_operations();

}  // namespace tollbridge::api::stack_face
