// SPDX-License-Identifier: Apache-2.0
// Which FOCUS service a meter belongs to (spec/standards.md 1.6). Meters of the built-in catalogue
// are known; any other is a service of its own name in the category Other. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/ids.h"

namespace tollbridge::exports::focus {

struct Service {
  std::string_view category;
  std::string_view subcategory;
  std::string name;
};

// `name` is the meter's on the price sheet.
Service service_of(const MeterId& billing_meter, const MeterId& local_meter, std::string_view name);
// Taxes, roundings, shortfalls: no service at all.
Service no_service(std::string_view name);

}  // namespace tollbridge::exports::focus
