// SPDX-License-Identifier: Apache-2.0
// Guest directories of a stack (azure-stack.md 3.7, 8.3, R37), in the group system.<region>.
#include <utility>

#include "api/arm/page.h"
#include "api/stack/administration.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "core/json.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::GuestDirectory;

std::string guest_json(const stack::Profile& profile, const GuestDirectory& guest) {
  Json json;
  json.object().field("id", admin_id(profile, "system." + profile.region, "directoryTenants",
                                     guest.name));
  json.field("name", guest.name).field("type", "Microsoft.Subscriptions.Admin/directoryTenants");
  json.field("location", profile.region);
  json.object("properties").field("tenantId", guest.tenant.text()).end().end();
  return json.text();
}

Result<Response> list(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  std::vector<arm::ListItem> items;
  for (const GuestDirectory* guest : (*local)->half().directory().guests(call.now)) {
    items.push_back({guest->name, guest_json((*local)->profile(), *guest)});
  }
  return arm::list_response(call.request, std::move(items));
}

const GuestDirectory* named(const Call& call, stack::LocalStack& local) {
  return find_named(local.half().directory().guests(call.now), call.at("name"));
}

Result<Response> get(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const GuestDirectory* found = named(call, **local);
  if (found == nullptr) return resource_not_found("guest directory '" + call.at("name") + "'");
  return json_response(200, guest_json((*local)->profile(), *found));
}

Result<Response> put(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(properties_of(*body));
  const TenantId tenant(members.text("tenantId").value_or(""));
  if (auto fine = members.fault(); !fine) return pass(fine);
  const bool created = named(call, **local) == nullptr;
  auto guest = stack::wanted_guest(ground_of(call, **local), {call.at("name"), tenant, false});
  if (!guest) return pass(guest);
  if (created) {
    if (auto kept = record(call, **local, *guest); !kept) return pass(kept);
  }
  return kept_response(created, guest_json((*local)->profile(), *guest));
}

Result<Response> remove(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const GuestDirectory* found = named(call, **local);
  if (found == nullptr) return removed_response(false);
  auto removed = stack::removed_guest(ground_of(call, **local), found->name);
  if (!removed) return pass(removed);
  if (auto kept = record(call, **local, *removed); !kept) return pass(kept);
  return removed_response(true);
}

}  // namespace

std::vector<Operation> directory_tenant_operations() {
  const std::string all = std::string(admin_group_path) + "/directoryTenants";
  const std::string one = all + "/{name}";
  std::vector<Operation> rows{
      admin_row("stack_directory_tenants_list", Method::get, all, "Guest directories", list),
      admin_row("stack_directory_tenant_get", Method::get, one, "One guest directory", get),
      admin_row("stack_directory_tenant_put", Method::put, one,
                "Lets the users of another directory use the stack", put),
      admin_row("stack_directory_tenant_delete", Method::erase, one,
                "Ends that, after its subscriptions", remove)};
  rows[0].query.push_back(arm::skip_token());
  rows[0].answers = {{200, "ArmList", "a page", "application/json"}};
  rows[1].answers = {{200, "ArmObject", "the directory", "application/json"}};
  rows[2].body = arm::json_body("ArmObject");
  rows[2].answers = {{201, "ArmObject", "added", "application/json"},
                     {200, "ArmObject", "was there", "application/json"}};
  rows[3].answers = {{200, "", "removed", ""}, {204, "", "there was none", ""}};
  return rows;
}

}  // namespace tollbridge::api::stack_face
