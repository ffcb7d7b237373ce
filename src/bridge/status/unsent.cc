// SPDX-License-Identifier: Apache-2.0
#include "bridge/status/unsent.h"

#include <algorithm>
#include <span>

namespace tollbridge::bridge {
namespace {

HourSpan all_hours() {
  return {Hour::containing(Instant::min()), Hour::containing(Instant::max()).plus(1)};
}

void take_older(std::optional<Hour>& oldest, Hour hour) {
  if (!oldest || hour < *oldest) oldest = hour;
}

bool is_sent(const Outbox& outbox, const Spooled& spooled) {
  const bool lost = outbox.watermark() && spooled.number > *outbox.watermark();
  return spooled.received_at && !lost;
}

}  // namespace

// Batches are sent in order, so those that are not are the last ones.
Status UnsentCounter::look_at_batches(const Outbox& outbox, Spool& spool) {
  std::map<std::uint64_t, InBatch> found;
  const Spooled* spooled = outbox.find(outbox.last());
  for (; spooled != nullptr && !is_sent(outbox, *spooled);
       spooled = outbox.find(spooled->number - 1)) {
    const auto known = batches_.find(spooled->number);
    if (known != batches_.end() && known->second.hash == spooled->hash) {
      found.insert(*known);
      continue;
    }
    const auto bytes = spool.bytes(spooled->number);
    if (!bytes) return std::unexpected(bytes.error());
    const auto sealed = open_batch(*bytes);
    if (!sealed) return std::unexpected(sealed.error());
    const auto batch = read_batch(*sealed);
    if (!batch) return std::unexpected(batch.error());
    InBatch one{spooled->hash, bytes->size(), batch->head.rows, {}};
    for (const journal::UsageRow& row : batch->usage.rows) take_older(one.oldest, row.hour());
    found.emplace(spooled->number, one);
  }
  batches_ = std::move(found);
  return {};
}

Status UnsentCounter::look_at_journal(std::uint64_t from, journal::UsageReader& usage) {
  const auto heads = usage.heads();
  if (!heads) return std::unexpected(heads.error());
  const auto head = std::ranges::find(*heads, stack_, &journal::Head::stack);
  const std::uint64_t newest = head == heads->end() ? 0 : head->sequence;
  if (from != from_ || newest < through_) {
    from_ = from;
    through_ = from;
    rows_ = 0;
    oldest_.reset();
  }
  if (newest <= through_) return {};
  journal::ScanRequest request;
  request.stack = stack_;
  request.hours = all_hours();
  request.as_of = newest;
  request.show = journal::Show::everything;
  request.event_ids = false;
  request.after = through_;
  std::uint64_t rows = 0;
  std::optional<Hour> oldest = oldest_;
  const auto visit = [&](const journal::StringPool& /*pool*/,
                         std::span<const journal::ScannedRow> scanned) -> Status {
    for (const journal::ScannedRow& one : scanned) {
      if (one.verdict == journal::Verdict::conflict) continue;
      ++rows;
      take_older(oldest, one.row.hour());
    }
    return {};
  };
  if (auto done = usage.scan(request, visit); !done) return done;
  rows_ += rows;
  oldest_ = oldest;
  through_ = newest;
  return {};
}

Result<stack::BridgeBacklog> UnsentCounter::count(const Outbox& outbox, Spool& spool,
                                                  journal::UsageReader& usage) {
  if (auto looked = look_at_batches(outbox, spool); !looked) return pass(looked);
  if (auto looked = look_at_journal(outbox.progress().journal, usage); !looked) {
    return pass(looked);
  }
  stack::BridgeBacklog backlog;
  backlog.rows = rows_;
  backlog.oldest = oldest_;
  for (const auto& [number, one] : batches_) {
    ++backlog.batches;
    backlog.bytes += one.bytes;
    backlog.rows += one.rows;
    if (one.oldest) take_older(backlog.oldest, *one.oldest);
  }
  return backlog;
}

}  // namespace tollbridge::bridge
