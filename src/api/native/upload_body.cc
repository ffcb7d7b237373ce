// SPDX-License-Identifier: Apache-2.0
#include "api/native/upload_body.h"

#include <utility>

#include "api/text.h"
#include "core/json.h"
#include "core/limits.h"
#include "intake/compression/unpack.h"

namespace tollbridge::api::native {
namespace {

// The body as it comes.
class PulledBytes final : public intake::ByteSource {
 public:
  explicit PulledBytes(BodyStream& body) : body_(body) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (left_.empty()) {
      auto next = body_.next();
      if (!next) return pass(next);
      left_ = *next;
    }
    const std::size_t count = left_.copy(buffer, capacity);
    left_.remove_prefix(count);
    return count;
  }

 private:
  BodyStream& body_;
  std::string_view left_;
};

// Another source between two texts.
class EnclosedBytes final : public intake::ByteSource {
 public:
  EnclosedBytes(std::string front, std::unique_ptr<intake::ByteSource> inner, std::string back)
      : front_(std::move(front)), inner_(std::move(inner)), back_(std::move(back)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (!front_.empty()) return take(front_, buffer, capacity);
    if (inner_ != nullptr) {
      auto count = inner_->read(buffer, capacity);
      if (!count || *count > 0) return count;
      inner_.reset();
    }
    return take(back_, buffer, capacity);
  }

 private:
  static std::size_t take(std::string& text, char* buffer, std::size_t capacity) {
    const std::size_t count = text.copy(buffer, capacity);
    text.erase(0, count);
    return count;
  }

  std::string front_;
  std::unique_ptr<intake::ByteSource> inner_;
  std::string back_;
};

constexpr std::string_view structured = "application/cloudevents+json";
constexpr std::string_view batch = "application/cloudevents-batch+json";

bool is_binary_event(const Request& request) { return !request.header("ce-id").empty(); }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Header values of the binary mode are percent-encoded.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

// The attributes of an event in binary mode, up to where its data stands.
std::string event_front(const Request& request) {
  Json json;
  json.object();
  for (const auto& [name, value] : request.headers) {
    if (name.starts_with("ce-")) json.field(name.substr(3), percent_decoded(value));
  }
  return "[" + json.text() + ",\"data\":";
}

}  // namespace

std::string media_type(const Request& request) {
  std::string type = lower_case(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

const std::vector<std::string>& json_upload_types() {
  static const std::vector<std::string> types{
      "application/x-ndjson", "application/jsonl",     "application/json-lines",
      "application/json",     std::string(structured), std::string(batch)};
  return types;
}

bool holds_events(const Request& request) {
  const std::string type = media_type(request);
  return type == structured || type == batch || is_binary_event(request);
}

Status check_upload(const Request& request, const std::vector<std::string>& types,
                    std::string_view what) {
  const std::string type = media_type(request);
  if (!contains(types, type)) {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                std::string(what) + ", JSON or CloudEvents, not '" + type + "'.");
  }
  const std::string packing = lower_case(request.header("content-encoding"));
  if (!contains(std::vector<std::string>{"", "identity", "gzip", "x-gzip", "zstd"}, packing)) {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                "Content-Encoding is gzip or zstd, not '" + packing + "'.");
  }
  return {};
}

std::unique_ptr<intake::ByteSource> upload_source(const Request& request, BodyStream& body) {
  using intake::compression::Packing;
  const std::string said = lower_case(request.header("content-encoding"));
  const Packing packing = said == "gzip" || said == "x-gzip" ? Packing::gzip
                          : said == "zstd"                   ? Packing::zstd
                                                             : Packing::by_content;
  auto unpacked = intake::compression::unpacking(std::make_unique<PulledBytes>(body),
                                                 {packing, limits::unpack_ratio_max});
  if (is_binary_event(request)) {
    return std::make_unique<EnclosedBytes>(event_front(request), std::move(unpacked), "}]");
  }
  if (media_type(request) == structured) {
    return std::make_unique<EnclosedBytes>("[", std::move(unpacked), "]");
  }
  return unpacked;
}

}  // namespace tollbridge::api::native
