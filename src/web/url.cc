// SPDX-License-Identifier: Apache-2.0
#include "web/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "core/freed.h"

namespace tollbridge::web {
namespace {

std::string part_of(const std::string& url, CURLUPart part) {
  const std::unique_ptr<CURLU, Freed<curl_url_cleanup>> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
  char* text = nullptr;
  if (curl_url_get(parsed.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, Freed<curl_free>> owned(text);
  return text;
}

}  // namespace

bool leaves_the_machine_in_clear(const std::string& url) {
  constexpr std::array<std::string_view, 3> here{"127.0.0.1", "localhost", "[::1]"};
  return part_of(url, CURLUPART_SCHEME) == "http" &&
         std::ranges::find(here, part_of(url, CURLUPART_HOST)) == here.end();
}

}  // namespace tollbridge::web
