// SPDX-License-Identifier: Apache-2.0
// A journal's reader that tells how many records of a month it has read, and ends a scan when it is
// told to.
#pragma once

#include <set>

#include "core/time.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"

namespace tollbridge::engine {

// The references must outlive it. One thread.
class WatchedReader final : public journal::UsageReader {
 public:
  WatchedReader(Books& books, journal::UsageReader& reader, Progress& progress)
      : books_(books), reader_(reader), progress_(progress) {}

  Result<std::vector<journal::Head>> heads() override { return reader_.heads(); }
  // Errors also: those of the progress.
  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override;

 private:
  Status begin(const journal::ScanRequest& request);

  Books& books_;
  journal::UsageReader& reader_;
  Progress& progress_;
  // One pass over all stacks of a month; a stack that comes again begins the next.
  HourSpan hours_;
  std::set<StackId> stacks_;
  Step step_;
};

}  // namespace tollbridge::engine
