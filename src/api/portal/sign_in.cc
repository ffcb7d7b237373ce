// SPDX-License-Identifier: Apache-2.0
#include "api/portal/sign_in.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "api/desk.h"
#include "api/error_answer.h"
#include "api/portal/form.h"
#include "api/portal/pages.h"
#include "api/portal/rows.h"
#include "api/portal/sign_in_codes.h"
#include "core/ids.h"
#include "core/json.h"
#include "registry/registry.h"

namespace tollbridge::api::portal {
namespace {

using registry::PartnerKind;
using registry::Registry;

constexpr std::size_t text_bytes_max = 512;
constexpr std::size_t challenge_letters = 43;  // 32 bytes as base64url
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::array carried{"response_type", "client_id",      "redirect_uri",         "scope",
                             "state",         "nonce",          "code_challenge",
                             "code_challenge_method"};

// The rows share it; the engine's thread alone uses it.
struct SignIn {
  SignInSetting setting;
  SignInCodes codes;
};

Error missing() {
  return {ErrorKind::not_found, "NotFound",
          "This server has no such path; /docs lists what it has.", {}, {}, 0, {}};
}

// What a page elsewhere makes a browser send here names that page.
bool is_from_elsewhere(const Request& request) {
  const std::string_view site = request.header("sec-fetch-site");
  const std::string_view origin = request.header("origin");
  return (!site.empty() && site != "same-origin") ||
         (!origin.empty() && origin != request.base_url);
}

Response page_answer(int status, SignInPage page) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(page.html);
  response.header("Content-Security-Policy", std::move(page.content_security_policy));
  response.header("Cache-Control", "no-store").header("Referrer-Policy", "same-origin");
  return response;
}

Response refusal(const std::string& why) { return page_answer(400, refusal_page(why)); }

// What is wrong with an authorization request; empty if nothing is. It is told here, and never sent
// on to an address that came with it.
std::string fault_of(const Form& form, const Request& request) {
  if (form["client_id"] != development_client) return "It comes from an app that is not known.";
  if (form["redirect_uri"] != request.base_url + std::string(redirect_path)) {
    return "It wants to go on to another place than this portal.";
  }
  if (form["response_type"] != "code") return "response_type must be code.";
  if (form["code_challenge_method"] != "S256") return "code_challenge_method must be S256.";
  if (form["code_challenge"].size() != challenge_letters) {
    return "code_challenge must be a SHA-256 digest as base64url.";
  }
  for (const char* name : {"state", "nonce"}) {
    const std::size_t size = form[name].size();
    if (size == 0 || size > text_bytes_max) return std::string(name) + " is missing or too long.";
  }
  return {};
}

Result<Response> show_page(const Call& call, Desk& desk) {
  if (!is_of_this_machine(call.request)) return std::unexpected<Error>(missing());
  const auto form = Form::of(call.request.query);
  if (!form) return refusal("A parameter comes twice.");
  if (const auto fault = fault_of(*form, call.request); !fault.empty()) return refusal(fault);
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const char* name : carried) fields.emplace_back(name, (*form)[name]);
  return page_answer(200, sign_in_page(**registry, fields));
}

Result<Response> choose(const Call& call, Desk& desk, SignIn& sign_in) {
  if (!is_of_this_machine(call.request)) return std::unexpected<Error>(missing());
  if (is_from_elsewhere(call.request)) return refusal("It was sent from another site.");
  const auto form = Form::parse(call.request.body);
  if (!form) return refusal("The form cannot be read.");
  if (const auto fault = fault_of(*form, call.request); !fault.empty()) return refusal(fault);
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto principal = chosen_principal(**registry, (*form)["principal"]);
  if (!principal) return refusal("There is nobody of that name to sign in as.");
  const std::string code = sign_in.codes.add(
      {{(*form)["client_id"], (*form)["redirect_uri"], (*form)["code_challenge"],
        (*form)["nonce"]},
       std::move(*principal)});
  Response response;
  response.status = 303;
  response.header("Location", (*form)["redirect_uri"] + "?code=" + escaped_for_query(code) +
                                  "&state=" + escaped_for_query((*form)["state"]));
  response.header("Cache-Control", "no-store").header("Referrer-Policy", "no-referrer");
  return response;
}

