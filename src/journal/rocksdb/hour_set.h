// SPDX-License-Identifier: Apache-2.0
// The open hours: key indexes of the hours appends touch, built from the log when they are needed,
// bounded in memory, forgotten least recently used first.
//
// An hour that is forgotten and would be expensive to build again (its rows are spread over many
// blocks) leaves its keys on disk, with a marker: up to which block they are complete. Such an hour
// is looked up key by key when few of its rows arrive, and read back when many do; blocks after the
// marker are read from the log. So an index can be behind, never wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "journal/rocksdb/database.h"
#include "journal/rocksdb/hour_index.h"

namespace tollbridge::journal {

struct OpenHour {
  std::uint32_t stack = 0;
  Hour hour;
  HourIndex index;
  bool partial = false;  // holds only the keys that were looked up
  bool marked = false;   // its keys are on disk up to a marker
  std::uint64_t keys_on_disk = 0;
  std::uint64_t source_rows = 0;      // rows of the blocks it would be built from
  std::uint64_t finished_in = 0;      // the last append that was done with it
  std::size_t weight = 0;             // as it is counted in the set
  std::vector<std::uint32_t> changed;  // entries not yet on disk, if it is marked or partial
};

// What one append needs of the hours.
struct HourDemand {
  Hour hour;
  std::size_t rows = 0;
};

class HourSet {
 public:
  // `cheap_rows`: see RocksOptions::cheap_hour_rows.
  HourSet(Database& database, std::size_t keys_max, std::uint64_t cheap_rows)
      : database_(database), keys_max_(keys_max), cheap_rows_(cheap_rows) {}

  using KeysOf = std::function<Result<std::vector<HourKey>>()>;
  // The index of demands[0], complete for the stack's committed log or for `keys_of()`. Later
  // demands are read in the same pass as far as memory allows. Valid until the next call.
  Result<OpenHour*> open(std::uint32_t stack, std::span<const HourDemand> demands,
                         const KeysOf& keys_of);

  // The append is done with the hour; `sequence` is the last block with rows of it. Puts what has
  // to stay on disk into the write batch.
  void finish(OpenHour& hour, std::uint64_t sequence, std::uint64_t append,
              rocksdb::WriteBatch& batch);

  // Forgets hours until the rest fits. `sequence_of` an hour is the last block its index covers:
  // the one being filled if this append is done with the hour, else the last one committed.
  using SequenceOf = std::function<std::uint64_t(const OpenHour&)>;
  void shrink(const SequenceOf& sequence_of, rocksdb::WriteBatch& batch);

  void clear();

  [[nodiscard]] std::size_t weight() const { return weight_; }

 private:
  using Id = std::pair<std::uint32_t, Hour>;
  struct Marker {
    std::uint64_t sequence = 0;
    std::uint64_t keys = 0;
  };
  // The blocks to read for one hour, and how many keys they may bring.
  struct Sources {
    std::optional<Marker> marker;
    std::vector<std::uint64_t> sequences;
    std::uint64_t keys = 0;
  };
  struct Pass;

  Result<Sources> sources_of(std::uint32_t stack, Hour hour);
  Status add_narrow(std::uint32_t stack, Hour hour, Sources& sources);
  Status add_wide(std::uint32_t stack, Hour hour, Sources& sources);
  Status read_spilled(OpenHour& hour);
  Status look_up(OpenHour& hour, const std::vector<HourKey>& keys);
  Status read_blocks(std::uint32_t stack, const Pass& pass);
  Result<OpenHour*> open_partial(std::uint32_t stack, Hour hour, const Marker& marker,
                                 const KeysOf& keys_of);
  OpenHour& take(std::uint32_t stack, Hour hour);
  void spill(OpenHour& hour, std::uint64_t sequence, rocksdb::WriteBatch& batch);

  Database& database_;
  std::size_t keys_max_;
  std::uint64_t cheap_rows_;
  std::size_t weight_ = 0;
  std::list<OpenHour> hours_;  // most recently used first
  std::map<Id, std::list<OpenHour>::iterator> by_id_;
  std::optional<OpenHour> partial_;
  Block block_;
};

// Applies row `i` of a block to the index of its hour. Errors: JournalDamaged.
Status apply_row(const BlockRows& rows, std::size_t i, std::uint64_t sequence, HourIndex& index);

HourKey key_of(const BlockRows& rows, std::size_t i);
Version version_of(const BlockRows& rows, std::size_t i);

}  // namespace tollbridge::journal
