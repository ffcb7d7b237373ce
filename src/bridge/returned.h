// SPDX-License-Identifier: Apache-2.0
// The way back of batches by hand: what commerce took of a stack that was restored from an old
// backup and has no link to take it back by (docs/formats/parcel.md). Each batch is signed by the
// stack and has the receipt that proves that commerce took exactly it, so nothing else is signed.
// It is sealed for the stack before it leaves commerce (cms/envelope.h).
//
// Pure values. Reading never trusts a byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace tollbridge::bridge {

struct ReturnedBatch {
  std::string receipt;
  std::string bytes;
  friend bool operator==(const ReturnedBatch&, const ReturnedBatch&) = default;
};

struct Returned {
  StackId stack;
  bool more = false;  // commerce has more of them than fits
  std::vector<ReturnedBatch> batches;  // by number, without gaps
  friend bool operator==(const Returned&, const Returned&) = default;
};

std::string write_returned(const Returned& returned);
// Errors: ReturnDamaged, ParcelFormatUnknown (invalid): written by a newer version.
Result<Returned> read_returned(std::string_view bytes);

}  // namespace tollbridge::bridge
