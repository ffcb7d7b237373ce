// SPDX-License-Identifier: Apache-2.0
#include "bridge/carrier.h"

#include <algorithm>
#include <vector>

#include "bridge/limits.h"

namespace tollbridge::bridge {
namespace {

std::uint64_t after_receipts(const std::vector<Spooled>& spooled) {
  std::uint64_t number = spooled.empty() ? 1 : spooled.front().number;
  for (const Spooled& one : spooled) {
    if (one.received_at) number = one.number + 1;
  }
  return number;
}

}  // namespace

// The batch of that number, cut if it is the next one and there is something for it.
Result<std::optional<Spooled>> Carrier::batch(std::uint64_t number, Outbox& outbox, Instant now) {
  if (const Spooled* spooled = outbox.find(number)) return *spooled;
  if (number != outbox.last() + 1) return std::nullopt;
  const auto pending = ports_.source.pending(outbox.progress());
  if (!pending) return std::unexpected(pending.error());
  if (!*pending) return std::nullopt;
  auto cut = cut_batch(stack_, outbox, ports_.source, ports_.sign, ports_.spool, now);
  if (!cut) return pass(cut);
  outbox.was_put(*cut);
  return std::optional(*cut);
}

Result<Packed> Carrier::pack(std::optional<std::uint64_t> from, Instant now) {
  const auto spooled = ports_.spool.entries();
  if (!spooled) return std::unexpected(spooled.error());
  Outbox outbox(*spooled);
  Packed packed;
  packed.head = {stack_, from.value_or(after_receipts(*spooled)), 0, false, now};
  std::vector<std::string> batches;
  std::size_t size = 0;
  for (std::uint64_t number = packed.head.first;; ++number) {
    const auto next = batch(number, outbox, now);
    if (!next) return std::unexpected(next.error());
    if (!*next) break;
    auto bytes = ports_.spool.bytes(number);
    if (!bytes) return pass(bytes);
    if (!batches.empty() && size + bytes->size() > limits::parcel_bytes_max) {
      packed.head.more = true;
      break;
    }
    const auto sealed = open_batch(*bytes);
    if (!sealed) return std::unexpected(sealed.error());
    packed.rows += sealed->head.rows;
    size += bytes->size();
    batches.push_back(std::move(*bytes));
  }
  if (batches.empty() && packed.head.first == outbox.last() + 1) {
    return fail(ErrorKind::not_found, "NothingToCarry",
                "Commerce has a receipt for everything up to batch " +
                    std::to_string(outbox.last()) +
                    ", and nothing was settled since. --from packs batches once more.");
  }
  if (batches.empty()) {
    return fail(ErrorKind::not_found, "BatchNotKept",
                "Batch " + std::to_string(packed.head.first) + " is not kept here; batches " +
                    std::to_string(spooled->empty() ? 1 : spooled->front().number) + " to " +
                    std::to_string(outbox.last()) + " are.");
  }
  packed.head.count = batches.size();
  auto bytes = write_parcel(packed.head, batches, ports_.sign);
  if (!bytes) return pass(bytes);
  packed.bytes = std::move(*bytes);
  return packed;
}

// Signed by commerce, of this stack and, if the batch is kept, of exactly that batch.
Result<Receipt> Carrier::checked(const Outbox& outbox, const std::string& text) {
  auto receipt = ports_.read_receipt(text);
  if (!receipt) return receipt;
  if (receipt->stack != stack_) {
    return fail(ErrorKind::invalid, "ReceiptsOfAnotherStack",
                "A receipt is of the stack " + receipt->stack.text() + ", not " + stack_.text() +
                    "; take the file to that stack.");
  }
  if (receipt->number > outbox.last()) {
    return fail(ErrorKind::conflict, "ReceiptOfUnknownBatch",
                "Commerce has batch " + std::to_string(receipt->number) +
                    ", and this stack knows batches up to " + std::to_string(outbox.last()) +
                    ": it was restored from a backup. Connect its bridge, which takes back what "
                    "is missing, or restore a newer backup of the stack.");
  }
  if (outbox.find(receipt->number) == nullptr) return receipt;
  const auto bytes = ports_.spool.bytes(receipt->number);
  if (!bytes) return std::unexpected(bytes.error());
  const auto sealed = open_batch(*bytes);
  if (!sealed) return std::unexpected(sealed.error());
  if (auto same = check_receipt(*receipt, sealed->head, sealed->hash); !same) return pass(same);
  return receipt;
}

Result<ReceivedByHand> Carrier::receive(const ReceiptsFile& file, Instant now) {
  if (file.stack != stack_) {
    return fail(ErrorKind::invalid, "ReceiptsOfAnotherStack",
                "The receipts are of the stack " + file.stack.text() + ", not " + stack_.text() +
                    "; take the file to that stack.");
  }
  const auto spooled = ports_.spool.entries();
  if (!spooled) return std::unexpected(spooled.error());
  const Outbox outbox(*spooled);
  std::vector<Receipt> receipts;
  for (const std::string& text : file.receipts) {
    auto receipt = checked(outbox, text);
    if (!receipt) return pass(receipt);
    receipts.push_back(*std::move(receipt));
  }
  ReceivedByHand received;
  const Receipt* newest = nullptr;
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    const Receipt& receipt = receipts[i];
    const Spooled* own = outbox.find(receipt.number);
    if (newest == nullptr || receipt.watermark > newest->watermark) newest = &receipt;
    if (own == nullptr || own->received_at) {
      ++received.known;
      continue;
    }
    auto kept = ports_.spool.put_receipt(receipt.number, file.receipts[i], now);
    if (!kept) return pass(kept);
    ++received.fresh;
  }
  if (newest == nullptr) return received;
  received.through = newest->watermark;
  if (auto pruned = prune(*newest, received); !pruned) return pass(pruned);
  return received;
}

// By hand there is no word of within the hour (outbox.h); the newest receipt takes its place.
Status Carrier::prune(const Receipt& newest, ReceivedByHand& received) {
  const auto spooled = ports_.spool.entries();
  if (!spooled) return std::unexpected(spooled.error());
  for (std::size_t i = 0; i + 1 < spooled->size(); ++i) {
    const Spooled& oldest = (*spooled)[i];
    if (!oldest.received_at || *oldest.received_at + limits::keep_time > newest.issued_at ||
        oldest.number > newest.watermark) {
      break;
    }
    if (auto gone = ports_.spool.remove(oldest.number); !gone) return gone;
    ++received.removed;
  }
  return {};
}

}  // namespace tollbridge::bridge
