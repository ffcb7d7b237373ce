// SPDX-License-Identifier: Apache-2.0
// Goal: the memory books keep every promise but durability. Method: the suite all books pass.
#include "stack/memory/memory_stack_books.h"

#include "stack/books_suite.h"

namespace tollbridge::stack {
namespace {

class MemoryPlace final : public BooksPlace {
 public:
  StackBooks& books() override { return books_; }
  void reopen() override {}

 private:
  MemoryStackBooks books_;
};

INSTANTIATE_TEST_SUITE_P(Memory, StackBooksSuite,
                         testing::Values(+[]() -> std::unique_ptr<BooksPlace> {
                           return std::make_unique<MemoryPlace>();
                         }));

}  // namespace
}  // namespace tollbridge::stack
