// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"
#include "stack/activation.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_stack_deactivate(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto kept = (*local)->books().keep_note(stack::activation_note, "", context.now);
  if (!kept) return pass(kept);
  const std::string id = (*local)->profile().cloud_id.text();
  if (context.out.json()) {
    Json json;
    json.object().field("cloud_id", id).field("state", "Not registered").end();
    context.out.print(json);
  }
  context.out.line("Stack " + id + " is not activated. Its usage is kept here and not sent.");
  return Exit::done;
}

}  // namespace

Command stack_deactivate_command() {
  return {"stack deactivate",
          "take the activation key out of a stack",
          "The stack forgets its registration and sends nothing more; usage is collected as "
          "before. The registration at commerce stays: stack unregister ends both.",
          {"tollbridge stack deactivate CLOUD_ID"},
          {stack_word()},
          run_stack_deactivate};
}

}  // namespace tollbridge::cli
