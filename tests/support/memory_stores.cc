// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "engine/memory_books.h"
#include "journal/memory/memory_journal.h"
#include "tests/support/stores.h"

namespace tollbridge::support {
namespace {

class MemoryStores final : public Stores {
 public:
  Status open() {
    auto journal = journal::open_memory_journal(books_.marks());
    if (!journal) return pass(journal);
    journal_ = std::move(*journal);
    return {};
  }

  engine::Books& books() override { return books_; }
  journal::Journal& journal() override { return *journal_; }
  Status reopen() override { return {}; }

 private:
  engine::MemoryBooks books_;
  std::unique_ptr<journal::Journal> journal_;
};

}  // namespace

Result<std::unique_ptr<Stores>> open_memory_stores() {
  auto stores = std::make_unique<MemoryStores>();
  if (auto opened = stores->open(); !opened) return pass(opened);
  return stores;
}

}  // namespace tollbridge::support
