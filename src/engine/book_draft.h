// SPDX-License-Identifier: Apache-2.0
// A book's registry part with typed values: each object as it would be recorded, beside what is
// recorded now. Part of plan_book (engine/book.h).
#pragma once

#include <optional>
#include <vector>

#include "engine/book.h"
#include "engine/book_faults.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::engine {

template <class T>
struct Draft {
  T value;
  const T* existing = nullptr;  // null: new, or a new version
  std::optional<T> earlier = {};  // of a new version: what it was made from
  const Entry* entry = nullptr;
  bool sound = true;  // false: a fault was reported already, rules are not asked
};

struct BookDraft {
  std::vector<Draft<registry::Provider>> provider;  // at most one
  std::vector<Draft<registry::Partner>> partners;
  std::vector<Draft<registry::Customer>> customers;
  std::vector<Draft<registry::Subscription>> subscriptions;
  std::vector<Draft<registry::Stack>> stacks;
  std::vector<Draft<registry::LocalSubscription>> local_subscriptions;
  std::vector<Draft<registry::Registration>> registrations;
  std::vector<Draft<registry::Mapping>> mappings;
};

// Faults: missing fields, unreadable values, keys given twice.
BookDraft draft_book(const Book& book, const registry::Registry& registry, Faults& faults);

// The facts of a draft that differ from what is recorded.
std::vector<registry::Fact> changed_facts(const BookDraft& draft);

// Asks registry/rules.h and registry/party_rules.h about every sound object; `after` is the
// registry with the draft's facts on top.
void check_draft(const BookDraft& draft, const registry::Registry& before,
                 const registry::Registry& after, Hour now, Faults& faults);

}  // namespace tollbridge::engine
