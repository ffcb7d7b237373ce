// SPDX-License-Identifier: Apache-2.0
// POST /v1/usage: usage in every form and packing, of any length, in constant memory. Read and
// parsed on the worker; stored on the engine's thread portion by portion, together with those of
// other uploads that wait then, so that other calls come in between. Answered when all of it is
// durable.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/native/answers.h"
#include "api/native/groups.h"
#include "api/native/seconds.h"
#include "api/native/upload_body.h"
#include "api/native/upload_gate.h"
#include "engine/import_usage.h"
#include "intake/json/json.h"
#include "intake/reader.h"
#include "views/usage_view.h"

namespace tollbridge::api::native {
namespace {

const std::vector<std::string>& media_types() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> all = json_upload_types();
    all.insert(all.end(), {"text/csv", "application/octet-stream"});
    return all;
  }();
  return types;
}

// What the request says about its body; the content decides where it says nothing.
Result<intake::Options> options_of(const Call& call) {
  const Request& request = call.request;
  intake::Options options;
  if (auto fits = check_upload(request, media_types(), "Usage is CSV, NDJSON"); !fits) {
    return pass(fits);
  }
  if (holds_events(request)) options.format = intake::Format::cloudevents;
  if (media_type(request) == "text/csv") options.format = intake::Format::csv;
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
  const auto source = upload_source(call.request, body);
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
