// SPDX-License-Identifier: Apache-2.0
// The desk of a process that runs the stack half alone (docs/decisions/0016): what the rows of the
// usage APIs read is what its stacks keep. Its registry is made of their profiles and directories,
// its journal of their journals; nothing can be imported into it. Books and the rest are the
// process's own.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "api/store_desk.h"
#include "stack/stacks.h"

namespace tollbridge::api::stack_face {

// Every stack's journal as one, to be read: the port is partitioned by stack. `stacks` must outlive
// it. Errors of `append` and `copy_to`: StackHalfOnly (refused).
std::unique_ptr<journal::Journal> journal_of(stack::Stacks& stacks);

// The references must outlive it. One thread at a time.
class StackDesk final : public Desk {
 public:
  StackDesk(engine::Books& books, engine::ServiceRecords& records, Clock& clock,
            stack::Stacks& stacks);

  engine::Books& books() override { return store_.books(); }
  journal::Journal& journal() override { return *journal_; }
  engine::ServiceRecords& records() override { return store_.records(); }
  // Every local subscription there ever was, with its tenant of now. Made anew when a directory has
  // changed or a stack was made; else O(stacks).
  Result<std::shared_ptr<const registry::Registry>> registry() override;
  Result<std::shared_ptr<const rating::PriceBook>> prices() override { return store_.prices(); }
  Instant now() override { return store_.now(); }
  stack::Stacks& stacks() override { return store_.stacks(); }

 private:
  std::unique_ptr<journal::Journal> journal_;
  StoreDesk store_;
  std::map<StackId, std::size_t> seen_;  // changes of each directory
  std::shared_ptr<const registry::Registry> registry_;
};

}  // namespace tollbridge::api::stack_face
