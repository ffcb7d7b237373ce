// SPDX-License-Identifier: Apache-2.0
// registrations: list, get, PUT, PATCH, DELETE, and the move of resources (A1 to A6, R8 to R15).
#include <span>
#include <utility>

#include "api/arm/etag.h"
#include "api/arm/json_body.h"
#include "api/arm/page.h"
#include "api/arm/registering.h"
#include "api/arm/registration_token.h"
#include "api/arm/resource.h"
#include "api/arm/rows.h"
#include "api/error_answer.h"
#include "api/text.h"
#include "core/json.h"
#include "engine/closed_months.h"
#include "registry/changes.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {
namespace {

using nlohmann::json;
using registry::Registration;
using registry::Registry;

std::unexpected<Error> bad_content(const std::string& path, const std::string& message) {
  auto error = fail(ErrorKind::invalid, "InvalidRequestContent", message);
  error.error().path = path;
  return error;
}

Result<Response> list(const Call& call, Desk& desk, const std::optional<std::string>& group) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const SubscriptionId subscription(call.at("subscriptionId"));
  std::vector<ListItem> items;
  for (const Registration* registration :
       registrations_in(**registry, subscription, group, Hour::containing(call.now))) {
    items.push_back({lower_case(registration_id(*registration)),
                     registration_resource(*registration).json});
  }
  return list_response(call.request, std::move(items));
}

Result<Response> list_in_group(const Call& call, Desk& desk) {
  return list(call, desk, call.at("resourceGroupName"));
}
Result<Response> list_in_subscription(const Call& call, Desk& desk) {
  return list(call, desk, {});
}

Result<Response> get(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Registration* found = find(**registry, place_of(call), Hour::containing(call.now));
  if (found == nullptr) return registration_not_found(place_of(call));
  const Resource resource = registration_resource(*found);
  return tagged_response(call.request, 200, resource.json, resource.etag);
}

// The tags of a body as the text of a JSON object; nothing if it has none.
Result<std::optional<std::string>> read_tags(const json& body) {
  const json* tags = member(body, "tags");
  if (tags == nullptr) return std::optional<std::string>();
  bool fine = tags->is_object() && tags->size() <= 50;
  Json text;
  text.object();
  if (fine) {
    for (const auto& [name, value] : tags->items()) {
      fine = fine && value.is_string();
      if (value.is_string()) text.field(name, value.get<std::string>());
    }
  }
  text.end();
  if (!fine) return bad_content("tags", "tags must be an object of at most 50 texts.");
  return std::optional<std::string>(tags->empty() ? "" : text.text());
}

Status check_location(const json& body) {
  const auto location = text_member(body, "location");
  if (location && (location->empty() || same_without_case(*location, "global"))) return {};
  return bad_content("location", "The location of a registration is always global (R14).");
}

// The token of the body; empty if it has none.
Result<std::string> read_token(const json& body) {
  const json* properties = member(body, "properties");
  if (properties == nullptr) return std::string();
  if (!properties->is_object()) return bad_content("properties", "properties must be an object.");
  const auto token = text_member(*properties, "registrationToken");
  if (!token) {
    return bad_content("properties.registrationToken", "registrationToken must be a text.");
  }
  return *token;
}

// What PUT and PATCH ask for. Without a token the one kept is taken again; `existing` may be null.
Result<Registering> read_wish(const Call& call, const Registration* existing) {
  auto body = read_body(call.request);
  if (!body) return pass(body);
  if (auto location = check_location(*body); !location) return pass(location);
  auto tags = read_tags(*body);
  if (!tags) return pass(tags);
  auto text = read_token(*body);
  if (!text) return pass(text);
  const bool patch = call.request.method == Method::patch;
  if (text->empty() && !(patch && *tags && existing != nullptr)) {
    return bad_content("properties.registrationToken",
                       "The body needs properties.registrationToken, the stack's token.");
  }
  Registering wish{place_of(call), {}, std::move(*tags), Hour::containing(call.now)};
  if (text->empty()) return wish;
  auto token = parse_registration_token(*text);
  if (!token) return pass(token);
  wish.token = std::move(*token);
  return wish;
}

Result<Response> recorded(const Call& call, Desk& desk, const registry::ProposedChange& change,
                          const std::string& action) {
  if (change.facts.empty()) return Response{};
  auto commit = desk.books().record({.facts = change.facts, .prices = {}}, call.now,
                                    actor_of(call.principal), action);
  if (!commit) return pass(commit);
  return Response{};
}

