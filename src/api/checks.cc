// SPDX-License-Identifier: Apache-2.0
#include "api/checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>

#include "api/error_answer.h"
#include "api/relation_here.h"
#include "api/text.h"
#include "core/check.h"
#include "core/decimal.h"
#include "core/ids.h"
#include "core/time.h"

namespace tollbridge::api {
namespace {

constexpr std::array arm_versions{"2016-01-01",         "2017-06-01", "2020-06-01-preview",
                                  "2022-03-01",         "2022-06-01", "2021-04-01",
                                  "2015-11-01",         "2015-06-01-preview", "2016-09-01"};
constexpr std::string_view usage_version = "2015-06-01-preview";

Result<Trade> trade_of(Object object, const std::string& id, Desk& desk) {
  if (object == Object::sheet) {
    auto prices = desk.prices();
    if (!prices) return pass(prices);
    const auto* sheet = (*prices)->sheet(SheetId(id));
    if (sheet == nullptr) return Trade{};
    return Trade{sheet->seller, sheet->buyer};
  }
  auto document = desk.books().invoices().document(id);
  if (!document && document.error().kind == ErrorKind::not_found) return Trade{};
  if (!document) return pass(document);
  return Trade{document->seller, document->buyer};
}

// How the call's object stands to its caller, and whether there is one at all.
struct Standing {
  Relation relation = Relation::none;
  bool exists = false;
};

Result<Standing> standing_of(const Access& access, const Call& call, Desk& desk) {
  if (access.object == Object::service || access.scope.empty()) {
    return Standing{Relation::any, true};
  }
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const std::string& id = call.at(access.scope);
  if (access.object == Object::invoice || access.object == Object::sheet) {
    auto trade = trade_of(access.object, id, desk);
    if (!trade) return pass(trade);
    if (trade->seller.empty()) return Standing{};
    return Standing{relation_to_trade(**registry, call.principal, *trade), true};
  }
  const auto relation = [&](const Principal& caller) {
    const Relation found = relation_to(**registry, caller, access.object, id);
    if (found != Relation::none || access.object != Object::local_subscription) return found;
    const Here here = relation_here(desk.stacks(), caller, LocalSubscriptionId(id), call.now);
    if (here.relation != Relation::none) return here.relation;
    return relation_to(**registry, caller, Object::subscription, id);
  };
  Principal provider;  // sees all there is
  provider.role = Role::provider;
  return Standing{relation(call.principal), relation(provider) != Relation::none};
}

std::unexpected<Error> bad_version(Face face, bool given) {
  if (face == Face::usage) {
    return fail(ErrorKind::invalid, given ? "InvalidApiVersionParameter" : "NoApiVersion",
                "The query parameter api-version must be " + std::string(usage_version) + ".");
  }
  return fail(ErrorKind::invalid,
              given ? "InvalidApiVersionParameter" : "MissingApiVersionParameter",
              "The query parameter api-version is needed; this server answers 2017-06-01, "
              "2020-06-01-preview and 2022-06-01.");
}

using PathValue = std::pair<std::string, std::string>;

// Some official clients leave it out of one call; its row then says that it is not required.
Status check_version(const Operation& operation, const Request& request) {
  const Face face = operation.face;
  if (face != Face::arm && face != Face::usage) return {};
  const auto version = request.parameter("api-version");
  if (!version || version->empty()) {
    const bool optional = std::ranges::any_of(operation.query, [](const QueryParameter& each) {
      return each.name == "api-version" && !each.required;
    });
    return optional ? Status() : Status(bad_version(face, false));
  }
  const bool known = face == Face::usage
                         ? same_without_case(*version, usage_version)
                         : std::ranges::any_of(arm_versions, [&](std::string_view known_version) {
                             return same_without_case(*version, known_version);
                           });
  if (!known) return bad_version(face, true);
  return {};
}

bool well_formed(ParameterType type, const std::string& value) {
  switch (type) {
    case ParameterType::text: return !value.empty() && value.size() <= 2048;
    case ParameterType::guid: return normal_guid(value).has_value();
    case ParameterType::integer:
      return !value.empty() && value.size() <= 9 &&
             std::ranges::all_of(value, [](unsigned char c) { return std::isdigit(c) != 0; });
    case ParameterType::flag: return value == "true" || value == "false";
    case ParameterType::instant: return parse_instant(value).has_value();
    case ParameterType::period: return Period::parse(value).has_value();
    case ParameterType::day_or_instant:
      return parse_instant_or_date(value).has_value();
    case ParameterType::decimal: return Quantity::parse(value).has_value();
  }
  return false;
}

std::string_view shape_of(ParameterType type) {
  switch (type) {
    case ParameterType::text: return "a text of 1 to 2,048 bytes";
    case ParameterType::guid: return "a GUID";
    case ParameterType::integer: return "a whole number of at most nine digits";
    case ParameterType::flag: return "true or false";
    case ParameterType::instant: return "a time like 2026-10-01T00:00:00Z";
    case ParameterType::period: return "a month like 2026-10";
    case ParameterType::day_or_instant: return "a day like 2026-10-01 or a time of RFC 3339";
    case ParameterType::decimal: return "a decimal number";
  }
  return "";
}

std::string listed(const std::vector<std::string>& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : ", ") + choice;
  return text;
}

void check_parameter(const QueryParameter& parameter, const Request& request,
                     std::vector<Error>& faults) {
  const auto refuse = [&](const std::string& code, const std::string& message) {
    faults.push_back({ErrorKind::invalid, code, message, {}, parameter.name, 0, {}});
  };
  const auto value = request.parameter(parameter.name);
  if (!value) {
    if (parameter.required) {
      refuse("MissingParameter", "The query parameter " + parameter.name + " is needed: " +
                                     parameter.help + ".");
    }
    return;
  }
  if (!well_formed(parameter.type, *value)) {
    refuse("InvalidParameter", "The query parameter " + parameter.name + " must be " +
                                   std::string(shape_of(parameter.type)) + ".");
  } else if (!parameter.choices.empty() && !contains(parameter.choices, *value)) {
    refuse("InvalidParameter", "The query parameter " + parameter.name + " must be one of " +
                                   listed(parameter.choices) + ".");
  }
}

Result<Relation> judged(const Operation& operation, const Call& call, const Standing& standing) {
  const Access& access = operation.access;
  const Relation relation = standing.relation;
  if (!standing.exists && access.creates(call.principal.role)) return relation;
  switch (decide(access, call.principal.role, relation)) {
    case Decision::allowed: return relation;
    case Decision::hidden:
      return std::unexpected<Error>(
          access.part == Object::service
              ? not_found_error(access.object, call.at(access.scope))
              : not_found_error(access.part, call.at(access.part_scope)));
    case Decision::denied: break;
  }
  return fail(ErrorKind::denied, "AuthorizationFailed",
              "The role " + std::string(to_string(call.principal.role)) + " may not do this (" +
                  operation.id + ").");
}

}  // namespace

