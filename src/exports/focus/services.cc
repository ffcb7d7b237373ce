// SPDX-License-Identifier: Apache-2.0
#include "exports/focus/services.h"

#include <algorithm>
#include <array>

#include "rating/catalogue.h"

namespace tollbridge::exports::focus {
namespace {

struct Row {
  std::string_view service;  // of the catalogue
  std::string_view prefix;   // of the meter's name there
  std::string_view category;
  std::string_view subcategory;
  std::string_view name;
};

// The first row that fits holds.
constexpr std::array<Row, 11> rows{{
    {"Compute", "", "Compute", "Virtual Machines", "Virtual Machines"},
    {"Managed Disks", "", "Storage", "Block Storage", "Managed Disks"},
    {"Storage", "Table", "Databases", "NoSQL Databases", "Table Storage"},
    {"Storage", "Queue", "Integration", "Messaging", "Queue Storage"},
    {"Storage", "", "Storage", "Object Storage", "Blob Storage"},
    {"Network", "", "Networking", "Network Infrastructure", "Virtual Network"},
    {"App Service", "", "Web", "Application Platforms", "App Service"},
    {"Databases", "", "Databases", "Relational Databases", "SQL and MySQL Databases"},
    {"Key Vault", "", "Security", "Secret Management", "Key Vault"},
    {"Event Hubs", "", "Integration", "Messaging", "Event Hubs"},
    {"", "", "Other", "Other (Other)", ""},
}};

Service made(const Row& row) {
  return {row.category, row.subcategory, std::string(row.name)};
}

}  // namespace

Service no_service(std::string_view name) {
  return {rows.back().category, rows.back().subcategory, std::string(name)};
}

Service service_of(const MeterId& billing_meter, const MeterId& local_meter,
                   std::string_view name) {
  for (const MeterId* meter : {&billing_meter, &local_meter}) {
    const rating::CatalogueMeter* known = rating::catalogue_meter(*meter);
    if (known == nullptr) continue;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& each) {
      return each.service == known->service && known->name.starts_with(each.prefix);
    });
    if (row != rows.end()) return made(*row);
  }
  // A name has one category only.
  const auto named = std::find_if(rows.begin(), rows.end(),
                                  [&](const Row& each) { return each.name == name; });
  if (named != rows.end() && !name.empty()) return made(*named);
  return no_service(name.empty() ? std::string_view(billing_meter.text()) : name);
}

}  // namespace tollbridge::exports::focus
