// SPDX-License-Identifier: Apache-2.0
#include "bridge/cutting.h"

#include <utility>

#include "bridge/limits.h"
#include "core/check.h"
#include "core/limits.h"

namespace tollbridge::bridge {
namespace {

// A batch may end a block later than it aimed for.
constexpr std::size_t rows_aim = limits::batch_rows_max - tollbridge::limits::block_records_max;

}  // namespace

Result<Spooled> spool_batch(Spool& spool, std::string_view bytes, const Progress& progress) {
  const auto sealed = open_batch(bytes);
  CHECK(sealed.has_value());
  const std::uint64_t number = sealed->head.number;
  if (auto kept = spool.put(number, bytes, progress); !kept) return pass(kept);
  return Spooled{number,   sealed->hash,         sealed->head.previous,
                 progress, sealed->head.made_at, {}};
}

Result<Spooled> cut_batch(const StackId& stack, const Outbox& outbox, Source& source,
                          const Sign& sign, Spool& spool, Instant now) {
  const Progress before = outbox.progress();
  auto portion = source.portion(before, rows_aim);
  if (!portion) return pass(portion);
  Batch batch;
  batch.head.stack = stack;
  batch.head.number = outbox.last() + 1;
  batch.head.previous = outbox.last_hash();
  batch.head.journal = {before.journal, portion->through.journal};
  batch.head.directory = {before.directory, portion->through.directory};
  batch.head.made_at = now;
  batch.changes = std::move(portion->changes);
  batch.usage = std::move(portion->usage);
  const auto bytes = write_batch(batch, sign);
  if (!bytes) return std::unexpected(bytes.error());
  return spool_batch(spool, *bytes, portion->through);
}

}  // namespace tollbridge::bridge
