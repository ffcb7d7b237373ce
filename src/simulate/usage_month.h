// SPDX-License-Identifier: Apache-2.0
// A month of hourly usage of realistic shape: virtual machines that live for hours to months, some
// in office hours only; their disks; storage that grows; transactions with a daily rhythm;
// addresses, databases, App Service. Among them records sent twice, late and corrected.
//
// Deterministic: every series draws from its own source, so the same options give the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "simulate/landscape.h"

namespace tollbridge::simulate {

// A record as its resource provider would send it; texts as they stand on the wire.
struct WireRecord {
  const Workload* workload = nullptr;
  std::string_view meter;
  std::string_view resource;  // full resource id
  Hour hour;
  std::string quantity;
  std::int64_t revision = 0;
};

enum class Delivery : std::uint8_t {
  in_month,   // arrives before the month is closed
  after_close,  // late: arrives when the invoices are out
};

struct UsageOptions {
  std::uint64_t seed = 1;
  Period month;
  std::uint64_t records = 1'000'000;  // about as many, all told
  // Of ten thousand records, how many are …
  std::uint64_t duplicates = 100;  // sent twice
  std::uint64_t late = 50;         // delivered after the close
  std::uint64_t restated = 10;     // corrected by a second record with a higher revision
  std::optional<Hour> until = {};  // files end before this hour: of a month that still runs
  std::string without = {};        // files leave out this stack, whose usage comes another way
};

struct UsageCounts {
  std::uint64_t records = 0;  // distinct
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;
  std::uint64_t restated = 0;
};

using WireSink = std::function<void(const WireRecord&, Delivery)>;

// Calls `sink` for every record, hour by hour.
UsageCounts generate_usage(const Landscape& landscape, const UsageOptions& options,
                           const WireSink& sink);

}  // namespace tollbridge::simulate
