// SPDX-License-Identifier: Apache-2.0
// POST /v1/usage: usage in every form and packing, of any length, in constant memory. Read and
// parsed on the worker; stored on the engine's thread portion by portion, together with those of
// other uploads that wait then, so that other calls come in between. Answered when all of it is
// durable.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "api/native/answers.h"
#include "api/native/groups.h"
#include "api/native/seconds.h"
#include "api/native/upload_gate.h"
#include "api/text.h"
#include "core/limits.h"
#include "engine/import_usage.h"
#include "intake/compression/unpack.h"
#include "intake/json/json.h"
#include "intake/reader.h"
#include "views/usage_view.h"

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

std::string media_type(const Request& request) {
  std::string type = lower_case(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

constexpr std::string_view structured = "application/cloudevents+json";
constexpr std::string_view batch = "application/cloudevents-batch+json";

const std::vector<std::string>& media_types() {
  static const std::vector<std::string> types{
      "application/x-ndjson", "application/jsonl",         "application/json-lines",
      "application/json",     std::string(structured),     std::string(batch),
      "text/csv",             "application/octet-stream"};
  return types;
}

bool is_binary_event(const Request& request) { return !request.header("ce-id").empty(); }

// What the request says about its body; the content decides where it says nothing.
Result<intake::Options> options_of(const Call& call) {
  const Request& request = call.request;
  intake::Options options;
  const std::string type = media_type(request);
  if (!contains(media_types(), type)) {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                "Usage is CSV, NDJSON, JSON or CloudEvents, not '" + type + "'.");
  }
  const std::string packing = lower_case(request.header("content-encoding"));
  if (!contains(std::vector<std::string>{"", "identity", "gzip", "x-gzip", "zstd"}, packing)) {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                "Content-Encoding is gzip or zstd, not '" + packing + "'.");
  }
  const bool events = type == structured || type == batch || is_binary_event(request);
  if (events) options.format = intake::Format::cloudevents;
  if (type == "text/csv") options.format = intake::Format::csv;
  if (const auto format = request.parameter("format")) {
    auto parsed = intake::parse_format(*format);
    if (!parsed) return pass(parsed);
    if (*parsed != intake::Format::automatic) options.format = *parsed;
  }
  if (const auto stack = request.parameter("stack")) options.stack = StackId(*stack);
  if (call.principal.role == Role::stack_operator && !options.stack) {
    options.stack = call.principal.stack;
  }
  options.daily = request.parameter("daily") == "true";
  return options;
}

Status check_stack(const Call& call, const intake::Options& options) {
  const bool own = call.principal.role != Role::stack_operator ||
                   options.stack == call.principal.stack;
  if (own) return {};
  return fail(ErrorKind::denied, "AuthorizationFailed", "You send the usage of your own stack.");
}

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

// The body unpacked, with single events made a batch of one: they may stand on several lines.
std::unique_ptr<intake::ByteSource> source_of(const Request& request, BodyStream& body) {
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

// An operator's records are of its stack; others are rejected one by one.
void keep_own_rows(const StackId& own, intake::Portion& portion) {
  const auto index = portion.batch.strings.find(own.text());
  std::erase_if(portion.batch.rows, [&](const journal::UsageRow& row) {
    if (index && row.stack == *index) return false;
    portion.rejected.push_back({row.line, "ForeignStack",
                                "The record names another stack than yours, " + own.text() + ".",
                                {}});
    return true;
  });
}

// What was durable before the input failed stays; sending it again counts it once.
Error with_counts(Error error, const engine::ImportReport& report) {
  const std::uint64_t kept = report.accepted + report.restated;
  if (kept > 0) {
    error.message += " " + std::to_string(kept) +
                     " records before it are kept; send all of it again, what is stored already "
                     "counts as duplicate.";
  }
  return error;
}

Result<Response> ingest(const Call& call, BodyStream& body, Engine& engine, UploadGate& gate) {
  auto options = options_of(call);
  if (!options) return pass(options);
  if (auto own = check_stack(call, *options); !own) return pass(own);
  const engine::ImportOptions import{call.now, call.request.parameter("restate") == "true", {},
                                     call.principal.subject};
  engine::ImportReport report;
  const auto source = source_of(call.request, body);
  engine::Upload upload{{}, import, report, nullptr, {}};
  const auto store = [&](intake::Portion&& portion) -> Status {
    if (call.principal.role == Role::stack_operator) keep_own_rows(call.principal.stack, portion);
    upload.portion = std::move(portion);
    return gate.store(upload, engine);
  };
  if (auto read = intake::read_usage(*source, *options, intake::json::make_parser, store); !read) {
    return std::unexpected<Error>(with_counts(std::move(read.error()), report));
  }
  Json json;
  json.object();
  views::append_import_counts(json, report);
  json.array("errors");
  for (const intake::Rejected& one : report.errors) views::append_rejected(json, one);
  json.end().raw_field("duration_s", seconds_between(call.now, engine.now())).end();
  return json_response(200, json.text());
}

}  // namespace

std::vector<Operation> ingest_operations() {
  auto usage = row("usage_ingest", Method::post, "/v1/usage", "Add usage");
  usage.text =
      "CSV, NDJSON, JSON pages of the stack's usage API, FOCUS, or CloudEvents (structured, batch, "
      "binary), plain or packed with gzip or zstd, of any length. Every record has a natural key, "
      "so sending it twice counts it once. A bad record is rejected with its line and reason and "
      "the rest is kept. The answer comes when all of it is durable. An operator sends the usage "
      "of its stack.";
  usage.query = {{"format", ParameterType::text, false, "what the body holds; by its content",
                  {"auto", "azure", "ndjson", "csv", "cloudevents", "focus"}, false},
                 {"stack", ParameterType::text, false,
                  "the stack, for forms that do not carry it (azure, focus)", {}, false},
                 {"restate", ParameterType::flag, false,
                  "another quantity for a stored record replaces it", {}, false},
                 {"daily", ParameterType::flag, false,
                  "accept azure rows longer than an hour: the hourly ones are not sent", {},
                  false}};
  usage.tag = "Usage";
  usage.body = {Takes::stream, "", media_types(), 0};
  usage.answers = {{200, "Imported", "what became of every record", "application/json"}};
  usage.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                        {Role::stack_operator, {Relation::any}}}};
  usage.run_stream = [gate = std::make_shared<UploadGate>()](const Call& call, BodyStream& body,
                                                             Engine& engine) {
    return ingest(call, body, engine, *gate);
  };
  return {usage};
}

}  // namespace tollbridge::api::native
