// SPDX-License-Identifier: Apache-2.0
// Any bytes at all: a book or an error, and never a crash; a book that is planned ends as a plan
// that applied again changes nothing, or as an error with details.
#include "engine/yaml/book_reader.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.h"
#include "engine/book.h"

using namespace tollbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto csv = [](const std::string& path) -> Result<std::string> { return path; };
  auto book = engine::yaml::read_book(text, csv);
  if (!book) return 0;
  const registry::Registry registry;
  const rating::PriceBook prices;
  const Hour now = Hour::from_index(500'000);
  auto plan = engine::plan_book(*book, registry, prices, now);
  if (!plan) {
    CHECK(!plan.error().code.empty());
    return 0;
  }
  const auto kept = prices.with(plan->change.prices);
  CHECK(kept.has_value());
  auto again = engine::plan_book(*book, registry.with(plan->change.facts), *kept, now);
  CHECK(again.has_value());
  CHECK(again->change.facts.empty() && again->change.prices.empty() && again->diff.empty());
  return 0;
}