// RFC 6749 5.2.
Response token_refusal(std::string_view error, std::string_view why) {
  Json json;
  json.object().field("error", error).field("error_description", why).end();
  auto response = json_response(400, json.text());
  response.header("Cache-Control", "no-store");
  return response;
}

Response tokens_for(const Granted& granted, const SignInSetting& setting) {
  const Instant now = setting.tokens.now();
  const std::chrono::minutes lifetime = token::development_lifetime_max;
  Json json;
  json.object().field("access_token", setting.issuer.issue(granted.principal, now, lifetime));
  json.field("token_type", "Bearer");
  json.field("expires_in", std::chrono::seconds(lifetime).count());
  json.field("scope", "openid");
  json.field("id_token", setting.issuer.id_token({granted.principal.subject,
                                                  granted.request.client, granted.request.nonce},
                                                 now, lifetime));
  auto response = json_response(200, json.end().text());
  response.header("Cache-Control", "no-store");
  return response;
}

Result<Response> exchange(const Call& call, SignIn& sign_in) {
  if (!is_of_this_machine(call.request)) return std::unexpected<Error>(missing());
  if (is_from_elsewhere(call.request)) {
    return token_refusal("invalid_request", "It was sent from another site.");
  }
  const auto form = Form::parse(call.request.body);
  if (!form) return token_refusal("invalid_request", "The form cannot be read.");
  if ((*form)["grant_type"] != "authorization_code") {
    return token_refusal("unsupported_grant_type", "grant_type must be authorization_code.");
  }
  const auto granted = sign_in.codes.take((*form)["code"]);
  const bool fits = granted && granted->request.client == (*form)["client_id"] &&
                    granted->request.redirect_uri == (*form)["redirect_uri"] &&
                    fits_challenge((*form)["code_verifier"], granted->request.challenge);
  if (!fits) {
    return token_refusal("invalid_grant",
                         "The code is not known, was used, is older than a minute, or was made "
                         "for another request.");
  }
  return tokens_for(*granted, sign_in.setting);
}

std::string text_after(const std::string& choice, std::string_view prefix) {
  return choice.starts_with(prefix) ? choice.substr(prefix.size()) : std::string();
}

Operation form_row(std::string id, std::string_view path, std::string summary) {
  auto made = open_row(std::move(id), Method::post, std::string(path), std::move(summary));
  made.body = {Takes::text, "", {std::string(form_type)}, std::size_t{16} * 1024};
  return made;
}

}  // namespace

std::optional<Principal> chosen_principal(const Registry& registry, const std::string& choice) {
  Principal made;
  if (choice == "provider") {
    made.role = Role::provider;
    made.subject = choice;
    return made;
  }
  const PartyId partner(text_after(choice, "partner:"));
  const PartyId reseller(text_after(choice, "reseller:"));
  const StackId stack(text_after(choice, "operator:"));
  const TenantId tenant(text_after(choice, "tenant:"));
  const auto* seller = registry.partner(partner.empty() ? reseller : partner);
  if (seller != nullptr) {
    const bool resells = seller->kind == PartnerKind::reseller;
    if (resells == reseller.empty()) return {};
    made.role = resells ? Role::reseller : Role::partner;
    made.partner = seller->id;
    made.subject = seller->id.text();
    return made;
  }
  if (!stack.empty() && registry.stack(stack) != nullptr) {
    made.role = Role::stack_operator;
    made.stack = stack;
    made.subject = stack.text();
    return made;
  }
  if (tenant.empty() || registry.customer_of_tenant(tenant) == nullptr) return {};
  made.role = Role::tenant;
  made.tenant = tenant;
  made.subject = tenant.text();
  return made;
}

std::vector<Operation> sign_in_operations(SignInSetting setting) {
  Clock& machine = setting.machine;
  auto sign_in = std::make_shared<SignIn>(SignIn{std::move(setting), SignInCodes(machine)});
  auto page = open_row("development_sign_in", Method::get, std::string(authorize_path),
                       "Choose whom to be");
  page.run = show_page;
  auto chosen = form_row("development_authorize", authorize_path, "Be whom was chosen");
  chosen.run = [sign_in](const Call& call, Desk& desk) { return choose(call, desk, *sign_in); };
  auto token = form_row("development_token", token_path, "A token for a code");
  token.run = [sign_in](const Call& call, Desk& /*desk*/) { return exchange(call, *sign_in); };
  return {page, chosen, token};
}

}  // namespace tollbridge::api::portal
