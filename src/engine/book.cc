// SPDX-License-Identifier: Apache-2.0
// In order: type every object over what is recorded, try the facts on top of the registry, ask the
// rules about the result, then the same for prices; only a book without a fault becomes a plan.
#include "engine/book.h"

#include <algorithm>
#include <utility>

#include "engine/book_diff.h"
#include "engine/book_draft.h"
#include "engine/book_faults.h"
#include "engine/book_prices.h"

namespace tollbridge::engine {
namespace {

template <class Map>
const typename Map::mapped_type& found_or_empty(const Map& map, std::string_view key) {
  static const typename Map::mapped_type empty{};
  const auto found = map.find(key);
  return found == map.end() ? empty : found->second;
}

template <class T>
void append_all(const std::vector<Draft<T>>& drafts, std::vector<FieldChange>& diff) {
  for (const Draft<T>& draft : drafts) {
    if (draft.existing == nullptr && draft.earlier) {
      const registry::Fact before(*draft.earlier);
      append_diff(&before, registry::Fact(draft.value), diff);
    } else if (draft.existing == nullptr) {
      append_diff(nullptr, registry::Fact(draft.value), diff);
    } else if (*draft.existing != draft.value) {
      const registry::Fact before(*draft.existing);
      append_diff(&before, registry::Fact(draft.value), diff);
    }
  }
}

std::vector<FieldChange> diff_of(const BookDraft& draft, const std::vector<PriceDraft>& prices) {
  std::vector<FieldChange> diff;
  append_all(draft.provider, diff);
  append_all(draft.partners, diff);
  append_all(draft.customers, diff);
  append_all(draft.subscriptions, diff);
  append_all(draft.stacks, diff);
  append_all(draft.local_subscriptions, diff);
  append_all(draft.registrations, diff);
  append_all(draft.mappings, diff);
  for (const PriceDraft& price : prices) {
    if (price.existing && *price.existing == price.value) continue;
    append_diff(price.existing ? &*price.existing : nullptr, price.value, diff);
  }
  return diff;
}

std::vector<registry::Warning> warnings_of(const BookDraft& draft, const registry::Registry& after,
                                           Hour now) {
  auto all = registry::warnings(after, now);
  std::erase_if(all, [&](const registry::Warning& warning) {
    return std::none_of(
        draft.registrations.begin(), draft.registrations.end(), [&](const auto& registration) {
          return warning.object == "registration '" + registration.value.name.text() + "'";
        });
  });
  return all;
}

}  // namespace

const Field& Entry::field(std::string_view key) const { return found_or_empty(fields, key); }
const FieldList& Entry::list(std::string_view key) const { return found_or_empty(lists, key); }
const std::vector<Entry>& Entry::entries(std::string_view key) const {
  return found_or_empty(children, key);
}

Result<BookPlan> plan_book(const Book& book, const registry::Registry& registry,
                           const rating::PriceBook& prices, Hour now) {
  Faults faults(book.faults);
  const BookDraft draft = draft_book(book, registry, faults);
  BookPlan plan;
  plan.change.facts = changed_facts(draft);
  const registry::Registry after = registry.with(plan.change.facts);
  check_draft(draft, registry, after, now, faults);
  const auto price_drafts = draft_prices(book, after, prices, faults);
  if (faults.count() > 0) return std::unexpected(faults.take());

  plan.change.prices = changed_prices(price_drafts);
  // What only shows when all sheets stand together: a price out of range after its markup.
  if (auto tried = prices.with(plan.change.prices); !tried) return pass(tried);
  plan.diff = diff_of(draft, price_drafts);
  plan.warnings = warnings_of(draft, after, now);
  return plan;
}

}  // namespace tollbridge::engine
