// SPDX-License-Identifier: Apache-2.0
#include "bridge/returned.h"

#include "bridge/limits.h"
#include "core/limits.h"
#include "journal/varint.h"

namespace tollbridge::bridge {
namespace {

using journal::Reader;
using journal::Writer;

constexpr std::string_view magic = "TBRT";
constexpr std::uint8_t format_version = 1;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::invalid, "ReturnDamaged",
              "This is not what commerce gave back: " + what +
                  ". Copy the file again, or have commerce write it anew: tollbridge bridge "
                  "give-back.");
}

}  // namespace

std::string write_returned(const Returned& returned) {
  Writer out;
  out.bytes(magic);
  out.byte(format_version);
  out.varint(returned.stack.text().size());
  out.bytes(returned.stack.text());
  out.byte(returned.more ? 1 : 0);
  out.varint(returned.batches.size());
  for (const ReturnedBatch& one : returned.batches) {
    out.varint(one.receipt.size());
    out.bytes(one.receipt);
    out.varint(one.bytes.size());
    out.bytes(one.bytes);
  }
  return out.take();
}

Result<Returned> read_returned(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return damaged("it does not begin like that");
  Reader in(bytes.substr(magic.size()));
  if (in.byte() != format_version) {
    return fail(ErrorKind::invalid, "ParcelFormatUnknown",
                "The file was written by a newer version; update this one.");
  }
  Returned returned;
  const std::uint64_t id_bytes = in.varint();
  if (id_bytes > tollbridge::limits::id_bytes_max) return damaged("its stack has no id");
  returned.stack = StackId(std::string(in.bytes(id_bytes)));
  returned.more = in.byte() != 0;
  const std::uint64_t count = in.varint();
  if (!in.good() || count > in.left()) return damaged("its head is garbled");
  for (std::uint64_t n = 0; n < count; ++n) {
    ReturnedBatch one;
    one.receipt = std::string(in.bytes(in.varint()));
    const std::uint64_t size = in.varint();
    if (size > limits::batch_bytes_max) return damaged("a batch of it is too large");
    one.bytes = std::string(in.bytes(size));
    if (!in.good()) return damaged("it ends within a batch");
    returned.batches.push_back(std::move(one));
  }
  if (in.left() > 0) return damaged("bytes are left over");
  return returned;
}

}  // namespace tollbridge::bridge
