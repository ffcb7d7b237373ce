// SPDX-License-Identifier: Apache-2.0
// Reads and parses usage on a second thread while the first one stores it. The queue between them
// holds a few portions, so memory does not grow with the input.
//
// Threads: one reader per call of `pipelined`, ended before it returns. The sink is only ever
// called on the caller's thread.
#pragma once

#include <functional>

#include "engine/import_usage.h"
#include "intake/intake.h"

namespace tollbridge::server {

// Runs `source` on a thread of its own and hands its portions, in order, to `sink` on this one.
// An Error of the sink stops the source at its next portion; a source that may wait long for its
// input before it has one gives `stop_source`, which is called then, on this thread, and must make
// the source end soon. Errors: the sink's, else the source's.
Status pipelined(const engine::UsageSource& source, const intake::PortionSink& sink,
                 const std::function<void()>& stop_source = {});

}  // namespace tollbridge::server
