// SPDX-License-Identifier: Apache-2.0
// Commerce as those who carry batches by hand meet it: what it has, takes and answers. Made by
// server/ for one piece of work on the thread of books and journal.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/inbox.h"
#include "bridge/receipts_file.h"
#include "bridge/returned.h"

namespace tollbridge::bridge {

struct CommerceEnd {
  Inbox::Ports inbox;
  // The key the stack signs with. Errors: UnknownStack (not_found): it registered none.
  std::function<Result<Verifies>(const StackId& stack)> key_of;
  // What was sealed for this commerce half (cms/envelope.h).
  std::function<Result<std::string>(std::string_view sealed)> unseal;
  // The certificate to seal for, as PEM; made on first use.
  std::function<Result<std::string>()> certificate;
  // A receipt of this commerce half, checked.
  ReadReceipt read_receipt;
  // The time to write by. Errors: NowBeforeBooks.
  std::function<Result<Instant>()> now;
  // The public key it signs activation keys and receipts with, a JWK; made on first use.
  std::function<Result<std::string>()> key = {};
};

struct Imported {
  StackId stack;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool more = false;           // the stack has more to carry
  std::uint64_t fresh = 0;     // batches taken now
  std::uint64_t rows = 0;      // of those
  std::uint64_t rejected = 0;  // rows and changes of those that were not taken
  ReceiptsFile receipts;       // of all batches of the parcel
};

// Takes a sealed parcel, each batch once, whatever came by link or in other parcels. An Error in
// the middle leaves what was taken before it; the same parcel can be imported again. Errors:
// UnknownStack (not_found); ParcelSignatureWrong (denied); BatchGap, BatchDiverged (conflict);
// those of open_parcel, of the envelope and of Inbox::take.
Result<Imported> import_parcel(CommerceEnd& end, std::string_view sealed);

// What commerce took of a stack, from batch `from` on (default: the oldest that is kept), as many
// as fit. Errors: NothingTaken, BatchNotKept (not_found); those of the ledger.
Result<Returned> give_back(CommerceEnd& end, const StackId& stack,
                           std::optional<std::uint64_t> from);

}  // namespace tollbridge::bridge
