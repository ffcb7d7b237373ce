// SPDX-License-Identifier: Apache-2.0
// PUT and PATCH of one object of the registry: PUT replaces all of it, PATCH only what is given
// (RFC 7396). The rules are asked of registry/changes.h.
#pragma once

#include <string>
#include <utility>

#include "api/native/answers.h"
#include "api/error_answer.h"
#include "api/native/body.h"
#include "registry/changes.h"

namespace tollbridge::api::native {

// What is particular about one kind of object.
template <class T>
struct ObjectKind {
  std::string action;  // "customer", for the audit
  Object object = Object::service;
  std::string scope;  // the path parameter that names it
  // What is there now, or null.
  const T* (*find)(const registry::Registry& registry, const Call& call) = nullptr;
  // Empty but for its key, and for what follows from who calls.
  T (*fresh)(const Call& call) = nullptr;
  void (*read)(BodyReader& body, T& value) = nullptr;
  // What this caller may not make of it, beyond the access of the row.
  Status (*allowed)(const registry::Registry& registry, const Call& call, const T& wanted) =
      nullptr;
  Json (*view)(const registry::Registry& registry, const T& value, Hour now) = nullptr;
};

// Which version is written. A patch begins with the one it takes over from.
template <registry::HasTerms T>
void read_version(BodyReader& body, const registry::Registry& registry, bool patch, T& wanted) {
  if (!body.has("from")) return;
  body.parsed("from", wanted.from, registry::parse_version_month);
  if (!patch) return;
  if (const T* then = registry.version_in_force(wanted)) take_terms(wanted, *then);
}

// Whether the caller sells what the version that a write replaces, or takes over from, sells: who
// sells now has no say in the months of others.
template <registry::HasTerms T, class Sells>
bool sold_before(const registry::Registry& registry, const T& wanted, Sells sells) {
  const T* before = registry.version_in_force(wanted);
  return before == nullptr || sells(before->partner);
}

template <class T>
Result<Response> write_object(const Call& call, Desk& desk, const ObjectKind<T>& kind) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(call.now);
  const T* existing = kind.find(**registry, call);
  const bool patch = call.request.method == Method::patch;
  if (patch && existing == nullptr) {
    return std::unexpected<Error>(not_found_error(kind.object, call.at(kind.scope)));
  }
  std::optional<std::string> tag;
  if (existing != nullptr) tag = tag_of(kind.view(**registry, *existing, now).text());
  if (auto held = check_preconditions(call, tag); !held) return pass(held);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  T wanted = patch ? *existing : kind.fresh(call);
  if constexpr (registry::HasTerms<T>) read_version(*body, **registry, patch, wanted);
  kind.read(*body, wanted);
  if (auto read = body->finish(); !read) return pass(read);
  if (kind.allowed != nullptr) {
    if (auto allowed = kind.allowed(**registry, call, wanted); !allowed) return pass(allowed);
  }
  auto change = registry::put_object(**registry, wanted, now);
  if (!change) return pass(change);
  auto response = record_change(call, desk, *change,
                                kind.action + (patch ? " patch " : " put ") + call.at(kind.scope));
  if (!response) return response;
  auto after = desk.registry();
  if (!after) return pass(after);
  if (const T* there = kind.find(**after, call)) {
    response->header("ETag", tag_of(kind.view(**after, *there, now).text()));
  }
  return response;
}

// Answers the one object the path names; authorization found it.
template <class T>
Result<Response> read_object(const Call& call, Desk& desk, const ObjectKind<T>& kind) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const T* found = kind.find(**registry, call);
  if (found == nullptr) {
    return std::unexpected<Error>(not_found_error(kind.object, call.at(kind.scope)));
  }
  return document(call, kind.view(**registry, *found, Hour::containing(call.now)));
}

// The objects the caller may see, in pages.
template <class T, class Key, class Append>
Result<Response> list_objects(const Call& call, Desk& desk, std::string_view name, Object object,
                              std::vector<const T*> (registry::Registry::*all)() const,
                              const Key& key, const Append& append) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, name);
  if (!list) return pass(list);
  for (const T* one : ((**registry).*all)()) {
    const std::string id = key(*one);
    if (relation_to(**registry, call.principal, object, id) == Relation::none) continue;
    if (list->take(id)) append(list->json(), **registry, *one);
    if (list->full()) break;
  }
  return list->end();
}

}  // namespace tollbridge::api::native
