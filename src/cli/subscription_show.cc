// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_subscription_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const SubscriptionId id(arguments.text("ID"));
  const auto* found = registry->subscription(id);
  if (found == nullptr) {
    return fail(ErrorKind::not_found, "UnknownSubscription",
                "There is no subscription '" + id.text() + "'. See: tollbridge subscription list");
  }
  Output& out = context.out;
  if (out.json()) {
    Json json;
    views::append_subscription(json, *found);
    out.print(json);
    return Exit::done;
  }
  out.line("Subscription " + found->id.text());
  out.line("  offer      " + std::string(to_string(found->offer)));
  out.line("  partner    " + found->partner.text());
  if (!found->customer.empty()) out.line("  customer   " + found->customer.text());
  if (!found->directory.empty()) out.line("  directory  " + found->directory);
  for (const std::string& owner : found->owners) out.line("  owner      " + owner);
  for (const auto& span : found->inactive) {
    out.line("  inactive   from " + span.begin.to_string() +
             (span.end ? " to " + span.end->to_string() : ""));
  }
  print_versions(out, *registry, *found, [](const registry::Subscription& then) {
    return std::string(to_string(then.offer)) + " by " + then.partner.text() +
           (then.customer.empty() ? "" : " for " + then.customer.text());
  });
  return Exit::done;
}

}  // namespace

Command subscription_show_command() {
  return {"subscription show", "one subscription", "", {"tollbridge subscription show ID"},
          {word("ID", "the subscription's id")}, run_subscription_show};
}

}  // namespace tollbridge::cli
