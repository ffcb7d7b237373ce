// SPDX-License-Identifier: Apache-2.0
// The journal keeps the usage set. Writing a record twice writes it once; nothing acknowledged is
// lost; what was lost or altered under us is reported, never billed.
//
// Each accepted batch becomes, per stack, one block of an append-only log: a sequence number
// without gaps, a checksum, and the SHA-256 of its predecessor (D4). After the blocks are synced
// the new heads are given to a MarkStore (the books), and only then is the append acknowledged.
// On open a head behind its mark is an Error of kind `damaged`, code JournalBehindMark.
//
// Adapters: journal/rocksdb (production), journal/memory (tests, small tools); both pass
// journal/contract_suite.h. A Journal is used by one thread at a time; a scan sees the set as of a
// head and is not disturbed by appends. What computes for long on another thread asks for a
// reader().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/sha256.h"
#include "core/time.h"
#include "journal/record.h"

namespace tollbridge::journal {

enum class Verdict : std::uint8_t {
  accepted,   // a new key
  duplicate,  // same key, revision, quantity and end: nothing written
  restated,   // same key, higher revision: counts from now on, the old one stays readable
  history,    // same key, lower revision than the current: kept readable, never counted;
              // reported to users as restated
  conflict,   // same key and revision, other content: kept aside, never counted
};

struct AppendOptions {
  // --restate: a row whose key exists with another quantity or end becomes the next revision at
  // arrival, whatever its own revision says.
  bool restate = false;
  std::string actor = {};  // who imports, for the audit log; empty: whom the books were opened for
};

struct AppendOutcome {
  std::vector<Verdict> verdicts;  // one per row of the batch, in order
};

// The newest block of a stack.
struct Head {
  StackId stack;
  std::uint64_t sequence = 0;  // 1, 2, 3 … without gaps
  Digest hash{};
  friend bool operator==(const Head& a, const Head& b) = default;
};

// How an append changed what is counted, by the months its hours fall into; negative when a
// restatement lowers a quantity. Kept beside the marks as an independent count (reconcile).
struct CountDelta {
  StackId stack;
  MeterId meter;
  Period period;
  std::int64_t records = 0;  // by the record's first hour
  Quantity quantity;
};

// Keeps the high-water marks outside the journal. Implemented by the books.
class MarkStore {
 public:
  virtual ~MarkStore() = default;
  virtual Result<std::vector<Head>> marks() = 0;
  // Durable when it returns: the new heads of the stacks named, and the counts, in one
  // transaction. `actor` is who imports, for the audit log; empty: whom the store was made for.
  virtual Status advance(std::span<const Head> heads, std::span<const CountDelta> deltas,
                         const std::string& actor = {}) = 0;
  // The sums of all deltas of a period, by stack and meter.
  virtual Result<std::vector<CountDelta>> counts(Period period) = 0;
};

// Which revisions a scan shows.
enum class Show : std::uint8_t {
  counted,    // the current revision of each key as of the head: the usage set
  everything,  // also superseded and lower revisions, and conflicts
};

struct ScanRequest {
  StackId stack;
  HourSpan hours;                     // records that touch any of these hours
  std::optional<std::uint64_t> as_of;  // only blocks up to this sequence; default: all
  Show show = Show::counted;
  std::optional<LocalSubscriptionId> subscription;  // only this one
  // Off: event_id stays 0, and the pool stays small however many events there are. For sums.
  bool event_ids = true;
  // Only blocks with a greater sequence: what came since. A row that one of them supersedes stands
  // in an older block and is not shown; the row that replaced it is.
  std::uint64_t after = 0;
};

struct ScannedRow {
  UsageRow row;  // indexes into the pool handed to the visitor
  std::uint64_t sequence = 0;  // of the block that holds it
  Verdict verdict = Verdict::accepted;  // as it was on arrival
  bool counted = true;  // as of the requested head
};

// Called with runs of rows in an order fixed by the log, all indexing one pool that lives, and
// keeps its indexes, for the whole scan. An Error ends the scan and is handed on.
using ScanVisitor = std::function<Status(const StringPool&, std::span<const ScannedRow>)>;

// Looks at the usage set.
class UsageReader {
 public:
  virtual ~UsageReader() = default;

  // Every stack that has a block, by id.
  virtual Result<std::vector<Head>> heads() = 0;

  virtual Status scan(const ScanRequest& request, const ScanVisitor& visit) = 0;
};

class Journal : public UsageReader {
 public:
  // The journal as it is now: what is appended later is not in it. Made on the journal's thread;
  // then it may be used, and destroyed, on another one while the journal goes on appending. The
  // journal must outlive it.
  virtual std::unique_ptr<UsageReader> reader() = 0;

  // All rows or, on an Error, none (of this call); durable when it returns. At most
  // limits::batch_records_max rows; every row has a stack and a tenant. Errors: DiskFull and
  // DiskFailed (io), JournalDamaged (damaged). A failed sync ends the process (D3).
  virtual Result<AppendOutcome> append(const UsageBatch& batch, const AppendOptions& options) = 0;

  // Walks every block of every stack: checksums, sequence, chain, marks. Reports all faults, as
  // details of one Error of kind `damaged`.
  virtual Status verify() = 0;

  // Writes a consistent copy of the journal into the empty or missing directory `path`.
  virtual Status copy_to(const std::string& path) = 0;
};

}  // namespace tollbridge::journal
