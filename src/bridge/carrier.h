// SPDX-License-Identifier: Apache-2.0
// The sending end without a link: packs what commerce has no receipt for into a parcel that is
// carried by hand, and takes the receipts that are carried back.
//
// Numbers, bytes and receipts are those of the link; a batch may go either way, or both, and counts
// once. Nothing is remembered but what is in the spool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/cutting.h"
#include "bridge/parcel.h"
#include "bridge/receipt.h"
#include "bridge/receipts_file.h"
#include "bridge/returned.h"

namespace tollbridge::bridge {

struct Packed {
  ParcelHead head;
  std::uint64_t rows = 0;  // of all its batches
  std::string bytes;       // not sealed
};

struct ReceivedByHand {
  std::uint64_t fresh = 0;    // receipts that were not known
  std::uint64_t known = 0;    // known, or of batches that are no longer kept
  std::uint64_t through = 0;  // commerce has all batches up to here, as the receipts tell
  std::uint64_t removed = 0;  // batches that went from the spool
};

struct TakenBackByHand {
  std::uint64_t fresh = 0;    // batches that were not known
  std::uint64_t known = 0;
  std::uint64_t through = 0;  // the newest batch of the file
};

class Carrier {
 public:
  struct Ports {
    Spool& spool;
    Source& source;
    Sign sign;
    ReadReceipt read_receipt;
  };
  Carrier(StackId stack, Ports ports) : stack_(std::move(stack)), ports_(std::move(ports)) {}

  // Batches from `from` on (default: after the newest with a receipt), as many as fit; what is in
  // no batch yet is cut, even if it was just settled. Errors: NothingToCarry, BatchNotKept
  // (not_found); those of spool, source and key.
  Result<Packed> pack(std::optional<std::uint64_t> from, Instant now);

  // All receipts of the file or, on any Error but those of the spool, none. Batches that commerce
  // has had for the keep time, by the newest receipt, are removed. Errors: ReceiptsOfAnotherStack,
  // ReceiptWrong (invalid), ReceiptOfUnknownBatch (conflict); those of the spool.
  Result<ReceivedByHand> receive(const ReceiptsFile& file, Instant now);

  // After a restored backup: makes what commerce took of this stack its own again, as the link
  // would (forwarder.h); batches of its own under the same numbers that commerce never took give
  // way, and what was in them is cut anew. Nothing is done before all of the file is checked;
  // doing it again does nothing. `own_key`: of this stack. Errors: ReturnOfAnotherStack,
  // ReturnDamaged, ReceiptWrong (invalid); ReturnGap, ReturnContradicted (conflict); those of spool
  // and source.
  Result<TakenBackByHand> take_back(const Returned& returned, const Verifies& own_key, Instant now);

 private:
  Result<std::optional<Spooled>> batch(std::uint64_t number, Outbox& outbox, Instant now);
  Result<Receipt> checked(const Outbox& outbox, const std::string& text);
  Status prune(const Receipt& newest, ReceivedByHand& received);
  // The batches of the file, each following the one before.
  Result<std::vector<SealedBatch>> checked(const Returned& returned, const Verifies& own_key);
  Status take_back_one(const SealedBatch& sealed, const ReturnedBatch& one, Outbox& outbox,
                       Instant now);

  StackId stack_;
  Ports ports_;
};

}  // namespace tollbridge::bridge
