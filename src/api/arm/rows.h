// SPDX-License-Identifier: Apache-2.0
// The rows of each group of operations, and what they share.
#pragma once

#include <string>
#include <vector>

#include "api/arm/operations.h"
#include "api/desk.h"
#include "api/operation.h"

namespace tollbridge::api::arm {

std::vector<Operation> registration_rows(const Settings& settings);
std::vector<Operation> activation_rows(const Settings& settings);
std::vector<Operation> customer_subscription_rows();
std::vector<Operation> lock_rows();
std::vector<Operation> provider_rows();
std::vector<Operation> product_rows();
std::vector<Operation> subscription_rows();
std::vector<Operation> usage_rows();
std::vector<Operation> rate_card_rows();

inline constexpr const char* group_path =
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
inline constexpr const char* registration_path =
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
    "Microsoft.AzureStack/registrations/{registrationName}";

// The default subscription of the path decides who may (R5): whoever sells it, its owners, the
// provider. Others are answered as if the subscription, or the registration, did not exist.
Access of_subscription();
Access of_registration();
// Whoever has a token; the handler shows only what is the caller's.
Access of_anybody();

// A body of JSON.
Body json_body(std::string schema, bool required = true);
QueryParameter api_version();
QueryParameter skip_token();

// A row with the parameters every call has.
// The id is made unique among all faces by a prefix, "azure_".
Operation row(std::string id, Method method, std::string path, std::string summary, Handler run);

}  // namespace tollbridge::api::arm
