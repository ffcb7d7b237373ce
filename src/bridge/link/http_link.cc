// SPDX-License-Identifier: Apache-2.0
#include "bridge/link/http_link.h"

#include <curl/curl.h>

#include <mutex>
#include <utility>

#include "bridge/limits.h"
#include "bridge/link/answers.h"
#include "core/freed.h"
#include "web/url.h"

namespace tollbridge::bridge::link {
namespace {

constexpr std::size_t standing_bytes_max = 1024 * 1024;
constexpr std::size_t receipt_bytes_max = 64 * 1024;
constexpr std::size_t problem_bytes_max = 64 * 1024;
constexpr long slow_bytes_a_second = 1024;
constexpr std::size_t body_bytes_a_second = 16 * 1024;

using HeaderList = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;

// The body as it comes; too much of it ends the transfer.
struct Answer {
  std::string body;
  std::size_t most = 0;
  bool too_long = false;
};

std::size_t take_body(const char* bytes, std::size_t one, std::size_t count, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (answer.body.size() + one * count > answer.most) {
    answer.too_long = true;
    return 0;
  }
  answer.body.append(bytes, one * count);
  return one * count;
}

int look_whether_stopping(void* stopping, curl_off_t /*all_down*/, curl_off_t /*down*/,
                          curl_off_t /*all_up*/, curl_off_t /*up*/) {
  return (*static_cast<const std::function<bool()>*>(stopping))() ? 1 : 0;
}

std::unexpected<Error> transfer_failed(CURLcode code, const std::string& url) {
  const std::string why = std::string(": ") + curl_easy_strerror(code) + ".";
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return fail(ErrorKind::busy, "LinkStopped", "The bridge was told to stop.");
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return fail(ErrorKind::io, "LinkBroken",
                  "The connection to commerce at '" + url + "' was cut, or too slow" + why);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return fail(ErrorKind::io, "AnswerWrong", "What answers at '" + url + "' is no HTTP" + why);
    default:
      return fail(ErrorKind::io, "CommerceUnreachable",
                  "Commerce cannot be reached at '" + url + "'" + why);
  }
}

}  // namespace

struct HttpLink::Connection {
  CURL* handle = curl_easy_init();
  Connection() = default;
  ~Connection() { curl_easy_cleanup(handle); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
};

struct HttpLink::Question {
  std::string path;  // behind …/batches
  std::optional<std::string_view> body;
  std::size_t answer_bytes_max = 0;
  std::size_t carried_bytes_max = 0;  // either way
};

namespace {

void set_security(CURL* handle, const LinkOptions& options) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  }
}

void set_limits(CURL* handle, const LinkOptions& options, std::size_t carried) {
  const LinkTimes& times = options.times;
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, times.connect_seconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT,
                   times.whole_seconds + static_cast<long>(carried / body_bytes_a_second));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, slow_bytes_a_second);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, times.silence_seconds);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look_whether_stopping);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &options.stopping);
}

HeaderList headers_of(const std::string& token, bool has_body) {
  curl_slist* list = curl_slist_append(nullptr, ("Authorization: Bearer " + token).c_str());
  list = curl_slist_append(list, "Expect:");
  if (has_body) {
    list = curl_slist_append(list, ("Content-Type: " + std::string(batch_content_type)).c_str());
  }
  return HeaderList(list);
}

std::optional<std::chrono::seconds> retry_after_of(CURL* handle) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
  if (seconds <= 0) return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

HttpLink::HttpLink(LinkOptions options) : options_(std::move(options)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  url_ = options_.endpoint;
  while (url_.ends_with('/')) url_.pop_back();
  url_ += "/v1/stacks/" + options_.stack.text() + "/batches";
  connection_ = std::make_unique<Connection>();
}

HttpLink::~HttpLink() = default;

Result<std::string> HttpLink::ask(const Question& question) {
  retry_after_.reset();
  CURL* handle = connection_->handle;
  if (handle == nullptr) {
    return fail(ErrorKind::io, "CommerceUnreachable", "No HTTP client could be made.");
  }
  const std::string url = url_ + question.path;
  if (!options_.plain_http_anywhere && web::leaves_the_machine_in_clear(url)) {
    return fail(ErrorKind::io, "LinkNotEncrypted",
                "Batches do not travel to '" + url_ + "', which is no https address. Does commerce"
                " listen on https where the activation key was made?");
  }
  const auto token = options_.token();
  if (!token) return std::unexpected(token.error());
  const HeaderList headers = headers_of(*token, question.body.has_value());
  Answer answer{{}, std::max(question.answer_bytes_max, problem_bytes_max), false};
  curl_easy_reset(handle);  // keeps the connection
  set_security(handle, options_);
  set_limits(handle, options_, question.carried_bytes_max);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  if (question.body) {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(question.body->size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, question.body->data());
  }
  const CURLcode code = curl_easy_perform(handle);
  if (answer.too_long) {
    return fail(ErrorKind::io, "AnswerWrong",
                "The answer of '" + url_ + "' is longer than any of commerce.");
  }
  if (code != CURLE_OK) return transfer_failed(code, url_);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return std::move(answer.body);
  retry_after_ = retry_after_of(handle);
  return std::unexpected(read_problem(status, answer.body));
}

Result<Standing> HttpLink::standing(std::uint64_t from) {
  const auto body = ask({"?from=" + std::to_string(from), {}, standing_bytes_max, 0});
  if (!body) return std::unexpected(body.error());
  return read_standing(*body);
}

Result<std::string> HttpLink::send(std::string_view batch) {
  return ask({"", batch, receipt_bytes_max, batch.size()});
}

Result<std::string> HttpLink::fetch(std::uint64_t number) {
  return ask({"/" + std::to_string(number), {}, limits::batch_bytes_max, limits::batch_bytes_max});
}

}  // namespace tollbridge::bridge::link
