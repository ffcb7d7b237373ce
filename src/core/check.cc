// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace tollbridge {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "tollbridge: broken promise: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace tollbridge
