// SPDX-License-Identifier: Apache-2.0
#include "api/stack/standing.h"
#include "cli/commands.h"

namespace tollbridge::cli {
namespace {

using api::stack_face::Standing;

Result<std::vector<Standing>> standings(const Arguments& arguments, Context& context) {
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  std::vector<stack::LocalStack*> asked = (*stacks)->all();
  if (const std::string id = arguments.text("CLOUD_ID"); !id.empty()) {
    stack::LocalStack* found = (*stacks)->find(StackId(id));
    if (found == nullptr) {
      return fail(ErrorKind::not_found, "StackNotFound",
                  "The stack '" + id + "' does not run here; make it with stack create, or name "
                  "the data directory that has it.");
    }
    asked = {found};
  }
  std::vector<Standing> list;
  for (stack::LocalStack* local : asked) {
    auto standing = api::stack_face::standing_of(*local, context.now);
    if (!standing) return pass(standing);
    if (arguments.has("--silent")) {
      auto silent = api::stack_face::silent_gauges(*local, context.now);
      if (!silent) return pass(silent);
      standing->silent = *std::move(silent);
    }
    list.push_back(*std::move(standing));
  }
  return list;
}

void print_silent(Output& out, const std::vector<Standing>& list) {
  Table table({{"silent since", Cell::text}, {"subscription", Cell::shrinking},
               {"meter", Cell::shrinking}, {"resource", Cell::shrinking}, {"source", Cell::text}});
  for (const Standing& one : list) {
    if (!one.silent) continue;
    for (const auto& gauge : one.silent->latest) {
      const stack::Series& series = gauge.track.series;
      table.row({tollbridge::to_string(gauge.since), series.subscription.text(),
                 series.meter.text(), series.resource.text(), gauge.track.source});
    }
  }
  if (!table.empty()) out.print(table);
}

void print_tables(Output& out, const std::vector<Standing>& list) {
  Table table({{"stack", Cell::shrinking}, {"region", Cell::text}, {"registration", Cell::text},
               {"series", Cell::number}, {"subscriptions", Cell::number},
               {"due hours", Cell::number}, {"oldest", Cell::text}, {"waiting", Cell::number},
               {"last contact", Cell::text}});
  Table alerts({{"stack", Cell::shrinking}, {"alert", Cell::text}, {"means", Cell::shrinking}});
  for (const Standing& one : list) {
    const auto& due = one.due;
    table.row({one.profile.cloud_id.text(), one.profile.region,
               std::string(to_string(one.registration)), std::to_string(one.tracks),
               std::to_string(one.local_subscriptions), std::to_string(due.hours),
               due.oldest ? due.oldest->to_string() : "", std::to_string(due.waiting),
               one.last_contact
                   ? to_string(std::chrono::floor<std::chrono::seconds>(*one.last_contact))
                   : "never"});
    for (const stack::Alert& alert : one.alerts) {
      alerts.row({one.profile.cloud_id.text(), alert.name, alert.message});
    }
    for (const LocalSubscriptionId& id : due.waiting_for) {
      alerts.row({one.profile.cloud_id.text(), "Unknown Subscription",
                  "Usage of the local subscription " + id.text() +
                      " waits until the directory knows it."});
    }
  }
  out.print(table);
  if (!alerts.empty()) out.print(alerts);
  print_silent(out, list);
}

Result<Exit> run_stack_status(const Arguments& arguments, Context& context) {
  auto list = standings(arguments, context);
  if (!list) return pass(list);
  if (context.out.json()) {
    Json json;
    json.object().array("stacks");
    for (const Standing& one : *list) {
      api::stack_face::append_standing(json, one, std::nullopt);
    }
    json.end().end();
    context.out.print(json);
  } else if (list->empty()) {
    context.out.line("No stack runs here. Make one: tollbridge stack create");
  } else {
    print_tables(context.out, *list);
  }
  return Exit::done;
}

}  // namespace

Command stack_status_command() {
  return {"stack status",
          "how the stacks of this data directory stand",
          "Which hours have passed and are not told yet, whose usage waits for the directory, how "
          "the stack is registered, when commerce was reached last, and what must be done about "
          "it. Of the way to commerce tells bridge status.",
          {"tollbridge stack status",
           "tollbridge stack status 9c1e0000-0000-4000-8000-000000000001 --json"},
          {optional_word("CLOUD_ID", "only this stack"),
           flag("--silent", "also gauges without a sample for longer than their gap; their time "
                            "since then is counted as nothing")},
          run_stack_status};
}

}  // namespace tollbridge::cli
