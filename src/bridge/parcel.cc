// SPDX-License-Identifier: Apache-2.0
#include "bridge/parcel.h"

#include "bridge/limits.h"
#include "core/check.h"
#include "core/limits.h"
#include "journal/varint.h"

namespace tollbridge::bridge {
namespace {

using journal::Reader;
using journal::Writer;

constexpr std::string_view magic = "TBPC";
constexpr std::uint8_t format_version = 1;
constexpr std::uint8_t es256 = 1;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::invalid, "ParcelDamaged",
              "This is no whole parcel: " + what +
                  ". Copy the file from the stack again, or pack it anew: tollbridge bridge "
                  "export.");
}

}  // namespace

Result<std::string> write_parcel(const ParcelHead& head, const std::vector<std::string>& batches,
                                 const Sign& sign) {
  CHECK(head.first > 0 && head.count > 0 && head.count == batches.size());
  Writer out;
  out.bytes(magic);
  out.byte(format_version);
  out.byte(es256);
  out.varint(head.stack.text().size());
  out.bytes(head.stack.text());
  out.varint(head.first);
  out.varint(head.count);
  out.byte(head.more ? 1 : 0);
  out.varint(journal::zigzag(static_cast<std::uint64_t>(head.made_at.time_since_epoch().count())));
  for (const std::string& batch : batches) {
    out.varint(batch.size());
    out.bytes(batch);
  }
  std::string bytes = out.take();
  auto signature = sign(bytes);
  if (!signature) return pass(signature);
  CHECK(signature->size() == signature_bytes);
  return bytes + *signature;
}

Result<OpenParcel> open_parcel(std::string_view bytes) {
  if (bytes.size() < magic.size() + 2 + signature_bytes || !bytes.starts_with(magic)) {
    return damaged("it does not begin like one");
  }
  OpenParcel parcel;
  parcel.signed_part = bytes.substr(0, bytes.size() - signature_bytes);
  parcel.signature = bytes.substr(parcel.signed_part.size());
  Reader in(parcel.signed_part.substr(magic.size()));
  if (in.byte() != format_version || in.byte() != es256) {
    return fail(ErrorKind::invalid, "ParcelFormatUnknown",
                "The parcel was packed by a newer version; update this one.");
  }
  const std::uint64_t id_bytes = in.varint();
  if (id_bytes > tollbridge::limits::id_bytes_max) return damaged("its stack has no id");
  parcel.head.stack = StackId(std::string(in.bytes(id_bytes)));
  parcel.head.first = in.varint();
  parcel.head.count = in.varint();
  parcel.head.more = in.byte() != 0;
  parcel.head.made_at =
      Instant(std::chrono::nanoseconds(static_cast<std::int64_t>(journal::unzigzag(in.varint()))));
  // A batch has more bytes than its length.
  if (!in.good() || parcel.head.first == 0 || parcel.head.count == 0 ||
      parcel.head.count > in.left()) {
    return damaged("its head is garbled");
  }
  for (std::uint64_t n = 0; n < parcel.head.count; ++n) {
    const std::uint64_t size = in.varint();
    if (!in.good() || size > in.left() || size > limits::batch_bytes_max) {
      return damaged("it ends within batch " + std::to_string(parcel.head.first + n));
    }
    parcel.batches.push_back(in.bytes(size));
  }
  if (!in.good() || in.left() > 0) return damaged("bytes are left over");
  return parcel;
}

}  // namespace tollbridge::bridge
