// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/life.h"

#include <rocksdb/options.h>

#include <algorithm>

namespace tollbridge::simulation {
namespace {

const char* const place = "/journal";
constexpr int stacks = 3;
constexpr std::int32_t first_hour = 497'448 + 738;  // near the end of October 2026

StackId stack_of(std::uint64_t n) {
  return StackId("9c1e0000-0000-4000-8000-00000000000" + std::to_string(n));
}

std::int64_t quantity_of(const std::string& key, std::int64_t revision) {
  return static_cast<std::int64_t>(key.size() * 100 + static_cast<unsigned char>(key.back())) +
         revision;
}

struct Drawn {
  std::uint64_t stack = 0, resource = 0;
  std::int32_t hour = 0;
  std::int64_t revision = 0;

  [[nodiscard]] std::string key() const {
    return std::to_string(stack) + "/" + std::to_string(hour) + "/vm" + std::to_string(resource);
  }
};

journal::UsageRow row_of(const Drawn& drawn, journal::StringPool& pool) {
  journal::UsageRow row;
  row.stack = pool.intern(stack_of(drawn.stack).text());
  row.subscription = pool.intern("subscription" + std::to_string(drawn.resource % 7));
  row.tenant = pool.intern("tenant" + std::to_string(drawn.resource % 7));
  row.meter = pool.intern("meter");
  row.resource = pool.intern("vm" + std::to_string(drawn.resource));
  if (drawn.resource % 5 == 0) row.event_id = pool.intern("e" + std::to_string(drawn.resource));
  row.start = Hour::from_index(first_hour + drawn.hour).start();
  // Some are spans, longer with each revision, across the end of the month.
  if (drawn.resource % 4 == 0) row.end = row.start + std::chrono::hours(2 + drawn.revision);
  row.quantity = Quantity::from_whole(quantity_of(drawn.key(), drawn.revision));
  row.revision = drawn.revision;
  row.received_at = Hour::from_index(first_hour + 100).start();
  return row;
}

}  // namespace

Status SimMarks::advance(std::span<const journal::Head> heads,
                         std::span<const journal::CountDelta> deltas,
                         const std::string& actor) {
  const auto off = [] { return fail(ErrorKind::io, "DiskFailed", "The power is off."); };
  if (!disk_.step()) return off();
  const bool synced = disk_.step();
  if (synced || random_.one_in(2)) {
    if (Status kept = kept_.advance(heads, deltas, actor); !kept) return kept;
  }
  return synced ? Status() : Status(off());
}

journal::RocksOptions simulated(SimEnv& env) {
  journal::RocksOptions options;
  options.env = &env;
  options.write_buffer_bytes = 64 * 1024;
  options.dictionary_cache_bytes = 4'096;
  options.die = [](std::string_view) {};  // the machine is off: there is nobody to say it to
  options.tune = [](rocksdb::Options& all) {
    // One thread: the foreground must never wait for background work.
    all.max_write_buffer_number = 64;
    all.level0_slowdown_writes_trigger = 1 << 20;
    all.level0_stop_writes_trigger = 1 << 20;
    all.soft_pending_compaction_bytes_limit = 0;
    all.hard_pending_compaction_bytes_limit = 0;
    all.max_file_opening_threads = 1;
    all.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
    all.arena_block_size = 4'096;
    all.max_total_wal_size = 16 * 1024;  // flush often
  };
  return options;
}

Result<Model> read_all(journal::Journal& journal) {
  Model all;
  std::optional<Error> other;
  for (std::uint64_t stack = 0; stack < stacks; ++stack) {
    const journal::ScanRequest request{stack_of(stack),
                                       {Hour::from_index(0), Hour::from_index(1'000'000)},
                                       {}, journal::Show::counted, {}};
    const Status done = journal.scan(
        request, [&](const journal::StringPool& pool,
                     std::span<const journal::ScannedRow> rows) -> Status {
          for (const journal::ScannedRow& scanned : rows) {
            const journal::UsageRow& row = scanned.row;
            const std::string key = std::to_string(stack) + "/" +
                                    std::to_string(row.hour().index() - first_hour) + "/" +
                                    std::string(pool.text(row.resource));
            const auto expected = Quantity::from_whole(quantity_of(key, row.revision));
            if (!all.emplace(key, row.revision).second || row.quantity != expected) {
              return fail(ErrorKind::invalid, "WrongSet", "Twice or altered: " + key);
            }
          }
          return {};
        });
    if (!done) return std::unexpected(done.error());
  }
  return all;
}

bool counts_agree(journal::MarkStore& marks, const Model& set) {
  std::int64_t records = 0;
  i128 units = 0;
  for (const auto& [key, revision] : set) {
    ++records;
    units += Quantity::from_whole(quantity_of(key, revision)).units();
  }
  for (const char* month : {"2026-10", "2026-11"}) {
    const auto counts = marks.counts(Period::parse(month).value());
    if (!counts) return false;
    for (const journal::CountDelta& count : *counts) {
      records -= count.records;
      units -= count.quantity.units();
    }
  }
  return records == 0 && units == 0;
}

World::World(std::uint64_t seed, const WorldOptions& options)
    : random_(seed), options_(options), env_(disk_), marks_(disk_, seed ^ 0x5bd1e995) {
  disk_.directories().insert("/");
}

World::~World() = default;

void World::append(Tally& tally) {
  journal::UsageBatch batch;
  Model after = must_;
  const auto count = 1 + random_.below(random_.one_in(20) ? 200 : 15);
  for (std::uint64_t i = 0; i < count; ++i) {
    Drawn drawn{random_.below(stacks), random_.below(60),
                static_cast<std::int32_t>(random_.below(10)),
                random_.one_in(4) ? static_cast<std::int64_t>(random_.below(4)) : 0};
    batch.rows.push_back(row_of(drawn, batch.strings));
    // Tenants never change with a retry, so the highest revision is the set.
    auto& revision = after.try_emplace(drawn.key(), drawn.revision).first->second;
    revision = std::max(revision, drawn.revision);
  }
  for (journal::UsageRow& row : batch.rows) {
    if (row.tenant == 0) row.tenant = batch.strings.intern("tenant");
  }
  const auto outcome = journal_->append(batch, {});
  if (outcome) {
    must_ = std::move(after);
    tally.acknowledged_rows += count;
  } else {
    pending_ = std::move(after);
  }
}

void World::check(Tally& tally) {
  const auto got = read_all(*journal_);
  if (disk_.is_off()) return;
  if (!got) return tally.fault(tally.wrong, 1, got.error().message);
  if (*got != must_) tally.fault(tally.wrong, 1, "A scan shows another set than acknowledged.");
}

void World::use(Tally& tally) {
  while (!disk_.is_off() && !pending_) {
    switch (random_.below(8)) {
      case 0:
        if (random_.one_in(8)) check(tally);
        break;
      case 1:
      case 2:
        if (options_.background && env_.run_one()) ++tally.background;
        break;
      default: append(tally);
    }
  }
}

bool World::recovered(Tally& tally) {
  const auto got = read_all(*journal_);
  if (!got) {
    tally.fault(tally.wrong, 1, "After recovery: " + got.error().message);
    return false;
  }
  const bool whole = pending_ && *got == *pending_;
  if (whole && *got != must_) ++tally.rolled;
  if (*got != must_ && !whole) {
    std::uint64_t lost = 0;
    for (const auto& [key, revision] : must_) {
      const auto found = got->find(key);
      if (found == got->end() || found->second < revision) ++lost;
    }
    tally.fault(tally.lost, lost, "Acknowledged rows are gone after recovery.");
    if (lost == 0) tally.fault(tally.wrong, 1, "A part of an append, or rows nobody sent.");
  }
  if (!counts_agree(marks_, *got)) tally.fault(tally.wrong, 1, "The counts beside the marks.");
  if (random_.one_in(8)) {
    const Status verified = journal_->verify();
    if (!disk_.is_off()) {
      ++tally.verified;
      if (!verified) {
        const Error& error = verified.error();
        tally.fault(tally.wrong, 1, "verify: " + (error.details.empty() ? error.message
                                                      : error.details[0].message));
      }
    }
  }
  must_ = *got;
  pending_.reset();
  return true;
}

void World::refuse(const Error& error, Tally& tally) {
  if (error.code != "JournalBehindMark") {
    ++tally.refused;
    const bool clean = options_.sync && options_.tails == Tails::cut;
    if (clean) tally.fault(tally.wrong, 1, "Refused: " + error.message);
    return;
  }
  ++tally.behind;
  // How much is gone: what the journal still has, with marks that ask for nothing.
  journal::MemoryMarkStore no_marks;
  journal::RocksOptions options = simulated(env_);
  const auto reopened = journal::open_rocks_journal(place, no_marks, options);
  const Model got = reopened ? read_all(**reopened).value_or(Model()) : Model();
  std::uint64_t lost = 0;
  for (const auto& [key, revision] : must_) {
    const auto found = got.find(key);
    if (found == got.end() || found->second < revision) ++lost;
  }
  tally.fault(tally.lost, lost, error.message);
}

void World::power_loss() {
  journal_.reset();
  disk_.power_loss(random_, options_.tails);
}

bool World::live(Tally& tally) {
  ++tally.lives;
  const std::uint64_t before = disk_.steps();
  disk_.power_on(1 + random_.below(random_.one_in(6) ? 400 : 60));
  journal::RocksOptions options = simulated(env_);
  options.sync = options_.sync;
  options.open_hour_keys_max = options_.keys_max;
  options.cheap_hour_rows = 0;
  auto opened = journal::open_rocks_journal(place, marks_, options);
  bool goes_on = true;
  if (opened) {
    journal_ = std::move(*opened);
    goes_on = recovered(tally);
    if (goes_on) use(tally);
  } else if (!disk_.is_off()) {
    refuse(opened.error(), tally);
    goes_on = false;
  }
  tally.steps += disk_.steps() - before;
  power_loss();
  return goes_on;
}

void World::grow(int appends, Tally& tally) {
  journal::RocksOptions options = simulated(env_);
  auto opened = journal::open_rocks_journal(place, marks_, options);
  if (!opened) return tally.fault(tally.wrong, 1, opened.error().message);
  journal_ = std::move(*opened);
  for (int i = 0; i < appends; ++i) {
    append(tally);
    while (env_.run_one()) ++tally.background;
  }
  journal_.reset();
}

}  // namespace tollbridge::simulation
