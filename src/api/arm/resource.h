// SPDX-License-Identifier: Apache-2.0
// Registrations and customer subscriptions as resources: where they are, what they say.
//
// A registration of the registry has one name for ever; a resource is found by subscription, group
// and name, without case, and may be removed and made again. So a resource called X is the
// registration X, or, where that name was used before, the one called "<hour>/X".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "registry/history.h"
#include "registry/registry.h"

namespace tollbridge::api::arm {

struct Place {
  SubscriptionId subscription;
  std::string group;
  std::string name;
};
// Of a path with subscriptionId, resourceGroupName and registrationName.
Place place_of(const Call& call);

// What stands after the last slash of the registry's name.
std::string resource_name(const registry::Registration& registration);

// Its resource group; "azurestack" where a book names none.
std::string group_of(const registry::Registration& registration);

// The registration at the place that is in force at `now` or later; null if there is none.
const registry::Registration* find(const registry::Registry& registry, const Place& place,
                                   Hour now);
// Its error: the same as for one the caller may not see.
std::unexpected<Error> registration_not_found(const Place& place);
// Those in force at `now` or later, of a subscription and, if given, a group.
std::vector<const registry::Registration*> registrations_in(
    const registry::Registry& registry, const SubscriptionId& subscription,
    const std::optional<std::string>& group, Hour now);
// A name of the registry that was never used, for a resource of that name.
RegistrationName unused_name(const registry::Registry& registry, const std::string& name, Hour now);

// Letters, digits, and ._()-, at most 90. Errors: InvalidResourceName.
Status check_resource_name(std::string_view what, const std::string& name);

std::string group_id(const SubscriptionId& subscription, const std::string& group);
std::string registration_id(const registry::Registration& registration);

// A resource as JSON, with its tag inside.
struct Resource {
  std::string json;
  std::string etag;
};
Resource registration_resource(const registry::Registration& registration);
Resource customer_resource(const registry::Registration& registration,
                           const registry::MappingSpan& span);

// The mapping to this subscription in force at the hour, if any.
std::optional<registry::MappingSpan> customer_at(const registry::Registry& registry,
                                                 const registry::Registration& registration,
                                                 const SubscriptionId& subscription, Hour now);

// Who is written down as having done it.
std::string actor_of(const Principal& principal);

}  // namespace tollbridge::api::arm
