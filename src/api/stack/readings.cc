// SPDX-License-Identifier: Apache-2.0
// POST /v1/stacks/{cloud_id}/readings: readings in every form and packing, of any length, in
// constant memory. Parsed on the worker; taken on the engine's thread portion by portion, together
// with those of other posts that wait then. Answered when all of it is durable.
#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include "api/error_answer.h"
#include "api/group_gate.h"
#include "api/native/answers.h"
#include "api/native/upload_body.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "core/limits.h"
#include "stack/json/readings.h"
#include "views/usage_view.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::Posted;
using stack::StackHalf;

// Taken at once, of one post or several: what keeps the engine from others for a moment only.
constexpr std::size_t portion_max = 10'000;
static_assert(portion_max <= stack::posted_readings_max);

// A portion of one post.
struct Post {
  const StackId& stack;
  std::vector<Posted> readings;
  stack::TakeOutcome outcome;
  Status stored;
};

void take_together(stack::LocalStack* local, const std::vector<Post*>& posts, Instant now) {
  const StackId& id = posts.front()->stack;
  if (local == nullptr) {
    for (Post* one : posts) {
      one->stored = std::unexpected<Error>(not_found_error(Object::stack, id.text()));
    }
    return;
  }
  std::vector<StackHalf::Post> readings;
  for (const Post* one : posts) readings.emplace_back(one->readings);
  auto outcomes = local->half().take_together(readings, now);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    if (outcomes) {
      posts[i]->outcome = std::move((*outcomes)[i]);
    } else {
      posts[i]->stored = pass(outcomes);
    }
  }
}

// Those that fit into one call, with one commit for each of their stacks.
Result<std::size_t> take_waiting(Desk& desk, std::vector<Post*>& waiting) {
  std::map<StackId, std::vector<Post*>> by_stack;
  std::size_t readings = 0;
  std::size_t count = 0;
  for (Post* one : waiting) {
    readings += one->readings.size();
    if (count > 0 && readings > portion_max) break;
    by_stack[one->stack].push_back(one);
    ++count;
  }
  for (const auto& [id, posts] : by_stack) {
    take_together(desk.stacks().find(id), posts, desk.now());
  }
  return count;
}

// What became of a whole post.
struct Sums {
  TakenCounts counts;
  std::uint64_t rounded = 0;
  std::vector<intake::Rejected> errors;  // the first of them

  void add(const TakenCounts& portion, const stack::json::ParsedReadings& parsed,
           std::vector<intake::Rejected>&& rejected) {
    counts.accepted += portion.accepted;
    counts.duplicate += portion.duplicate;
    counts.rejected += portion.rejected;
    rounded += parsed.rounded;
    std::ranges::stable_sort(rejected, {}, &intake::Rejected::line);
    for (intake::Rejected& one : rejected) {
      if (errors.size() == limits::import_errors_listed_max) return;
      errors.push_back(std::move(one));
    }
  }
};

// What was durable before the input failed stays; sending it again counts it once.
Error with_counts(Error error, const TakenCounts& counts) {
  if (counts.accepted > 0) {
    error.message += " " + std::to_string(counts.accepted) +
                     " readings before it are kept; send all of it again, what is stored already "
                     "counts as duplicate.";
  }
  return error;
}

Result<Response> post_readings(const Call& call, BodyStream& body, Engine& engine,
                               GroupGate<Post>& gate, const StackFaceOptions& options) {
  if (auto may = may_work_on(call); !may) return pass(may);
  auto fits = native::check_upload(call.request, native::json_upload_types(),
                                   "Readings are NDJSON");
  if (!fits) return pass(fits);
  const StackId stack(call.at("cloud_id"));
  Sums sums;
  const auto take = [&](stack::json::ParsedReadings&& parsed) -> Status {
    Post post{stack, std::move(parsed.readings), {}, {}};
    if (auto stored = gate.store(post, engine, take_waiting); !stored) return stored;
    auto rejected = std::move(parsed.rejected);
    std::ranges::move(post.outcome.rejected, std::back_inserter(rejected));
    const TakenCounts counts{post.outcome.accepted, post.outcome.duplicate, rejected.size()};
    if (options.taken) options.taken(stack, counts);
    sums.add(counts, parsed, std::move(rejected));
    return {};
  };
  const auto source = native::upload_source(call.request, body);
  if (auto read = stack::json::read_readings(*source, portion_max, take); !read) {
    return std::unexpected<Error>(with_counts(std::move(read.error()), sums.counts));
  }
  Json json;
  json.object().field("accepted", sums.counts.accepted).field("duplicate", sums.counts.duplicate);
  json.field("rejected", sums.counts.rejected).field("rounded", sums.rounded).array("errors");
  for (const intake::Rejected& one : sums.errors) views::append_rejected(json, one);
  json.end().end();
  return json_response(200, json.text());
}

}  // namespace

std::vector<Operation> reading_operations(const StackFaceOptions& options) {
  auto post = native::row("readings_post", Method::post, "/v1/stacks/{cloud_id}/readings",
                          "Add readings of resource providers");
  post.text =
      "NDJSON, a JSON list, or CloudEvents (structured, batch, binary), plain or packed with gzip "
      "or zstd, of any length. Readings are deltas, counters, gauges and durations; hours are made "
      "of them. A reading has a key (series, source, time, id), so sending it twice counts it "
      "once. A bad one is rejected with its line and reason and the rest is kept. The answer "
      "comes when all of it is durable. For the stack's operator and the provider.";
  post.tag = "Stack half";
  post.body = {Takes::stream, "", native::json_upload_types(), 0};
  post.answers = {{200, "ReadingsTaken", "what became of every reading", "application/json"}};
  post.access = operators_access();
  post.run_stream = [options, gate = std::make_shared<GroupGate<Post>>()](
                        const Call& call, BodyStream& body, Engine& engine) {
    return post_readings(call, body, engine, *gate, options);
  };
  return {post};
}

}  // namespace tollbridge::api::stack_face
