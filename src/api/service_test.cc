// SPDX-License-Identifier: Apache-2.0
// Goal: the right operation runs, only for whom it may, and every refusal has the form of its face.
// Method: a few operations over memory books.
#include "api/service.h"

#include <gtest/gtest.h>

#include "api/desk_testing.h"
#include "api/error_answer.h"

namespace tollbridge::api {
namespace {

Result<Response> greet(const Call& call, Desk& /*desk*/) {
  return json_response(200, "\"" + call.at("customer") + "\"");
}
Result<Response> refuse(const Call& /*call*/, Desk& /*desk*/) {
  return fail_rule("R24", "BadCustomerSubscriptionId", "Not of this partner.");
}

Operation operation(std::string id, Method method, std::string path, Face face, Handler run) {
  Operation made;
  made.id = std::move(id);
  made.method = method;
  made.path = std::move(path);
  made.face = face;
  made.access = {Object::service, "", {{Role::provider, {Relation::any}}}};
  made.run = run;
  return made;
}

Service service() {
  auto customer = operation("customer_get", Method::get, "/v1/customers/{customer}", Face::native,
                            greet);
  customer.access = {Object::customer, "customer",
                     {{Role::provider, {Relation::any}}, {Role::partner, {Relation::own}}}};
  customer.query = {{"limit", ParameterType::integer, false, "how many", {}, false}};
  auto arm = operation("arm_put", Method::put,
                       "/subscriptions/{subscription}/providers/Microsoft.AzureStack/things",
                       Face::arm, refuse);
  return Service({customer, arm});
}

Request request(Method method, std::vector<std::string> path) {
  Request made;
  made.method = method;
  made.path = std::move(path);
  made.request_id = "id";
  return made;
}

Principal who(Role role, const std::string& partner = {}) {
  Principal made;
  made.role = role;
  made.subject = "somebody";
  made.partner = PartyId(partner);
  return made;
}

Response answer(const Request& asked, const Principal& principal) {
  const Service api = service();
  auto desk = desk_with({registry::Customer{PartyId("adatum"), PartyId("contoso"), {}, {}}});
  auto route = api.route(asked);
  if (!route) return Service::refuse(Service::face_of(asked), asked, route.error());
  return api.perform(*route, asked, principal, *desk);
}

TEST(Service, a_caller_gets_its_own_object) {
  const auto asked = request(Method::get, {"v1", "customers", "adatum"});
  EXPECT_EQ(answer(asked, who(Role::partner, "contoso")).body, "\"adatum\"");
}

TEST(Service, an_open_ended_path_takes_what_no_earlier_row_answers) {
  const Service api({operation("known", Method::get, "/pages/known", Face::plain, greet),
                     operation("root", Method::get, "/", Face::plain, greet),
                     operation("any", Method::get, "/pages/{page...}", Face::plain, greet)});
  const auto found = [&api](Method method, std::vector<std::string> path) {
    const auto route = api.route(request(method, std::move(path)));
    return route ? route->operation->id : route.error().code;
  };
  EXPECT_EQ(found(Method::get, {"pages", "known"}), "known");
  EXPECT_EQ(found(Method::get, {"pages"}), "any");
  EXPECT_EQ(found(Method::head, {"pages", "known", "more"}), "any");
  EXPECT_EQ(found(Method::post, {"pages", "x"}), "MethodNotAllowed");
  EXPECT_EQ(found(Method::get, {}), "root");
  EXPECT_EQ(found(Method::get, {"page"}), "NotFound");
}

TEST(Service, a_foreign_object_and_a_missing_one_are_answered_alike) {
  const auto foreign = answer(request(Method::get, {"v1", "customers", "adatum"}),
                              who(Role::partner, "fabrikam"));
  auto missing = answer(request(Method::get, {"v1", "customers", "nobody"}),
                        who(Role::partner, "fabrikam"));
  EXPECT_EQ(foreign.status, 404);
  const auto at = missing.body.find("nobody");
  ASSERT_NE(at, std::string::npos);
  missing.body.replace(at, 6, "adatum");
  EXPECT_EQ(foreign.body, missing.body);
  EXPECT_EQ(foreign.headers, missing.headers);
}

TEST(Service, who_may_create_an_object_may_call_for_one_that_is_not_there_but_not_a_foreign_one) {
  auto put =
      operation("customer_put", Method::put, "/v1/customers/{customer}", Face::native, greet);
  put.access = {Object::customer, "customer", {{Role::partner, {Relation::own}}}};
  put.access.create = {Role::partner};
  const Service api({put});
  auto desk = desk_with({registry::Customer{PartyId("adatum"), PartyId("contoso"), {}, {}}});
  const auto status = [&](const std::string& id, const Principal& principal) {
    const auto asked = request(Method::put, {"v1", "customers", id});
    return api.perform(api.route(asked).value(), asked, principal, *desk).status;
  };
  EXPECT_EQ(status("adatum", who(Role::partner, "contoso")), 200);
  EXPECT_EQ(status("nobody", who(Role::partner, "fabrikam")), 200);
  EXPECT_EQ(status("adatum", who(Role::partner, "fabrikam")), 404);
  EXPECT_EQ(status("nobody", who(Role::reseller, "litware")), 404);
}

TEST(Service, wrong_parameters_of_a_foreign_object_are_not_talked_about) {
  auto asked = request(Method::get, {"v1", "customers", "adatum"});
  asked.query = {{"limit", "many"}};
  EXPECT_EQ(answer(asked, who(Role::partner, "fabrikam")).status, 404);
  EXPECT_EQ(answer(asked, who(Role::partner, "contoso")).status, 400);
}

TEST(Service, all_wrong_parameters_are_told_at_once) {
  auto asked = request(Method::get, {"v1", "customers", "adatum"});
  asked.query = {{"limit", "many"}, {"colour", "red"}};
  const auto refused = answer(asked, who(Role::provider));
  EXPECT_NE(refused.body.find("\"limit\""), std::string::npos);
  EXPECT_NE(refused.body.find("\"colour\""), std::string::npos);
}

TEST(Service, another_method_is_told_which_ones_there_are) {
  const auto refused =
      answer(request(Method::put, {"v1", "customers", "adatum"}), who(Role::provider));
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.back(), (std::pair<std::string, std::string>("Allow", "GET")));
}

TEST(Service, azure_paths_compare_without_case_and_answer_in_the_azure_form) {
  auto asked = request(Method::put, {"Subscriptions", "S", "PROVIDERS", "microsoft.azurestack",
                                     "Things"});
  asked.query = {{"Api-Version", "2017-06-01"}};
  const auto refused = answer(asked, who(Role::provider));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body,
            R"({"error":{"code":"BadCustomerSubscriptionId","message":"Not of this partner."}})");
}

TEST(Service, an_azure_call_without_a_version_is_refused) {
  const auto refused = answer(
      request(Method::put, {"subscriptions", "S", "providers", "Microsoft.AzureStack", "things"}),
      who(Role::provider));
  EXPECT_NE(refused.body.find("MissingApiVersionParameter"), std::string::npos);
}

TEST(Service, a_path_nobody_has_is_not_found) {
  EXPECT_EQ(answer(request(Method::get, {"v2"}), who(Role::provider)).status, 404);
  EXPECT_EQ(answer(request(Method::get, {}), who(Role::provider)).status, 404);
}

}  // namespace
}  // namespace tollbridge::api
