// SPDX-License-Identifier: Apache-2.0
// The receiving end: commerce takes each stack's batches in the order of their numbers, each once,
// and answers with a receipt.
//
//   the next number           taken: directory changes, rows, then the ledger, in this order
//   a number taken before     the same hash: the receipt it got. Another: BatchDiverged
//   the next, on another past BatchDiverged: it does not name the hash of the batch before
//   a number beyond           BatchGap
//   the next, taken before    after the ledger was set back: taken again, the receipt it got
//
// Nothing is believed about other stacks, and rows are judged one by one: what cannot be taken is
// kept as rejected and counted in the receipt, the rest is taken.
//
// The bytes are kept first, and a batch whose bytes are kept is finished before anything else is
// answered: after a fall between two steps a stack that was restored meanwhile could otherwise put
// another batch in its place, and rows would stay that no batch tells of. Usage is a set and
// changes are facts, so doing a step again does nothing.
//
// One thread at a time; the ports may be disks and databases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/batch.h"
#include "bridge/digest.h"
#include "bridge/receipt.h"
#include "journal/journal.h"

namespace tollbridge::bridge {

// A batch that was taken.
struct Taken {
  std::uint64_t number = 0;
  Digest hash{};
  std::uint64_t rows = 0;
  std::uint64_t changes = 0;
  std::uint64_t rejected = 0;
  Instant made_at{};
  Instant taken_at{};
  std::string receipt;  // as it was given
  friend bool operator==(const Taken&, const Taken&) = default;
};

// What was not taken of a batch, and why.
struct Rejected {
  std::uint64_t number = 0;  // of the batch
  std::uint64_t row = 0;     // from 1; 0: a directory change
  std::uint64_t change = 0;  // its sequence; 0: a row
  std::string code;
  std::string message;
  friend bool operator==(const Rejected&, const Rejected&) = default;
};

// What a batch said, by meter and hour; kept with it, for reconciling (arrivals.h).
struct BatchUsage {
  std::uint64_t number = 0;       // of the batch
  std::vector<MeterHour> taken;   // its rows but what was not taken: the receipt has their digest
  std::vector<MeterHour> again;   // of these, the rows that were known before
  friend bool operator==(const BatchUsage&, const BatchUsage&) = default;
};

// What commerce remembers of the batches it took. Implemented by the books.
class Ledger {
 public:
  virtual ~Ledger() = default;
  // The newest; empty before the first.
  virtual Result<std::optional<Taken>> newest(const StackId& stack) = 0;
  virtual Result<std::optional<Taken>> find(const StackId& stack, std::uint64_t number) = 0;
  // Those from `from` on, by number, at most `most`.
  virtual Result<std::vector<Taken>> list(const StackId& stack, std::uint64_t from,
                                          std::size_t most) = 0;
  // Durable and whole when it returns; a number that is there already is written over.
  virtual Status keep_bytes(const StackId& stack, std::uint64_t number, std::string_view bytes) = 0;
  // Errors: not_found if they never were kept, after the keep time, or when they are damaged.
  virtual Result<std::string> bytes(const StackId& stack, std::uint64_t number) = 0;
  // In one transaction, durable when it returns. `taken.number` follows the newest.
  virtual Status record(const StackId& stack, const Taken& taken,
                        const std::vector<Rejected>& rejected, const BatchUsage& usage) = 0;
  // Of those from `from` on, by number; of batches among the next `most` numbers. Batches taken
  // before this was kept have none.
  virtual Result<std::vector<BatchUsage>> usage(const StackId& stack, std::uint64_t from,
                                                std::size_t most) = 0;
  // Those a batch was ever taken of, by id.
  virtual Result<std::vector<StackId>> stacks() = 0;

  // Sets the ledger back: `number` becomes the newest (0: none), so that later batches are asked
  // for and taken again. What was recorded of them stays, and is told by find() and list(); their
  // receipts stay the same. Setting it to the newest that was ever taken ends that. Errors:
  // BatchNotTaken (invalid): there is none of that number.
  virtual Status set_back(const StackId& stack, std::uint64_t number, Instant now,
                          const std::string& actor) = 0;
  // A batch that was recorded before was taken once more, after the ledger was set back: it is the
  // newest now.
  virtual Status took_again(const StackId& stack, std::uint64_t number, Instant now) = 0;

  // When the stack's bridge asked or sent anything. Kept about a minute late.
  virtual Status note_contact(const StackId& stack, Instant at) = 0;
  // The last one; of a stack that was not heard of since that is kept, when its newest batch was
  // taken.
  virtual Result<std::optional<Instant>> last_contact(const StackId& stack) = 0;
  // What was not taken of the batches from number `from` on, in their order; about `most`, because
  // what is known of one batch comes together. Of a batch at most rejections_kept_max are kept.
  virtual Result<std::vector<Rejected>> rejected(const StackId& stack, std::uint64_t from,
                                                 std::size_t most) = 0;
};
// A stack that does everything wrong must not fill the disk; what batches hold stays in them.
inline constexpr std::size_t rejections_kept_max = 1'000;

// What commerce knows of a stack's directory. Implemented over the registry.
class Directory {
 public:
  virtual ~Directory() = default;
  // Records them, durable when it returns; those recorded before are nothing new. A change that
  // contradicts what is known is appended to `rejected`, with its sequence.
  virtual Status declare(const StackId& stack, const std::vector<DirectoryChange>& changes,
                         Instant now, std::vector<Rejected>& rejected) = 0;
  // Whose the local subscription is in a month (decision 14); empty where it was never declared.
  virtual Result<std::optional<TenantId>> tenant(const StackId& stack,
                                                 const LocalSubscriptionId& subscription,
                                                 Period month) = 0;
};

// Where commerce stands with a stack: what its sending end must know to go on.
struct Standing {
  struct Known {
    std::uint64_t number = 0;
    Digest hash{};
    friend bool operator==(const Known&, const Known&) = default;
  };
  std::uint64_t watermark = 0;  // the newest number taken; 0 before the first
  std::vector<Known> known;     // from the number asked for, at most standing_known_max
  [[nodiscard]] std::uint64_t expected() const { return watermark + 1; }
};
inline constexpr std::size_t standing_known_max = 1'000;

// A batch that came, taken apart and checked by itself. Views are into its bytes.
struct Arrived {
  SealedBatch sealed;
  Batch batch;
};
// On any thread. Errors: BatchDamaged, BatchFormatUnknown (invalid), BatchOfAnotherStack,
// BatchSignatureWrong (denied).
Result<Arrived> open_arrived(const StackId& stack, const Verifies& key, std::string_view bytes);

class Inbox {
 public:
  struct Ports {
    Ledger& ledger;
    Directory& directory;
    journal::Journal& journal;
    Attest attest;
  };
  explicit Inbox(Ports ports) : ports_(std::move(ports)) {}

  // Takes a batch of `stack`, whose key is `key`, and gives the receipt. Errors: those of
  // open_arrived; BatchDiverged, BatchGap (conflict), those of the ports.
  Result<std::string> take(const StackId& stack, const Verifies& key, std::string_view bytes,
                           Instant now);
  // The same with what open_arrived gave for these bytes.
  Result<std::string> take(Arrived&& arrived, std::string_view bytes, Instant now);

  Result<Standing> standing(const StackId& stack, std::uint64_t from, Instant now);

 private:
  // Finishes the batches whose bytes are kept, and gives the newest.
  Result<std::optional<Taken>> finished(const StackId& stack, Instant now);
  Result<std::string> take_next(const SealedBatch& sealed, Batch&& batch, Instant now);

  Ports ports_;
};

}  // namespace tollbridge::bridge
