// SPDX-License-Identifier: Apache-2.0
// The desk over books and a journal: keeps registry and prices as the newest facts make them.
#pragma once

#include <optional>

#include "api/desk.h"
#include "core/world.h"
#include "stack/stacks.h"

namespace tollbridge::api {

// The references must outlive it. One thread at a time.
class StoreDesk final : public Desk {
 public:
  StoreDesk(engine::Books& books, journal::Journal& journal, engine::ServiceRecords& records,
            Clock& clock, stack::Stacks& stacks = stack::no_stacks())
      : books_(books), journal_(journal), records_(records), clock_(clock), stacks_(stacks) {}

  engine::Books& books() override { return books_; }
  journal::Journal& journal() override { return journal_; }
  engine::ServiceRecords& records() override { return records_; }
  // O(1) unless facts of their kind were recorded since, or a month began. Then new facts of the
  // registry are put on top of the one there is; prices are made anew.
  Result<std::shared_ptr<const registry::Registry>> registry() override;
  Result<std::shared_ptr<const rating::PriceBook>> prices() override;
  Instant now() override { return clock_.now(); }
  stack::Stacks& stacks() override { return stacks_; }

 private:
  engine::Books& books_;
  journal::Journal& journal_;
  engine::ServiceRecords& records_;
  Clock& clock_;
  stack::Stacks& stacks_;
  engine::FactCommits kept_;  // of what is kept
  std::shared_ptr<const registry::Registry> registry_;  // with the terms of shown_
  std::optional<Period> shown_;
  std::shared_ptr<const rating::PriceBook> prices_;
};

}  // namespace tollbridge::api
