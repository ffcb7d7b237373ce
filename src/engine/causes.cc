// SPDX-License-Identifier: Apache-2.0
#include "engine/causes.h"

#include <map>
#include <variant>

namespace tollbridge::engine {
namespace {

// Against what was declared under the name before; null: nothing.
Cause cause_of(const registry::Registration& now, const registry::Registration* before) {
  if (before == nullptr || before->billing_model == now.billing_model) {
    return Cause::registration_changed;
  }
  registry::Registration same = *before;
  same.billing_model = now.billing_model;
  return same == now ? Cause::billing_model_changed : Cause::registration_changed;
}

}  // namespace

std::string_view word_of(Cause cause) {
  switch (cause) {
    case Cause::restated_usage: return "restated-usage";
    case Cause::late_usage: return "late-usage";
    case Cause::registry_changed: return "registry-changed";
    case Cause::subscription_changed: return "subscription-changed";
    case Cause::registration_changed: return "registration-changed";
    case Cause::billing_model_changed: return "billing-model-changed";
    case Cause::mapping_changed: return "mapping-changed";
    case Cause::price_corrected: return "price-corrected";
    case Cause::commitment_changed: return "commitment-changed";
  }
  return {};
}

std::vector<Cause> CauseSet::all() const {
  std::vector<Cause> causes;
  for (std::size_t i = 0; i < causes_count; ++i) {
    if (has(static_cast<Cause>(i))) causes.push_back(static_cast<Cause>(i));
  }
  return causes;
}

std::vector<Cause> causes_of(std::span<const registry::RecordedFact> facts) {
  std::vector<Cause> causes;
  causes.reserve(facts.size());
  std::map<RegistrationName, const registry::Registration*> registrations;
  for (const registry::RecordedFact& recorded : facts) {
    if (const auto* registration = std::get_if<registry::Registration>(&recorded.fact)) {
      const registry::Registration*& before = registrations[registration->name];
      causes.push_back(cause_of(*registration, before));
      before = registration;
    } else if (std::holds_alternative<registry::Mapping>(recorded.fact)) {
      causes.push_back(Cause::mapping_changed);
    } else if (std::holds_alternative<registry::Subscription>(recorded.fact)) {
      causes.push_back(Cause::subscription_changed);
    } else {
      causes.push_back(Cause::registry_changed);
    }
  }
  return causes;
}

Cause cause_of(const rating::PriceFact& fact) {
  return std::holds_alternative<rating::Commitment>(fact) ? Cause::commitment_changed
                                                          : Cause::price_corrected;
}

}  // namespace tollbridge::engine
