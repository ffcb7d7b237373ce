// SPDX-License-Identifier: Apache-2.0
// Goal: a request says who calls only by a good token, given once, in its one place.
// Method: the authenticator over issuers of a configuration, with an issuer in memory.
#include "api/token/bearer_authenticator.h"

#include <gtest/gtest.h>

#include "api/service.h"
#include "api/token/configured_issuers.h"
#include "api/token/issuers_testing.h"
#include "api/token/operations.h"
#include "api/token/refusal.h"
#include "jose/token_testing.h"

namespace tollbridge::api::token {
namespace {

using namespace jose;

using std::chrono::minutes;

const std::string contoso = "https://login.contoso.example";
const std::string cloud = "9c1e0000-0000-4000-8000-000000000001";
const Instant start = Instant{std::chrono::seconds{1'793'700'000}};

const DevelopmentIssuer& development() {
  static const DevelopmentIssuer made = *DevelopmentIssuer::from_key(DevelopmentIssuer::new_key());
  return made;
}
const TestKey& key() {
  static const TestKey made = TestKey::ec("ec", "P-256", "P-256");
  return made;
}

std::string development_token(Role role = Role::provider) {
  Principal principal;
  principal.role = role;
  principal.subject = "alice";
  return development().issue(principal, start, minutes{60});
}

std::string contoso_token(const TestKey& with = key()) {
  Draft made;
  made.key = &with;
  made.how = Signing::es256;
  made.header.text("alg", "ES256").text("kid", with.id);
  made.claims.text("iss", contoso).text("aud", "tollbridge").text("sub", "bob");
  made.claims.text("role", "partner").text("partner", "contoso");
  made.claims.set("iat", "1793700000").set("exp", "1793703600");
  return made.text();
}

Request request(const std::string& authorization, bool loopback = true) {
  Request made;
  made.loopback = loopback;
  if (!authorization.empty()) made.headers.emplace_back("authorization", authorization);
  return made;
}

using Entries = std::vector<ops::ConfigEntry>;

struct World {
  HandClock clock{start};
  MemoryFetcher fetcher;
  std::vector<std::string> reasons;
  bool busy = false;
  std::unique_ptr<BearerAuthenticator> authenticator;

  explicit World(const Entries& entries = {}) {
    ops::Config config;
    EXPECT_TRUE(config.add(ops::Config::File::named, "test", entries).has_value());
    fetcher.pages[contoso + "/.well-known/openid-configuration"] = {
        R"({"issuer":")" + contoso + R"(","jwks_uri":")" + contoso + R"(/keys"})", {}};
    fetcher.pages[contoso + "/keys"] = {key_set_text({key().public_jwk()}), {}};
    auto issuers = configured_issuers(config, development(), {read, fetcher, clock, {}});
    EXPECT_TRUE(issuers.has_value()) << issuers.error().message;
    authenticator = std::make_unique<BearerAuthenticator>(BearerAuthenticator::Setting{
        std::move(*issuers), "local-credential", clock,
        [this](const Request&, const Error& error) { reasons.push_back(reason_of(error)); },
        [this](const StackId& stack) -> Result<std::shared_ptr<const KeySet>> {
          if (busy) return fail(ErrorKind::busy, "Busy", "Try again.");
          if (stack != StackId(cloud)) return nullptr;
          return std::make_shared<const KeySet>(
              KeySet::parse(key_set_text({key().public_jwk()})).value());
        }});
  }
  static Result<std::string> read(const std::string& path, const std::string& named_in) {
    EXPECT_EQ(named_in, "test");
    if (path == "contoso.jwks") return key_set_text({key().public_jwk()});
    return fail(ErrorKind::not_found, "FileNotFound", "no such file");
  }
  Result<Principal> ask(const Request& asked) { return authenticator->authenticate(asked); }
  Result<Principal> ask(const std::string& authorization, bool loopback = true) {
    return ask(request(authorization, loopback));
  }
  // The reason of the refusal; empty if it was taken.
  std::string refused(const Request& asked) {
    const auto principal = ask(asked);
    if (principal) return {};
    EXPECT_EQ(principal.error().code, "InvalidAuthenticationToken");
    EXPECT_TRUE(principal.error().details.empty());
    return reasons.back();
  }
  std::string refused(const std::string& authorization, bool loopback = true) {
    return refused(request(authorization, loopback));
  }
};

// The token of an upload, as the bridge of a stack makes it, but for what a test breaks.
Draft upload_draft(const TestKey& with = key()) {
  Draft made;
  made.key = &with;
  made.how = Signing::es256;
  made.header.text("alg", "ES256").text("kid", with.id);
  made.claims.text("iss", "stack:" + cloud).text("sub", "stack:" + cloud);
  made.claims.text("aud", "https://commerce.example").text("role", "bridge");
  made.claims.text("stack", cloud).set("iat", "1793700000").set("exp", "1793700300");
  return made;
}

Request upload(const Draft& draft) {
  Request made = request("Bearer " + draft.text(), false);
  made.base_url = "https://commerce.example";
  return made;
}

Entries contoso_by_file() {
  return {{"issuers[0].issuer", contoso, 1},
          {"issuers[0].audience", "tollbridge", 2},
          {"issuers[0].jwks_file", "contoso.jwks", 3}};
}
Entries contoso_by_discovery() {
  Entries entries = contoso_by_file();
  entries.pop_back();
  return entries;
}

TEST(BearerAuthenticator, nobody_without_a_header_is_anonymous) {
  World world;
  const auto principal = world.ask("");
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->role, Role::anonymous);
}

TEST(BearerAuthenticator, the_scheme_may_be_written_in_any_case) {
  World world;
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER ", "Bearer   "}) {
    const auto principal = world.ask(scheme + development_token());
    ASSERT_TRUE(principal.has_value()) << scheme;
    EXPECT_EQ(principal->role, Role::provider);
    EXPECT_EQ(principal->subject, "alice");
  }
}

TEST(BearerAuthenticator, anything_else_in_the_header_is_refused) {
  World world;
  const std::string token = development_token();
  EXPECT_EQ(world.refused("Basic " + token), "SchemeUnknown");
  EXPECT_EQ(world.refused("DPoP " + token), "SchemeUnknown");
  EXPECT_EQ(world.refused(token), "SchemeUnknown");
  EXPECT_EQ(world.refused("Bearer"), "SchemeUnknown");
  EXPECT_EQ(world.refused("Bearer\t" + token), "SchemeUnknown");
  EXPECT_EQ(world.refused("Bearer "), "NotThreeParts");
  EXPECT_EQ(world.refused("Bearer " + token + " "), "NotBase64url");
  EXPECT_EQ(world.refused("Bearer " + token + ", Bearer " + token), "NotThreeParts");
  EXPECT_EQ(world.refused("Bearer token=\"" + token + "\""), "NotBase64url");
}

TEST(BearerAuthenticator, an_empty_header_is_no_anonymous_call) {
  World world;
  Request asked;
  asked.headers.emplace_back("authorization", "");
  EXPECT_EQ(world.refused(asked), "SchemeUnknown");
}

TEST(BearerAuthenticator, two_headers_are_refused_even_if_both_are_good) {
  World world;
  Request asked = request("Bearer " + development_token());
  asked.headers.push_back(asked.headers.front());
  EXPECT_EQ(world.refused(asked), "TwoHeaders");
}

TEST(BearerAuthenticator, a_token_in_the_query_is_refused) {
  World world;
  Request asked = request("");
  asked.query.emplace_back("access_token", development_token());
  EXPECT_EQ(world.refused(asked), "TokenInQuery");
  asked.headers.emplace_back("authorization", "Bearer " + development_token());
  EXPECT_EQ(world.refused(asked), "TokenInQuery");
}

TEST(BearerAuthenticator, the_local_credential_is_the_provider_on_this_machine_only) {
  World world;
  const auto principal = world.ask("Bearer local-credential");
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->role, Role::provider);
  EXPECT_EQ(principal->subject, "local");
  EXPECT_EQ(world.refused("Bearer local-credential", false), "NotThreeParts");
  EXPECT_EQ(world.refused("Bearer local-credentiaL"), "NotThreeParts");
  EXPECT_EQ(world.refused("Bearer local-credential2"), "NotThreeParts");
  EXPECT_EQ(world.refused("Bearer "), "NotThreeParts");
}

TEST(BearerAuthenticator, without_a_local_credential_an_empty_one_is_none) {
  World world;
  BearerAuthenticator bare({{}, "", world.clock, {}});
  EXPECT_FALSE(bare.authenticate(request("Bearer ")).has_value());
}

TEST(BearerAuthenticator, development_tokens_are_for_this_machine) {
  World world;
  EXPECT_EQ(world.refused("Bearer " + development_token()), "");
  EXPECT_EQ(world.refused("Bearer " + development_token(), false), "NotFromHere");
}

TEST(BearerAuthenticator, the_configuration_may_trust_development_tokens_from_elsewhere) {
  World world({{"issuers[0].issuer", std::string(development_issuer_name), 1}});
  EXPECT_EQ(world.refused("Bearer " + development_token(), false), "");
}

TEST(BearerAuthenticator, development_tokens_end_after_an_hour) {
  World world;
  world.clock.advance(minutes{61} - std::chrono::seconds{1});
  EXPECT_EQ(world.refused("Bearer " + development_token()), "");
  world.clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(world.refused("Bearer " + development_token()), "Expired");
}

TEST(BearerAuthenticator, another_directorys_development_issuer_is_a_stranger) {
  World world;
  const auto other = *DevelopmentIssuer::from_key(DevelopmentIssuer::new_key());
  Principal principal;
  principal.role = Role::provider;
  principal.subject = "mallory";
  EXPECT_EQ(world.refused("Bearer " + other.issue(principal, start, minutes{60})), "KeyUnknown");
}

TEST(BearerAuthenticator, issuers_of_the_configuration_are_trusted_from_anywhere) {
  for (const Entries& entries : {contoso_by_file(), contoso_by_discovery()}) {
    World world(entries);
    const auto principal = world.ask("Bearer " + contoso_token(), false);
    ASSERT_TRUE(principal.has_value()) << world.reasons.back();
    EXPECT_EQ(principal->partner, PartyId("contoso"));
    EXPECT_EQ(principal->issuer, contoso);
    // The development issuer stays beside it.
    EXPECT_EQ(world.refused("Bearer " + development_token()), "");
  }
  World without;
  EXPECT_EQ(without.refused("Bearer " + contoso_token()), "IssuerUnknown");
}

TEST(BearerAuthenticator, a_rotated_key_is_fetched_when_it_is_first_seen) {
  World world(contoso_by_discovery());
  EXPECT_EQ(world.refused("Bearer " + contoso_token()), "");
  const TestKey next = TestKey::ec("next", "P-256", "P-256");
  world.fetcher.pages[contoso + "/keys"] = {key_set_text({next.public_jwk()}), {}};
  world.clock.advance(minutes{2});
  EXPECT_EQ(world.refused("Bearer " + contoso_token(next)), "");
  EXPECT_EQ(world.refused("Bearer " + contoso_token()), "KeyUnknown");
  EXPECT_EQ(world.fetcher.asked[contoso + "/keys"], 2);
}

std::string fault_of(Entries entries) {
  ops::Config config;
  EXPECT_TRUE(config.add(ops::Config::File::named, "test", entries).has_value());
  HandClock clock(start);
  MemoryFetcher fetcher;
  const auto issuers =
      configured_issuers(config, development(), {World::read, fetcher, clock, {}});
  return issuers ? "" : issuers.error().code + " " + issuers.error().path;
}

TEST(ConfiguredIssuers, mistakes_are_refused_by_name) {
  const auto with = [](const std::string& name, const std::string& value) {
    Entries entries = contoso_by_file();
    std::erase_if(entries, [&](const auto& each) { return each.path == name; });
    if (!value.empty()) entries.push_back({name, value, 9});
    return entries;
  };
  EXPECT_EQ(fault_of(contoso_by_file()), "");
  EXPECT_EQ(fault_of(with("issuers[0].issuer", "")), "BadConfigValue issuers[0].issuer");
  EXPECT_EQ(fault_of(with("issuers[0].audience", "")), "BadConfigValue issuers[0].audience");
  EXPECT_EQ(fault_of(with("issuers[0].discovery", "https://x/")),
            "BadConfigValue issuers[0].discovery");
  EXPECT_EQ(fault_of(with("issuers[0].jwks_file", "missing")), "FileNotFound ");
  EXPECT_EQ(fault_of(with("issuers[0].partner", "contoso")), "BadConfigValue issuers[0].name");
  EXPECT_EQ(fault_of(with("issuers[0].roles[0]", "tenant")), "BadConfigValue issuers[0].name");
  EXPECT_EQ(fault_of(with("issuers[0].roles[0]", "root")), "BadConfigValue issuers[0].roles");
  EXPECT_EQ(fault_of(with("issuers[0].tenant", "adatum")), "BadConfigValue issuers[0].tenant");
  EXPECT_EQ(fault_of(with("issuers[0].name", "a/b")), "BadConfigValue issuers[0].name");
  Entries twice = contoso_by_file();
  for (const auto& each : contoso_by_file()) {
    twice.push_back({"issuers[1]" + each.path.substr(10), each.text, each.line});
  }
  EXPECT_EQ(fault_of(twice), "BadConfigValue issuers[1].issuer");
  EXPECT_EQ(fault_of({{"issuers[0].issuer", "http://plain.example", 1},
                      {"issuers[0].audience", "x", 2}}),
            "BadConfigValue issuers[0].discovery");
}

TEST(ConfiguredIssuers, limits_reach_the_check) {
  Entries entries = contoso_by_file();
  entries.push_back({"issuers[0].name", "contoso", 4});
  entries.push_back({"issuers[0].partner", "contoso", 5});
  entries.push_back({"issuers[0].roles[0]", "partner", 6});
  World world(entries);
  EXPECT_EQ(world.ask("Bearer " + contoso_token())->subject, "contoso/bob");
  entries[4].text = "fabrikam";
  World other(entries);
  EXPECT_EQ(other.refused("Bearer " + contoso_token()), "PartnerRefused");
}

TEST(DevelopmentIssuer, its_documents_are_open_and_enough_to_check_its_tokens) {
  const Service service(operations(development()));
  const auto get = [&](const std::string& name) {
    Request asked;
    asked.path = {".well-known", name};
    asked.base_url = "http://127.0.0.1:8080";
    const auto route = service.route(asked);
    EXPECT_TRUE(route.has_value());
    EXPECT_TRUE(route->operation->access.open());
    return route->operation->run_aside(asked);
  };
  const std::string url = "http://127.0.0.1:8080/.well-known/";
  MemoryFetcher fetcher;
  fetcher.pages[url + "openid-configuration"] = {get("openid-configuration").body, {}};
  fetcher.pages[url + "jwks.json"] = {get("jwks.json").body, {}};
  HandClock clock(start);
  auto keys = IssuerKeys::discovered({std::string(development_issuer_name),
                                      url + "openid-configuration", fetcher, clock, {}});
  ASSERT_TRUE(keys.has_value());
  TrustedIssuer trusted = development().trusted();
  trusted.keys = (*keys)->current();
  EXPECT_TRUE(verify(development_token(), start, Trust{{trusted}}).has_value());
}

TEST(DevelopmentIssuer, a_key_of_another_kind_is_damaged) {
  for (const char* pem :
       {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----"}) {
    const auto issuer = DevelopmentIssuer::from_key(pem);
    ASSERT_FALSE(issuer.has_value());
    EXPECT_EQ(issuer.error().code, "DevelopmentKeyDamaged");
  }
}

TEST(LocalCredential, is_long_and_new_each_time) {
  EXPECT_EQ(new_credential().size(), 43U);
  EXPECT_NE(new_credential(), new_credential());
}

TEST(StackTokens, the_bridge_of_a_stack_is_who_signs_with_its_key) {
  World world;
  const auto principal = world.ask(upload(upload_draft()));
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->role, Role::bridge);
  EXPECT_EQ(principal->stack, StackId(cloud));
  EXPECT_EQ(principal->subject, "stack:" + cloud);
  EXPECT_TRUE(principal->partner.empty());
}

TEST(StackTokens, whatever_is_not_as_it_must_be_is_refused) {
  const TestKey other = TestKey::ec("ec", "P-256", "P-256");
  const TestKey rsa = TestKey::rsa("ec", 2048);
  const auto refused = [](const auto& breaks) {
    World world;
    Draft draft = upload_draft();
    breaks(draft);
    return world.refused(upload(draft));
  };
  const std::string south = "9c1e0000-0000-4000-8000-000000000002";
  EXPECT_EQ(refused([&](Draft& d) { d.key = &other; }), "SignatureWrong");
  EXPECT_EQ(refused([&](Draft& d) { d.header.text("kid", "other"); }), "KeyUnknown");
  EXPECT_EQ(refused([&](Draft& d) {
              d.key = &rsa;
              d.how = Signing::rs256;
              d.header.text("alg", "RS256");
            }),
            "KeyUnknown");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.text("iss", "stack:" + south); }), "KeyUnknown");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.text("iss", "stack:"); }), "KeyUnknown");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.text("stack", south); }), "StackRefused");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.drop("stack"); }), "StackRefused");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.text("role", "provider"); }), "RoleRefused");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.set("roles", R"(["provider"])"); }), "RoleRefused");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.drop("role"); }), "RoleRefused");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.text("aud", "tollbridge"); }), "AudienceWrong");
  EXPECT_EQ(refused([&](Draft& d) { d.claims.set("exp", "1793700601"); }), "LivesTooLong");
  EXPECT_EQ(refused([&](Draft& d) {
              d.claims.set("iat", "1793699000").set("exp", "1793699300");
            }),
            "Expired");
}

