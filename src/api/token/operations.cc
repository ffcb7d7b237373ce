// SPDX-License-Identifier: Apache-2.0
#include "api/token/operations.h"

namespace tollbridge::api::token {
namespace {

Access for_everybody() {
  Access access;
  for (const Role role : {Role::anonymous, Role::provider, Role::partner, Role::reseller,
                          Role::stack_operator, Role::tenant}) {
    access.allow.push_back({role, {Relation::any}});
  }
  return access;
}

Operation document(std::string id, std::string path, std::string summary) {
  Operation operation;
  operation.id = std::move(id);
  operation.method = Method::get;
  operation.path = std::move(path);
  operation.face = Face::plain;
  operation.tag = "Access";
  operation.summary = std::move(summary);
  operation.access = for_everybody();
  return operation;
}

// As long as fetched keys are kept at least (issuer_keys.h).
Response kept(std::string body) {
  Response response = json_response(200, std::move(body));
  response.header("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace

std::vector<Operation> operations(const DevelopmentIssuer& issuer) {
  Operation discovery =
      document("issuer_discovery", "/.well-known/openid-configuration",
               "What the built-in development issuer is called and where its keys are.");
  discovery.answers = {{200, "", "OpenID Connect discovery", "application/json"}};
  discovery.run_aside = [](const Request& request) {
    return kept(DevelopmentIssuer::discovery(request.base_url));
  };
  Operation keys = document("issuer_keys", "/.well-known/jwks.json",
                            "The public keys of the built-in development issuer.");
  keys.answers = {{200, "", "a JSON Web Key Set (RFC 7517)", "application/json"}};
  keys.run_aside = [jwks = issuer.jwks()](const Request& /*request*/) { return kept(jwks); };
  return {discovery, keys};
}

}  // namespace tollbridge::api::token
