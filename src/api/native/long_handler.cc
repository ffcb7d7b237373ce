// SPDX-License-Identifier: Apache-2.0
#include "api/native/long_handler.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "api/engine_stores.h"
#include "api/error_answer.h"
#include "api/native/long_operations.h"
#include "api/text.h"
#include "core/check.h"

namespace tollbridge::api::native {
namespace {

constexpr std::chrono::milliseconds look_every{1000};

// A call that outlives its request.
class KeptCall {
 public:
  explicit KeptCall(const Call& call)
      : request_(call.request), principal_(call.principal),
        call_{request_, principal_, call.relation, call.path, call.now} {}
  KeptCall(const KeptCall&) = delete;
  KeptCall& operator=(const KeptCall&) = delete;

  [[nodiscard]] const Call& call() const { return call_; }

 private:
  const Request request_;
  const Principal principal_;
  const Call call_;
};

}  // namespace

// "respond-async, wait=10": preferences are separated by commas, their parameters by semicolons.
bool prefers_async(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "prefer") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      std::string_view one = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      one = one.substr(0, one.find(';'));
      one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
      one = one.substr(0, one.find_last_not_of(" \t") + 1);
      if (same_without_case(one, "respond-async")) return true;
    }
  }
  return false;
}

Response accepted(const Request& request, LongWork& work, const std::string& id) {
  const auto status = work.find(id);
  CHECK(status);
  Response response = json_response(202, status_json(*status, true).text());
  response.header("Location", request.base_url + "/v1/operations/" + id);
  response.header("Retry-After", std::string(poll_after_seconds));
  response.header("Preference-Applied", "respond-async");
  return response;
}

Result<Response> ended(LongWork& work, const std::string& id) {
  std::uint64_t seen = 0;
  while (auto status = work.wait(id, seen, look_every)) {
    if (has_ended(status->state)) return *status->answer;
    seen = status->version;
  }
  return fail(ErrorKind::not_found, "OperationNotFound", "The operation was forgotten.");
}

namespace {

Result<Response> work_now(const LongJob& job, const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  Evaluation evaluation{desk.books(), desk.journal(), **registry, engine::no_progress(),
                        [&desk] { return desk.now(); }};
  return job(call, evaluation);
}

Result<Response> work_apart(const LongJob& job, const Call& call, std::optional<Period> counted,
                            Engine& engine, engine::Progress& progress) {
  auto snapshot = Snapshot::take(engine, counted);
  if (!snapshot) return pass(snapshot);
  Evaluation evaluation{*snapshot->books, *snapshot->journal, *snapshot->registry, progress,
                        [&engine] { return engine.now(); }};
  return job(call, evaluation);
}

Result<Response> begin(LongJob job, const Call& call, const LongKind& kind,
                       const LongOptions& options) {
  const auto kept = std::make_shared<const KeptCall>(call);
  const auto counted = kind.counted ? kind.counted(call) : std::nullopt;
  Work work;
  work.run = [kept, counted, job = std::move(job), &engine = *options.engine](auto& progress) {
    return work_apart(job, kept->call(), counted, engine, progress);
  };
  work.refuse = [kept](const Error& error) {
    return error_answer(Face::native, error, kept->call().request.request_id);
  };
  const std::string target =
      std::string(to_string(call.request.method)) + " " + call.request.target;
  auto id = options.work->begin({call.principal, kind.operation, target, kind.lane},
                                std::move(work));
  if (!id) return pass(id);
  return accepted(call.request, *options.work, *id);
}

}  // namespace

Handler long_handler(LongKind kind, const LongOptions& options) {
  return [kind = std::move(kind), options](const Call& call, Desk& desk) -> Result<Response> {
    auto job = kind.prepare(call, desk);
    if (!job) return pass(job);
    const bool apart = options.work != nullptr && prefers_async(call.request);
    return apart ? begin(std::move(*job), call, kind, options) : work_now(*job, call, desk);
  };
}

Answer accepted_answer() {
  return {202, "LongOperation", "begun; Location says where to look (Prefer: respond-async)",
          "application/json"};
}

}  // namespace tollbridge::api::native
