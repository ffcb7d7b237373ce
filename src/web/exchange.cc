// SPDX-License-Identifier: Apache-2.0
#include "web/exchange.h"

#include <curl/curl.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <mutex>

#include "core/freed.h"
#include "web/url.h"

namespace tollbridge::web {
namespace {

constexpr long connect_seconds_max = 10;

using Handle = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;

struct Taken {
  const Ask& ask;
  Answer answer = {};
  bool too_long = false;
  bool stopped = false;
};

std::size_t take_body(const char* bytes, std::size_t one, std::size_t count, void* to) {
  auto& taken = *static_cast<Taken*>(to);
  std::string& body = taken.answer.body;
  taken.too_long = body.size() + one * count > taken.ask.answer_bytes_max;
  if (taken.too_long) return 0;  // ends the transfer
  body.append(bytes, one * count);
  return one * count;
}

int on_progress(void* to, curl_off_t /*of_down*/, curl_off_t /*down*/, curl_off_t /*of_up*/,
                curl_off_t /*up*/) {
  auto& taken = *static_cast<Taken*>(to);
  taken.stopped = taken.stopped || taken.ask.stop();
  return taken.stopped ? 1 : 0;
}

// What the last answer (after a 100) said of when to come again.
std::optional<std::chrono::seconds> retry_after(CURL* handle) {
  curl_header* header = nullptr;
  if (curl_easy_header(handle, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  const std::string_view text(header->value);
  std::int32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) return {};
  return std::chrono::seconds(seconds);
}

std::unexpected<Error> unreachable(const Ask& ask, const std::string& why) {
  return fail(ErrorKind::io, "Unreachable",
              "'" + ask.url.substr(0, ask.url.find('?')) + "' cannot be reached: " + why + ".");
}

HeaderList headers_of(const Ask& ask) {
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const std::string& header : ask.headers) list = curl_slist_append(list, header.c_str());
  return HeaderList(list);
}

void set_up(CURL* handle, const Ask& ask) {
  curl_easy_setopt(handle, CURLOPT_URL, ask.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(ask.time_max.count()));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ask.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, ask.ca_file.c_str());
  if (!ask.body.empty() || ask.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, ask.body.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(ask.body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, ask.method.c_str());
}

}  // namespace

Result<Answer> exchange(const Ask& ask) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (!ask.clear_anywhere && leaves_the_machine_in_clear(ask.url)) {
    return fail(ErrorKind::invalid, "NotEncrypted",
                "'" + ask.url + "' is on another machine and not encrypted; use https.");
  }
  const Handle handle(curl_easy_init());
  if (!handle) return unreachable(ask, "out of memory");
  const HeaderList headers = headers_of(ask);
  Taken taken{.ask = ask};
  set_up(handle.get(), ask);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &taken);
  if (ask.stop) {
    curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &taken);
  }
  const CURLcode code = curl_easy_perform(handle.get());
  if (taken.stopped) return fail(ErrorKind::busy, "Stopped", "Asked to stop.");
  if (taken.too_long) {
    return fail(ErrorKind::io, "AnswerTooLong",
                "The answer of '" + ask.url + "' is longer than it may be.");
  }
  if (code != CURLE_OK) return unreachable(ask, curl_easy_strerror(code));
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &taken.answer.status);
  taken.answer.retry_after = retry_after(handle.get());
  return std::move(taken.answer);
}

}  // namespace tollbridge::web
