// SPDX-License-Identifier: Apache-2.0
// The sending end as a state machine: what to do next, given what is spooled, what commerce said
// and what time it is. It does nothing itself (forwarder.h does).
//
// A stack with nothing to send asks every hour: a commerce half that was restored may have lost
// what it had, and a stack that is silent for 30 days is missed (R19).
//
// The order of things: ask where commerce stands; where pasts differ, take back what this stack no
// longer knows; send what commerce does not have, lowest number first; remove what may go; cut a
// new batch. After a failure wait, longer each time, for ever.
//
// A batch may be removed when commerce said within the hour that it stands at or beyond it, a
// receipt for it came, and the keep time has passed since (D6); the newest never is, because the
// next one follows on it.
//
// A pure value: time and randomness are arguments. It is made anew after a fall.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/inbox.h"
#include "bridge/spool.h"

namespace tollbridge::bridge {

enum class StepKind : std::uint8_t {
  ask,        // where commerce stands
  take_back,  // fetch batch `number` from commerce and make it the stack's own
  send,       // batch `number`
  remove,     // batch `number` from the spool
  cut,        // the next batch, `number`
  rest,       // nothing to do until there is something new
  wait,       // until `until`
  stopped,    // somebody must look: `why`
};

struct Step {
  StepKind kind = StepKind::rest;
  std::uint64_t number = 0;
  Instant until{};
  std::string why;
};

// The first wait after a failure; each doubles, with up to a half taken off at random, so that a
// thousand stacks do not come back at once.
inline constexpr std::chrono::seconds wait_first{2};
inline constexpr std::chrono::seconds wait_longest{15 * 60};
inline constexpr std::chrono::hours ask_every{1};

class Outbox {
 public:
  explicit Outbox(const std::vector<Spooled>& spooled);

  // `pending`: the stack has rows or changes that are in no batch.
  [[nodiscard]] Step next(Instant now, bool pending) const;

  // What happened.
  void stands(const Standing& standing, Instant now);  // commerce answered where it stands
  void was_put(const Spooled& spooled);      // a batch was cut
  void was_taken_back(const Spooled& spooled);
  void was_received(std::uint64_t number, std::uint64_t watermark, Instant now);
  void was_removed(std::uint64_t number);
  void must_ask();                           // commerce answered that pasts differ
  // Commerce no longer has what was to be taken back. A stack that has no batch at all goes on with
  // the next one; any other asks again.
  void was_gone(std::uint64_t number, Instant now, std::uint64_t random);
  // The link failed, or commerce is not able or not willing now. `retry_after` is commerce's word.
  void failed(Instant now, std::uint64_t random,
              std::optional<std::chrono::seconds> retry_after = {});

  // Where the next batch follows on.
  [[nodiscard]] std::uint64_t last() const {
    return spooled_.empty() ? 0 : spooled_.rbegin()->first;
  }
  [[nodiscard]] Digest last_hash() const;
  // How far rows and changes are in batches: with `number`, or with the last one.
  [[nodiscard]] Progress progress() const { return progress_of(last()); }
  [[nodiscard]] Progress progress_of(std::uint64_t number) const;
  // From which number on to ask what commerce knows.
  [[nodiscard]] std::uint64_t ask_from() const { return ask_from_; }
  // Empty until commerce has said it.
  [[nodiscard]] const std::optional<std::uint64_t>& watermark() const { return watermark_; }
  // The batch as it is spooled; null if it is not.
  [[nodiscard]] const Spooled* find(std::uint64_t number) const;
  [[nodiscard]] int failures() const { return failures_; }

 private:
  [[nodiscard]] std::uint64_t first() const {
    return spooled_.empty() ? 1 : spooled_.begin()->first;
  }
  void forget_standing();
  // What is left to send or to take back, lowest number first.
  [[nodiscard]] std::optional<Step> exchange() const;
  [[nodiscard]] std::optional<Step> removal(Instant now) const;

  std::map<std::uint64_t, Spooled> spooled_;
  // Where commerce stands: as it was asked, and by the receipts that came after. Empty: must ask.
  std::optional<std::uint64_t> watermark_;
  // The newest number of which both have the same batch; empty: commerce's past and this one have
  // nothing in common that is kept.
  std::optional<std::uint64_t> common_;
  std::uint64_t ask_from_ = 1;
  Instant asked_at_{};  // or heard of, by a receipt
  Instant wait_until_{};
  std::chrono::nanoseconds wait_{0};
  int failures_ = 0;
};

}  // namespace tollbridge::bridge
