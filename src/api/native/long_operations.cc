// SPDX-License-Identifier: Apache-2.0
#include "api/native/long_operations.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "api/native/answers.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"

namespace tollbridge::api::native {
namespace {

constexpr std::chrono::milliseconds event_wait{200};  // shared threads wait that long
constexpr int quiet_rounds_max = 75;  // 15 s; then a comment keeps the connection alive

std::string time_or_empty(const std::optional<Instant>& time) {
  return time ? tollbridge::to_string(*time) : std::string();
}

bool began(const Call& call, const WorkStatus& status) {
  return status.order.caller == call.principal;
}

void append_status(Json& json, const WorkStatus& status, bool whole) {
  json.object().field("id", status.id).field("operation", status.order.operation);
  json.field("target", status.order.target).field("state", to_string(status.state));
  json.field("cancelling", status.cancelling);
  if (status.step.doing.empty()) {
    json.null("progress");
  } else {
    json.object("progress").field("doing", status.step.doing).field("done", status.step.done);
    json.field("of", status.step.of).field("unit", status.step.unit).end();
  }
  json.field("created_at", tollbridge::to_string(status.created_at));
  json.text_or_null("started_at", time_or_empty(status.started_at));
  json.text_or_null("ended_at", time_or_empty(status.ended_at));
  if (whole && status.answer) {
    json.field("status", status.answer->status);
    json.raw_field(status.state == WorkState::succeeded ? "result" : "problem",
                   status.answer->body.empty() ? "null" : status.answer->body);
  }
  json.end();
}

// Foreign operations are missing ones. The provider may look at all and cancel them.
Result<WorkStatus> visible(const Call& call, std::optional<WorkStatus> found) {
  if (found && (began(call, *found) || is_provider(call))) return std::move(*found);
  return fail(ErrorKind::not_found, "OperationNotFound",
              "There is no such operation of yours. They are forgotten after a day, and when the "
              "server stops; then look at what it was to change.");
}

// What was computed for somebody else is not the provider's to read: it may be about sales further
// down.
Response shown(const Call& call, const WorkStatus& status, int code) {
  Response response = json_response(code, status_json(status, began(call, status)).text());
  response.header("Cache-Control", "no-store");
  if (!has_ended(status.state)) response.header("Retry-After", std::string(poll_after_seconds));
  return response;
}

Result<Response> get_one(const Call& call, LongWork& work) {
  auto status = visible(call, work.find(call.at("operation")));
  if (!status) return pass(status);
  return shown(call, *status, 200);
}

Result<Response> list_own(const Call& call, LongWork& work) {
  auto list = ListAnswer::begin(call, "operations");
  if (!list) return pass(list);
  auto own = work.list(call.principal);
  const auto key = [](const WorkStatus& one) {
    return tollbridge::to_string(one.created_at) + one.id;
  };
  std::ranges::sort(own, {}, key);
  for (const WorkStatus& one : own) {
    if (!list->take(key(one))) continue;
    append_status(list->json(), one, false);
  }
  return list->end();
}

Result<Response> cancel_one(const Call& call, LongWork& work) {
  const std::string& id = call.at("operation");
  auto status = visible(call, work.find(id));
  if (!status) return pass(status);
  if (has_ended(status->state)) return shown(call, *status, 200);
  status = visible(call, work.cancel(id));
  if (!status) return pass(status);
  return shown(call, *status, 202);
}

// One event for each change seen, the last one when the operation has ended.
class Events {
 public:
  Events(LongWork& work, std::string id, std::optional<std::uint64_t> seen)
      : work_(work), id_(std::move(id)), seen_(seen) {}

  std::optional<std::string> next() {
    if (ended_) return std::nullopt;
    const auto status = work_.wait(id_, seen_.value_or(~std::uint64_t{0}), event_wait);
    if (!status) return std::nullopt;
    ended_ = has_ended(status->state);
    if (seen_ == status->version) return ended_ ? std::nullopt : quiet();
    seen_ = status->version;
    quiet_rounds_ = 0;
    return "id: " + std::to_string(status->version) + "\nevent: " +
           std::string(to_string(status->state)) + "\ndata: " +
           status_json(*status, false).text() + "\n\n";
  }

 private:
  std::optional<std::string> quiet() {
    if (++quiet_rounds_ < quiet_rounds_max) return std::string();
    quiet_rounds_ = 0;
    return ": still there\n\n";
  }

  LongWork& work_;
  const std::string id_;
  std::optional<std::uint64_t> seen_;
  int quiet_rounds_ = 0;
  bool ended_ = false;
};

std::optional<std::uint64_t> last_event(const Request& request) {
  const std::string_view text = request.header("last-event-id");
  std::uint64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && !text.empty() ? std::optional(id) : std::nullopt;
}

Result<Response> stream_events(const Call& call, LongWork& work) {
  auto status = visible(call, work.find(call.at("operation")));
  if (!status) return pass(status);
  const auto seen = last_event(call.request);
  Response response;
  response.header("Cache-Control", "no-store");
  if (has_ended(status->state) && seen == status->version) {
    response.status = 204;  // tells an EventSource to come no more
    return response;
  }
  response.content_type = "text/event-stream";
  const auto events = std::make_shared<Events>(work, status->id, seen);
  response.parts = [events] { return events->next(); };
  return response;
}

Access everybody_signed_in() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}},
                                {Role::stack_operator, {Relation::any}},
                                {Role::tenant, {Relation::any}}}};
}

using Answering = Result<Response> (*)(const Call&, LongWork&);

Operation made(Operation row, Answering answering, const LongOptions& options) {
  row.tag = "Operations";
  row.access = everybody_signed_in();
  row.run = [answering, &work = *options.work](const Call& call, Desk& /*desk*/) {
    return answering(call, work);
  };
  return row;
}

}  // namespace

Json status_json(const WorkStatus& status, bool whole) {
  Json json;
  append_status(json, status, whole);
  return json;
}

std::vector<Operation> long_operations(const LongOptions& options) {
  if (options.work == nullptr) return {};
  auto all = row("operation_list", Method::get, "/v1/operations", "Long work you began");
  all.text = "Oldest first, without results. They are kept for a day, and not beyond a stop of the "
             "server.";
  all.query = list_parameters();
  all.answers = {{200, "LongOperationList", "operations by age", "application/json"}};
  auto one = row("operation_get", Method::get, "/v1/operations/{operation}",
                 "How far an operation is, and its result");
  one.text = "`result` or `problem` has what the call would have been answered without "
             "`Prefer: respond-async`, and `status` its status. Only who began an operation, and "
             "the provider, see it; the result only who began it.";
  one.answers = {{200, "LongOperation", "the operation", "application/json"}};
  auto ended = row("operation_cancel", Method::post, "/v1/operations/{operation}/cancel",
                   "Tell an operation to end");
  ended.text = "Nothing half done is left. Work that records already is finished instead.";
  ended.answers = {{202, "LongOperation", "it was told", "application/json"},
                   {200, "LongOperation", "it had ended before", "application/json"}};
  auto events = row("operation_events", Method::get, "/v1/operations/{operation}/events",
                    "Follow an operation as server-sent events");
  events.text = "One event for each change, named after the state, its data the operation without "
                "result; the stream ends with the operation. Last-Event-ID leaves out what was "
                "seen; 204: that was all.";
  events.answers = {{200, "", "events", "text/event-stream"}, {204, "", "nothing more comes"}};
  return {made(all, list_own, options), made(one, get_one, options),
          made(ended, cancel_one, options), made(events, stream_events, options)};
}

}  // namespace tollbridge::api::native
