// SPDX-License-Identifier: Apache-2.0
#include "intake/intake.h"

#include <array>
#include <utility>

namespace tollbridge::intake {
namespace {

constexpr std::array<std::pair<Format, std::string_view>, 6> names{{
    {Format::automatic, "auto"},
    {Format::azure, "azure"},
    {Format::ndjson, "ndjson"},
    {Format::csv, "csv"},
    {Format::cloudevents, "cloudevents"},
    {Format::focus, "focus"},
}};

}  // namespace

Result<Format> parse_format(std::string_view name) {
  for (const auto& [format, known] : names) {
    if (known == name) return format;
  }
  return fail(ErrorKind::invalid, "UnknownFormat",
              "'" + std::string(name.substr(0, 40)) +
                  "' is no format of usage; use auto, azure, ndjson, csv, cloudevents or focus.");
}

std::string_view format_name(Format format) {
  for (const auto& [known, name] : names) {
    if (known == format) return name;
  }
  return "unknown";
}

}  // namespace tollbridge::intake
