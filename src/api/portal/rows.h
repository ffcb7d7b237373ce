// SPDX-License-Identifier: Apache-2.0
// What the rows of this folder have in common.
#pragma once

#include <string>
#include <utility>

#include "api/operation.h"

namespace tollbridge::api::portal {

// Open to everybody; what it runs is filled in by who makes it.
inline Operation open_row(std::string id, Method method, std::string path, std::string summary) {
  Operation made;
  made.id = std::move(id);
  made.method = method;
  made.path = std::move(path);
  made.face = Face::plain;
  made.tag = "Portal";
  made.summary = std::move(summary);
  made.access = {Object::service, "", {{Role::anonymous, {Relation::any}}}};
  return made;
}

}  // namespace tollbridge::api::portal
