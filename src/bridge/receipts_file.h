// SPDX-License-Identifier: Apache-2.0
// The file with which commerce answers a parcel: the receipts of its batches, to be carried back to
// the stack. Text, a line each; the receipts are signed one by one, so nothing else is.
//
//   tollbridge receipts 1
//   stack 9c1e0000-0000-4000-8000-000000000001
//   receipt eyJhbGciOi…
//   end 1
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace tollbridge::bridge {

struct ReceiptsFile {
  StackId stack;
  std::vector<std::string> receipts;  // by number of their batches
  friend bool operator==(const ReceiptsFile&, const ReceiptsFile&) = default;
};

// Its lines, without line ends.
std::vector<std::string> receipts_lines(const ReceiptsFile& file);

// Errors: NotReceipts, ReceiptsTorn (invalid).
Result<ReceiptsFile> read_receipts_file(std::string_view text);

}  // namespace tollbridge::bridge
