// SPDX-License-Identifier: Apache-2.0
#include "ops/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

namespace tollbridge::ops {

Status set_up_log(std::string_view level) {
  const std::string name(level);
  const auto parsed = spdlog::level::from_str(name);
  // from_str answers `off` for what it does not know.
  if (parsed == spdlog::level::off && name != "off") {
    return fail(ErrorKind::invalid, "UnknownLogLevel",
                "'" + name + "' is not a log level; use trace, debug, info, warn, error or off.");
  }
  auto logger = std::make_shared<spdlog::logger>(
      "tollbridge", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->set_level(parsed);
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace tollbridge::ops
