// SPDX-License-Identifier: Apache-2.0
// What the sending end keeps: its batches, as bytes that never change, and the receipts for them.
//
// A spool is all the sending end remembers: after a fall it goes on from what is there. Whoever
// implements it keeps the promises of `put`; batches that do not follow each other (the rest of a
// past that was given up, or a file that rotted) are not shown and go with the next put.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/batch.h"

namespace tollbridge::bridge {

// How far the stack's own sequences have been put into batches. Kept beside each batch, because the
// numbers in a batch that was taken back from commerce are those of a past that is gone.
struct Progress {
  std::uint64_t journal = 0;
  std::uint64_t directory = 0;
  friend bool operator==(const Progress&, const Progress&) = default;
};

struct Spooled {
  std::uint64_t number = 0;
  Digest hash{};
  Digest previous{};
  Progress progress;  // with this batch
  Instant made_at{};
  std::optional<Instant> received_at;  // when its receipt came, by the stack's clock
  friend bool operator==(const Spooled&, const Spooled&) = default;
};

class Spool {
 public:
  virtual ~Spool() = default;
  // By number without gaps, each following the hash of the one before.
  virtual Result<std::vector<Spooled>> entries() = 0;
  // Durable and whole when it returns. In place of the batch of that number and of all after it,
  // if there are any. Errors: DiskFull, DiskFailed (io), after which the old ones are there.
  virtual Status put(std::uint64_t number, std::string_view bytes, const Progress& progress) = 0;
  virtual Result<std::string> bytes(std::uint64_t number) = 0;
  // Durable when it returns; in place of an older receipt of the number.
  virtual Status put_receipt(std::uint64_t number, std::string_view text, Instant now) = 0;
  // The batch and its receipt; only ever the oldest.
  virtual Status remove(std::uint64_t number) = 0;
};

}  // namespace tollbridge::bridge
