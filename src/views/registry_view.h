// SPDX-License-Identifier: Apache-2.0
// Objects of the registry as JSON, each as one element of an array or a document of its own.
#pragma once

#include <optional>
#include <string>

#include "core/json.h"
#include "core/time.h"
#include "registry/history.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::views {

// Empty where there is no hour.
std::string hour_text(const std::optional<Hour>& hour);

void append_partner(Json& json, const registry::Partner& partner);
void append_customer(Json& json, const registry::Customer& customer);
void append_subscription(Json& json, const registry::Subscription& subscription);
void append_local_subscription(Json& json, const registry::LocalSubscription& local);
// With the state and registration in force at `now`, and its local subscriptions.
void append_stack(Json& json, const registry::Registry& registry, const registry::Stack& stack,
                  Hour now);
void append_registration(Json& json, const registry::Registry& registry,
                         const registry::Registration& registration, Hour now);

// A run of hours in which a mapping holds: {"registration", "tenant", "subscription", "from", "to",
// "state"}.
void append_mapping_span(Json& json, const registry::PayerSpan& span);
// "spans" and "versions", into the object that is open.
void append_mapping_history(Json& json, const registry::MappingHistory& history);

}  // namespace tollbridge::views
