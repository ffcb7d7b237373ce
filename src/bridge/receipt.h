// SPDX-License-Identifier: Apache-2.0
// What commerce says of a batch it took, signed with commerce's key; and what the stack checks
// before it believes it.
//
// A receipt of a number is always the same text: asked again, commerce gives what it gave. How it
// is signed and read (a JWT): jose/. Pure values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "bridge/batch.h"

namespace tollbridge::bridge {

struct Receipt {
  StackId stack;
  std::uint64_t number = 0;
  Digest hash{};               // of the batch
  std::uint64_t rows = 0;      // it held
  std::uint64_t changes = 0;   // it held
  std::uint64_t rejected = 0;  // rows and changes that were not taken
  Digest usage{};              // of the rows that were taken, by meter and hour
  std::uint64_t watermark = 0;  // every batch up to here is durable at commerce
  Instant issued_at{};
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Signed text of a receipt. Errors: those of the key.
using Attest = std::function<Result<std::string>(const Receipt& receipt)>;
// A text checked and read. Errors: ReceiptWrong (invalid).
using ReadReceipt = std::function<Result<Receipt>(std::string_view text)>;

// Whether it says of this batch what a batch must hear. Errors: ReceiptWrong (invalid).
Status check_receipt(const Receipt& receipt, const BatchHead& head, const Digest& hash);

}  // namespace tollbridge::bridge
