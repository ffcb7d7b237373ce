// SPDX-License-Identifier: Apache-2.0
// What the rows of Microsoft.Subscriptions.Admin share (azure-stack.md 3.7). The subscription of
// the path is the stack's default provider subscription; who may is decided by own_stack.h, what
// may be changed by stack/administration.h.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/arm/json_body.h"
#include "api/arm/rows.h"
#include "api/desk.h"
#include "api/operation.h"
#include "api/text.h"
#include "stack/administration.h"

namespace tollbridge::api::stack_face {

inline constexpr const char* admin_provider = "/providers/Microsoft.Subscriptions.Admin";
inline constexpr const char* admin_path =
    "/subscriptions/{subscriptionId}/providers/Microsoft.Subscriptions.Admin";
inline constexpr const char* admin_group_path =
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
    "Microsoft.Subscriptions.Admin";

Operation admin_row(std::string id, Method method, const std::string& path, std::string summary,
                    Handler run);

// The stack's directory as it is at the call.
stack::Ground ground_of(const Call& call, stack::LocalStack& local);

// That the entry holds from now on, told by the caller; and records it.
stack::DirectoryFact fact_of(const Call& call, stack::DirectoryEntry entry);
Status record(const Call& call, stack::LocalStack& local, stack::DirectoryEntry entry);

// 200 or, of something new, 201.
Response kept_response(bool created, std::string body);
// 200, or 204 if there was nothing to remove.
Response removed_response(bool removed);

std::unexpected<Error> resource_not_found(const std::string& what);

// The members of a JSON body; the first fault is kept.
class Members {
 public:
  explicit Members(const nlohmann::json& object) : object_(object) {}

  // Nothing if there is no such member.
  std::optional<std::string> text(std::string_view name);
  // A list of texts, or of objects with a text `inner`.
  std::vector<std::string> texts(std::string_view name, std::string_view inner = {});
  // InvalidRequestContent, if there was a fault.
  [[nodiscard]] Status fault() const;

 private:
  const nlohmann::json& object_;
  std::string fault_;
};

// The properties of a resource in a body; the body itself where it has none.
const nlohmann::json& properties_of(const nlohmann::json& body);

// What stands after the last slash: the name in a resource id, or a name by itself.
std::string last_part(const std::string& id);

// Names compare without case, as in all of Azure. Null: none.
template <class Entry>
const Entry* find_named(const std::vector<const Entry*>& entries, const std::string& name) {
  const auto found = std::ranges::find_if(entries, [&](const Entry* entry) {
    return same_without_case(entry->name, name);
  });
  return found == entries.end() ? nullptr : *found;
}

// "/subscriptions/<provider>/resourceGroups/<group>/providers/Microsoft.Subscriptions.Admin/…"
std::string admin_id(const stack::Profile& profile, const std::string& group,
                     const std::string& type, const std::string& name);

// Subscriptions in the flat shape of the administration.
std::string subscription_json(const stack::Profile& profile,
                              const stack::LocalSubscription& subscription);

}  // namespace tollbridge::api::stack_face
