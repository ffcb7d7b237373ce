// SPDX-License-Identifier: Apache-2.0
// What a stack has to send, and where it puts what it takes back: its journal and its directory.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "bridge/batch.h"
#include "bridge/spool.h"
#include "journal/journal.h"

namespace tollbridge::bridge {

// An hour that the stack told otherwise than the batch it takes back, whose word counts from then.
struct OverruledHour {
  LocalSubscriptionId subscription;
  MeterId meter;
  ResourceId resource;
  Hour hour;
  Quantity stack;
  Quantity commerce;
};

// The directory's changes of local subscriptions, in the stack's own order: 1, 2, 3 …
class DirectoryLog {
 public:
  virtual ~DirectoryLog() = default;
  virtual Result<std::uint64_t> newest() = 0;
  // Those after `sequence`, at most `most`.
  virtual Result<std::vector<DirectoryChange>> after(std::uint64_t sequence, std::size_t most) = 0;
  // Records those that are not known (their numbers become new ones); durable when it returns.
  virtual Status adopt(const std::vector<DirectoryChange>& changes) = 0;
  // Keeps them for the operator to see; durable when it returns, and again does nothing.
  virtual Status overrule(const std::vector<OverruledHour>& hours) = 0;
};

struct Portion {
  std::vector<DirectoryChange> changes;
  journal::UsageBatch usage;
  Progress through;
};

class Source {
 public:
  Source(StackId stack, journal::Journal& journal, DirectoryLog& directory)
      : stack_(std::move(stack)), journal_(journal), directory_(directory) {}

  Result<bool> pending(const Progress& from);

  // The next changes and rows after `from`: whole blocks of the journal until there are about
  // `rows_aim` rows. A row never comes before the changes that were made before it. Conflicts stay
  // at the stack: they never count.
  Result<Portion> portion(const Progress& from, std::size_t rows_aim);

  // Takes what a batch tells into journal and directory; durable when it returns, and doing it
  // again does nothing. Where the stack has another quantity under the same revision, the batch's
  // word counts from now on: it is what was billed. Both ends come to it because the restatement
  // is sent like any other. Hours whose quantity changes by that are told to `overrule` before.
  // Gives how far `before` has come: what was taken back need not be sent if everything before it
  // was.
  Result<Progress> take_back(Batch&& batch, const Progress& before, Instant now);

 private:
  Result<Progress> newest();
  Status tell_overruled(const journal::UsageBatch& usage);
  Status take_rows(const Progress& from, std::size_t rows_aim, std::uint64_t until,
                   Portion& portion);

  StackId stack_;
  journal::Journal& journal_;
  DirectoryLog& directory_;
};

}  // namespace tollbridge::bridge
