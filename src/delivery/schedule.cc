// SPDX-License-Identifier: Apache-2.0
#include "delivery/schedule.h"

#include <algorithm>
#include <array>

#include "core/check.h"
#include "core/sha256.h"

namespace tollbridge::delivery {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Before the second attempt, the third, …: those Standard Webhooks recommends.
constexpr std::array<seconds, attempts_max - 1> waits{
    seconds(5), minutes(5), minutes(30), hours(2), hours(5),
    hours(10),  hours(14),  hours(20),   hours(24)};
constexpr seconds asked_max = hours(24);
constexpr std::int64_t jitter_part = 5;  // up to a fifth of the wait

std::chrono::milliseconds jitter(const std::string& message, std::uint32_t attempts,
                                 std::chrono::milliseconds wait) {
  const Digest digest = sha256(message + "/" + std::to_string(attempts));
  const std::int64_t drawn = digest[0] * 65536 + digest[1] * 256 + digest[2];
  return std::chrono::milliseconds(wait.count() / jitter_part * drawn / (1 << 24));
}

}  // namespace

std::optional<Instant> next_attempt(const std::string& message, std::uint32_t attempts,
                                    Instant ended_at, std::optional<seconds> retry_after) {
  CHECK(attempts > 0);
  if (attempts >= attempts_max) return std::nullopt;
  const std::chrono::milliseconds planned = waits.at(attempts - 1);
  std::chrono::milliseconds wait = planned + jitter(message, attempts, planned);
  if (retry_after) wait = std::max<std::chrono::milliseconds>(wait, std::min(*retry_after,
                                                                             asked_max));
  return ended_at + wait;
}

}  // namespace tollbridge::delivery
