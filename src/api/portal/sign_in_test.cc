// SPDX-License-Identifier: Apache-2.0
// Goal: the development sign-in gives a token of whom was chosen, to the app that asked, once, and
// every departure from that is refused. Method: the flow as a browser and the app go it, and then
// with one thing wrong at a time.
#include "api/portal/sign_in.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/desk_testing.h"
#include "api/portal/form.h"
#include "api/portal/pages.h"
#include "api/portal/sign_in_codes.h"
#include "api/service.h"
#include "core/base64.h"
#include "core/sha256.h"

namespace tollbridge::api::portal {
namespace {

using Fields = std::map<std::string, std::string>;

const std::string base = "http://127.0.0.1:8080";
const std::string cloud = "9c1e0000-0000-4000-8000-000000000001";
const std::string directory = "7b6d3d3a-0000-4000-8000-000000000001";
const std::string verifier(50, 'v');

std::string challenge_of(const std::string& text) {
  const Digest digest = sha256(text);
  return base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string form_of(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields)
    text += (text.empty() ? "" : "&") + name + "=" + escaped_for_query(value);
  return text;
}

class SteppingClock final : public Clock {
 public:
  Instant now() override { return parse_instant("2026-11-02T06:00:00Z").value(); }
  std::int64_t mono_nanoseconds() override { return mono; }
  std::int64_t mono = 0;
};

std::vector<registry::Fact> small_trade() {
  using registry::PartnerKind;
  registry::Provider provider;
  provider.details.name = "Nordic <Cloud>";
  registry::Customer adatum{PartyId("adatum"), PartyId("contoso"), {}, {TenantId(directory)}};
  return {provider,
          registry::Partner{PartyId("contoso"), PartnerKind::direct, {}, {}},
          registry::Partner{PartyId("litware"), PartnerKind::reseller, PartyId("fabrikam"), {}},
          adatum,
          registry::Stack{StackId(cloud), "north", {}, {}, {}}};
}

class SignIn : public testing::Test {
 protected:
  Request request(Method method, const std::string& path) const {
    Request made;
    made.method = method;
    for (const std::string_view segment : segments_of(path)) made.path.emplace_back(segment);
    made.base_url = base;
    made.loopback = true;
    made.request_id = "id";
    return made;
  }
  Response answer(const Request& made) {
    auto route = service.route(made);
    if (!route) return Service::refuse(Service::face_of(made), made, route.error());
    return service.perform(*route, made, {}, *desk);
  }
  Request posting(std::string_view path, const Fields& fields) const {
    Request made = request(Method::post, std::string(path));
    made.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    made.body = form_of(fields);
    return made;
  }
  Response post(std::string_view path, const Fields& fields) {
    return answer(posting(path, fields));
  }
  Response show(const Fields& fields) {
    Request made = request(Method::get, std::string(authorize_path));
    made.query.assign(fields.begin(), fields.end());
    return answer(made);
  }
  static std::string location_of(const Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "Location") return value;
    }
    return {};
  }
  std::string code_for(const std::string& principal) {
    Fields fields = asked;
    fields["principal"] = principal;
    const std::string location = location_of(post(authorize_path, fields));
    const auto at = location.find("?code=") + 6;
    return location.substr(at, location.find('&', at) - at);
  }
  Fields exchange_for(const std::string& code) const {
    return {{"grant_type", "authorization_code"}, {"code", code},
            {"client_id", "tollbridge-portal"}, {"redirect_uri", base + "/portal/signed-in"},
            {"code_verifier", verifier}};
  }
  std::string error_of(const Fields& fields) {
    const auto refused = post(token_path, fields);
    EXPECT_EQ(refused.status, 400);
    return nlohmann::json::parse(refused.body).value("error", "");
  }

