// SPDX-License-Identifier: Apache-2.0
#include "stack/post/pace.h"

#include <algorithm>

namespace tollbridge::stack::post {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds first_wait{1'000};
constexpr milliseconds wait_max{60'000};
constexpr int levels_max = 6;

}  // namespace

milliseconds Backoff::next(std::optional<std::chrono::seconds> asked) {
  const milliseconds full = std::min(wait_max, first_wait * (1 << level_));
  level_ = std::min(level_ + 1, levels_max);
  const auto quarter = static_cast<std::uint64_t>(full.count() / 4);
  const milliseconds wait = full - milliseconds(random_.u64() % (quarter + 1));
  return asked ? std::max(wait, std::chrono::duration_cast<milliseconds>(*asked)) : wait;
}

bool may_pass(const Error& error) {
  return error.kind == ErrorKind::io || error.kind == ErrorKind::busy;
}

Status keep_going(const Round& round, const Pace& pace, const Surroundings& around) {
  Backoff backoff(around.random);
  const std::int64_t begun = around.clock.mono_nanoseconds();
  while (true) {
    const std::int64_t before = around.clock.mono_nanoseconds();
    auto done = round.run();
    if (!done && done.error().code == "Stopped") return {};
    if (done && pace.once) return {};
    if (done) {
      backoff.reset();
      const nanoseconds took(around.clock.mono_nanoseconds() - before);
      const auto rest = std::chrono::ceil<milliseconds>(pace.every - took);
      if (around.wait(std::max(rest, milliseconds(0)))) return {};
      continue;
    }
    const milliseconds wait = backoff.next(round.retry_after());
    const nanoseconds passed(around.clock.mono_nanoseconds() - begun);
    if (!may_pass(done.error()) || (pace.once && passed + wait > pace.patience)) return done;
    around.say(done.error().message + " Trying again in " +
               std::to_string((wait.count() + 999) / 1000) + " s.");
    if (around.wait(wait)) return {};
  }
}

}  // namespace tollbridge::stack::post
