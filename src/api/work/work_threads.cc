// SPDX-License-Identifier: Apache-2.0
#include "api/work/work_threads.h"

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

namespace tollbridge::api::work {
namespace {

constexpr std::int64_t tell_every_nanoseconds = 200'000'000;

std::string new_id(Random& random) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (int half = 0; half < 2; ++half) {
    std::uint64_t bits = random.u64();
    for (int i = 0; i < 16; ++i, bits >>= 4U) id += digits[bits & 15U];
  }
  return id;
}

Error too_many(const std::string& whose) {
  return {ErrorKind::busy, "TooManyOperations",
          "As many operations " + whose + " wait as may; begin this one when some have ended.", {},
          {}, 0, {}};
}

Error stopped() {
  return {ErrorKind::busy, "ServerStopping",
          "The server stopped before this had ended; nothing was recorded.", {}, {}, 0, {}};
}

}  // namespace

// Written by the thread that works; who asks sees a step at most five times a second.
class WorkThreads::Watched final : public engine::Progress {
 public:
  Watched(WorkThreads& threads, Entry& entry) : threads_(threads), entry_(entry) {}

  Status step(const engine::Step& step) override {
    const std::int64_t now = threads_.clock_.mono_nanoseconds();
    const bool other = step.doing != doing_;
    if (!other && now - told_ < tell_every_nanoseconds) return {};
    told_ = now;
    doing_ = step.doing;
    const std::lock_guard lock(threads_.mutex_);
    if (entry_.status.cancelling) return engine::cancelled();
    if (threads_.stopping_) return std::unexpected<Error>(stopped());
    entry_.status.step = step;
    threads_.change(entry_);
    return {};
  }

 private:
  WorkThreads& threads_;
  Entry& entry_;
  std::int64_t told_ = 0;
  std::string doing_;
};

WorkThreads::WorkThreads(Clock& clock, Random& random, const Limits& limits)
    : clock_(clock), random_(random), limits_(limits) {
  for (unsigned i = 0; i < limits_.running; ++i) threads_.emplace_back([this] { serve(); });
}

WorkThreads::~WorkThreads() { stop(); }

void WorkThreads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  came_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  const std::lock_guard lock(mutex_);
  for (const EntryPtr& entry : entries_) {
    if (!has_ended(entry->status.state)) {
      end(*entry, WorkState::failed, entry->work.refuse(stopped()));
    }
  }
}

void WorkThreads::change(Entry& entry) {
  ++entry.status.version;
  changed_.notify_all();
}

void WorkThreads::end(Entry& entry, WorkState state, Response answer) {
  entry.status.state = state;
  entry.status.cancelling = false;
  entry.status.ended_at = clock_.now();
  entry.status.answer = std::make_shared<const Response>(std::move(answer));
  entry.work = {};
  change(entry);
}

Status WorkThreads::admit(const Principal& caller) {
  std::size_t all = 0;
  std::size_t own = 0;
  for (const EntryPtr& entry : entries_) {
    if (entry->status.state != WorkState::waiting) continue;
    ++all;
    if (entry->status.order.caller == caller) ++own;
  }
  if (own >= limits_.waiting_of_caller) return std::unexpected<Error>(too_many("of yours"));
  if (all >= limits_.waiting) return std::unexpected<Error>(too_many("of all callers"));
  return {};
}

// What has ended: too long ago, or more than is kept, the oldest first.
void WorkThreads::forget() {
  std::size_t all = 0;
  std::size_t bytes = 0;
  std::map<std::string, std::size_t> of_caller;
  const Instant before = clock_.now() - limits_.keep;
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
    const WorkStatus& status = (*at)->status;
    if (!has_ended(status.state)) continue;
    const Principal& who = status.order.caller;
    const std::string key = who.issuer + "\n" + who.subject;
    bytes += status.answer->body.size();
    if (*status.ended_at < before || ++all > limits_.kept ||
        ++of_caller[key] > limits_.kept_of_caller || bytes > limits_.kept_bytes) {
      at->reset();
    }
  }
  std::erase(entries_, nullptr);
}

Result<std::string> WorkThreads::begin(const WorkOrder& order, Work work) {
  auto entry = std::make_shared<Entry>();
  entry->status.order = order;
  entry->status.created_at = clock_.now();
  entry->status.id = new_id(random_);
  entry->work = std::move(work);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(ErrorKind::busy, "ServerStopping", "The server is stopping.");
    if (auto admitted = admit(order.caller); !admitted) return pass(admitted);
    forget();
    entries_.push_back(entry);
  }
  came_.notify_one();
  return entry->status.id;
}

WorkThreads::EntryPtr WorkThreads::known(const std::string& id) {
  const auto found = std::ranges::find_if(
      entries_, [&](const EntryPtr& entry) { return entry->status.id == id; });
  return found == entries_.end() ? nullptr : *found;
}

std::optional<WorkStatus> WorkThreads::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const EntryPtr entry = known(id);
  return entry == nullptr ? std::nullopt : std::optional(entry->status);
}

std::vector<WorkStatus> WorkThreads::list(const Principal& caller) {
  const std::lock_guard lock(mutex_);
  std::vector<WorkStatus> found;
  for (const EntryPtr& entry : entries_) {
    if (entry->status.order.caller == caller) found.push_back(entry->status);
  }
  return found;
}

std::optional<WorkStatus> WorkThreads::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const EntryPtr entry = known(id);
  if (entry == nullptr) return std::nullopt;
  if (entry->status.state == WorkState::waiting) {
    end(*entry, WorkState::cancelled, entry->work.refuse(engine::cancelled().error()));
  } else if (entry->status.state == WorkState::running && !entry->status.cancelling) {
    entry->status.cancelling = true;
    change(*entry);
  }
  return entry->status;
}

std::optional<WorkStatus> WorkThreads::wait(const std::string& id, std::uint64_t version,
                                            std::chrono::milliseconds span) {
  std::unique_lock lock(mutex_);
  const EntryPtr entry = known(id);
  if (entry == nullptr) return std::nullopt;
  changed_.wait_for(lock, span, [&] { return entry->status.version != version; });
  return entry->status;
}

// The oldest that waits and whose lane is free.
WorkThreads::EntryPtr WorkThreads::next() {
  const auto found = std::ranges::find_if(entries_, [this](const EntryPtr& entry) {
    return entry->status.state == WorkState::waiting &&
           (entry->status.order.lane.empty() || !lanes_.contains(entry->status.order.lane));
  });
  return found == entries_.end() ? nullptr : *found;
}

void WorkThreads::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    EntryPtr entry;
    came_.wait(lock, [&] { return stopping_ || (entry = next()) != nullptr; });
    if (stopping_) return;
    const auto lane = lanes_.insert(entry->status.order.lane);
    entry->status.state = WorkState::running;
    entry->status.started_at = clock_.now();
    change(*entry);
    const Work work = entry->work;
    lock.unlock();
    Result<Response> answer;
    try {
      Watched progress(*this, *entry);
      answer = work.run(progress);
    } catch (const std::exception& thrown) {
      answer = fail(ErrorKind::damaged, "InternalError",
                    std::string("The server failed at this operation: ") + thrown.what() + ".");
    }
    const bool cancelled = !answer && answer.error().code == engine::cancelled_code;
    const WorkState state = answer      ? WorkState::succeeded
                            : cancelled ? WorkState::cancelled
                                        : WorkState::failed;
    if (!answer) answer = work.refuse(answer.error());
    lock.lock();
    lanes_.erase(lane);
    end(*entry, state, std::move(*answer));
    came_.notify_all();  // its lane is free
  }
}

}  // namespace tollbridge::api::work
