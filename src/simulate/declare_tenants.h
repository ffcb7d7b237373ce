// SPDX-License-Identifier: Apache-2.0
// Tells a stack who its simulated tenants are, as its operator would: a guest directory and a local
// subscription for each, by Microsoft.Subscriptions.Admin (azure-stack.md 3.7).
#pragma once

#include <functional>
#include <span>
#include <string>

#include "core/result.h"
#include "simulate/providers.h"
#include "web/exchange.h"

namespace tollbridge::simulate {

struct DeclareSetting {
  std::string to;                     // the server of the stack half
  std::string provider_subscription;  // the stack's, which names the stack in paths
  std::string region;
  std::string ca_file;
  std::function<Result<std::string>()> token;
  std::function<bool()> stop = {};
};

// Doing it again changes nothing. Errors: those of token and exchange; DirectoryBusy (busy: 401,
// 429), DirectoryFailed (io: 5xx), DirectoryRefused (invalid: any other answer).
Status declare_tenants(const DeclareSetting& setting, std::span<const ProviderTenant> tenants,
                       const web::Exchange& exchange);

}  // namespace tollbridge::simulate