Result<Response> answer_with(const Call& call, Desk& desk, int status) {
  auto answer = get(call, desk);
  if (answer) answer->status = status;
  return answer;
}

Status check_names(const Place& place) {
  if (auto group = check_resource_name("resource group", place.group); !group) return group;
  return check_resource_name("registration name", place.name);
}

Result<Response> retag(const Call& call, Desk& desk, const Registry& registry,
                       const Registration& existing, const std::string& tags) {
  auto may = registry::check_principal(registry, existing, call.principal.caller());
  if (!may) return pass(may);
  Registration changed = existing;
  changed.details.tags = tags;
  registry::ProposedChange change;
  if (changed != existing) change.facts.emplace_back(std::move(changed));
  auto done = recorded(call, desk, change, "registration tags");
  if (!done) return pass(done);
  return answer_with(call, desk, 200);
}

Result<Response> put(const Call& call, Desk& desk, const Settings& settings) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Place place = place_of(call);
  const Registration* existing = find(**registry, place, Hour::containing(call.now));
  const bool patch = call.request.method == Method::patch;
  if (patch && existing == nullptr) return registration_not_found(place);
  const std::string etag = existing == nullptr ? "" : registration_resource(*existing).etag;
  if (auto fine = check_preconditions(call.request, etag); !fine) return pass(fine);
  if (auto named = check_names(place); !named) return pass(named);
  auto wish = read_wish(call, existing);
  if (!wish) return pass(wish);
  if (wish->token.text.empty()) {
    return retag(call, desk, **registry, *existing, wish->tags.value_or(""));
  }
  if (!patch && !wish->tags) wish->tags = "";
  auto done = register_stack(**registry, *wish, call.principal.caller(), settings);
  if (!done) return pass(done);
  if (done->infrastructure) {
    const registry::Fact fact = *done->infrastructure;
    const bool open =
        engine::check_closed_months(desk.books(), **registry, std::span(&fact, 1)).has_value();
    if (open) done->change.facts.insert(done->change.facts.begin(), fact);
  }
  auto kept = recorded(call, desk, done->change, "registration put");
  if (!kept) return pass(kept);
  return answer_with(call, desk, done->created ? 201 : 200);
}

Result<Response> remove(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(call.now);
  const Registration* existing = find(**registry, place_of(call), now);
  const std::string etag = existing == nullptr ? "" : registration_resource(*existing).etag;
  if (auto fine = check_preconditions(call.request, etag); !fine) return pass(fine);
  Response answer;
  if (existing == nullptr) {
    answer.status = 204;
    return answer;
  }
  const registry::Removal removal{existing->name, {}, existing->details.locked};
  auto change =
      registry::close_registration(**registry, removal, now, call.principal.caller());
  if (!change) return pass(change);
  auto kept = recorded(call, desk, *change, "registration delete");
  if (!kept) return pass(kept);
  return answer;
}

// "/subscriptions/S/resourceGroups/G" and, of a registration, what follows.
std::optional<Place> parse_id(const std::string& id, bool of_registration) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < id.size();) {
    const auto end = std::min(id.find('/', at + 1), id.size());
    parts.push_back(id.substr(at + 1, end - at - 1));
    at = end;
  }
  const bool group = parts.size() >= 4 && id.front() == '/' &&
                     same_without_case(parts[0], "subscriptions") &&
                     same_without_case(parts[2], "resourceGroups");
  if (!group || parts.size() != (of_registration ? 8U : 4U)) return {};
  if (!of_registration) return Place{SubscriptionId(parts[1]), parts[3], ""};
  if (!same_without_case(parts[4] + "/" + parts[5] + "/" + parts[6],
                         "providers/Microsoft.AzureStack/registrations")) {
    return {};
  }
  return Place{SubscriptionId(parts[1]), parts[3], parts[7]};
}

// One registration to its new place, in the registry as it will be (R11, R13, R15).
Result<Registration> moved(const Registry& registry, const Place& from, const Place& to,
                           const Call& call) {
  const Hour now = Hour::containing(call.now);
  const Registration* existing = find(registry, from, now);
  if (existing == nullptr) return registration_not_found(from);
  const auto caller = call.principal.caller();
  const registry::Removal removal{existing->name, {}, existing->details.locked};
  if (auto may = registry::check_removal(registry, removal, caller); !may) return pass(may);
  if (find(registry, {to.subscription, to.group, from.name}, now) != nullptr) {
    return fail_rule("R15", "RegistrationNameTaken",
                     "The target group has a registration '" + from.name + "' already.");
  }
  Registration wanted = *existing;
  wanted.subscription = to.subscription;
  wanted.resource_group = to.group;
  if (auto may = registry::check_registration(registry, wanted, caller); !may) return pass(may);
  return wanted;
}

