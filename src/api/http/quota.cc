// SPDX-License-Identifier: Apache-2.0
#include "api/http/quota.h"

#include <algorithm>
#include <chrono>

namespace tollbridge::api::http {

Quota::Taken Quota::take(const Principal& caller, bool read, Instant now) {
  const Hour hour = Hour::containing(now);
  Taken taken;
  const auto rest = hour.plus(1).start() - now;
  taken.seconds_left =
      static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(rest).count());
  const std::string who = caller.issuer + '\n' + caller.subject;
  const std::lock_guard lock(mutex_);
  if (hour != hour_) {
    used_.clear();
    hour_ = hour;
  }
  const auto found = used_.find(who);
  if (found == used_.end() && used_.size() >= callers_max) {
    taken.left = calls_max_;
    return taken;
  }
  Used& used = found != used_.end() ? found->second : used_[who];
  std::uint64_t& calls = read ? used.reads : used.writes;
  taken.allowed = calls < calls_max_;
  if (taken.allowed) ++calls;
  taken.left = calls_max_ - std::min(calls, calls_max_);
  return taken;
}

}  // namespace tollbridge::api::http
