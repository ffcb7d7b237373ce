// SPDX-License-Identifier: Apache-2.0
// The ARM-compatible face: Microsoft.AzureStack (registrations, customer subscriptions) and
// Microsoft.Commerce (usage aggregates, rate card) as rows, so that Microsoft's own clients work
// against this server unchanged (spec/azure-stack.md 3, 4; docs/azure-api.md).
#pragma once

#include <string>
#include <vector>

#include "api/operation.h"
#include "core/result.h"

namespace tollbridge::api::arm {

// Signs activation keys, and receipts for batches. Called on the engine's thread.
class Signer {
 public:
  virtual ~Signer() = default;
  // The claims, a JSON object, as a compact JWT signed with RS256, its header naming the key. The
  // key is made on first use and kept. Errors: those of the disk.
  virtual Result<std::string> sign(const std::string& claims) = 0;
  // The public half of that key as a JWK. Errors: those of the disk.
  virtual Result<std::string> public_jwk() = 0;
};

struct Settings {
  // multi_tenancy.approval is auto: a new registration takes customers at once. Else only after
  // the provider has approved it (R31).
  bool approve_registrations = true;
  // Must outlive the operations; without one no activation key is given (SigningUnavailable).
  Signer* signer = nullptr;
};

// Those of usage, and a user's own subscriptions, as the stack half answers them.
std::vector<Operation> usage_operations();

// Every operation of the face.
std::vector<Operation> operations(const Settings& settings = {});

}  // namespace tollbridge::api::arm
