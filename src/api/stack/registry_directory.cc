// SPDX-License-Identifier: Apache-2.0
#include "api/stack/registry_directory.h"

#include <map>
#include <span>
#include <utility>

#include "core/limits.h"
#include "engine/closed_months.h"
#include "intake/text.h"

namespace tollbridge::api::stack_face {
namespace {

using bridge::DirectoryChange;
using bridge::Rejected;
using registry::Fact;
using registry::LocalSubscription;
using registry::Registry;

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= limits::id_bytes_max && intake::is_utf8(text) &&
         !intake::has_control_character(text);
}

// Whose a local subscription is, by the month from which it is.
struct Owners {
  std::optional<TenantId> always;
  std::map<Period, TenantId> from;

  [[nodiscard]] const TenantId* in_force(Period month) const {
    const auto later = from.upper_bound(month);
    if (later != from.begin()) return &std::prev(later)->second;
    if (always) return &*always;
    return from.empty() ? nullptr : &from.begin()->second;
  }
};

struct Wish {
  LocalSubscription local;
  std::uint64_t sequence = 0;  // of the change that told it
};

// What is to be recorded of a batch's changes.
class Changes {
 public:
  Changes(const Registry& registry, const StackId& stack, std::vector<Rejected>& rejected)
      : registry_(registry), stack_(stack), rejected_(rejected) {}

  void take(const DirectoryChange& change) {
    if (!is_id(change.subscription.text()) || !is_id(change.tenant.text())) {
      return refuse(change.sequence, "InvalidId",
                    "The id of the subscription or of its tenant is missing, too long or no text.");
    }
    Owners& owners = owners_of(change.subscription);
    const Period month = Period::containing(Hour::containing(change.from));
    const TenantId* known = owners.in_force(month);
    LocalSubscription wanted{stack_, change.subscription, change.tenant};
    if (known == nullptr) {
      owners.always = change.tenant;
    } else if (*known == change.tenant) {
      return;
    } else if (change.from == month.begin().start()) {
      owners.from[month] = change.tenant;
      wanted.from = month;
    } else {
      return refuse(change.sequence, "TenantMismatch",
                    "Local subscription " + change.subscription.text() + " belongs to tenant " +
                        known->text() + ", not " + change.tenant.text() + " from " +
                        tollbridge::to_string(change.from) +
                        "; it goes to another tenant with a month.");
    }
    wishes_.push_back({std::move(wanted), change.sequence});
  }

  // Those on which no closed month depends.
  std::vector<Fact> allowed(engine::Books& books) {
    std::vector<Fact> facts;
    for (const Wish& wish : wishes_) facts.emplace_back(wish.local);
    if (engine::check_closed_months(books, registry_, facts)) return facts;
    facts.clear();
    for (const Wish& wish : wishes_) {
      const Fact fact = wish.local;
      const auto open = engine::check_closed_months(books, registry_, std::span(&fact, 1));
      if (open) {
        facts.push_back(fact);
      } else {
        refuse(wish.sequence, open.error().code, open.error().message);
      }
    }
    return facts;
  }

 private:
  Owners& owners_of(const LocalSubscriptionId& id) {
    const auto [found, fresh] = owners_.try_emplace(id);
    if (!fresh) return found->second;
    for (const LocalSubscription* one : registry_.versions(LocalSubscription{stack_, id, {}})) {
      if (one->from) {
        found->second.from[*one->from] = one->tenant;
      } else {
        found->second.always = one->tenant;
      }
    }
    return found->second;
  }

  void refuse(std::uint64_t sequence, std::string code, std::string message) {
    Rejected one;
    one.change = sequence;
    one.code = std::move(code);
    one.message = std::move(message);
    rejected_.push_back(std::move(one));
  }

  const Registry& registry_;
  const StackId& stack_;
  std::vector<Rejected>& rejected_;
  std::map<LocalSubscriptionId, Owners> owners_;
  std::vector<Wish> wishes_;
};

}  // namespace

Status RegistryDirectory::declare(const StackId& stack,
                                  const std::vector<DirectoryChange>& changes, Instant now,
                                  std::vector<Rejected>& rejected) {
  const auto registry = desk_.registry();
  if (!registry) return std::unexpected(registry.error());
  if ((*registry)->stack(stack) == nullptr) {
    return fail(ErrorKind::not_found, "UnknownStack",
                "There is no stack " + stack.text() + "; register it first.");
  }
  Changes told(**registry, stack, rejected);
  for (const DirectoryChange& change : changes) told.take(change);
  std::vector<Fact> facts = told.allowed(desk_.books());
  if (facts.empty()) return {};
  auto recorded = desk_.books().record({.facts = std::move(facts), .prices = {}}, now,
                                       "stack " + stack.text(), "directory");
  if (!recorded) return pass(recorded);
  return {};
}

Result<std::optional<TenantId>> RegistryDirectory::tenant(const StackId& stack,
                                                          const LocalSubscriptionId& subscription,
                                                          Period month) {
  const auto registry = desk_.registry();
  if (!registry) return std::unexpected(registry.error());
  const LocalSubscription* local =
      (*registry)->local_subscription_at(stack, subscription, month.begin());
  if (local == nullptr) return std::nullopt;
  return local->tenant;
}

}  // namespace tollbridge::api::stack_face
