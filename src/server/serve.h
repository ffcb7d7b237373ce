// SPDX-License-Identifier: Apache-2.0
// `tollbridge serve`: opens nothing itself, but puts together what is open: one thread for books
// and journal, the operations of all faces, listeners, metrics and log; and takes it apart again
// at SIGTERM or SIGINT, when everything under way has been answered. SIGHUP reads the certificate
// and its key again; where they are wrong, the log says so and the old ones stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/inbox.h"
#include "cli/host.h"
#include "core/result.h"
#include "core/world.h"
#include "engine/books.h"
#include "engine/service_records.h"
#include "journal/journal.h"
#include "ops/config.h"
#include "stack/stacks.h"

namespace tollbridge::server {

struct ServeSetting {
  std::string directory;  // the data directory, locked by us
  const ops::Config& config;
  engine::Books& books;
  journal::Journal& journal;
  engine::ServiceRecords& records;
  stack::Stacks& stacks;
  bridge::Ledger& batches;  // what commerce took of stacks
  Clock& clock;        // the machine's
  Clock& desk_clock;   // what operations take as now: --now, or the machine's
  Clock& token_clock;  // what tokens are checked by: the desk's, or the machine's with --speed
};

// To be called before any thread is started: the signals that end a server are then seen by serve()
// alone. That includes the threads of the journal's store.
void hold_signals();

// Listens, tells `ready` each address once, serves until SIGTERM or SIGINT, and returns when the
// last request is answered. Errors: InvalidListen, PlainHttpNotAllowed, ListenFailed,
// BadCertificate, SecretIsShared, DiskFailed.
Status serve(const ServeSetting& setting, const cli::Host::Serve& asked);

}  // namespace tollbridge::server
