// SPDX-License-Identifier: Apache-2.0
#include "bridge/receipt.h"

namespace tollbridge::bridge {

Status check_receipt(const Receipt& receipt, const BatchHead& head, const Digest& hash) {
  const auto wrong = [&](const std::string& what) {
    return fail(ErrorKind::invalid, "ReceiptWrong",
                "The receipt for batch " + std::to_string(head.number) + " of stack " +
                    head.stack.text() + " " + what);
  };
  if (receipt.stack != head.stack) return wrong("is for another stack.");
  if (receipt.number != head.number) return wrong("is for another number.");
  if (receipt.hash != hash) return wrong("is for other bytes.");
  if (receipt.rows != head.rows || receipt.changes != head.changes ||
      receipt.rejected > head.rows + head.changes) {
    return wrong("counts something else than it holds.");
  }
  // Rejected changes do not touch the digest; rejected rows do.
  if (receipt.rejected == 0 && receipt.usage != head.usage) {
    return wrong("comes to other quantities by meter and hour.");
  }
  if (receipt.watermark < receipt.number) return wrong("says that it is not durable.");
  return {};
}

}  // namespace tollbridge::bridge
