// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_guest_list(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  Json json;
  json.object().array("guests");
  Table table({{"directory", Cell::text}, {"tenant", Cell::text}});
  for (const auto* one : (*local)->half().directory().guests(context.now)) {
    json.object().field("name", one->name).field("tenant", one->tenant.text()).end();
    table.row({one->name, one->tenant.text()});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("Nobody but the home directory " + (*local)->profile().home.text() +
                     " uses the stack. Let others in with: tollbridge stack guest add");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command stack_guest_list_command() {
  return {"stack guest list",
          "the directories whose users may use a stack",
          "Guest directories beside the home directory the stack was made with.",
          {"tollbridge stack guest list CLOUD_ID"},
          {stack_word()},
          run_stack_guest_list};
}

}  // namespace tollbridge::cli
