// SPDX-License-Identifier: Apache-2.0
#include "cli/inner.h"
#include "cli/stack_commands.h"
#include "cli/stack_registering.h"

namespace tollbridge::cli {
namespace {

// Customers leave first: what they use afterwards falls to the default subscription (R34), and
// without a registration to nobody.
Status take_customers_away(CommerceCalls& commerce, bool force) {
  auto customers = commerce.customers();
  if (!customers) return pass(customers);
  if (!customers->empty() && !force) {
    return fail_rule("R34", "CustomersLeft",
                     std::to_string(customers->size()) +
                         " customers are mapped on the registration, the tenant " +
                         customers->front().tenant +
                         " among them: take their mappings away first (mapping remove, or DELETE "
                         "customerSubscriptions at commerce), or use --force.");
  }
  for (const CommerceCalls::Customer& customer : *customers) {
    auto removed = commerce.remove_customer(customer.subscription);
    if (!removed) return removed;
  }
  return {};
}

Status take_lock_away(CommerceCalls& commerce, bool force) {
  auto locked = commerce.is_locked();
  if (!locked) return pass(locked);
  if (!*locked) return {};
  if (force) return commerce.unlock();
  return fail_rule("R13", "ScopeLocked",
                   "The registration is locked (RegistrationResourceLock): take the lock away "
                   "first, or use --force, which does.");
}

// Whether there was one.
Result<bool> end_registration(CommerceCalls& commerce, const StackId& id, bool force) {
  auto registered = commerce.registered_stack();
  if (!registered) return pass(registered);
  if (!*registered) return false;
  if (**registered != id) {
    return fail_rule("R12", "CloudIdMismatch",
                     "The registration there is of stack " + (*registered)->text() +
                         ", not of this one; it stays.");
  }
  // What would refuse is asked before anything is taken away.
  if (!force) {
    if (auto locked = take_lock_away(commerce, false); !locked) return pass(locked);
  }
  if (auto gone = take_customers_away(commerce, force); !gone) return pass(gone);
  if (auto unlocked = take_lock_away(commerce, force); !unlocked) return pass(unlocked);
  if (auto removed = commerce.remove(); !removed) return pass(removed);
  return true;
}

Result<Exit> run_stack_unregister(const Arguments& arguments, Context& context) {
  const StackId id(arguments.text("CLOUD_ID"));
  auto activated = activated_by(arguments, context);
  if (!activated) return pass(activated);
  auto setting = commerce_of(arguments, context, activated->commerce);
  if (!setting) return pass(setting);
  CommerceCalls commerce(*std::move(setting), activated->place);
  auto ended = end_registration(commerce, id, arguments.has("--force"));
  if (!ended) return pass(ended);
  auto deactivated = run_inner(arguments, context, {"stack", "deactivate", id.text()});
  if (!deactivated) return pass(deactivated);
  if (context.out.json()) {
    Json json;
    json.object().field("cloud_id", id.text()).field("registration", activated->place.name);
    json.field("removed", *ended).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("Stack " + id.text() + " is not registered any more" +
                   (*ended ? std::string(".") : "; commerce had no registration of it."));
  context.out.line("Its usage is kept here; of what commerce has not got yet nobody is charged.");
  return Exit::done;
}

}  // namespace

Command stack_unregister_command() {
  std::vector<Parameter> parameters{
      word("CLOUD_ID", "the stack"),
      flag("--force", "take customers' mappings and the lock away, in this order")};
  for (Parameter& each : commerce_parameters(false)) parameters.push_back(std::move(each));
  return {"stack unregister",
          "end the registration of a stack",
          "Removes the registration at commerce, after making sure that it is this stack's, and "
          "then the stack's activation. Refused while the registration is locked or customers "
          "are mapped on it. Wait until bridge status shows that commerce has all usage: what it "
          "gets afterwards is charged to nobody.",
          {"tollbridge stack unregister CLOUD_ID --token-file owner.token",
           "tollbridge stack unregister CLOUD_ID --token-file owner.token --force"},
          std::move(parameters),
          run_stack_unregister,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
