// SPDX-License-Identifier: Apache-2.0
#include "api/http/encode.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <chrono>

#include "api/text.h"
#include "core/ids.h"

namespace tollbridge::api::http {
namespace {

bool safe(std::string_view text) {
  return std::ranges::none_of(text, [](char one) {
    return (static_cast<unsigned char>(one) < ' ' && one != '\t') || one == 0x7f;
  });
}

std::string padded(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

class Writer {
 public:
  Writer(const Response& response, std::string start) : response_(response) {
    text_ = std::move(start);
    text_.reserve(1024 + response.body.size());
    for (const auto& [name, value] : response.headers) put(name, value);
  }
  void put(std::string_view name, std::string_view value) {
    if (!safe(name) || !safe(value)) return;
    text_.append(name).append(": ").append(value).append("\r\n");
  }
  // Unless the operation has said it.
  void standard(std::string_view name, std::string_view value) {
    for (const auto& [set, ignored] : response_.headers) {
      if (same_without_case(set, name)) return;
    }
    put(name, value);
  }
  std::string text_;

 private:
  const Response& response_;
};

std::string status_line(int status) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason.data(), reason.size()) +
         "\r\n";
}

// 20261123T070526Z
std::string compact_stamp(Instant instant) {
  const Instant second = std::chrono::floor<std::chrono::seconds>(instant);
  std::string text = tollbridge::to_string(second);
  std::erase_if(text, [](char one) { return one == '-' || one == ':'; });
  return text;
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char one = text[i];
    const bool hex = (one >= '0' && one <= '9') || (one >= 'a' && one <= 'f') ||
                     (one >= 'A' && one <= 'F');
    if (dash ? one != '-' : !hex) return false;
  }
  return true;
}

void put_azure(Writer& out, const Request& request, const Frame& frame) {
  const std::string_view given = request.header("x-ms-correlation-request-id");
  const std::string correlation = is_guid(given) ? std::string(given) : request.request_id;
  out.standard("x-ms-correlation-request-id", correlation);
  out.standard("x-ms-routing-request-id",
               "LOCAL:" + compact_stamp(frame.now) + ":" + correlation);
  if (frame.remaining) {
    out.standard(frame.remaining->reads ? "x-ms-ratelimit-remaining-subscription-reads"
                                        : "x-ms-ratelimit-remaining-subscription-writes",
                 std::to_string(frame.remaining->calls));
  }
}

void put_standard(Writer& out, const Request& request, const Frame& frame) {
  out.standard("Date", http_date(frame.now));
  out.standard("Cache-Control", "no-cache");
  out.standard("Pragma", "no-cache");
  out.standard("Expires", "-1");
  out.standard("X-Content-Type-Options", "nosniff");
  if (frame.tls) {
    out.standard("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  }
  out.standard("x-ms-request-id", request.request_id);
  if (frame.face == Face::arm || frame.face == Face::usage) put_azure(out, request, frame);
  const std::string_view client = request.header("x-ms-client-request-id");
  if (!client.empty() && client.size() <= 128 &&
      same_without_case(request.header("x-ms-return-client-request-id"), "true")) {
    out.standard("x-ms-client-request-id", client);
  }
}

}  // namespace

std::string http_date(Instant instant) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  return std::string(days.at(std::chrono::weekday(day).c_encoding())) + ", " +
         padded(static_cast<unsigned>(date.day())) + " " +
         months.at(static_cast<unsigned>(date.month()) - 1) + " " +
         std::to_string(static_cast<int>(date.year())) + " " +
         padded(static_cast<unsigned>(time.hours().count())) + ":" +
         padded(static_cast<unsigned>(time.minutes().count())) + ":" +
         padded(static_cast<unsigned>(time.seconds().count())) + " GMT";
}

std::string encode(const Response& response, const Request& request, const Frame& frame) {
  Writer out(response, status_line(response.status));
  put_standard(out, request, frame);
  const bool bodiless = response.status == 204 || response.status == 304;
  const bool parts = frame.chunked || frame.until_close;
  if (!bodiless) {
    if (!response.body.empty() || parts) out.standard("Content-Type", response.content_type);
    if (frame.chunked) {
      out.put("Transfer-Encoding", "chunked");
    } else if (!parts) {
      out.put("Content-Length", std::to_string(response.body.size()));
    }
  }
  out.put("Connection", frame.keep_alive ? "keep-alive" : "close");
  out.text_ += "\r\n";
  if (!bodiless && !frame.head_only && !parts) out.text_ += response.body;
  return std::move(out.text_);
}

std::string encode_chunk(std::string_view part) {
  std::array<char, 20> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), part.size(), 16);
  std::string chunk(size.data(), end.ptr);
  chunk.reserve(chunk.size() + part.size() + 4);
  chunk.append("\r\n").append(part);
  chunk.append("\r\n");
  return chunk;
}

}  // namespace tollbridge::api::http
