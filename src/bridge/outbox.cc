// SPDX-License-Identifier: Apache-2.0
#include "bridge/outbox.h"

#include <algorithm>

#include "bridge/limits.h"
#include "core/check.h"

namespace tollbridge::bridge {
namespace {

constexpr std::chrono::hours retry_after_longest{1};

Step step_of(StepKind kind, std::uint64_t number = 0) { return {kind, number, {}, {}}; }

}  // namespace

Outbox::Outbox(const std::vector<Spooled>& spooled) {
  for (const Spooled& one : spooled) {
    CHECK(spooled_.empty() || one.previous == spooled_.rbegin()->second.hash);
    CHECK(spooled_.empty() || one.number == last() + 1);
    spooled_.emplace(one.number, one);
  }
  forget_standing();
}

const Spooled* Outbox::find(std::uint64_t number) const {
  const auto found = spooled_.find(number);
  return found == spooled_.end() ? nullptr : &found->second;
}

Digest Outbox::last_hash() const {
  return spooled_.empty() ? Digest{} : spooled_.rbegin()->second.hash;
}

Progress Outbox::progress_of(std::uint64_t number) const {
  const Spooled* found = find(number);
  return found == nullptr ? Progress{} : found->progress;
}

// The newest ones are asked for first; one more, because the oldest names the hash before it.
void Outbox::forget_standing() {
  watermark_.reset();
  common_.reset();
  ask_from_ = last() > standing_known_max ? last() - standing_known_max + 1 : first();
  if (ask_from_ > 1) --ask_from_;
}

void Outbox::must_ask() { forget_standing(); }

void Outbox::stands(const Standing& standing, Instant now) {
  failures_ = 0;
  asked_at_ = now;
  common_.reset();
  if (standing.watermark == 0 && first() == 1) common_ = 0;
  for (const Standing::Known& known : standing.known) {
    if (known.number > standing.watermark) continue;
    const Spooled* own = find(known.number);
    const Spooled* after = find(known.number + 1);
    const bool same = own != nullptr ? own->hash == known.hash
                                     : after != nullptr && after->previous == known.hash;
    if (same && (!common_ || known.number > *common_)) common_ = known.number;
  }
  // Nothing is known here, or the very first ones differ.
  if (!common_ && (spooled_.empty() || (first() == 1 && ask_from_ == 1))) common_ = 0;
  if (!common_ && ask_from_ > 1 && ask_from_ + 1 > first()) {
    ask_from_ = ask_from_ > standing_known_max ? ask_from_ - standing_known_max : 1;
    watermark_.reset();  // asks once more, further back
    return;
  }
  watermark_ = standing.watermark;
}

void Outbox::was_put(const Spooled& spooled) {
  CHECK(spooled.number == last() + 1 && spooled.previous == last_hash());
  spooled_.emplace(spooled.number, spooled);
}

void Outbox::was_taken_back(const Spooled& spooled) {
  failures_ = 0;
  spooled_.erase(spooled_.lower_bound(spooled.number), spooled_.end());
  CHECK(spooled_.empty() || spooled.previous == last_hash());
  spooled_.emplace(spooled.number, spooled);
  common_ = spooled.number;
}

void Outbox::was_gone(std::uint64_t number, Instant now, std::uint64_t random) {
  if (spooled_.empty()) {
    common_ = number;
    return;
  }
  // It was restored since it was asked, or nobody can give this one back any more.
  forget_standing();
  failed(now, random);
}

void Outbox::was_received(std::uint64_t number, std::uint64_t watermark, Instant now) {
  failures_ = 0;
  const auto found = spooled_.find(number);
  if (found == spooled_.end() || !watermark_) return;
  found->second.received_at = now;
  asked_at_ = now;
  if (number == *watermark_ + 1 && watermark >= number) {
    watermark_ = number;
    common_ = number;
  }
}

void Outbox::was_removed(std::uint64_t number) { spooled_.erase(number); }

void Outbox::failed(Instant now, std::uint64_t random,
                    std::optional<std::chrono::seconds> retry_after) {
  const int doubled = std::min(failures_, 16);
  ++failures_;
  using std::chrono::nanoseconds;
  const nanoseconds longest = wait_longest;
  const nanoseconds full = std::min(longest, nanoseconds(wait_first) * (1 << doubled));
  const auto half = static_cast<std::uint64_t>(full.count() / 2);
  wait_ = full - nanoseconds(static_cast<std::int64_t>(random % (half + 1)));
  if (retry_after) {
    wait_ = std::clamp<nanoseconds>(*retry_after, wait_, std::max<nanoseconds>(
                                                             wait_, retry_after_longest));
  }
  wait_until_ = now + wait_;
}

std::optional<Step> Outbox::exchange() const {
  if (!common_) {
    Step step = step_of(StepKind::stopped);
    step.why = "Commerce stands at batch " + std::to_string(*watermark_) +
               ", and none of the batches from " + std::to_string(first()) + " to " +
               std::to_string(last()) + " that are kept here follows on that.";
    return step;
  }
  if (*common_ < *watermark_) return step_of(StepKind::take_back, *common_ + 1);
  for (const auto& [number, spooled] : spooled_) {
    if (number > *watermark_ || !spooled.received_at) return step_of(StepKind::send, number);
  }
  return std::nullopt;
}

std::optional<Step> Outbox::removal(Instant now) const {
  if (spooled_.size() < 2) return std::nullopt;
  const Spooled& oldest = spooled_.begin()->second;
  const bool old = oldest.received_at && *oldest.received_at + limits::keep_time <= now;
  if (!old || oldest.number > *watermark_) return std::nullopt;
  return step_of(StepKind::remove, oldest.number);
}

Step Outbox::next(Instant now, bool pending) const {
  // A clock that was set back does not make the wait longer.
  if (now < wait_until_ && wait_until_ - now <= wait_) {
    Step step = step_of(StepKind::wait);
    step.until = wait_until_;
    return step;
  }
  if (!watermark_) return step_of(StepKind::ask);
  if (const auto step = exchange()) return *step;
  // Also when the clock was set back; and nothing is removed on an old word.
  const bool lately = asked_at_ <= now && now - asked_at_ < ask_every;
  if (!lately) return step_of(StepKind::ask);
  if (const auto step = removal(now)) return *step;
  return pending ? step_of(StepKind::cut, last() + 1) : step_of(StepKind::rest);
}

}  // namespace tollbridge::bridge
