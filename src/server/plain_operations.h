// SPDX-License-Identifier: Apache-2.0
// /healthz, /readyz and /metrics: about the server itself, answered without the engine, so also
// while it works at something long.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/operation.h"

namespace tollbridge::server {

// What they are made of; called on any thread, several at once, and must outlive the operations.
struct Vitals {
  std::function<bool()> ready;  // takes requests, and is not about to stop
  std::function<std::string()> metrics;
};

std::vector<api::Operation> plain_operations(const Vitals& vitals);

}  // namespace tollbridge::server