  SteppingClock clock;
  token::DevelopmentIssuer issuer =
      token::DevelopmentIssuer::from_key(token::DevelopmentIssuer::new_key()).value();
  std::unique_ptr<MemoryDesk> desk = desk_with(small_trade());
  Service service{sign_in_operations({issuer, clock, clock})};
  Fields asked{{"response_type", "code"}, {"client_id", "tollbridge-portal"},
               {"redirect_uri", base + "/portal/signed-in"}, {"scope", "openid"},
               {"state", "s t&"}, {"nonce", "n-1"}, {"code_challenge", challenge_of(verifier)},
               {"code_challenge_method", "S256"}};
};

TEST_F(SignIn, the_page_offers_everybody_there_is_and_runs_nothing) {
  const auto page = show(asked);
  ASSERT_EQ(page.status, 200);
  for (const std::string& choice : {std::string("provider"), std::string("partner:contoso"),
                                    std::string("reseller:litware"), "operator:" + cloud,
                                    "tenant:" + directory}) {
    EXPECT_NE(page.body.find("value=\"" + choice + "\""), std::string::npos) << choice;
  }
  EXPECT_NE(page.body.find("Nordic &lt;Cloud&gt;"), std::string::npos);
  EXPECT_NE(page.body.find("name=\"state\" value=\"s t&amp;\""), std::string::npos);
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
}

TEST_F(SignIn, whoever_is_chosen_the_app_gets_a_token_of) {
  const token::Trust trust{{issuer.trusted()}};
  const std::vector<std::pair<std::string, Role>> choices{
      {"provider", Role::provider}, {"partner:contoso", Role::partner},
      {"reseller:litware", Role::reseller}, {"operator:" + cloud, Role::stack_operator},
      {"tenant:" + directory, Role::tenant}};
  for (const auto& [choice, role] : choices) {
    const auto got = post(token_path, exchange_for(code_for(choice)));
    ASSERT_EQ(got.status, 200) << choice << got.body;
    const auto json = nlohmann::json::parse(got.body);
    const auto who = token::verify(json.at("access_token").get<std::string>(), clock.now(), trust);
    ASSERT_TRUE(who) << who.error().message;
    EXPECT_EQ(who->role, role);
    EXPECT_EQ(json.at("expires_in"), 3600);
    const auto id_token = json.at("id_token").get<std::string>();
    EXPECT_FALSE(token::verify(id_token, clock.now(), trust)) << "it opens nothing here";
    const auto claims = from_base64(
        id_token.substr(id_token.find('.') + 1, id_token.rfind('.') - id_token.find('.') - 1));
    EXPECT_EQ(nlohmann::json::parse(claims.value()).at("nonce"), "n-1");
  }
}

TEST_F(SignIn, the_browser_is_sent_back_to_the_app_with_its_state) {
  asked["principal"] = "provider";
  const auto chosen = post(authorize_path, asked);
  EXPECT_EQ(chosen.status, 303);
  EXPECT_TRUE(location_of(chosen).starts_with(base + "/portal/signed-in?code="));
  EXPECT_TRUE(location_of(chosen).ends_with("&state=s%20t%26"));
}

TEST_F(SignIn, a_request_with_anything_wrong_is_refused_and_sent_nowhere) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"response_type", "token"}, {"client_id", "other"},
      {"redirect_uri", "http://evil.example/portal/signed-in"},
      {"redirect_uri", base + "/portal/signed-in/more"}, {"redirect_uri", ""},
      {"code_challenge_method", "plain"}, {"code_challenge", "short"}, {"state", ""},
      {"nonce", ""}, {"nonce", std::string(600, 'n')}};
  for (const auto& [name, value] : wrong) {
    Fields fields = asked;
    fields[name] = value;
    EXPECT_EQ(show(fields).status, 400) << name << "=" << value;
    fields["principal"] = "provider";
    const auto refused = post(authorize_path, fields);
    EXPECT_EQ(refused.status, 400) << name << "=" << value;
    EXPECT_EQ(location_of(refused), "");
  }
}

