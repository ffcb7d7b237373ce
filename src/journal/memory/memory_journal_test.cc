// SPDX-License-Identifier: Apache-2.0
// The journal in memory keeps every promise but durability.
#include "journal/memory/memory_journal.h"

#include <memory>

#include "journal/contract_suite.h"

namespace tollbridge::journal {
namespace {

class MemoryUnderTest final : public JournalUnderTest {
 public:
  Journal& journal() override { return *journal_; }
  MemoryMarkStore& marks() override { return marks_; }
  void reopen() override {}  // memory does not outlive its journal

 private:
  MemoryMarkStore marks_;
  std::unique_ptr<Journal> journal_ = open_memory_journal(marks_).value();
};

INSTANTIATE_TEST_SUITE_P(Memory, JournalContract, testing::Values(JournalFactory([] {
                           return std::make_unique<MemoryUnderTest>();
                         })));

TEST(MemoryJournal, a_new_memory_is_behind_any_mark) {
  MemoryMarkStore marks;
  marks.put({stack_a, 1, {}});
  const auto opened = open_memory_journal(marks);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "JournalBehindMark");
}

}  // namespace
}  // namespace tollbridge::journal
