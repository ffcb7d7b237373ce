// SPDX-License-Identifier: Apache-2.0
// The values a command was called with, by the names its parameters declare ("PERIOD",
// "--dry-run"). Reading a value as a type reports what is wrong with it as a UsageError.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::cli {

// Code of every error that means "called wrongly": exit code 2.
inline constexpr std::string_view usage_error_code = "WrongUsage";
std::unexpected<Error> wrong_usage(std::string message);

class Arguments {
 public:
  void add(const std::string& name, std::string value) {
    values_[name].push_back(std::move(value));
  }

  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  // The value, or an empty text where it was not given.
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> optional_text(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;

  // Errors of all below: WrongUsage, naming the parameter.
  [[nodiscard]] Result<Period> period(const std::string& name) const;
  [[nodiscard]] Result<std::optional<Period>> optional_period(const std::string& name) const;
  // RFC 3339 or a date.
  [[nodiscard]] Result<Instant> instant(const std::string& name) const;
  [[nodiscard]] Result<std::optional<Instant>> optional_instant(const std::string& name) const;
  // An instant, truncated to its hour; `otherwise` where it was not given.
  [[nodiscard]] Result<Hour> hour(const std::string& name, Hour otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

}  // namespace tollbridge::cli
