// SPDX-License-Identifier: Apache-2.0
// What all `collect` commands share: where readings go, how often, and what became of them. They
// run in the command's own process and reach the stack half over HTTP only.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/stop_signals.h"
#include "stack/collector.h"
#include "stack/post/poster.h"

namespace tollbridge::cli {

// Those of the collector itself, then those all have.
std::vector<Parameter> collect_parameters(std::vector<Parameter> own, const std::string& every);

// Collects once, at `now`, and hands on to `take`.
using CollectRound = std::function<Result<stack::Collected>(Instant now, const stack::Taker& take)>;

// Round after round until SIGTERM or SIGINT, or once; then prints what came of all of them.
Result<Exit> run_collector(const Arguments& arguments, Context& context,
                           std::chrono::seconds every, const CollectRound& round);

// --name as whole seconds from `least` to a day; `otherwise` if it was not given.
Result<std::chrono::seconds> seconds_of(const Arguments& arguments, const std::string& name,
                                        std::chrono::seconds least, std::chrono::seconds otherwise);

// Where to post: --to, --stack, --token-file, --ca; ends when a signal asks for it.
stack::post::PostSetting post_setting(const Arguments& arguments, StopSignals& signals);

// The file of --rules.
Result<std::string> rules_text(const Arguments& arguments, Context& context);

}  // namespace tollbridge::cli
