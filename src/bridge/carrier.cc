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
                    "is missing, or carry it back: at commerce, tollbridge bridge give-back.");
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

// ---- what commerce gives back ----

namespace {

std::unexpected<Error> not_of_commerce(const std::string& what) {
  return fail(ErrorKind::invalid, "ReturnDamaged",
              "The file holds " + what + "; have commerce write it anew: tollbridge bridge "
              "give-back.");
}

// Whether the first batch that is not known may follow on what is.
Status check_follows(const SealedBatch& sealed, const Outbox& outbox) {
  const std::uint64_t number = sealed.head.number;
  const Spooled* own = outbox.find(number);
  if (own != nullptr && own->received_at) {
    return fail(ErrorKind::conflict, "ReturnContradicted",
                "Commerce gave this stack a receipt for another batch " + std::to_string(number) +
                    " than the file holds: the file is older. Have commerce write it anew.");
  }
  const Spooled* before = outbox.find(number - 1);
  if (outbox.last() == 0 || number == 1) return {};
  if (before != nullptr && before->hash == sealed.head.previous) return {};
  if (own != nullptr && own->previous == sealed.head.previous) return {};
  const std::uint64_t from = std::min(number, outbox.last() + 1);
  return fail(ErrorKind::conflict, "ReturnGap",
              "This stack knows batches up to " + std::to_string(outbox.last()) +
                  ", and batch " + std::to_string(number) +
                  " does not follow on them; have commerce give back earlier ones: tollbridge "
                  "bridge give-back --from " + std::to_string(from > 1 ? from - 1 : 1) + ".");
}

}  // namespace

Result<std::vector<SealedBatch>> Carrier::checked(const Returned& returned,
                                                  const Verifies& own_key) {
  std::vector<SealedBatch> all;
  for (const ReturnedBatch& one : returned.batches) {
    auto sealed = open_batch(one.bytes);
    if (!sealed) return not_of_commerce("bytes that are no batch");
    if (sealed->head.stack != stack_ || !sealed->signed_by(own_key)) {
      return not_of_commerce("a batch that this stack has not signed");
    }
    const bool follows = all.empty() || (sealed->head.number == all.back().head.number + 1 &&
                                         sealed->head.previous == all.back().hash);
    if (!follows) return not_of_commerce("batches that do not follow each other");
    const auto receipt = ports_.read_receipt(one.receipt);
    if (!receipt) return std::unexpected(receipt.error());
    auto same = check_receipt(*receipt, sealed->head, sealed->hash);
    if (!same) return pass(same);
    all.push_back(std::move(*sealed));
  }
  return all;
}

Result<TakenBackByHand> Carrier::take_back(const Returned& returned, const Verifies& own_key,
                                           Instant now) {
  if (returned.stack != stack_) {
    return fail(ErrorKind::invalid, "ReturnOfAnotherStack",
                "The batches are of the stack " + returned.stack.text() + ", not " +
                    stack_.text() + "; take the file to that stack.");
  }
  const auto sealed = checked(returned, own_key);
  if (!sealed) return std::unexpected(sealed.error());
  const auto spooled = ports_.spool.entries();
  if (!spooled) return std::unexpected(spooled.error());
  Outbox outbox(*spooled);
  TakenBackByHand taken;
  for (std::size_t i = 0; i < sealed->size(); ++i) {
    const SealedBatch& one = (*sealed)[i];
    const Spooled* own = outbox.find(one.head.number);
    taken.through = one.head.number;
    // What went after its keep time is known as well.
    const bool gone = own == nullptr && outbox.last() >= one.head.number;
    if (gone || (own != nullptr && own->hash == one.hash)) {
      ++taken.known;
      if (gone || own->received_at) continue;
    } else {
      if (auto follows = check_follows(one, outbox); !follows) return pass(follows);
      if (auto done = take_back_one(one, returned.batches[i], outbox, now); !done) {
        return pass(done);
      }
      ++taken.fresh;
    }
    auto kept = ports_.spool.put_receipt(one.head.number, returned.batches[i].receipt, now);
    if (!kept) return pass(kept);
  }
  return taken;
}

Status Carrier::take_back_one(const SealedBatch& sealed, const ReturnedBatch& one, Outbox& outbox,
                              Instant now) {
  auto batch = read_batch(sealed);
  if (!batch) return std::unexpected(batch.error());
  const Progress before = outbox.progress_of(sealed.head.number - 1);
  const auto progress = ports_.source.take_back(std::move(*batch), before, now);
  if (!progress) return std::unexpected(progress.error());
  const auto spooled = spool_batch(ports_.spool, one.bytes, *progress);
  if (!spooled) return std::unexpected(spooled.error());
  outbox.was_taken_back(*spooled);
  return {};
}

}  // namespace tollbridge::bridge
