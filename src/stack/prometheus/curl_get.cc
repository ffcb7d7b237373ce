// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "stack/prometheus/prometheus_collector.h"

namespace tollbridge::stack::prometheus {
namespace {

constexpr long milliseconds_max = 60'000;
constexpr std::size_t body_bytes_max = 256 * 1024 * 1024;

struct Closed {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

std::size_t take_body(const char* bytes, std::size_t one, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + one * count > body_bytes_max) return 0;  // ends the transfer
  body.append(bytes, one * count);
  return one * count;
}

std::unexpected<Error> failed(const std::string& url, const std::string& why) {
  return fail(ErrorKind::io, "FetchFailed",
              "Cannot fetch '" + url.substr(0, url.find('?')) + "': " + why + ".");
}

Result<std::string> fetch(const std::string& url) {
  const std::unique_ptr<CURL, Closed> handle(curl_easy_init());
  if (!handle) return failed(url, "out of memory");
  std::string body;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_NETRC, CURL_NETRC_IGNORED);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, milliseconds_max);
  curl_easy_setopt(handle.get(), CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_WRITE_ERROR) return failed(url, "the answer is longer than 256 MiB");
  if (code != CURLE_OK) return failed(url, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  // An answer that says what is wrong with the query is JSON too.
  if (status != 200 && !body.starts_with('{')) {
    return failed(url, "the answer is " + std::to_string(status) + ", not 200");
  }
  return body;
}

}  // namespace

Get curl_get() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return fetch;
}

}  // namespace tollbridge::stack::prometheus
