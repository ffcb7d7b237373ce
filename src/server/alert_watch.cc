// SPDX-License-Identifier: Apache-2.0
#include "server/alert_watch.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "engine/silence.h"

namespace tollbridge::server {
namespace {

constexpr std::chrono::seconds look_every{60};
constexpr std::size_t periods_remembered = 24;

std::string_view state_of(const std::vector<billing::Closing>& closings, Period period) {
  for (const billing::Closing& one : closings) {
    if (one.seller != provider_party() || one.period != period) continue;
    return one.state == billing::PeriodState::closed ? "closed" : "closing";
  }
  return "open";
}

// What is read on the engine's thread, in one short piece.
struct Read {
  Hour now;
  std::shared_ptr<const registry::Registry> registry;
  std::unique_ptr<journal::UsageReader> usage;
  std::vector<journal::CountDelta> counts;  // of this month and the last
  std::string last_month_state;
};

Status read(api::Desk& desk, Read& into) {
  into.now = Hour::containing(desk.now());
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  into.registry = std::move(*registry);
  into.usage = desk.journal().reader();
  const Period month = Period::containing(into.now);
  const Period last = Period::from_index(month.index() - 1);
  for (const Period period : {last, month}) {
    auto counts = desk.books().marks().counts(period);
    if (!counts) return pass(counts);
    into.counts.insert(into.counts.end(), counts->begin(), counts->end());
  }
  auto closings = desk.books().invoices().closings();
  if (!closings) return pass(closings);
  into.last_month_state = state_of(*closings, last);
  return {};
}

bool is_registered(const Read& read, const StackId& stack) {
  return read.registry->registration_at(stack, read.now) != nullptr;
}

Status find_silent(const Read& read, const SilentHours& ages, AlertFacts& facts) {
  for (const auto* stack : read.registry->stacks()) {
    if (!is_registered(read, stack->cloud_id)) continue;
    auto newest = engine::newest_usage(*read.usage, stack->cloud_id, read.now, ages.back());
    if (!newest) return pass(newest);
    for (std::size_t i = 0; i < ages.size(); ++i) {
      const bool silent = !*newest || read.now.index() - (*newest)->index() >= ages.at(i);
      facts.silent.at(i) += silent ? 1U : 0U;
    }
    facts.stacks.push_back({stack->cloud_id, *newest});
  }
  return {};
}

}  // namespace

AlertWatch::AlertWatch(api::Engine& engine, const SilentHours& ages)
    : engine_(engine), ages_(ages), thread_([this] { serve(); }) {}

AlertWatch::~AlertWatch() { stop(); }

void AlertWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void AlertWatch::close_tried(Period period, std::string_view refused) {
  const std::lock_guard lock(mutex_);
  refused_[period] = refused;
  if (refused_.size() > periods_remembered) refused_.erase(refused_.begin());
}

std::optional<AlertFacts> AlertWatch::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

Result<AlertFacts> AlertWatch::look() {
  Read seen;
  auto done = engine_.run([&](api::Desk& desk) { return read(desk, seen); });
  if (!done) return pass(done);
  AlertFacts facts;
  facts.last_month_state = seen.last_month_state;
  if (auto found = find_silent(seen, ages_, facts); !found) return pass(found);
  for (const journal::CountDelta& count : seen.counts) {
    if (is_registered(seen, count.stack)) continue;
    const auto records = std::max<std::int64_t>(count.records, 0);
    facts.quarantined_records += static_cast<std::uint64_t>(records);
  }
  const Period last = Period::from_index(Period::containing(seen.now).index() - 1);
  const std::lock_guard lock(mutex_);
  if (const auto tried = refused_.find(last);
      tried != refused_.end() && facts.last_month_state != "closed") {
    facts.last_month_refused = tried->second;
  }
  return facts;
}

// What cannot be read now is told as it was read last.
void AlertWatch::serve() {
  while (true) {
    auto seen = look();
    std::unique_lock lock(mutex_);
    if (seen) facts_ = std::move(*seen);
    if (stopped_.wait_for(lock, look_every, [this] { return stopping_; })) return;
  }
}

}  // namespace tollbridge::server
