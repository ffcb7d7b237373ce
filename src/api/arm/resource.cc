// SPDX-License-Identifier: Apache-2.0
#include "api/arm/resource.h"

#include <algorithm>
#include <functional>

#include "api/arm/etag.h"
#include "api/error_answer.h"
#include "api/text.h"
#include "core/json.h"

namespace tollbridge::api::arm {
namespace {

using registry::MappingSpan;
using registry::Registration;
using registry::Registry;

bool ended(const Registration& registration, Hour now) {
  return registration.to && *registration.to <= now;
}

// Writes a resource without its tag, hashes that, and writes it again with it.
Resource tagged(const std::function<std::string(const std::string& etag)>& write) {
  Resource resource;
  resource.etag = etag_of(write(""));
  resource.json = write(resource.etag);
  return resource;
}

}  // namespace

Place place_of(const Call& call) {
  return {SubscriptionId(call.at("subscriptionId")), call.at("resourceGroupName"),
          call.at("registrationName")};
}

std::string resource_name(const Registration& registration) {
  const std::string& name = registration.name.text();
  return name.substr(name.rfind('/') + 1);  // npos + 1 is 0
}

std::string group_of(const Registration& registration) {
  return registration.resource_group.empty() ? "azurestack" : registration.resource_group;
}

const Registration* find(const Registry& registry, const Place& place, Hour now) {
  for (const Registration* registration :
       registrations_in(registry, place.subscription, place.group, now)) {
    if (same_without_case(resource_name(*registration), place.name)) return registration;
  }
  return nullptr;
}

std::unexpected<Error> registration_not_found(const Place& place) {
  return std::unexpected<Error>(not_found_error(Object::registration, place.name));
}

std::vector<const Registration*> registrations_in(const Registry& registry,
                                                  const SubscriptionId& subscription,
                                                  const std::optional<std::string>& group,
                                                  Hour now) {
  std::vector<const Registration*> found;
  for (const Registration* registration : registry.registrations()) {
    if (registration->subscription != subscription || ended(*registration, now)) continue;
    if (group && !same_without_case(group_of(*registration), *group)) continue;
    found.push_back(registration);
  }
  return found;
}

RegistrationName unused_name(const Registry& registry, const std::string& name, Hour now) {
  RegistrationName candidate(name);
  for (int attempt = 1; registry.registration(candidate) != nullptr; ++attempt) {
    const std::string again = attempt == 1 ? "" : "." + std::to_string(attempt);
    candidate = RegistrationName(now.to_string() + again + "/" + name);
  }
  return candidate;
}

Status check_resource_name(std::string_view what, const std::string& name) {
  const bool fine = name.size() <= 90 && std::ranges::all_of(name, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("._()-").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (fine) return {};
  return fail(ErrorKind::invalid, "InvalidResourceName",
              "The " + std::string(what) +
                  " may have letters, digits and ._()- only, at most 90 of them.");
}

std::string group_id(const SubscriptionId& subscription, const std::string& group) {
  return "/subscriptions/" + subscription.text() + "/resourceGroups/" + group;
}

std::string registration_id(const Registration& registration) {
  return group_id(registration.subscription, group_of(registration)) +
         "/providers/Microsoft.AzureStack/registrations/" + resource_name(registration);
}

Resource registration_resource(const Registration& registration) {
  return tagged([&](const std::string& etag) {
    Json json;
    json.object().field("id", registration_id(registration));
    json.field("name", resource_name(registration));
    json.field("type", "Microsoft.AzureStack/registrations");
    if (!etag.empty()) json.field("etag", etag);
    json.field("location", "global");
    if (!registration.details.tags.empty()) json.raw_field("tags", registration.details.tags);
    json.object("properties");
    if (!registration.details.object_id.empty()) {
      json.field("objectId", registration.details.object_id);
    }
    json.field("cloudId", registration.cloud_id.text());
    json.field("billingModel", registry::to_string(registration.billing_model));
    json.end().end();
    return json.text();
  });
}

Resource customer_resource(const Registration& registration, const MappingSpan& span) {
  return tagged([&](const std::string& etag) {
    const std::string& name = span.subscription.text();
    Json json;
    json.object().field("id", registration_id(registration) + "/customerSubscriptions/" + name);
    json.field("name", resource_name(registration) + "/" + name);
    json.field("type", "Microsoft.AzureStack/registrations/customerSubscriptions");
    if (!etag.empty()) json.field("etag", etag);
    json.object("properties").field("tenantId", span.tenant.text()).end().end();
    return json.text();
  });
}

std::optional<MappingSpan> customer_at(const Registry& registry, const Registration& registration,
                                       const SubscriptionId& subscription, Hour now) {
  for (const MappingSpan& span : registry::mapping_spans(registry, registration.name)) {
    const bool holds = span.begin <= now && (!span.end || now < *span.end);
    if (holds && span.subscription == subscription) return span;
  }
  return {};
}

std::string actor_of(const Principal& principal) {
  return principal.subject.empty() ? std::string(to_string(principal.role)) : principal.subject;
}

}  // namespace tollbridge::api::arm
