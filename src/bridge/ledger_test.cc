// SPDX-License-Identifier: Apache-2.0
// Goal: the ledger that stands in for the books in tests of the protocol keeps every promise but
// durability. Method: the suite all ledgers pass.
#include "bridge/ledger_suite.h"
#include "bridge/world_testing.h"

namespace tollbridge::bridge {
namespace {

class MemoryPlace final : public LedgerPlace {
 public:
  Ledger& ledger() override { return ledger_; }
  void reopen() override {}

 private:
  MemoryLedger ledger_;
};

INSTANTIATE_TEST_SUITE_P(Memory, LedgerSuite,
                         testing::Values(+[]() -> std::unique_ptr<LedgerPlace> {
                           return std::make_unique<MemoryPlace>();
                         }));

}  // namespace
}  // namespace tollbridge::bridge
