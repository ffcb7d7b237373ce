// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bridge/status/state_at_rest.h"
#include "cli/commands.h"
#include "ops/real_disk.h"
#include "stack/stacks.h"

namespace tollbridge::cli {
namespace {

using stack::BridgeState;

// As the bridge tells it, or as the files say where none runs.
Result<BridgeState> state_of(stack::LocalStack& local, Instant now) {
  if (local.bridge_state()) {
    BridgeState state = *local.bridge_state();
    stack::show_overruled(local.books().overruled(), state);
    return state;
  }
  ops::RealDisk disk;
  return bridge::state_at_rest(local, disk, now);
}

Result<std::vector<stack::LocalStack*>> asked_for(const Arguments& arguments,
                                                  stack::Stacks& stacks) {
  const auto id = arguments.optional_text("CLOUD_ID");
  if (!id) return stacks.all();
  stack::LocalStack* local = stacks.find(StackId(*id));
  if (local == nullptr) {
    return fail(ErrorKind::not_found, "StackNotFound",
                "The stack half of the stack '" + *id + "' is not here. See: tollbridge bridge "
                "status");
  }
  return std::vector{local};
}

std::string moment(const std::optional<Instant>& when) {
  return when ? to_string(std::chrono::floor<std::chrono::seconds>(*when)) : "never";
}

std::string far(const BridgeState& state) {
  const std::string there = state.watermark ? std::to_string(*state.watermark) : "?";
  return there + " of " + std::to_string(state.newest);
}

void print_words(Output& out, const BridgeState& state) {
  const std::string begin = state.stack.text() + ": ";
  if (!state.why.empty()) out.paragraph(begin + state.why);
  if (state.failure) {
    out.paragraph(begin + state.failure->code + " since " + moment(state.failure->since) + ": " +
                  state.failure->message + (state.failure->next_try
                                                ? " Next try " + moment(state.failure->next_try) +
                                                      "."
                                                : ""));
  }
  for (const stack::Alert& alert : state.alerts) {
    out.paragraph(begin + alert.name + ". " + alert.message);
  }
}

void print_overruled(Output& out, const std::vector<BridgeState>& states) {
  Table table({{"hour overruled", Cell::text}, {"subscription", Cell::shrinking},
               {"meter", Cell::shrinking}, {"resource", Cell::shrinking},
               {"readings say", Cell::number}, {"commerce says", Cell::number}});
  for (const BridgeState& state : states) {
    for (const stack::Overruled& one : state.overruled.hours) {
      table.row({one.hour.to_string(), one.series.subscription.text(), one.series.meter.text(),
                 one.series.resource.text(), one.stack.to_string(), one.commerce.to_string()});
    }
  }
  if (!table.empty()) out.print(table);
}

void print_all(Output& out, const std::vector<BridgeState>& states) {
  Table table({{"stack", Cell::shrinking}, {"state", Cell::text}, {"last contact", Cell::text},
               {"batches", Cell::text}, {"unsent", Cell::number}, {"since", Cell::text}});
  for (const BridgeState& state : states) {
    table.row({state.stack.text(), std::string(to_string(state.work)), moment(state.last_contact),
               far(state), std::to_string(state.backlog.rows),
               state.backlog.oldest ? state.backlog.oldest->to_string() : ""});
  }
  out.print(table);
  for (const BridgeState& state : states) print_words(out, state);
  print_overruled(out, states);
}

Result<Exit> run_bridge_status(const Arguments& arguments, Context& context) {
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  auto asked = asked_for(arguments, **stacks);
  if (!asked) return pass(asked);
  std::vector<BridgeState> states;
  for (stack::LocalStack* local : *asked) {
    auto state = state_of(*local, context.now);
    if (!state) return pass(state);
    states.push_back(*std::move(state));
  }
  if (context.out.json()) {
    Json json;
    json.object().array("bridges");
    for (const BridgeState& state : states) stack::append_bridge(json, state);
    json.end().end();
    context.out.print(json);
  } else if (states.empty()) {
    context.out.line("No stacks are run here.");
  } else {
    print_all(context.out, states);
  }
  return Exit::done;
}

}  // namespace

Command bridge_status_command() {
  return {"bridge status",
          "how far the usage of the stacks here has come to commerce",
          "For each stack whose stack half is here: when commerce answered last, which of its "
          "batches commerce has, how many hours of usage it does not have yet and since when, what "
          "is in the way and when it is tried again, and hours of which commerce's word counts "
          "although the stack's readings say something else. Where no server runs, the files "
          "tell.",
          {"tollbridge bridge status", "tollbridge --json bridge status 9c1e0000-0000-4000-8000-"
                                       "000000000001"},
          {optional_word("CLOUD_ID", "one stack")},
          run_bridge_status};
}

}  // namespace tollbridge::cli
