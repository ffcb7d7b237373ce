// SPDX-License-Identifier: Apache-2.0
// Lists in pages: {"value":[…],"nextLink":"…"} (spec/azure-stack.md 3.0). A page begins after the
// key of the last item of the one before, so it stays where it was while others come and go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/message.h"
#include "core/result.h"

namespace tollbridge::api::arm {

struct ListItem {
  std::string key;   // the order of the list; unique
  std::string json;  // the resource
};

inline constexpr std::size_t page_rows = 1000;

// The page the request asks for by $skipToken. Errors: InvalidParameter, a token not of ours.
Result<Response> list_response(const Request& request, std::vector<ListItem> items);

// The request's own address with the parameter `name` set to `value`, absolute.
std::string link_with(const Request& request, std::string_view name, std::string_view value);

}  // namespace tollbridge::api::arm
