// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

namespace tollbridge::cli {

std::unexpected<Error> wrong_usage(std::string message) {
  return fail(ErrorKind::invalid, std::string(usage_error_code), std::move(message));
}

std::string Arguments::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->second.empty() ? std::string() : found->second.front();
}

std::optional<std::string> Arguments::optional_text(const std::string& name) const {
  return has(name) ? std::optional(text(name)) : std::nullopt;
}

std::vector<std::string> Arguments::all(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

Result<Period> Arguments::period(const std::string& name) const {
  auto parsed = Period::parse(text(name));
  if (!parsed) return wrong_usage(name + ": " + parsed.error().message);
  return *parsed;
}

Result<std::optional<Period>> Arguments::optional_period(const std::string& name) const {
  if (!has(name)) return std::optional<Period>();
  auto parsed = period(name);
  if (!parsed) return pass(parsed);
  return std::optional(*parsed);
}

Result<Instant> Arguments::instant(const std::string& name) const {
  auto parsed = parse_instant_or_date(text(name));
  if (!parsed) return wrong_usage(name + ": " + parsed.error().message);
  return *parsed;
}

Result<std::optional<Instant>> Arguments::optional_instant(const std::string& name) const {
  if (!has(name)) return std::optional<Instant>();
  auto parsed = instant(name);
  if (!parsed) return pass(parsed);
  return std::optional(*parsed);
}

Result<Hour> Arguments::hour(const std::string& name, Hour otherwise) const {
  if (!has(name)) return otherwise;
  auto parsed = instant(name);
  if (!parsed) return pass(parsed);
  return Hour::containing(*parsed);
}

}  // namespace tollbridge::cli
