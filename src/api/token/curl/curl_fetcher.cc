// SPDX-License-Identifier: Apache-2.0
#include "api/token/curl/curl_fetcher.h"

#include <curl/curl.h>

#include <charconv>
#include <memory>
#include <mutex>

#include "api/text.h"
#include "jose/keys.h"

namespace tollbridge::api::token::curl {
namespace {

constexpr long milliseconds_max = 5'000;

struct Closed {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, Closed>;

struct Answer {
  std::string body;
  std::string cache_control;
};

std::size_t take_body(const char* bytes, std::size_t one, std::size_t count, void* to) {
  auto& body = static_cast<Answer*>(to)->body;
  if (body.size() + one * count > jose::key_set_bytes_max) return 0;  // ends the transfer
  body.append(bytes, one * count);
  return one * count;
}

std::size_t take_header(const char* bytes, std::size_t one, std::size_t count, void* to) {
  constexpr std::string_view name = "cache-control:";
  const std::string line = lower_case({bytes, one * count});
  auto& kept = static_cast<Answer*>(to)->cache_control;
  if (line.starts_with(name) && kept.size() < 1024) kept += "," + line.substr(name.size());
  return one * count;
}

std::unexpected<Error> failed(const std::string& url, const std::string& why) {
  return fail(ErrorKind::io, "FetchFailed", "Cannot fetch '" + url + "': " + why + ".");
}

void set_limits(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds_max);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds_max);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE, static_cast<long>(jose::key_set_bytes_max));
}

}  // namespace

CurlFetcher::CurlFetcher(std::string ca_file) : ca_file_(std::move(ca_file)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<Fetched> CurlFetcher::get(const std::string& url) {
  const Handle handle(curl_easy_init());
  if (!handle) return failed(url, "out of memory");
  Answer answer;
  set_limits(handle.get());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &answer);
  if (!ca_file_.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, ca_file_.c_str());
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_WRITE_ERROR || code == CURLE_FILESIZE_EXCEEDED) {
    return failed(url, "the answer is longer than 256 KiB");
  }
  if (code != CURLE_OK) return failed(url, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return failed(url, "the answer is " + std::to_string(status) + ", not 200");
  return Fetched{std::move(answer.body), max_age_of(answer.cache_control)};
}

std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control) {
  const std::string text = lower_case(cache_control);
  if (text.find("no-store") != std::string::npos || text.find("no-cache") != std::string::npos) {
    return std::chrono::seconds{0};
  }
  constexpr std::string_view name = "max-age=";
  std::size_t at = text.find(name);
  // s-maxage is another word; so is a word that only ends in max-age.
  while (at != std::string::npos && at > 0 && text[at - 1] != ',' && text[at - 1] != ' ') {
    at = text.find(name, at + 1);
  }
  if (at == std::string::npos) return {};
  const char* begin = text.data() + at + name.size();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), seconds);
  if (error != std::errc{} || end == begin || seconds < 0) return {};
  return std::chrono::seconds{seconds};
}

}  // namespace tollbridge::api::token::curl
