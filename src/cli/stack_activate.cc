// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"
#include "cli/stack_commands.h"
#include "cli/stack_registering.h"
#include "stack/json/activate.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t key_bytes_max = 256 * 1024;

Result<std::string> key_of(const Arguments& arguments, Context& context) {
  if (arguments.has("--key")) return arguments.text("--key");
  if (!arguments.has("KEYFILE")) {
    return wrong_usage("'stack activate' needs KEYFILE (the activation key, - for the standard "
                       "input) or --key");
  }
  auto text = context.host.read_file(arguments.text("KEYFILE"), key_bytes_max);
  if (!text) return text;
  while (!text->empty() && static_cast<unsigned char>(text->back()) <= ' ') text->pop_back();
  return text;
}

Result<Exit> run_stack_activate(const Arguments& arguments, Context& context) {
  auto key = key_of(arguments, context);
  if (!key) return pass(key);
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto activation = stack::json::activate(**local, *key, context.now,
                                          arguments.text("--commerce-key"));
  if (!activation) return pass(activation);
  const StackId& id = (*local)->profile().cloud_id;
  const bool sends = stack::sends_usage(*activation, context.now);
  if (context.out.json()) {
    Json json;
    json.object().field("cloud_id", id.text()).field("registration", activation->registration);
    json.field("subscription", activation->subscription.text()).field("sends_usage", sends).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("Stack " + id.text() + " is activated by its registration " +
                   activation->registration + " with subscription " +
                   activation->subscription.text() + ".");
  context.out.line(sends ? "Its usage goes to " + activation->usage_endpoint + "."
                         : "Its usage is kept here and not sent.");
  return Exit::done;
}

}  // namespace

Command stack_activate_command() {
  return {"stack activate",
          "put the activation key of its registration into a stack",
          "The last step of registering by hand: the key that commerce gave for the registration "
          "says where usage goes and what is reported. A key of another stack is refused, one "
          "that has expired, and one that is signed by another commerce half than the one before.",
          {"tollbridge stack activate CLOUD_ID activation.key"},
          {stack_word(), optional_word("KEYFILE", "the key; - for the standard input"),
           option("--key", "TEXT", "the key itself"), commerce_key_parameter()},
          run_stack_activate};
}

}  // namespace tollbridge::cli
