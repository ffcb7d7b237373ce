// SPDX-License-Identifier: Apache-2.0
#include "server/stack_clock.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "stack/stacks.h"

namespace tollbridge::server {
namespace {

constexpr std::chrono::hours forget_every{24};
constexpr std::uint64_t commits_at_once = 10'000;  // a piece of work: 0.1 s
// An hour that commerce does not have is made of readings told a day before it at the earliest.
constexpr std::chrono::hours told_ahead{24};

// Commits before it may go; empty: it is not known yet what commerce has.
std::optional<Instant> commits_needed_from(const stack::LocalStack& local, Instant kept_from) {
  const auto& bridge = local.bridge_state();
  if (!bridge || bridge->work == stack::BridgeWork::not_running) return std::nullopt;
  if (bridge->work == stack::BridgeWork::off || !bridge->backlog.oldest) return kept_from;
  return std::min(kept_from, bridge->backlog.oldest->start() - told_ahead);
}

}  // namespace

StackClock::StackClock(api::Engine& engine, std::chrono::seconds every, Event event,
                       Clock* machine, std::chrono::hours keep_commits)
    : engine_(engine),
      every_(every),
      event_(std::move(event)),
      machine_(machine),
      keep_commits_(keep_commits),
      thread_([this] { serve(); }) {}

StackClock::~StackClock() { stop(); }

void StackClock::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StackClock::serve() {
  while (true) {
    turn();
    std::unique_lock lock(mutex_);
    if (stopped_.wait_for(lock, every_, [this] { return stopping_; })) return;
  }
}

bool StackClock::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void StackClock::turn() {
  auto known = stacks();
  if (!known) return;  // the engine is stopping
  for (const StackId& stack : *known) settle(stack);
}

Result<std::vector<StackId>> StackClock::stacks() {
  std::vector<StackId> list;
  auto listed = engine_.run([&](api::Desk& desk) -> Status {
    for (const auto* local : desk.stacks().all()) list.push_back(local->profile().cloud_id);
    return {};
  });
  if (!listed) return pass(listed);
  return list;
}

void StackClock::settle(const StackId& stack) {
  while (!stopping()) {
    auto more = settle_once(stack);
    if (!more) return tell(stack, pass(more));
    if (!*more) break;
  }
  auto forgotten = forget(stack);
  tell(stack, forgotten ? forget_commits(stack) : forgotten);
}

Instant StackClock::passed() {
  const Instant wall = engine_.now();
  if (machine_ == nullptr) return wall;
  const std::chrono::nanoseconds before = guard_.ahead();
  const Instant passed =
      guard_.look(wall, std::chrono::nanoseconds(machine_->mono_nanoseconds()));
  tell_of_jump(before, guard_.ahead(), passed);
  const std::lock_guard lock(mutex_);
  ahead_ = guard_.ahead();
  return passed;
}

void StackClock::tell_of_jump(std::chrono::nanoseconds before, std::chrono::nanoseconds ahead,
                              Instant passed) {
  if ((before.count() == 0) == (ahead.count() == 0)) return;
  const std::string at = to_string(std::chrono::floor<std::chrono::seconds>(passed));
  if (ahead.count() == 0) return event_("stack.clock_believed", "it is " + at);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(ahead);
  event_("stack.clock_jumped",
         "the clock is " + std::to_string(minutes.count()) +
             " minutes ahead of what has passed; hours after " + at +
             " are told as they pass, and all of them if it stays ahead for an hour; is it right?");
}

std::chrono::nanoseconds StackClock::ahead() const {
  const std::lock_guard lock(mutex_);
  return ahead_;
}

Result<bool> StackClock::settle_once(const StackId& stack) {
  stack::SettleOutcome outcome;
  api::stack_face::Due due;
  const Instant at = passed();
  bool progress = false;
  auto settled = engine_.run([&](api::Desk& desk) -> Status {
    stack::LocalStack* local = desk.stacks().find(stack);
    if (local == nullptr) return {};
    const std::size_t before = local->books().due().size();
    auto done = local->half().settle(at);
    if (!done) return pass(done);
    outcome = *done;
    due = api::stack_face::due_of(*local, at);
    progress = outcome.rows + outcome.restated > 0 || local->books().due().size() < before;
    return {};
  });
  if (!settled) return pass(settled);
  const bool more = outcome.more && progress;
  const std::lock_guard lock(mutex_);
  Facts& facts = facts_of(stack);
  facts.settled.rows += outcome.rows;
  facts.settled.restated += outcome.restated;
  facts.settled.withheld += outcome.withheld;
  facts.settled.too_large = outcome.too_large;
  if (!more) facts.settled.at = at;
  facts.due = std::move(due);
  return more;
}

Status StackClock::forget(const StackId& stack) {
  const Instant now = passed();
  const auto last = forgotten_.find(stack);
  if (last != forgotten_.end() && now - last->second < forget_every) return {};
  auto forgotten = engine_.run([&](api::Desk& desk) -> Status {
    stack::LocalStack* local = desk.stacks().find(stack);
    return local == nullptr ? Status() : local->half().forget(now);
  });
  if (forgotten) forgotten_[stack] = now;
  return forgotten;
}

Status StackClock::forget_commits(const StackId& stack) {
  const Instant now = passed();
  const auto last = commits_forgotten_.find(stack);
  if (last != commits_forgotten_.end() && now - last->second < forget_every) return {};
  std::uint64_t gone = 0;
  bool known = false;
  do {
    auto done = engine_.run([&](api::Desk& desk) -> Status {
      stack::LocalStack* local = desk.stacks().find(stack);
      const auto before = local == nullptr ? std::nullopt
                                           : commits_needed_from(*local, now - keep_commits_);
      known = before.has_value();
      if (!known) return {};
      auto forgotten = local->books().forget_commits(*before, commits_at_once, now);
      if (!forgotten) return pass(forgotten);
      gone = *forgotten;
      return {};
    });
    if (!done) return done;
  } while (known && gone == commits_at_once && !stopping());
  if (known) commits_forgotten_[stack] = now;
  return {};
}

// A fault that stays is told once; that it is over, too.
void StackClock::tell(const StackId& stack, const Status& status) {
  const std::string failure = status ? "" : status.error().message;
  {
    const std::lock_guard lock(mutex_);
    std::string& told = facts_of(stack).settled.failure;
    if (told == failure) return;
    told = failure;
  }
  if (status) {
    event_("stack.settle_resumed", stack.text());
  } else {
    event_("stack.settle_failed", stack.text() + ": " + failure);
  }
}

void StackClock::taken(const StackId& stack, const api::stack_face::TakenCounts& counts) {
  const std::lock_guard lock(mutex_);
  api::stack_face::TakenCounts& sums = facts_of(stack).taken;
  sums.accepted += counts.accepted;
  sums.duplicate += counts.duplicate;
  sums.rejected += counts.rejected;
}

StackClock::Facts& StackClock::facts_of(const StackId& stack) {
  Facts& facts = facts_[stack];
  facts.stack = stack;
  return facts;
}

std::vector<StackClock::Facts> StackClock::facts() const {
  const std::lock_guard lock(mutex_);
  std::vector<Facts> list;
  for (const auto& [stack, one] : facts_) list.push_back(one);
  return list;
}

std::optional<api::stack_face::Settled> StackClock::settled(const StackId& stack) const {
  const std::lock_guard lock(mutex_);
  const auto found = facts_.find(stack);
  if (found == facts_.end()) return std::nullopt;
  return found->second.settled;
}

}  // namespace tollbridge::server
