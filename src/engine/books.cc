// SPDX-License-Identifier: Apache-2.0
#include "engine/books.h"

#include <vector>

namespace tollbridge::engine {
namespace {

constexpr std::chrono::minutes set_back_max{1};

}  // namespace

Result<std::optional<Instant>> Books::newest_known_at() {
  auto entries = audit();
  if (!entries) return pass(entries);
  if (entries->empty()) return std::optional<Instant>();
  return std::optional(entries->back().known_at);
}

Result<FactCommits> Books::fact_commits() {
  auto newest = commit();
  if (!newest) return pass(newest);
  return FactCommits{*newest, *newest};
}

Result<std::vector<registry::RecordedFact>> Books::facts_after(std::uint64_t commit) {
  auto all = facts();
  if (!all) return all;
  std::erase_if(*all, [commit](const auto& fact) { return fact.commit <= commit; });
  return all;
}

Result<Instant> time_to_write(Books& books, Instant now) {
  auto newest = books.newest_known_at();
  if (!newest) return pass(newest);
  if (!*newest || **newest <= now) return now;
  if (**newest - now < set_back_max) return **newest;
  return fail(ErrorKind::invalid, "NowBeforeBooks",
              "It is " + to_string(now) + ", and the books were written at " +
                  to_string(**newest) +
                  "; nothing can be learned before what is known already. Give a later --now (or "
                  "TOLLBRIDGE_NOW), or set the clock of this machine.");
}

}  // namespace tollbridge::engine