TEST_F(SignIn, nobody_can_be_who_is_not_in_the_registry) {
  for (const std::string& choice :
       {std::string(), std::string("partner:"), std::string("partner:nobody"),
        std::string("partner:litware"), std::string("reseller:contoso"),
        std::string("operator:none"), std::string("tenant:none"), std::string("bridge:" + cloud),
        std::string("anonymous")}) {
    Fields fields = asked;
    fields["principal"] = choice;
    EXPECT_EQ(post(authorize_path, fields).status, 400) << choice;
  }
}

TEST_F(SignIn, a_code_is_good_once) {
  const Fields fields = exchange_for(code_for("provider"));
  EXPECT_EQ(post(token_path, fields).status, 200);
  EXPECT_EQ(error_of(fields), "invalid_grant");
}

TEST_F(SignIn, a_code_is_good_for_a_minute) {
  const Fields in_time = exchange_for(code_for("provider"));
  const Fields late = exchange_for(code_for("provider"));
  clock.mono += std::chrono::nanoseconds(code_lifetime).count() - 1;
  EXPECT_EQ(post(token_path, in_time).status, 200);
  clock.mono += 1;
  EXPECT_EQ(error_of(late), "invalid_grant");
}

TEST_F(SignIn, a_code_is_good_for_the_request_it_was_made_in_and_ends_with_a_wrong_try) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"code_verifier", std::string(50, 'w')}, {"code_verifier", ""},
      {"code_verifier", challenge_of(verifier)}, {"client_id", "other"},
      {"redirect_uri", base + "/portal"}, {"code", "guessed"}};
  for (const auto& [name, value] : wrong) {
    const Fields right = exchange_for(code_for("provider"));
    Fields fields = right;
    fields[name] = value;
    EXPECT_EQ(error_of(fields), "invalid_grant") << name;
    EXPECT_EQ(post(token_path, right).status, name == "code" ? 200 : 400) << name;
  }
  Fields other = exchange_for(code_for("provider"));
  other["grant_type"] = "password";
  EXPECT_EQ(error_of(other), "unsupported_grant_type");
}

TEST_F(SignIn, a_page_elsewhere_cannot_make_a_browser_sign_in) {
  asked["principal"] = "provider";
  const std::vector<std::pair<std::string, std::string>> marks{
      {"origin", "http://evil.example"}, {"origin", "null"}, {"sec-fetch-site", "cross-site"},
      {"sec-fetch-site", "same-site"}};
  for (const auto& mark : marks) {
    Request made = posting(authorize_path, asked);
    made.headers.push_back(mark);
    EXPECT_EQ(answer(made).status, 400) << mark.second;
    Request token = posting(token_path, exchange_for(code_for("provider")));
    token.headers.push_back(mark);
    EXPECT_EQ(answer(token).status, 400) << mark.second;
  }
  Request own = posting(authorize_path, asked);
  own.headers.emplace_back("origin", base);
  own.headers.emplace_back("sec-fetch-site", "same-origin");
  EXPECT_EQ(answer(own).status, 303);
}

TEST_F(SignIn, who_comes_from_another_machine_or_by_another_name_finds_nothing) {
  asked["principal"] = "provider";
  Request page = request(Method::get, std::string(authorize_path));
  page.query.assign(asked.begin(), asked.end());
  for (Request made : {page, posting(authorize_path, asked), posting(token_path, asked)}) {
    made.loopback = false;
    EXPECT_EQ(answer(made).status, 404);
    made.loopback = true;
    made.base_url = "http://portal.example:8080";
    EXPECT_EQ(answer(made).status, 404);
  }
}

TEST_F(SignIn, codes_nobody_fetches_do_not_pile_up) {
  SignInCodes codes(clock);
  const std::string first = codes.add({});
  for (std::size_t i = 0; i < codes_max; ++i) {
    clock.mono += 1;
    codes.add({});
  }
  EXPECT_FALSE(codes.take(first));
}

}  // namespace
}  // namespace tollbridge::api::portal
