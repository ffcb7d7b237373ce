// SPDX-License-Identifier: Apache-2.0
// CHECK: our own bug stops the process; it never judges input.
//
// Three kinds of failure, three tools (CONTRIBUTING.md): bad input, peers and disks become a
// Result (core/result.h); a broken promise of our own code is a CHECK, on in production; a costly
// truth is a VERIFY, evaluated only where TOLLBRIDGE_VERIFY is defined (dev and test presets).
#pragma once

namespace tollbridge {

// Prints `what` with its place to stderr and aborts. Never returns.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace tollbridge

#define CHECK(condition)                                                     \
  do {                                                                       \
    if (!(condition)) [[unlikely]] {                                         \
      ::tollbridge::check_failed(#condition, __FILE__, __LINE__);            \
    }                                                                        \
  } while (false)

#ifdef TOLLBRIDGE_VERIFY
#define VERIFY(condition) CHECK(condition)
#else
#define VERIFY(condition)       \
  do {                          \
    (void)sizeof((condition));  \
  } while (false)
#endif