TEST(StackTokens, an_unknown_stack_and_a_wrong_key_are_answered_alike) {
  World world;
  Draft unknown = upload_draft();
  unknown.claims.text("iss", "stack:nobody").text("stack", "nobody");
  Draft wrong = upload_draft();
  wrong.header.text("kid", "wrong");
  const auto first = world.ask(upload(unknown));
  const auto second = world.ask(upload(wrong));
  ASSERT_FALSE(first.has_value());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(first.error().code, second.error().code);
  EXPECT_EQ(first.error().message, second.error().message);
  EXPECT_EQ(world.reasons, (std::vector<std::string>{"KeyUnknown", "KeyUnknown"}));
}

TEST(StackTokens, no_other_issuer_gives_the_role_of_a_bridge) {
  World world(contoso_by_file());
  Draft draft = upload_draft();
  draft.claims.text("iss", contoso).text("aud", "tollbridge");
  EXPECT_EQ(world.refused(upload(draft)), "RoleMissing");
}

TEST(StackTokens, where_nobody_can_be_asked_for_the_key_it_is_no_refusal) {
  World world;
  world.busy = true;
  const auto principal = world.ask(upload(upload_draft()));
  ASSERT_FALSE(principal.has_value());
  EXPECT_EQ(principal.error().code, "Busy");
}

}  // namespace
}  // namespace tollbridge::api::token
