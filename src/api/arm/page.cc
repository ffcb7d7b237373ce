// SPDX-License-Identifier: Apache-2.0
#include "api/arm/page.h"

#include <algorithm>

#include "core/base64.h"
#include "api/text.h"
#include "core/json.h"

namespace tollbridge::api::arm {
namespace {

// Is this "name=value" of a query the parameter? A '$' may come as %24.
bool is_parameter(std::string_view pair, std::string_view name) {
  std::string_view given = pair.substr(0, pair.find('='));
  if (name.starts_with('$') && given.starts_with("%24")) {
    name.remove_prefix(1);
    given.remove_prefix(3);
  }
  return same_without_case(given, name);
}

}  // namespace

// The value is of our making and needs no escapes.
std::string link_with(const Request& request, std::string_view name, std::string_view value) {
  const std::string_view target = request.target;
  const auto question = std::min(target.find('?'), target.size());
  std::string link = request.base_url + std::string(target.substr(0, question));
  std::string_view rest = target.substr(std::min(question + 1, target.size()));
  char separator = '?';
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty() || is_parameter(pair, name)) continue;
    (link += separator) += pair;
    separator = '&';
  }
  ((link += separator) += name) += "=";
  return link += value;
}

Result<Response> list_response(const Request& request, std::vector<ListItem> items) {
  std::ranges::sort(items, {}, &ListItem::key);
  auto first = items.begin();
  if (const auto token = request.parameter("$skipToken")) {
    const auto after = from_base64(*token);
    if (!after) {
      return fail(ErrorKind::invalid, "InvalidParameter",
                  "$skipToken is not from a nextLink of this list; follow nextLink as it is.");
    }
    first = std::ranges::upper_bound(items, *after, {}, &ListItem::key);
  }
  const auto left = static_cast<std::size_t>(items.end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, page_rows));
  std::string body = "{\"value\":[";
  for (auto item = first; item != last; ++item) {
    if (item != first) body += ',';
    body += item->json;
  }
  body += ']';
  if (last != items.end()) {
    const std::string link = link_with(request, "$skipToken", base64url((last - 1)->key));
    body += ",\"nextLink\":" + json_string(link);
  }
  return json_response(200, body += '}');
}

}  // namespace tollbridge::api::arm