Result<Relation> authorize(const Operation& operation, const Call& call, Desk& desk) {
  if (operation.face == Face::usage && contains(call.path, PathValue("subscriptionId", ""))) {
    return fail(ErrorKind::invalid, "SubscriptionIdMissingInRequest",
                "The path names no subscription.");
  }
  auto standing = standing_of(operation.access, call, desk);
  if (!standing) return pass(standing);
  return judged(operation, call, *standing);
}

Result<Relation> authorize_by_role(const Operation& operation, const Call& call) {
  CHECK(operation.access.object == Object::service && operation.face != Face::usage);
  return judged(operation, call, {Relation::any, true});
}

Status check_parameters(const Operation& operation, const Request& request) {
  if (auto version = check_version(operation, request); !version) return version;
  // The usage API reads its own parameters and has its own codes.
  if (operation.face == Face::usage) return {};
  std::vector<Error> faults;
  for (const QueryParameter& parameter : operation.query) {
    check_parameter(parameter, request, faults);
  }
  if (operation.face == Face::native) {
    for (const auto& [name, value] : request.query) {
      const bool known = std::ranges::any_of(
          operation.query, [&](const auto& parameter) { return parameter.name == name; });
      if (known) continue;
      faults.push_back({ErrorKind::invalid, "UnknownParameter",
                        "This operation has no query parameter '" + name + "'.", {}, name, 0, {}});
    }
  }
  if (faults.empty()) return {};
  if (faults.size() == 1) return std::unexpected<Error>(std::move(faults.front()));
  Error all{ErrorKind::invalid, "InvalidParameter", "Several query parameters are wrong.", {},
            {}, 0, std::move(faults)};
  return std::unexpected<Error>(std::move(all));
}

Status check_body(const Operation& operation, const Request& request) {
  const Body& body = operation.body;
  if (body.takes == Takes::nothing || body.takes == Takes::stream) return {};
  if (request.body.empty()) {
    if (!body.required) return {};
    return fail(ErrorKind::invalid, "InvalidRequestContent", "This operation needs a body.");
  }
  const std::string packing = lower_case(request.header("content-encoding"));
  if (!packing.empty() && packing != "identity") {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                "Only usage may be packed; send this body without Content-Encoding.");
  }
  if (body.content_types.empty()) return {};
  std::string type = lower_case(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  if (contains(body.content_types, type)) return {};
  return fail(ErrorKind::invalid, "UnsupportedMediaType",
              "The body must be " + listed(body.content_types) + ", not '" + type + "'.");
}

}  // namespace tollbridge::api
