// SPDX-License-Identifier: Apache-2.0
#include "store/layout.h"

#include "store/schema.h"
#include "store/stack_schema.h"

namespace tollbridge::store {

const Layout& commerce_layout() {
  static const Layout layout{migrations(), schema::tables()};
  return layout;
}

const Layout& stack_layout() {
  static const Layout layout{stack_migrations(), stack_schema::tables(),
                             &stack_schema::chain_start};
  return layout;
}

}  // namespace tollbridge::store