Result<Response> move(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto body = read_body(call.request);
  if (!body) return pass(body);
  const auto target = parse_id(text_member(*body, "targetResourceGroup").value_or(""), false);
  const json* ids = member(*body, "resources");
  if (!target || ids == nullptr || !ids->is_array() || ids->empty()) {
    return bad_content("", "The body needs resources, a list of resource ids, and "
                           "targetResourceGroup, the id of a resource group.");
  }
  if (auto named = check_resource_name("resource group", target->group); !named) {
    return pass(named);
  }
  Registry after = **registry;
  registry::ProposedChange change;
  for (const json& id : *ids) {
    const auto from = parse_id(id.is_string() ? id.get<std::string>() : "", true);
    if (!from || from->subscription != SubscriptionId(call.at("subscriptionId")) ||
        !same_without_case(from->group, call.at("resourceGroupName"))) {
      return bad_content("resources", "Every resource must be a registration of the group in the "
                                      "path, by its id.");
    }
    auto wanted = moved(after, *from, *target, call);
    if (!wanted) return pass(wanted);
    change.facts.emplace_back(std::move(*wanted));
    after = (*registry)->with(change.facts);
  }
  auto kept = recorded(call, desk, change, "registration move");
  if (!kept) return pass(kept);
  Response answer;
  answer.status = 204;
  return answer;
}

Operation of_one(Operation operation) {
  operation.access = of_registration();
  return operation;
}

}  // namespace

std::vector<Operation> registration_rows(const Settings& settings) {
  const std::string in_group =
      std::string(group_path) + "/providers/Microsoft.AzureStack/registrations";
  const auto write = [settings](const Call& call, Desk& desk) {
    return put(call, desk, settings);
  };
  std::vector<Operation> rows;
  for (Operation each :
       {row("registrations_list", Method::get, in_group, "Registrations of a resource group",
            list_in_group),
        row("registrations_list_by_subscription", Method::get,
            "/subscriptions/{subscriptionId}/providers/Microsoft.AzureStack/registrations",
            "Registrations of a subscription", list_in_subscription)}) {
    each.access = of_subscription();
    each.query.push_back(skip_token());
    each.answers = {{200, "ArmRegistrationList", "a page", "application/json"}};
    rows.push_back(std::move(each));
  }
  rows.push_back(of_one(row("registration_get", Method::get, registration_path,
                            "One registration", get)));
  rows.back().answers = {{200, "ArmRegistration", "the registration", "application/json"}};
  rows.push_back(of_one(row("registration_put", Method::put, registration_path,
                            "Registers a stack by its token, or registers it again", write)));
  rows.back().text =
      "Makes resource group, provider registration and stack where they are missing. The same "
      "name with another cloud id is refused (R9), a cloud id registered elsewhere too (R8); "
      "the same again is a re-registration (R10). A changed billing model holds from the hour on.";
  rows.back().body = json_body("ArmRegistrationParameter");
  rows.back().answers = {{201, "ArmRegistration", "registered", "application/json"},
                         {200, "ArmRegistration", "registered again", "application/json"}};
  rows.push_back(of_one(row("registration_patch", Method::patch, registration_path,
                            "Registers a stack again, or changes the tags", write)));
  rows.back().body = json_body("ArmRegistrationParameter");
  rows.back().answers = {{200, "ArmRegistration", "the registration", "application/json"}};
  rows.push_back(of_one(row("registration_delete", Method::erase, registration_path,
                            "Ends a registration at this hour", remove)));
  rows.back().text = "A locked one must be unlocked first (R13).";
  rows.back().answers = {{200, "", "removed", ""}, {204, "", "there was none", ""}};
  rows.push_back(row("resources_move", Method::post, std::string(group_path) + "/moveResources",
                     "Moves registrations to another group or CSP subscription", move));
  rows.back().text = "To another subscription only if both are CSP and of one partner (R15).";
  rows.back().access = of_subscription();
  rows.back().body = json_body("ArmMoveResources");
  rows.back().answers = {{204, "", "moved", ""}};
  return rows;
}

}  // namespace tollbridge::api::arm
