// SPDX-License-Identifier: Apache-2.0
// The document about the service, made from the rows of all faces and the schemas of
// data/schemas.json: what is served and what is documented cannot differ. Each operation carries
// x-authz: {object, scope, allow: {role: [relations]}, create: [roles]}, from which the tests of
// every route and role are made.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/operation.h"

namespace tollbridge::api::native {

// OpenAPI 3.1, as JSON. The same text for the same rows.
std::string openapi_document(std::span<const Operation> operations);

// A page for people: one HTML document, no scripts, its style inside.
struct DocsPage {
  std::string html;
  std::string content_security_policy;
};
DocsPage docs_page(std::span<const Operation> operations);

// The rows /openapi.json and /docs, which describe `others` and themselves.
std::vector<Operation> document_operations(std::span<const Operation> others);

}  // namespace tollbridge::api::native
