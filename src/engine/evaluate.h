// SPDX-License-Identifier: Apache-2.0
// The bill as a function of what was read: usage as of journal heads, registry and prices as of
// commits. The same reading gives the same result for ever; nothing here writes.
//
// An Evaluator keeps what it computed for the length of one use case (all sellers share one scan
// and one pass of rating), so make a new one per use case. Not safe for several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "attribution/attribution.h"
#include "billing/bill.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/causes.h"
#include "engine/progress.h"
#include "engine/watched_reader.h"
#include "journal/journal.h"
#include "metering/usage_table.h"
#include "rating/price_book.h"
#include "rating/rate.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// What one evaluation reads. With `since`, only some of what was learned since then, so that the
// effects of, say, a changed mapping and a corrected price can be told apart.
struct Reading {
  struct Since {
    std::vector<journal::Head> heads;
    std::uint64_t commit = 0;
    CauseSet taken;  // what was learned of these kinds is read, of the others not
    // Keys (usage_key) that were not there then and have been restated since: late, not restated.
    std::shared_ptr<const std::set<std::string>> late_keys;
  };
  std::vector<journal::Head> heads;
  std::uint64_t commit = 0;
  std::optional<Since> since;
};
Reading reading_of(const billing::Inputs& inputs);

// The key of a usage record (journal/record.h) as one text.
std::string usage_key(const journal::StringPool& pool, const journal::UsageRow& row);

using Runs = std::vector<attribution::AttributedRun>;

class Evaluator {
 public:
  Evaluator(Books& books, journal::UsageReader& journal, Progress& progress = no_progress())
      : books_(books), journal_(books, journal, progress), progress_(progress) {}

  // The journal, its scans watched by the progress.
  journal::UsageReader& journal() { return journal_; }

  // Everything recorded so far. `now` becomes known_at.
  Result<billing::Inputs> inputs_now(Instant now);

  // Read from the books once.
  Result<const std::vector<registry::RecordedFact>*> facts();
  Result<const std::vector<rating::RecordedPriceFact>*> price_facts();

  Result<registry::Registry> registry_at(std::uint64_t commit);
  Result<rating::PriceBook> prices_at(std::uint64_t commit);
  Result<registry::Registry> registry_of(const Reading& reading);
  // With the terms in force in the period: what its bill is made from.
  Result<registry::Registry> registry_of(const Reading& reading, Period period);
  Result<rating::PriceBook> prices_of(const Reading& reading);
  // The provider, then every seller with a price sheet, by id.
  Result<std::vector<PartyId>> sellers_at(std::uint64_t commit);

  // add_up, assign and rate of one period. Errors: those of the three and of the journal.
  Result<std::shared_ptr<const metering::UsageTable>> usage(Period period,
                                                            const Reading& reading);
  Result<std::shared_ptr<const Runs>> runs(Period period, const Reading& reading);
  Result<std::shared_ptr<const rating::Rating>> rating(Period period, const Reading& reading);
  // f for one seller: billing::lines_of.
  Result<std::vector<billing::BuyerLines>> lines(const PartyId& seller, Period period,
                                                 const Reading& reading);

 private:
  void keep(std::string key, std::shared_ptr<const rating::Rating> rating);

  Books& books_;
  WatchedReader journal_;
  Progress& progress_;
  std::optional<std::vector<registry::RecordedFact>> facts_;
  std::optional<std::vector<rating::RecordedPriceFact>> price_facts_;
  std::map<std::string, registry::Registry> registries_;  // by what was read, and month
  std::map<std::string, rating::PriceBook> price_books_;
  // Usage and runs are large: only the last ones are kept; of ratings, as many as fit.
  std::string usage_key_;
  std::shared_ptr<const metering::UsageTable> usage_;
  std::string runs_key_;
  std::shared_ptr<const Runs> runs_;
  std::map<std::string, std::shared_ptr<const rating::Rating>> ratings_;
  std::deque<std::string> ratings_order_;  // oldest first
  std::size_t charges_kept_ = 0;
};

// The months in which any stack has counted usage, ascending. One scan.
Result<std::vector<Period>> periods_with_usage(journal::UsageReader& journal);

}  // namespace tollbridge::engine
