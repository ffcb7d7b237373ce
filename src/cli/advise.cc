// SPDX-License-Identifier: Apache-2.0
#include "registry/advice.h"

#include "cli/commands.h"
#include "cli/stores.h"
#include "cli/warning_view.h"
#include "views/change_view.h"

namespace tollbridge::cli {
namespace {

Json advice_json(const registry::Advice& advice, const std::vector<registry::Warning>& warnings) {
  Json json;
  json.object().field("operator", to_string(advice.who));
  json.field("offer", to_string(advice.offer)).field("reason", advice.reason);
  json.array("alternatives");
  for (const std::string& alternative : advice.alternatives) json.value(alternative);
  json.end();
  views::append_warnings(json, warnings);
  json.end();
  return json;
}

Result<Exit> run_advise(const Arguments& arguments, Context& context) {
  auto who = registry::parse_operator(arguments.text("--operator"));
  if (!who) return wrong_usage("--operator: " + who.error().message);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto registry = registry_of(**books, context.now);
  if (!registry) return pass(registry);
  const registry::Advice advice = registry::advise(*who);
  const auto warnings = registry::warnings(*registry, Hour::containing(context.now));
  Output& out = context.out;
  if (out.json()) {
    out.print(advice_json(advice, warnings));
    return Exit::done;
  }
  out.line("Register the stack with a default subscription of type " +
           std::string(to_string(advice.offer)) + ".");
  out.line();
  out.paragraph(advice.reason);
  for (const std::string& alternative : advice.alternatives) {
    out.line();
    out.paragraph(alternative);
  }
  print_warnings(out, warnings);
  return Exit::done;
}

}  // namespace

Command advise_command() {
  return {"advise",
          "which kind of subscription to register a stack with",
          "The central decision of a registration: what the usage of tenants nobody registered is "
          "charged to. It follows from who operates the stack. Also looks at the registrations "
          "there are and says where one does not fit.\n"
          "Next: put the registration into a book and apply it, or registration add.",
          {"tollbridge advise --operator reseller"},
          {one_of(required_option("--operator", "KIND", "who operates the stack"),
                  {"direct", "distributor", "reseller", "customer"})},
          run_advise};
}

}  // namespace tollbridge::cli
