// SPDX-License-Identifier: Apache-2.0
// The rows of /v1/exports: data sets for other programs.
#pragma once

#include <vector>

#include "api/operation.h"

namespace tollbridge::api::native {

std::vector<Operation> export_operations();

}  // namespace tollbridge::api::native
