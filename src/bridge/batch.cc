// SPDX-License-Identifier: Apache-2.0
#include "bridge/batch.h"

#include <algorithm>

#include "bridge/content.h"
#include "bridge/digest.h"
#include "bridge/limits.h"
#include "core/check.h"
#include "core/limits.h"
#include "core/packing.h"
#include "journal/varint.h"

namespace tollbridge::bridge {
namespace {

using journal::Reader;
using journal::Writer;

constexpr std::string_view magic = "TBRG";
constexpr std::uint8_t format_version = 1;
constexpr std::uint8_t es256 = 1;
constexpr std::uint8_t zstd = 1;
constexpr int packing_level = 3;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::invalid, "BatchDamaged", "This is no whole batch: " + what);
}

std::unexpected<Error> too_large(const std::string& what) {
  return fail(ErrorKind::invalid, "BatchTooLarge", "A batch would hold too much: " + what);
}

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest digest_of(Reader& in) {
  Digest digest{};
  const std::string_view bytes = in.bytes(digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

void put_covered(Writer& out, const Covered& covered) {
  out.varint(covered.after);
  out.varint(covered.through - covered.after);
}

// False if the numbers leave 64 bits.
bool get_covered(Reader& in, Covered& covered) {
  covered.after = in.varint();
  return !__builtin_add_overflow(covered.after, in.varint(), &covered.through);
}

void put_head(Writer& out, const BatchHead& head) {
  out.varint(head.stack.text().size());
  out.bytes(head.stack.text());
  out.varint(head.number);
  out.bytes(view(head.previous));
  put_covered(out, head.journal);
  put_covered(out, head.directory);
  const auto made_at = static_cast<std::uint64_t>(head.made_at.time_since_epoch().count());
  out.varint(journal::zigzag(made_at));
  out.varint(head.rows);
  out.varint(head.changes);
  out.bytes(view(head.usage));
}

Result<BatchHead> get_head(Reader& in) {
  BatchHead head;
  const std::string_view stack = in.bytes(in.varint());
  head.stack = StackId(stack);
  if (stack.empty() || stack.size() > tollbridge::limits::id_bytes_max ||
      head.stack.text() != stack) {
    return damaged("it names no stack.");
  }
  head.number = in.varint();
  head.previous = digest_of(in);
  const bool fits = get_covered(in, head.journal) && get_covered(in, head.directory);
  head.made_at = Instant(std::chrono::nanoseconds(
      static_cast<std::int64_t>(journal::unzigzag(in.varint()))));
  head.rows = in.varint();
  head.changes = in.varint();
  head.usage = digest_of(in);
  if (!in.good() || !fits || head.number == 0) return damaged("its head cannot be read.");
  if (head.rows > limits::batch_rows_max || head.changes > limits::batch_changes_max) {
    return damaged("it claims too many rows or changes.");
  }
  return head;
}

Digest usage_hash(const journal::UsageBatch& usage) {
  UsageDigest digest;
  for (const journal::UsageRow& row : usage.rows) digest.add(row);
  return digest.hash(usage.strings);
}

}  // namespace

Result<std::string> write_batch(const Batch& batch, const Sign& sign) {
  CHECK(batch.head.number > 0 && !batch.head.stack.empty());
  CHECK(batch.head.journal.after <= batch.head.journal.through);
  CHECK(batch.head.directory.after <= batch.head.directory.through);
  if (batch.usage.rows.size() > limits::batch_rows_max) return too_large("rows.");
  if (batch.changes.size() > limits::batch_changes_max) return too_large("directory changes.");
  BatchHead head = batch.head;
  head.rows = batch.usage.rows.size();
  head.changes = batch.changes.size();
  head.usage = usage_hash(batch.usage);
  const std::string raw = write_content(batch);
  if (raw.size() > limits::batch_raw_bytes_max) return too_large("bytes before compression.");
  const std::string packed = pack(raw, packing_level);

  Writer out;
  out.bytes(magic);
  out.byte(format_version);
  out.byte(es256);
  out.byte(zstd);
  put_head(out, head);
  out.varint(raw.size());
  out.varint(packed.size());
  out.bytes(packed);
  std::string bytes = out.take();
  const Digest hash = sha256(bytes);
  bytes += view(hash);
  auto signature = sign(bytes);
  if (!signature) return pass(signature);
  CHECK(signature->size() == signature_bytes);
  bytes += *signature;
  if (bytes.size() > limits::batch_bytes_max) return too_large("bytes.");
  return bytes;
}

Result<SealedBatch> open_batch(std::string_view bytes) {
  SealedBatch sealed;
  const std::size_t end_size = sealed.hash.size() + signature_bytes;
  if (!bytes.starts_with(magic)) return damaged("it does not begin as one.");
  if (bytes.size() < magic.size() + 3 + end_size) return damaged("it is cut off.");
  if (bytes.size() > limits::batch_bytes_max) return damaged("it is too long.");
  Reader in(bytes.substr(magic.size(), bytes.size() - magic.size() - end_size));
  const std::uint8_t version = in.byte();
  const std::uint8_t algorithm = in.byte();
  const std::uint8_t compression = in.byte();
  if (version != format_version || algorithm != es256 || compression != zstd) {
    return fail(ErrorKind::invalid, "BatchFormatUnknown",
                "This batch is of a format that is not known (" + std::to_string(version) + ", " +
                    std::to_string(algorithm) + ", " + std::to_string(compression) +
                    "); a newer version may read it.");
  }
  sealed.signed_part = bytes.substr(0, bytes.size() - signature_bytes);
  sealed.signature = bytes.substr(sealed.signed_part.size());
  const std::string_view hashed = bytes.substr(0, bytes.size() - end_size);
  sealed.hash = sha256(hashed);
  if (view(sealed.hash) != sealed.signed_part.substr(hashed.size())) {
    return damaged("its checksum is wrong.");
  }
  auto head = get_head(in);
  if (!head) return pass(head);
  sealed.head = std::move(*head);
  sealed.raw_bytes = in.varint();
  sealed.packed = in.bytes(in.varint());
  if (!in.good() || in.left() != 0) return damaged("its content has another length.");
  if (sealed.raw_bytes > limits::batch_raw_bytes_max) return damaged("it unpacks to too much.");
  return sealed;
}

Result<Batch> read_batch(const SealedBatch& sealed) {
  std::string raw(static_cast<std::size_t>(sealed.raw_bytes), '\0');  // bounded by open_batch
  if (!unpack(sealed.packed, raw)) return damaged("it cannot be unpacked.");
  auto batch = read_content(raw, sealed.head);
  if (!batch) return pass(batch);
  if (usage_hash(batch->usage) != sealed.head.usage) {
    return damaged("its rows do not come to what its head says.");
  }
  return batch;
}

}  // namespace tollbridge::bridge
