// SPDX-License-Identifier: Apache-2.0
// The registration token a stack makes: base64 of a JSON object (spec/azure-stack.md 3.2.3).
// Members it does not know are kept and ignored. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/result.h"
#include "registry/model.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {

struct RegistrationToken {
  StackId cloud_id;
  std::string object_id;  // of the bridge identity; may be empty
  registry::BillingModel billing_model = registry::BillingModel::development;
  registry::TokenFlags flags;
  bool marketplace_syndication = false;
  std::string agreement_number;
  std::string region;  // the first of regionNames, or empty
  LocalSubscriptionId provider_subscription;  // where its infrastructure is (R47); may be empty
  std::string bridge_key;  // public JWK its batches are signed with; may be empty
  std::string text;    // the JSON as it was
};

// Errors: InvalidRegistrationToken (no base64, no JSON object, a version or billing model nobody
// knows, a member of the wrong type, no cloud id, a bridge key that is none).
Result<RegistrationToken> parse_registration_token(std::string_view base64);
// The same from the JSON text, as it was kept.
Result<RegistrationToken> read_registration_token(const std::string& text);

}  // namespace tollbridge::api::arm
