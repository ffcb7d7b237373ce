// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <utility>

#include "api/html.h"
#include "api/native/data.h"
#include "api/native/openapi.h"
#include "core/base64.h"
#include "core/sha256.h"

namespace tollbridge::api::native {
namespace {

std::string escaped(std::string_view text) { return escaped_for_html(text); }

std::string roles_of(const Access& access) {
  if (access.open()) return "everybody, without a token";
  std::string text;
  for (const Grant& grant : access.allow) {
    if (!text.empty()) text += ", ";
    text += to_string(grant.role);
    if (access.object == Object::service) continue;
    std::string relations;
    for (const Relation relation : grant.relations) {
      relations += (relations.empty() ? "" : ", ") + std::string(to_string(relation));
    }
    text += " (" + relations + ")";
  }
  return text;
}

void append_parameters(std::string& html, const Operation& operation) {
  if (operation.query.empty()) return;
  html += "<table>";
  for (const QueryParameter& parameter : operation.query) {
    html += "<tr><td><code>" + escaped(parameter.name) + "</code></td><td>" +
            escaped(parameter.help) + (parameter.required ? " <em>(needed)</em>" : "");
    for (const std::string& choice : parameter.choices) {
      html += " <code>" + escaped(choice) + "</code>";
    }
    html += "</td></tr>";
  }
  html += "</table>";
}

std::string linked(const std::string& schema) {
  return "<a href=\"#schema-" + escaped(schema) + "\">" + escaped(schema) + "</a>";
}

void append_operation(std::string& html, const Operation& operation) {
  html += "<section id=\"" + escaped(operation.id) + "\"><h3><code><b>" +
          std::string(to_string(operation.method)) + "</b> " + escaped(operation.path) +
          "</code></h3><p>" + escaped(operation.summary) + ".";
  if (!operation.text.empty()) html += " " + escaped(operation.text);
  html += "</p>";
  append_parameters(html, operation);
  if (operation.body.takes != Takes::nothing) {
    html += "<p>Takes ";
    if (!operation.body.schema.empty()) html += linked(operation.body.schema) + ", ";
    for (std::size_t i = 0; i < operation.body.content_types.size(); ++i) {
      html += (i == 0 ? "" : ", ") + ("<code>" + escaped(operation.body.content_types[i]) +
                                      "</code>");
    }
    html += ".</p>";
  }
  for (const Answer& answer : operation.answers) {
    html += "<p>" + std::to_string(answer.status) + ": " + escaped(answer.help);
    if (!answer.schema.empty()) html += ", " + linked(answer.schema);
    html += ".</p>";
  }
  html += "<p class=\"who\">For: " + escaped(roles_of(operation.access)) + ".</p></section>";
}

// The schemas one by one, cut out of the file at its outermost members.
void append_schemas(std::string& html) {
  html += "<h2>Documents</h2>";
  const std::string_view all = data::schemas;
  std::size_t at = all.find("\n  \"");
  while (at != std::string_view::npos) {
    const std::size_t next = all.find("\n  \"", at + 1);
    std::string_view one = all.substr(at + 3, next == std::string_view::npos
                                                  ? all.rfind('}') - at - 4
                                                  : next - at - 4);
    const std::size_t quote = one.find('"', 1);
    const std::string name(one.substr(1, quote - 1));
    html += "<section id=\"schema-" + escaped(name) + "\"><h3>" + escaped(name) + "</h3><pre>" +
            escaped(one.substr(quote + 3)) + "</pre></section>";
    at = next;
  }
}

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;"
    "color:#1b1b1b;background:#fff}h1,h2,h3{line-height:1.2}h2{margin-top:3rem}"
    "section{border-top:1px solid #ddd;padding:.5rem 0}code,pre{font-family:monospace;"
    "font-size:.9em}pre{overflow:auto;background:#f5f5f5;padding:.5rem}td{padding:.1rem .8rem .1rem"
    " 0;vertical-align:top}.who{color:#555}nav ul{columns:2}a{color:#0b57a4}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}pre{background:#2a2a2a}"
    "section{border-color:#444}.who{color:#aaa}a{color:#8ab8e6}}";

constexpr std::string_view page_front =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width\"><title>Tollbridge API</title><style>";
constexpr std::string_view page_title =
    "</style></head><body><h1>Tollbridge API</h1><p>From usage of private clouds to partner "
    "invoices. The same as OpenAPI 3.1: <a href=\"/openapi.json\">/openapi.json</a>. Amounts, "
    "quantities and prices are texts; times are RFC 3339 in UTC.</p><nav><ul>";

}  // namespace

DocsPage docs_page(std::span<const Operation> operations) {
  std::map<std::string, std::vector<const Operation*>> by_tag;
  for (const Operation& operation : operations) by_tag[operation.tag].push_back(&operation);
  std::string html = std::string(page_front) + std::string(style) + std::string(page_title);
  for (const auto& [tag, rows] : by_tag) {
    for (const Operation* operation : rows) {
      html += "<li><a href=\"#" + escaped(operation->id) + "\">" + escaped(operation->summary) +
              "</a></li>";
    }
  }
  html += "</ul></nav>";
  for (const auto& [tag, rows] : by_tag) {
    html += "<h2>" + escaped(tag) + "</h2>";
    for (const Operation* operation : rows) append_operation(html, *operation);
  }
  append_schemas(html);
  html += "</body></html>";
  const Digest digest = sha256(style);
  const std::string hash = base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return {std::move(html), "default-src 'none'; style-src 'sha256-" + hash +
                               "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"};
}

}  // namespace tollbridge::api::native
