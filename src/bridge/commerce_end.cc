// SPDX-License-Identifier: Apache-2.0
#include "bridge/commerce_end.h"

#include <utility>

#include "bridge/limits.h"
#include "bridge/parcel.h"

namespace tollbridge::bridge {
namespace {

std::string numbers(const ParcelHead& head) {
  if (head.count == 1) return "batch " + std::to_string(head.first);
  return "batches " + std::to_string(head.first) + " to " + std::to_string(head.last());
}

Status check_follows(const ParcelHead& head, std::uint64_t watermark) {
  if (head.first <= watermark + 1) return {};
  const std::string expected = std::to_string(watermark + 1);
  return fail(ErrorKind::conflict, "BatchGap",
              "The parcel holds " + numbers(head) + " of the stack " + head.stack.text() +
                  ", and batch " + expected +
                  " is expected. Import the parcel that holds it first, or pack one anew at the "
                  "stack: tollbridge bridge export --from " + expected + ".");
}

std::unexpected<Error> in_words_of_a_parcel(Error error) {
  if (error.code == "BatchDiverged") {
    error.message += " The stack was restored from an old backup: connect its bridge once, or "
                     "carry back what it lost (tollbridge bridge give-back).";
  }
  return std::unexpected(std::move(error));
}

// Takes one batch and keeps its receipt.
Status take(CommerceEnd& end, std::string_view batch, const Verifies& key, Instant now,
            std::uint64_t before, Imported& imported) {
  Inbox inbox(end.inbox);
  auto receipt = inbox.take(imported.stack, key, batch, now);
  if (!receipt) return in_words_of_a_parcel(std::move(receipt.error()));
  imported.receipts.receipts.push_back(std::move(*receipt));
  const auto sealed = open_batch(batch);
  if (!sealed) return std::unexpected(sealed.error());
  if (sealed->head.number <= before) return {};
  const auto taken = end.inbox.ledger.find(imported.stack, sealed->head.number);
  if (!taken) return std::unexpected(taken.error());
  ++imported.fresh;
  imported.rows += sealed->head.rows;
  imported.rejected += *taken ? (*taken)->rejected : 0;
  return {};
}

}  // namespace

Result<Imported> import_parcel(CommerceEnd& end, std::string_view sealed) {
  const auto bytes = end.unseal(sealed);
  if (!bytes) return std::unexpected(bytes.error());
  const auto parcel = open_parcel(*bytes);
  if (!parcel) return std::unexpected(parcel.error());
  const auto key = end.key_of(parcel->head.stack);
  if (!key) return std::unexpected(key.error());
  if (!parcel->signed_by(*key)) {
    return fail(ErrorKind::denied, "ParcelSignatureWrong",
                "The parcel is not signed with the key the stack " + parcel->head.stack.text() +
                    " registered. Register the stack anew if its key is another one now; else "
                    "somebody else packed this.");
  }
  const auto now = end.now();
  if (!now) return std::unexpected(now.error());
  const auto standing = Inbox(end.inbox).standing(parcel->head.stack, parcel->head.first, *now);
  if (!standing) return std::unexpected(standing.error());
  if (auto follows = check_follows(parcel->head, standing->watermark); !follows) {
    return pass(follows);
  }
  Imported imported;
  imported.stack = imported.receipts.stack = parcel->head.stack;
  imported.first = parcel->head.first;
  imported.last = parcel->head.last();
  imported.more = parcel->head.more;
  for (const std::string_view batch : parcel->batches) {
    auto taken = take(end, batch, *key, *now, standing->watermark, imported);
    if (!taken) return pass(taken);
  }
  return imported;
}

Result<Returned> give_back(CommerceEnd& end, const StackId& stack,
                           std::optional<std::uint64_t> from) {
  Ledger& ledger = end.inbox.ledger;
  const auto newest = ledger.newest(stack);
  if (!newest) return std::unexpected(newest.error());
  const std::uint64_t watermark = *newest ? (*newest)->number : 0;
  if (watermark < from.value_or(1)) {
    return fail(ErrorKind::not_found, "NothingTaken",
                "Commerce has taken batches of the stack " + stack.text() + " up to " +
                    std::to_string(watermark) + "; there is nothing to give back after that.");
  }
  Returned returned{stack, false, {}};
  std::size_t size = 0;
  for (std::uint64_t number = from.value_or(1); number <= watermark; ++number) {
    auto bytes = ledger.bytes(stack, number);
    const bool gone = !bytes && bytes.error().kind == ErrorKind::not_found;
    if (gone && !from && returned.batches.empty()) continue;  // went after its keep time
    if (!bytes) return pass(bytes);
    const auto taken = ledger.find(stack, number);
    if (!taken) return std::unexpected(taken.error());
    if (!*taken) break;
    size += bytes->size() + (*taken)->receipt.size();
    if (!returned.batches.empty() && size > limits::parcel_bytes_max) {
      returned.more = true;
      break;
    }
    returned.batches.push_back({(*taken)->receipt, std::move(*bytes)});
  }
  return returned;
}

}  // namespace tollbridge::bridge
