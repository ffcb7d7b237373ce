// SPDX-License-Identifier: Apache-2.0
// A batch: a numbered portion of a stack's directory changes and usage, as it travels from the
// stack to commerce, and its bytes (docs/formats/batch.md).
//
// Batches of a stack are numbered 1, 2, 3 … without gaps and chained: each names the hash of the
// one before. The bytes are checksummed by that hash and signed with the stack's key. They never
// change once they are written: whoever has a batch has the same bytes as everybody else.
//
// A batch has no column for the stack: everything in it is of the stack that signed it. What is in
// it is well-formed after read_batch, and nothing more; who takes it judges every row (inbox.h).
//
// Pure values. Reading never trusts a byte: whatever comes in, the answer is a batch or an Error
// BatchDamaged, and memory stays in proportion to limits.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/sha256.h"
#include "core/time.h"
#include "journal/record.h"

namespace tollbridge::bridge {

// What became of a local subscription; nothing else of the directory leaves the stack.
enum class LocalState : std::uint8_t {
  enabled = 0, disabled = 1, deleting = 2, deleted = 3, partially_deleted = 4
};

// One change of the stack's directory: from an instant on the local subscription belongs to the
// tenant and is in that state.
struct DirectoryChange {
  std::uint64_t sequence = 0;  // in the stack's own order: 1, 2, 3 …
  LocalSubscriptionId subscription;
  TenantId tenant;
  LocalState state = LocalState::enabled;
  Instant from{};      // in force
  Instant known_at{};  // learned by the stack
  friend bool operator==(const DirectoryChange&, const DirectoryChange&) = default;
};

// What a batch covers of a sequence at the stack: everything after `after`, up to `through`.
struct Covered {
  std::uint64_t after = 0;
  std::uint64_t through = 0;
  friend bool operator==(const Covered&, const Covered&) = default;
};

struct BatchHead {
  StackId stack;
  std::uint64_t number = 0;  // from 1
  Digest previous{};         // hash of the batch before; zeros in batch 1
  Covered journal;           // blocks of the stack's journal
  Covered directory;         // changes of the stack's directory
  Instant made_at{};
  std::uint64_t rows = 0;
  std::uint64_t changes = 0;
  Digest usage{};  // of all rows, by meter and hour (digest.h)
  friend bool operator==(const BatchHead&, const BatchHead&) = default;
};

struct Batch {
  BatchHead head;
  std::vector<DirectoryChange> changes;
  // Every row is of head.stack. received_at and line do not travel and are zero after reading.
  journal::UsageBatch usage;
};

inline constexpr std::size_t signature_bytes = 64;  // ES256: r, s
// Signs bytes with the stack's key; signature_bytes of signature.
using Sign = std::function<Result<std::string>(std::string_view bytes)>;
// Whether the signature is of these bytes and the key expected.
using Verifies = std::function<bool(std::string_view bytes, std::string_view signature)>;

// The bytes of a batch. Counts and the digest of the head are computed here. Errors: BatchTooLarge
// (invalid), those of `sign`.
Result<std::string> write_batch(const Batch& batch, const Sign& sign);

// Bytes whose frame and checksum hold; all views are into them.
struct SealedBatch {
  BatchHead head;
  Digest hash{};  // names the batch; covers everything but the signature
  std::string_view signed_part;
  std::string_view signature;
  std::uint64_t raw_bytes = 0;
  std::string_view packed;

  [[nodiscard]] bool signed_by(const Verifies& key) const { return key(signed_part, signature); }
};

// Cheap but for one SHA-256 over the bytes. Errors: BatchDamaged (invalid), BatchFormatUnknown
// (invalid): written by a newer version.
Result<SealedBatch> open_batch(std::string_view bytes);

// Unpacks and checks what the head says of the content. Errors: BatchDamaged (invalid).
Result<Batch> read_batch(const SealedBatch& sealed);

}  // namespace tollbridge::bridge
