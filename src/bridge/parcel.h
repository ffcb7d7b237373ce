// SPDX-License-Identifier: Apache-2.0
// A parcel: batches of one stack that travel together in a file, where there is no link or the link
// is down (docs/formats/parcel.md). Its signature, with the stack's key, says which batches belong
// together; each batch is signed by itself, too. It is sealed for commerce before it leaves the
// stack (cms/envelope.h).
//
// Pure values. Reading never trusts a byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/batch.h"

namespace tollbridge::bridge {

struct ParcelHead {
  StackId stack;
  std::uint64_t first = 0;  // number of its first batch; the others follow without gaps
  std::uint64_t count = 0;  // at least 1
  bool more = false;        // the stack had more to carry than fits
  Instant made_at{};
  [[nodiscard]] std::uint64_t last() const { return first + count - 1; }
  friend bool operator==(const ParcelHead&, const ParcelHead&) = default;
};

// The bytes of a parcel. Errors: those of `sign`.
Result<std::string> write_parcel(const ParcelHead& head, const std::vector<std::string>& batches,
                                 const Sign& sign);

// Bytes whose frame holds; all views are into them.
struct OpenParcel {
  ParcelHead head;
  std::vector<std::string_view> batches;
  std::string_view signed_part;
  std::string_view signature;

  [[nodiscard]] bool signed_by(const Verifies& key) const { return key(signed_part, signature); }
};

// Errors: ParcelDamaged, ParcelFormatUnknown (invalid): written by a newer version.
Result<OpenParcel> open_parcel(std::string_view bytes);

}  // namespace tollbridge::bridge
