// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

// "FROM" or "FROM..TO".
Result<registry::OpenSpan> parse_span(const std::string& text) {
  const std::size_t dots = text.find("..");
  auto begin = parse_instant_or_date(text.substr(0, dots));
  if (!begin) return wrong_usage("--inactive: " + begin.error().message);
  registry::OpenSpan span{Hour::containing(*begin), {}};
  if (dots == std::string::npos) return span;
  auto end = parse_instant_or_date(text.substr(dots + 2));
  if (!end) return wrong_usage("--inactive: " + end.error().message);
  span.end = Hour::containing(*end);
  return span;
}

Status take_spans(const Arguments& arguments, registry::Subscription& subscription) {
  for (const std::string& text : arguments.all("--inactive")) {
    auto span = parse_span(text);
    if (!span) return pass(span);
    // The same beginning again gives it another end.
    std::erase_if(subscription.inactive,
                  [&](const registry::OpenSpan& known) { return known.begin == span->begin; });
    subscription.inactive.push_back(*span);
  }
  std::sort(subscription.inactive.begin(), subscription.inactive.end(),
            [](const auto& a, const auto& b) { return a.begin < b.begin; });
  return {};
}

Result<Exit> run_subscription_add(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  registry::Subscription like;
  like.id = SubscriptionId(arguments.text("ID"));
  auto asked = version_asked(arguments, *registry, like, registry->subscription(like.id));
  if (!asked) return pass(asked);
  registry::Subscription& subscription = *asked;
  if (arguments.has("--offer")) {
    auto offer = registry::parse_offer(arguments.text("--offer"));
    if (!offer) return wrong_usage("--offer: " + offer.error().message);
    subscription.offer = *offer;
  }
  if (arguments.has("--partner")) subscription.partner = PartyId(arguments.text("--partner"));
  if (arguments.has("--customer")) subscription.customer = PartyId(arguments.text("--customer"));
  if (arguments.has("--directory"))
    subscription.directory = guid_or_text(arguments.text("--directory"));
  for (const std::string& owner : arguments.all("--owner")) {
    const auto found = std::find(subscription.owners.begin(), subscription.owners.end(), owner);
    if (found == subscription.owners.end()) subscription.owners.push_back(owner);
  }
  if (auto taken = take_spans(arguments, subscription); !taken) return pass(taken);
  auto change = registry::put_object(*registry, subscription, Hour::containing(context.now));
  if (!change) return pass(change);
  return record_change(arguments, context, **books, *change,
                       {"subscription add " + subscription.id.text(),
                        "Subscription " + subscription.id.text() + " is recorded.",
                        "registration add makes it a stack's default, mapping add charges a "
                        "tenant to it."});
}

}  // namespace

Command subscription_add_command() {
  Command command{
          "subscription add",
          "add or change a subscription",
          "Creates the subscription, or changes what is given of one there is; the rest stays. "
          "CSP subscriptions are for customers, APSS belongs to the partner itself. While a "
          "subscription is inactive, its tenants fall to the default. Who sells it to whom changes "
          "with a month: --from.",
          {"tollbridge subscription add GUID --offer CSP --partner contoso --customer adatum",
           "tollbridge subscription add GUID --inactive 2026-10-20..2026-10-25",
           "tollbridge subscription add GUID --partner litware --from 2026-12"},
          {word("ID", "the subscription's GUID"),
           one_of(option("--offer", "OFFER", "kind (CSP)"), {"CSP", "APSS", "EA", "PAYG", "MSDN"}),
           option("--partner", "ID", "who sells it"), option("--customer", "ID", "for whom"),
           option("--directory", "GUID", "the directory it lives in"),
           many(option("--owner", "SUBJECT", "who may register stacks with it")),
           many(option("--inactive", "FROM[..TO]", "hours in which it cannot be charged")),
           dry_run_flag()},
          run_subscription_add};
  for (Parameter& each : terms_parameters()) command.parameters.push_back(each);
  return command;
}

}  // namespace tollbridge::cli
