// SPDX-License-Identifier: Apache-2.0
// Goal: what is served and what is documented are the same. Method: the document made from the rows
// compared with the rows, every reference followed.
#include "api/native/openapi.h"

#include "api/native/data.h"
#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

using Tree = nlohmann::json;

std::vector<Operation> all_rows() {
  std::vector<Operation> rows = operations();
  for (Operation& row : document_operations(rows)) rows.push_back(std::move(row));
  return rows;
}

void follow(const Tree& part, const Tree& whole, std::size_t& followed) {
  if (part.is_object() && part.contains("$ref")) {
    const std::string to = part.at("$ref").get<std::string>();
    ASSERT_TRUE(to.starts_with("#/")) << to;
    EXPECT_TRUE(whole.contains(Tree::json_pointer(to.substr(1)))) << to;
    ++followed;
  }
  if (part.is_structured()) {
    for (const Tree& child : part) follow(child, whole, followed);
  }
}

TEST(OpenApi, every_row_is_in_the_document_with_who_may_call_it) {
  const auto rows = all_rows();
  const Tree document = Tree::parse(openapi_document(rows));
  std::size_t found = 0;
  for (const Operation& row : rows) {
    std::string method(to_string(row.method));
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    const Tree& told = document.at("paths").at(row.path).at(method);
    EXPECT_EQ(told.at("operationId"), row.id);
    EXPECT_FALSE(told.at("summary").get<std::string>().empty()) << row.id;
    EXPECT_FALSE(row.tag.empty()) << row.id;
    EXPECT_EQ(told.at("x-authz").at("object"), to_string(row.access.object)) << row.id;
    EXPECT_EQ(told.at("x-authz").at("allow").size(), row.access.allow.size()) << row.id;
    ++found;
  }
  std::size_t documented = 0;
  for (const Tree& path : document.at("paths")) documented += path.size();
  EXPECT_EQ(documented, found);
}

TEST(OpenApi, every_reference_leads_somewhere) {
  const Tree document = Tree::parse(openapi_document(all_rows()));
  std::size_t followed = 0;
  follow(document, document, followed);
  EXPECT_GT(followed, 100U);
}

TEST(OpenApi, every_document_a_row_takes_or_answers_is_described) {
  const Tree schemas = Tree::parse(data::schemas);
  for (const Operation& row : operations()) {
    if (!row.body.schema.empty()) {
      EXPECT_TRUE(schemas.contains(row.body.schema)) << row.id;
    }
    EXPECT_FALSE(row.answers.empty()) << row.id;
    for (const Answer& answer : row.answers) {
      if (!answer.schema.empty()) {
        EXPECT_TRUE(schemas.contains(answer.schema)) << row.id;
      }
    }
  }
}

TEST(OpenApi, everybody_may_read_the_document_and_the_page) {
  const Service service(all_rows());
  for (const std::string path : {"/openapi.json", "/docs"}) {
    const auto asked = request_for(Method::get, path);
    const auto answer = service.perform_aside(service.route(asked).value(), asked);
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.body.empty());
  }
}

TEST(OpenApi, the_page_has_every_operation_and_runs_nothing) {
  const auto page = docs_page(all_rows());
  for (const Operation& row : all_rows()) {
    EXPECT_NE(page.html.find("id=\"" + row.id + "\""), std::string::npos) << row.id;
  }
  EXPECT_EQ(page.html.find("<script"), std::string::npos);
  EXPECT_EQ(page.html.find("https://"), std::string::npos) << "nothing of others is loaded";
  EXPECT_TRUE(page.content_security_policy.starts_with("default-src 'none'; style-src 'sha256-"));
  EXPECT_NE(page.html.find("id=\"schema-Problem\""), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::api::native
