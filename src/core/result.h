// SPDX-License-Identifier: Apache-2.0
// Expected failures are values: a Result<T> holds a T or an Error, and cannot be dropped unread.
//
// An Error says what was wrong (message), under which name scripts and APIs know it (code), which
// published rule refused it (rule, e.g. "R24"), where (path, line) and, when several things were
// wrong at once, all of them (details). The kind decides the exit code of a command and the HTTP
// status of an answer; nothing else may be derived from it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollbridge {

enum class ErrorKind : std::uint8_t {
  invalid,    // the input is malformed or out of range
  not_found,  // the thing named does not exist (for this caller)
  refused,    // well-formed, but a business rule forbids it: exit code 3
  conflict,   // contradicts what is already recorded
  denied,     // the caller may not
  damaged,    // stored data is missing, altered or unreadable: nothing may be billed from it
  io,         // the disk or the network failed, or is full
  busy,       // locked by another process, or a limit is reached for now
};

struct [[nodiscard]] Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string code;          // PascalCase, stable, e.g. "BadCustomerSubscriptionId"
  std::string message;       // one or two sentences: what was wrong and what to do
  std::string rule;          // "R24", or empty
  std::string path;          // where in the input, e.g. "registrations[0].subscription", or empty
  std::int64_t line = 0;     // 1-based line of the input file; 0 = not known
  std::vector<Error> details;  // every single fault, when several were found at once
};

template <class T>
using Result = std::expected<T, Error>;

// Nothing to return but success or an Error.
using Status = std::expected<void, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string message) {
  return std::unexpected<Error>(
      Error{kind, std::move(code), std::move(message), {}, {}, 0, {}});
}

// A refusal by a published rule, e.g. fail_rule("R24", "BadCustomerSubscriptionId", "…").
inline std::unexpected<Error> fail_rule(std::string rule, std::string code, std::string message) {
  return std::unexpected<Error>(Error{
      ErrorKind::refused, std::move(code), std::move(message), std::move(rule), {}, 0, {}});
}

// Hands an error of an inner call on as it is: `if (!x) return pass(x);`
template <class T>
std::unexpected<Error> pass(std::expected<T, Error>& result) {
  return std::unexpected<Error>(std::move(result.error()));
}

// The greppable way to drop a Status on purpose; say why beside it.
inline void ignore_status(const Status& /*status*/) {}

}  // namespace tollbridge
