// SPDX-License-Identifier: Apache-2.0
// The demo's last stack is metered as real ones are: its resource providers are simulated here and
// post readings to a stack half; that makes hours of them, and its bridge brings them to a commerce
// half. Both halves are processes of their own, on this machine's loopback, asked through their
// APIs; they are ended before this returns, and killed if this process dies.
//
// The documents depend on what came in which order, and are the same in every run: so the clocks of
// both halves stand still, the readings are all posted before they are settled, and all settled
// before the stack is registered and its bridge begins.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/demo_options.h"
#include "cli/stores.h"
#include "core/json.h"
#include "core/result.h"
#include "simulate/exact_hours.h"
#include "simulate/landscape.h"

namespace tollbridge::cli {

struct MeteredMonth {
  simulate::LandscapeStack stack;
  std::uint64_t resources = 0;
  std::uint64_t readings = 0;   // posted
  std::uint64_t duplicate = 0;  // of these, those that were known
  std::uint64_t hours = 0;      // rows the stack settled
  std::uint64_t batches = 0;    // of its bridge
  std::int64_t nanoseconds = 0;
  // What happened at the stack, told by nobody: in 10^-18.
  std::map<std::pair<simulate::ExactHours::Key, Hour>, i128> truth;
  std::uint64_t different = 0;  // sums of the truth and of commerce that are not equal
  std::vector<std::string> differences;  // what the hop from the stack to commerce lacks
  [[nodiscard]] bool ok() const { return different == 0 && differences.empty(); }
};

// Meters the month at the landscape's last stack. Its half keeps DIRECTORY/stack; that of commerce
// applies the book to options.data() and takes what comes. What must come of it is written beside
// the usage of other stacks (simulate::write_truth).
// Errors: ChildFailed, ChildEnded, ChildSlow, those of posting and of the halves.
Result<MeteredMonth> meter_by_halves(const DemoOptions& options,
                                     const simulate::Landscape& landscape, const std::string& book,
                                     Context& context);

// Holds commerce against what happened, and against what the stack sent. On the demo's own stores.
// Errors: those of the journal and of the bridge's ledger.
Status prove_metered(MeteredMonth& metered, Period month, const Stores& stores, Context& context);

void print_metered(const MeteredMonth& metered, Output& out);
// The member "metered".
void append_metered(Json& json, const MeteredMonth& metered);

}  // namespace tollbridge::cli
