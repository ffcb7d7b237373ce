// SPDX-License-Identifier: Apache-2.0
#include "api/token/development_issuer.h"
#include "cli/commands.h"
#include "core/ids.h"

namespace tollbridge::cli {
namespace {

using api::Principal;
using api::Role;

// What a role must say about itself, and what nobody else may say.
struct Belonging {
  std::string option;
  bool wanted;
};

Status check_belongings(const Arguments& arguments, Role role) {
  for (const Belonging& each :
       {Belonging{"--partner", role == Role::partner || role == Role::reseller},
        Belonging{"--stack", role == Role::stack_operator},
        Belonging{"--tenant", role == Role::tenant}}) {
    const std::string who = "the role " + std::string(to_string(role));
    if (each.wanted && arguments.text(each.option).empty()) {
      return wrong_usage(each.option + " is needed for " + who);
    }
    if (!each.wanted && arguments.has(each.option)) {
      return wrong_usage(each.option + " says nothing about " + who);
    }
  }
  return {};
}

Result<Principal> principal_of(const Arguments& arguments) {
  auto role = api::parse_role(arguments.text("--role"));
  if (!role) return wrong_usage("--role: " + role.error().message);
  if (auto checked = check_belongings(arguments, *role); !checked) return pass(checked);
  Principal principal;
  principal.role = *role;
  principal.partner = PartyId(arguments.text("--partner"));
  principal.stack = StackId(arguments.text("--stack"));
  principal.tenant = TenantId(arguments.text("--tenant"));
  if (*role == Role::tenant && !normal_guid(arguments.text("--tenant"))) {
    return wrong_usage("--tenant: '" + arguments.text("--tenant") + "' is no GUID");
  }
  if (principal.partner == provider_party()) {
    return wrong_usage("--partner: provider is no partner; use --role provider");
  }
  principal.subject = arguments.text("--subject");
  for (const std::string& otherwise :
       {principal.partner.text(), principal.stack.text(), principal.tenant.text(),
        std::string(to_string(*role))}) {
    if (principal.subject.empty()) principal.subject = otherwise;
  }
  return principal;
}

Result<std::chrono::minutes> lifetime_of(const Arguments& arguments) {
  const std::string text = arguments.text("--lifetime");
  if (text.empty()) return api::token::development_lifetime_max;
  int minutes = 0;
  for (const char digit : text.substr(0, 3)) {
    minutes = digit >= '0' && digit <= '9' ? minutes * 10 + (digit - '0') : 1000;
  }
  if (text.size() > 2 || minutes < 1 || minutes > api::token::development_lifetime_max.count()) {
    return wrong_usage("--lifetime: '" + text + "' is not 1 to 60 minutes");
  }
  return std::chrono::minutes(minutes);
}

Result<Exit> run_token(const Arguments& arguments, Context& context) {
  auto principal = principal_of(arguments);
  if (!principal) return pass(principal);
  const auto lifetime = lifetime_of(arguments);
  if (!lifetime) return std::unexpected<Error>(lifetime.error());
  auto key = context.host.development_key();
  if (!key) return pass(key);
  auto issuer = api::token::DevelopmentIssuer::from_key(*key);
  if (!issuer) return pass(issuer);
  const std::string token = issuer->issue(*principal, context.now, *lifetime);
  // The token by itself, so that "$(tollbridge token …)" is one; Output::line is for people.
  if (!context.out.json()) {
    context.out.line(token);
    return Exit::done;
  }
  Json json;
  json.object().field("token", token).field("issuer", api::token::development_issuer_name);
  json.field("audience", api::token::development_audience);
  json.field("expires_at", to_string(std::chrono::floor<std::chrono::seconds>(context.now) +
                                     *lifetime)).end();
  context.out.print(json);
  return Exit::done;
}

}  // namespace

Command token_command() {
  return {"token",
          "a bearer token of the built-in issuer, for a server on this machine",
          "Prints a token that a server on the same data directory takes from this machine (from "
          "elsewhere only if its configuration names the built-in issuer). Whoever can read the "
          "directory can be anybody: real users come from an OpenID Connect issuer, see "
          "docs/access.md. Needs no lock on the directory; its key is made on first use.",
          {"tollbridge token --role provider",
           "tollbridge token --role partner --partner contoso --subject alice",
           "curl -H \"Authorization: Bearer $(tollbridge token --role provider)\" "
           "http://127.0.0.1:8080/v1/partners"},
          {one_of(required_option("--role", "ROLE", "who it speaks for"),
                  {"provider", "partner", "reseller", "operator", "tenant"}),
           option("--partner", "ID", "of a partner or reseller"),
           option("--stack", "CLOUD_ID", "of an operator"),
           option("--tenant", "GUID", "of a tenant's user: its directory"),
           option("--subject", "S", "who exactly (the partner, stack, tenant or role)"),
           option("--lifetime", "MINUTES", "1 to 60 (60)")},
          run_token,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
