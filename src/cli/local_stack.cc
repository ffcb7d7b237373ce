// SPDX-License-Identifier: Apache-2.0
#include "cli/local_stack.h"

#include <span>
#include <utility>

namespace tollbridge::cli {

Parameter stack_word() { return word("CLOUD_ID", "the stack"); }

Result<stack::LocalStack*> local_stack(const Arguments& arguments, Context& context) {
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  const StackId id(arguments.text("CLOUD_ID"));
  if (stack::LocalStack* found = (*stacks)->find(id)) return found;
  return fail(ErrorKind::not_found, "UnknownStack",
              "This data directory runs no stack '" + id.text() +
                  "'; make it: tollbridge stack create.");
}

Parameter directory_from() {
  return option("--from", "T", "since when it holds; hours before stay as they were (now)");
}

Result<stack::Ground> ground_of(const Arguments& arguments, const Context& context,
                                stack::LocalStack& local) {
  auto from = arguments.optional_instant("--from");
  if (!from) return pass(from);
  return stack::Ground{local.half().directory(), local.profile(), from->value_or(context.now)};
}

Status record_entry(Context& context, stack::LocalStack& local, stack::DirectoryEntry entry,
                    Instant from) {
  const stack::DirectoryFact fact{std::move(entry), from, context.now, "operator"};
  return local.half().record(std::span(&fact, 1), context.now);
}

Result<stack::SubscriptionWish> subscription_wish(const Arguments& arguments) {
  stack::SubscriptionWish wish{LocalSubscriptionId(arguments.text("SUBSCRIPTION"))};
  wish.display_name = arguments.optional_text("--name");
  wish.owner = arguments.optional_text("--owner");
  wish.offer = arguments.optional_text("--offer");
  wish.external_reference = arguments.optional_text("--reference");
  if (arguments.has("--tenant")) wish.tenant = TenantId(arguments.text("--tenant"));
  if (arguments.has("--delegated-provider")) {
    wish.delegated_provider = LocalSubscriptionId(arguments.text("--delegated-provider"));
  }
  if (arguments.has("--state")) {
    auto state = stack::parse_subscription_state(arguments.text("--state"));
    if (!state) return wrong_usage("--state: " + state.error().message);
    wish.state = *state;
  }
  return wish;
}

std::vector<Parameter> wish_parameters() {
  return {option("--owner", "NAME", "who it belongs to, like ann@contoso.example"),
          option("--tenant", "GUID", "the owner's directory, where the name does not tell it"),
          option("--name", "TEXT", "shown to people"),
          option("--offer", "NAME", "what was subscribed to"),
          option("--delegated-provider", "ID", "whose direct tenant it is (the operator's)"),
          one_of(option("--state", "STATE", "a disabled or deleted one emits no usage"),
                 {"Enabled", "Disabled", "Deleting", "Deleted", "PartiallyDeleted"}),
          option("--reference", "TEXT", "your own, kept with it"),
          directory_from()};
}

void append_subscription(Json& json, const stack::LocalSubscription& subscription) {
  json.object().field("id", subscription.id.text()).field("tenant", subscription.tenant.text());
  json.field("state", to_string(subscription.state)).field("owner", subscription.owner);
  json.field("name", subscription.display_name).field("offer", subscription.offer);
  json.text_or_null("delegated_provider", subscription.delegated_provider.text());
  json.text_or_null("reference", subscription.external_reference).end();
}

Result<Exit> keep_subscription(Context& context, stack::LocalStack& local,
                               const stack::Ground& ground, const stack::SubscriptionWish& wish) {
  auto wanted = stack::wanted_subscription(ground, wish);
  if (!wanted) return pass(wanted);
  if (auto kept = record_entry(context, local, *wanted, ground.when); !kept) return pass(kept);
  if (context.out.json()) {
    Json json;
    append_subscription(json, *wanted);
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("Subscription " + wanted->id.text() + " of tenant " + wanted->tenant.text() +
                   " is " + std::string(to_string(wanted->state)) + " from " +
                   to_string(ground.when) + " on.");
  context.out.line("Who pays for the tenant is decided at commerce: mapping add, or stack register "
                   "--customer.");
  return Exit::done;
}

}  // namespace tollbridge::cli
