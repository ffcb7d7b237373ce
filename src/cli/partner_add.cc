// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/registry_view.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_partner_add(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  registry::Partner like;
  like.id = PartyId(arguments.text("ID"));
  auto asked = version_asked(arguments, *registry, like, registry->partner(like.id));
  if (!asked) return pass(asked);
  registry::Partner& partner = *asked;
  if (arguments.has("--kind")) {
    auto kind = registry::parse_partner_kind(arguments.text("--kind"));
    if (!kind) return wrong_usage("--kind: " + kind.error().message);
    partner.kind = *kind;
  }
  if (arguments.has("--of")) partner.distributor = PartyId(arguments.text("--of"));
  take_details(arguments, partner.details);
  auto change = registry::put_object(*registry, partner, Hour::containing(context.now));
  if (!change) return pass(change);
  return record_change(arguments, context, **books, *change,
                       {"partner add " + partner.id.text(),
                        "Partner " + partner.id.text() + " is recorded.",
                        "its customers (customer add) and subscriptions (subscription add)."});
}

}  // namespace

Command partner_add_command() {
  Command command{"partner add",
                  "add or change a partner",
                  "Creates the partner, or changes what is given of one there is; the rest stays. "
                  "Its kind, its distributor and its currency change with a month: --from.",
                  {"tollbridge partner add contoso --kind direct --name 'Contoso CSP AB' "
                   "--country SE --currency EUR"},
                  {word("ID", "the partner's id"),
                   one_of(option("--kind", "KIND", "kind of partner (direct)"),
                          {"direct", "distributor", "reseller"}),
                   option("--of", "ID", "a reseller's distributor")},
                  run_partner_add};
  for (Parameter& parameter : details_parameters()) command.parameters.push_back(parameter);
  for (Parameter& each : terms_parameters()) command.parameters.push_back(each);
  command.parameters.push_back(dry_run_flag());
  return command;
}

}  // namespace tollbridge::cli
