// SPDX-License-Identifier: Apache-2.0
// The next batch of a stack: cut from what is in no batch yet, signed, and spooled.
#pragma once

#include "bridge/outbox.h"
#include "bridge/source.h"
#include "bridge/spool.h"

namespace tollbridge::bridge {

// Puts the batch after the outbox's last one into the spool; the outbox is not told. Errors: those
// of source, key and spool.
Result<Spooled> cut_batch(const StackId& stack, const Outbox& outbox, Source& source,
                          const Sign& sign, Spool& spool, Instant now);

// Spools the bytes of a whole batch and says how it stands in the spool.
Result<Spooled> spool_batch(Spool& spool, std::string_view bytes, const Progress& progress);

}  // namespace tollbridge::bridge
