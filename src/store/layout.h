// SPDX-License-Identifier: Apache-2.0
// Two kinds of books are kept by this one layer: those of the commerce half, and those of each
// stack. A layout says which numbered migrations make a kind and which tables it has then.
#pragma once

#include <span>

#include "store/migrations.h"
#include "store/table.h"

namespace tollbridge::store {

struct Layout {
  std::span<const Migration> migrations;    // the first one's name tells the kind
  std::span<const Table* const> tables;     // as the newest migration leaves them
  // Where it stands which commits were forgotten (Database::forget_commits); null: all are kept.
  const Table* chain_start = nullptr;

  [[nodiscard]] int newest_schema() const { return migrations.back().version; }
};

const Layout& commerce_layout();  // store/schema.h
const Layout& stack_layout();     // store/stack_schema.h

}  // namespace tollbridge::store
