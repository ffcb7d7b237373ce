// SPDX-License-Identifier: Apache-2.0
// A registry month by month, for questions about terms: a version must be right in the month from
// which it holds, and in every later one from which anything else changes, until the next version
// of the same object takes over. Pure; keeps what it built, so not for several threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/result.h"
#include "registry/registry.h"

namespace tollbridge::registry {

class MonthViews {
 public:
  explicit MonthViews(Registry registry)
      : registry_(std::move(registry)), months_(registry_.version_months()) {}

  const Registry& in(Period month);
  // In that month, and in every later one from which a version holds.
  std::vector<const Registry*> since(Period month, std::optional<Period> until = {});

  // The first answer that is an Error, of all months in which the version holds. It must be
  // recorded in the registry.
  template <HasTerms T>
  Status ask(const T& value, const std::function<Status(const Registry&)>& question) {
    std::optional<Period> until;
    for (const T* version : registry_.versions(value)) {
      if (version->from > value.from && !until) until = version->from;
    }
    const auto versions = registry_.versions(value);
    const bool first = versions.empty() || versions.front()->from == value.from;
    const Period begin = first ? Period::from_index(0) : value.from.value_or(Period::from_index(0));
    for (const Registry* view : since(begin, until)) {
      if (auto answer = question(*view); !answer) return answer;
    }
    return {};
  }

 private:
  Registry registry_;
  std::vector<Period> months_;
  std::map<Period, Registry> views_;
};

}  // namespace tollbridge::registry
