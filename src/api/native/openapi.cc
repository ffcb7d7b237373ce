// SPDX-License-Identifier: Apache-2.0
#include "api/native/openapi.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "api/native/answers.h"
#include "api/native/data.h"
#include "api/text.h"
#include "core/json.h"
#include "core/sha256.h"

namespace tollbridge::api::native {
namespace {

// The parts of "/v1/x/{y}" that are parameters.
std::vector<std::string> path_parameters(const std::string& path) {
  std::vector<std::string> names;
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at)) {
    const std::size_t end = path.find('}', at);
    names.push_back(path.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

bool is_schema(const std::string& name) {
  return std::string_view(data::schemas).find("\n  \"" + name + "\": ") != std::string_view::npos;
}

void append_schema_of(Json& json, ParameterType type) {
  json.object("schema");
  switch (type) {
    case ParameterType::integer: json.field("type", "integer").field("minimum", 0); break;
    case ParameterType::flag: json.field("type", "boolean"); break;
    case ParameterType::instant: json.field("type", "string").field("format", "date-time"); break;
    case ParameterType::period:
      json.field("type", "string").field("pattern", R"(^\d{4}-(0[1-9]|1[0-2])$)");
      break;
    case ParameterType::decimal:
      json.field("type", "string").field("pattern", R"(^-?\d+(\.\d+)?$)");
      break;
    case ParameterType::guid:
    case ParameterType::text:
    case ParameterType::day_or_instant: json.field("type", "string"); break;
  }
}

void append_query(Json& json, const QueryParameter& parameter) {
  json.object().field("name", parameter.name).field("in", "query");
  json.field("description", parameter.help).field("required", parameter.required);
  if (parameter.repeated) {
    json.field("explode", true).object("schema").field("type", "array");
    json.object("items").field("type", "string").end().end().end();
    return;
  }
  append_schema_of(json, parameter.type);
  if (!parameter.choices.empty()) {
    json.array("enum");
    for (const std::string& choice : parameter.choices) json.value(choice);
    json.end();
  }
  json.end().end();
}

void append_header(Json& json, const std::string& name, const std::string& help) {
  json.object().field("name", name).field("in", "header").field("required", false);
  json.field("description", help).object("schema").field("type", "string").end().end();
}

bool is_change(Method method) {
  return method == Method::put || method == Method::patch || method == Method::erase;
}

void append_parameters(Json& json, const Operation& operation) {
  json.array("parameters");
  for (const std::string& name : path_parameters(operation.path)) {
    json.object().field("name", name).field("in", "path").field("required", true);
    json.object("schema").field("type", "string").end().end();
  }
  const bool azure = operation.face == Face::arm || operation.face == Face::usage;
  if (azure) {
    append_query(json, {"api-version", ParameterType::text, true, "the version asked for", {},
                        false});
  }
  for (const QueryParameter& parameter : operation.query) {
    if (azure && parameter.name == "api-version") continue;
    append_query(json, parameter);
  }
  if (operation.face == Face::native) {
    if (operation.method == Method::post) {
      append_header(json, "Idempotency-Key",
                    "a text of yours: however often the request is sent with it within 24 hours, "
                    "it is done once and answered alike");
    }
    if (std::ranges::find(operation.answers, 202, &Answer::status) != operation.answers.end() &&
        operation.tag != "Operations") {
      append_header(json, "Prefer",
                    "respond-async: answer 202 at once and work it off as an operation (RFC 7240)");
    }
    if (operation.id == "operation_events") {
      append_header(json, "Last-Event-ID", "the event you have seen last");
    } else if (operation.method == Method::get) {
      append_header(json, "If-None-Match", "the ETag you have: 304 if it is so still");
    } else if (is_change(operation.method) || operation.id == "period_close") {
      append_header(json, "If-Match", "the ETag you read: 412 if it has changed");
    }
  }
  json.end();
}

// {"$ref": …}, or anything where the rows name no schema that is written down.
void append_schema(Json& json, const std::string& name, bool is_json) {
  json.object("schema");
  if (is_json && is_schema(name)) {
    json.field("$ref", "#/components/schemas/" + name);
  } else if (!is_json) {
    json.field("type", "string");
  }
  json.end();
}

bool is_json_type(const std::string& type) { return type.find("json") != std::string::npos; }

void append_body(Json& json, const Operation& operation) {
  const Body& body = operation.body;
  if (body.takes == Takes::nothing) return;
  json.object("requestBody").field("required", body.required).object("content");
  std::vector<std::string> types = body.content_types;
  if (types.empty()) types.emplace_back("application/json");
  for (const std::string& type : types) {
    json.object(type);
    append_schema(json, body.schema, is_json_type(type));
    json.end();
  }
  json.end().end();
}

void append_response(Json& json, int status, const Operation& operation) {
  json.object(std::to_string(status));
  const auto first = std::ranges::find(operation.answers, status, &Answer::status);
  json.field("description", first->help.empty() ? std::string("done") : first->help);
  std::set<std::string> seen;
  for (const Answer& answer : operation.answers) {
    if (answer.status != status || !seen.insert(answer.content_type).second) continue;
    const bool is_json = is_json_type(answer.content_type);
    if (answer.schema.empty() && is_json) continue;  // no body
    if (seen.size() == 1) json.object("content");
    json.object(answer.content_type);
    append_schema(json, answer.schema, is_json);
    json.end();
  }
  const bool has_content = std::ranges::any_of(operation.answers, [&](const Answer& answer) {
    return answer.status == status &&
           !(answer.schema.empty() && is_json_type(answer.content_type));
  });
  if (has_content) json.end();
  json.end();
}

void append_responses(Json& json, const Operation& operation) {
  json.object("responses");
  std::set<int> statuses;
  for (const Answer& answer : operation.answers) statuses.insert(answer.status);
  for (const int status : statuses) append_response(json, status, operation);
  if (statuses.empty()) json.object("200").field("description", "done").end();
  if (operation.face == Face::native && operation.method == Method::get) {
    json.object("304").field("description", "it is so still (If-None-Match)").end();
  }
  const bool azure = operation.face == Face::arm || operation.face == Face::usage;
  const std::string error =
      std::string("#/components/responses/") + (azure ? "ArmError" : "Problem");
  json.object("4XX").field("$ref", error).end();
  json.object("5XX").field("$ref", error).end();
  json.end();
}

void append_authorization(Json& json, const Access& access) {
  if (access.open()) json.array("security").end();
  json.object("x-authz").field("object", to_string(access.object));
  json.text_or_null("scope", access.scope.empty() ? "" : "path." + access.scope);
  json.object("allow");
  for (const Grant& grant : access.allow) {
    json.array(to_string(grant.role));
    for (const Relation relation : grant.relations) json.value(to_string(relation));
    json.end();
  }
  json.end();
  if (!access.create.empty()) {
    json.array("create");
    for (const Role role : access.create) json.value(to_string(role));
    json.end();
  }
  json.end();
}

void append_operation(Json& json, const Operation& operation) {
  json.object(lower_case(to_string(operation.method)));
  json.field("operationId", operation.id).array("tags").value(operation.tag).end();
  json.field("summary", operation.summary);
  if (!operation.text.empty()) json.field("description", operation.text);
  append_parameters(json, operation);
  append_body(json, operation);
  append_responses(json, operation);
  append_authorization(json, operation.access);
  json.end();
}

void append_components(Json& json) {
  json.object("components").object("securitySchemes").object("bearer");
  json.field("type", "http").field("scheme", "bearer").field("bearerFormat", "JWT").end().end();
  json.object("responses");
  const auto response = [&](const char* name, const char* type, const char* help) {
    json.object(name).field("description", help).object("content").object(type);
    append_schema(json, name, true);
    json.end().end().end();
  };
  response("Problem", "application/problem+json", "what was wrong (RFC 9457)");
  response("ArmError", "application/json", "what was wrong, as Azure says it");
  json.end();
  json.raw_field("schemas", data::schemas).end();
}

// Rows by path, in the order the paths come first.
std::vector<std::vector<const Operation*>> by_path(std::span<const Operation> operations) {
  std::vector<std::vector<const Operation*>> groups;
  std::map<std::string, std::size_t> places;
  for (const Operation& operation : operations) {
    const auto [found, fresh] = places.emplace(operation.path, groups.size());
    if (fresh) groups.emplace_back();
    groups[found->second].push_back(&operation);
  }
  return groups;
}

Response text_response(const Request& request, const std::string& text,
                       const std::string& type) {
  const std::string tag = tag_of(text);
  Response response;
  if (request.header("if-none-match") == tag) {
    response.status = 304;
  } else {
    response.body = text;
    response.content_type = type;
  }
  response.header("ETag", tag).header("Cache-Control", "no-cache");
  return response;
}

Access everybody() {
  return {Object::service, "", {{Role::anonymous, {Relation::any}},
                                {Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}},
                                {Role::stack_operator, {Relation::any}},
                                {Role::tenant, {Relation::any}}}};
}

}  // namespace

std::string openapi_document(std::span<const Operation> operations) {
  Json json;
  json.object().field("openapi", "3.1.0");
  json.object("info").field("title", "Tollbridge").field("version", "1");
  json.field("description",
             "From usage of private clouds to partner invoices. Amounts, quantities and prices are "
             "texts; times are RFC 3339 in UTC; what takes effect does so on the hour.");
  json.object("license").field("name", "Apache-2.0").field("identifier", "Apache-2.0").end().end();
  json.array("servers").object().field("url", "/").end().end();
  json.array("security").object().array("bearer").end().end().end();
  std::set<std::string> tags;
  for (const Operation& operation : operations) tags.insert(operation.tag);
  json.array("tags");
  for (const std::string& tag : tags) json.object().field("name", tag).end();
  json.end().object("paths");
  for (const auto& group : by_path(operations)) {
    json.object(group.front()->path);
    for (const Operation* operation : group) append_operation(json, *operation);
    json.end();
  }
  json.end();
  append_components(json);
  json.end();
  return json.text();
}

std::vector<Operation> document_operations(std::span<const Operation> others) {
  auto schema = row("openapi", Method::get, "/openapi.json", "This service as OpenAPI 3.1");
  schema.answers = {{200, "", "the document", "application/openapi+json;version=3.1"}};
  auto page = row("docs", Method::get, "/docs", "This service, for people to read");
  page.answers = {{200, "", "a page", "text/html"}};
  for (Operation* each : {&schema, &page}) {
    each->face = Face::plain;
    each->tag = "About the service";
    each->access = everybody();
  }
  std::vector<Operation> all(others.begin(), others.end());
  all.push_back(schema);
  all.push_back(page);
  const auto text = std::make_shared<const std::string>(openapi_document(all));
  schema.run_aside = [text](const Request& request) {
    return text_response(request, *text, "application/json; charset=utf-8");
  };
  const auto docs = std::make_shared<const DocsPage>(docs_page(all));
  page.run_aside = [docs](const Request& request) {
    auto response = text_response(request, docs->html, "text/html; charset=utf-8");
    response.header("Content-Security-Policy", docs->content_security_policy);
    return response;
  };
  return {schema, page};
}

}  // namespace tollbridge::api::native
