// SPDX-License-Identifier: Apache-2.0
// /v1/stacks/{cloud_id}/batches at commerce: a stack's bridge posts batches, asks where commerce
// stands and fetches what the stack lost; its operator and the provider see the same, and what was
// not taken. A batch is read, checked and unpacked on the worker and taken on the engine's thread.
#include <charconv>
#include <utility>

#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/upload_body.h"
#include "api/stack/bridge_key.h"
#include "api/stack/operations.h"
#include "api/stack/registry_directory.h"
#include "bridge/arrivals.h"
#include "bridge/inbox.h"
#include "bridge/limits.h"
#include "core/json.h"
#include "engine/books.h"

namespace tollbridge::api::stack_face {
namespace {

using bridge::Inbox;
using bridge::Taken;

constexpr std::string_view batch_type = "application/vnd.tollbridge.batch";
constexpr std::size_t rejections_listed = 1'000;

struct Face {
  BatchFaceOptions options;
};

StackId stack_of(const Call& call) { return StackId(call.at("cloud_id")); }

// What cannot be kept of it costs no batch.
void note_contact(const Face& face, const Call& call, Instant now) {
  if (call.principal.role != Role::bridge) return;
  ignore_status(face.options.ledger->note_contact(call.principal.stack, now));
}

// An Inbox over the desk, for one piece of work on the engine's thread.
template <class Work>
auto with_inbox(const Face& face, Desk& desk, Work work)
    -> decltype(work(std::declval<Inbox&>(), Instant())) {
  const auto now = engine::time_to_write(desk.books(), desk.now());
  if (!now) return std::unexpected(now.error());
  RegistryDirectory directory(desk);
  Inbox inbox({*face.options.ledger, directory, desk.journal(), face.options.attest});
  return work(inbox, *now);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end) return {};
  return number;
}

Result<std::uint64_t> first_asked(const Call& call) {
  const auto from = call.request.parameter("from");
  const auto number = number_in(from.value_or("1"));
  if (number) return *number;
  return fail(ErrorKind::invalid, "InvalidParameter", "from is the number of a batch, from 1.");
}

void append_taken(Json& json, const Taken& taken) {
  json.field("number", taken.number).field("hash", hex(taken.hash));
  json.field("rows", taken.rows).field("changes", taken.changes);
  json.field("rejected", taken.rejected);
  json.field("made_at", tollbridge::to_string(taken.made_at));
  json.field("taken_at", tollbridge::to_string(taken.taken_at));
}

// Only the newest can have been taken now.
void tell_taken(const Face& face, const StackId& stack, std::uint64_t before) {
  if (!face.options.taken) return;
  const auto newest = face.options.ledger->newest(stack);
  if (newest && *newest && (*newest)->number > before) face.options.taken(stack, **newest);
}

Result<std::string> take(const Face& face, Desk& desk, const StackId& stack,
                         bridge::Arrived&& arrived, std::string_view bytes) {
  const auto before = face.options.ledger->newest(stack);
  if (!before) return std::unexpected(before.error());
  auto receipt = with_inbox(face, desk, [&](Inbox& inbox, Instant now) {
    return inbox.take(std::move(arrived), bytes, now);
  });
  tell_taken(face, stack, *before ? (*before)->number : 0);
  return receipt;
}

Result<std::string> whole(BodyStream& body) {
  std::string bytes;
  for (;;) {
    const auto piece = body.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return bytes;
    if (bytes.size() + piece->size() > bridge::limits::batch_bytes_max) {
      return fail(ErrorKind::invalid, "BodyTooLarge", "A batch has at most 16 MiB.");
    }
    bytes.append(*piece);
  }
}

Result<Response> post(const Call& call, BodyStream& body, Engine& engine, const Face& face) {
  const StackId stack = stack_of(call);
  const auto missing = [&] {
    return std::unexpected<Error>(not_found_error(Object::stack, call.at("cloud_id")));
  };
  if (call.principal.stack != stack) return missing();
  if (native::media_type(call.request) != batch_type ||
      call.request.header_count("content-encoding") > 0) {
    return fail(ErrorKind::invalid, "UnsupportedMediaType",
                "A batch is sent as " + std::string(batch_type) + " and not packed once more.");
  }
  const auto bytes = whole(body);
  if (!bytes) return std::unexpected(bytes.error());
  std::optional<bridge::StackPublicKey> key;
  const auto asked = engine.run([&](Desk& desk) -> Status {
    note_contact(face, call, desk.now());
    const auto registry = desk.registry();
    if (!registry) return std::unexpected(registry.error());
    key = bridge_key_of(**registry, stack, Hour::containing(desk.now()));
    return {};
  });
  if (!asked) return std::unexpected(asked.error());
  if (!key) return missing();
  const auto verifies = [&key](std::string_view text, std::string_view signature) {
    return key->verifies(text, signature);
  };
  auto arrived = bridge::open_arrived(stack, verifies, *bytes);
  if (!arrived) return std::unexpected(arrived.error());
  Response answer;
  const auto taken = engine.run([&](Desk& desk) -> Status {
    auto receipt = take(face, desk, stack, std::move(*arrived), *bytes);
    if (!receipt) return pass(receipt);
    answer.body = std::move(*receipt);
    return {};
  });
  if (!taken) return std::unexpected(taken.error());
  answer.content_type = "application/jwt";
  return answer;
}

Result<Response> standing(const Call& call, Desk& desk, const Face& face) {
  const auto from = first_asked(call);
  if (!from) return std::unexpected(from.error());
  const StackId stack = stack_of(call);
  note_contact(face, call, desk.now());
  const auto known = with_inbox(face, desk, [&](Inbox& inbox, Instant now) {
    return inbox.standing(stack, *from, now);
  });
  if (!known) return std::unexpected(known.error());
  const auto newest = face.options.ledger->newest(stack);
  if (!newest) return std::unexpected(newest.error());
  const auto contact = face.options.ledger->last_contact(stack);
  if (!contact) return std::unexpected(contact.error());
  Json json;
  json.object().field("watermark", known->watermark).array("known");
  for (const auto& one : known->known) {
    json.object().field("number", one.number).field("hash", hex(one.hash)).end();
  }
  json.end();
  json.text_or_null("last_contact", *contact ? tollbridge::to_string(**contact) : "");
  if (*newest) {
    json.object("newest");
    append_taken(json, **newest);
    json.end();
  } else {
    json.null("newest");
  }
  json.end();
  return json_response(200, json.text());
}

Result<Response> fetch(const Call& call, Desk& desk, const Face& face) {
  note_contact(face, call, desk.now());
  auto bytes = face.options.ledger->bytes(stack_of(call), number_in(call.at("number")).value_or(0));
  if (!bytes) return pass(bytes);
  Response answer;
  answer.content_type = batch_type;
  answer.body = std::move(*bytes);
  return answer;
}

Result<Response> rejections(const Call& call, const Face& face) {
  const auto from = first_asked(call);
  if (!from) return std::unexpected(from.error());
  const auto all = face.options.ledger->rejected(stack_of(call), *from, rejections_listed);
  if (!all) return std::unexpected(all.error());
  Json json;
  json.object().array("rejections");
  for (const bridge::Rejected& one : *all) {
    json.object().field("batch", one.number);
    one.row == 0 ? json.null("row") : json.field("row", one.row);
    one.change == 0 ? json.null("change") : json.field("change", one.change);
    json.field("code", one.code).field("message", one.message).end();
  }
  json.end();
  const bool more = all->size() >= rejections_listed;
  more ? json.field("next", all->back().number + 1) : json.null("next");
  json.end();
  return json_response(200, json.text());
}

// What the batches said is read on the engine's thread; the journal, where the work is done.
Result<native::LongJob> prepare_arrivals(const Call& call, const Face& face) {
  const auto month = Period::parse(call.request.parameter("period").value_or(""));
  if (!month) return fail(ErrorKind::invalid, "InvalidParameter", month.error().message);
  auto sent = bridge::sent_usage_of(*face.options.ledger, stack_of(call), *month,
                                    face.options.read_receipt);
  if (!sent) return pass(sent);
  return [month = *month, all = std::vector{*std::move(sent)}](
             const Call& /*call*/, native::Evaluation& evaluation) -> Result<Response> {
    const auto compared = bridge::reconcile_arrivals(all, evaluation.usage, month);
    if (!compared) return std::unexpected(compared.error());
    Json json;
    bridge::append_arrivals(json, compared->front());
    return json_response(200, json.text());
  };
}

Access readers() {
  return {Object::stack, "cloud_id", {{Role::provider, {Relation::any}},
                                      {Role::stack_operator, {Relation::self}},
                                      {Role::bridge, {Relation::self}}}};
}

QueryParameter from_parameter() {
  return {"from", ParameterType::integer, false, "number of the first batch told of", {}, false};
}

Operation post_row(const Face& face) {
  auto post_one = native::row("batch_post", Method::post, "/v1/stacks/{cloud_id}/batches",
                              "Hand over a batch");
  post_one.text =
      "For the stack's own bridge: a token signed with the key the stack registered, and a batch "
      "(docs/formats/batch.md) signed with it. Batches are taken in the order of their numbers, "
      "each once; sent again it gets the receipt it got. What cannot be taken of it is kept as "
      "rejected and counted in the receipt. BatchGap: another number is expected. BatchDiverged: "
      "another batch has that number.";
  post_one.body = {Takes::stream, "", {std::string(batch_type)}, bridge::limits::batch_bytes_max};
  post_one.answers = {{200, "", "the receipt, a JWT (RS256)", "application/jwt"}};
  post_one.access = {Object::service, "", {{Role::bridge, {Relation::any}}}};
  post_one.run_stream = [face](const Call& call, BodyStream& body, Engine& engine) {
    return post(call, body, engine, face);
  };
  return post_one;
}

}  // namespace

std::vector<Operation> batch_operations(const BatchFaceOptions& options) {
  const Face face{options};
  auto stands = native::row("batch_standing", Method::get, "/v1/stacks/{cloud_id}/batches",
                            "Where commerce stands with a stack");
  stands.text = "The newest batch taken, and up to 1,000 hashes of batches from a number on.";
  stands.query = {from_parameter()};
  stands.answers = {{200, "BatchStanding", "what was taken", "application/json"}};
  stands.access = readers();
  stands.run = [face](const Call& call, Desk& desk) { return standing(call, desk, face); };

  auto one = native::row("batch_get", Method::get, "/v1/stacks/{cloud_id}/batches/{number}",
                         "The bytes of a batch");
  one.text = "Kept 35 days, the newest for ever; BatchNotKept after that.";
  one.answers = {{200, "", "the batch as it came", std::string(batch_type)}};
  one.access = readers();
  one.run = [face](const Call& call, Desk& desk) { return fetch(call, desk, face); };

  auto refused = native::row("rejection_list", Method::get, "/v1/stacks/{cloud_id}/rejections",
                             "What was not taken of a stack's batches");
  refused.text = "By batch, rows and directory changes with the reason; at most the first 1,000 "
                 "of a batch are kept. next: where the list goes on.";
  refused.query = {from_parameter()};
  refused.answers = {{200, "Rejections", "what was not taken", "application/json"}};
  refused.access = readers();
  refused.run = [face](const Call& call, Desk& /*desk*/) { return rejections(call, face); };

  auto arrived = native::row("arrivals_get", Method::get, "/v1/stacks/{cloud_id}/arrivals",
                             "Whether what a stack sent of a month is there");
  arrived.text =
      "What the stack's batches said by meter and hour against what commerce holds. differing: "
      "meters and hours where they are not equal, at most 1,000. by_other_ways: rows held that no "
      "batch tells of, as imports are. unproven: batches whose receipt tells something else than "
      "was kept of them. With Prefer: respond-async it is compared beside the other work.";
  arrived.query = {{"period", ParameterType::text, true, "the month, like 2026-10", {}, false}};
  arrived.answers = {{200, "StackArrivals", "the hop from the stack to commerce",
                      "application/json"},
                     native::accepted_answer()};
  arrived.access = readers();
  const auto prepare = [face](const Call& call, Desk& /*desk*/) {
    return prepare_arrivals(call, face);
  };
  arrived.run = native::long_handler({arrived.id, prepare, ""}, options.long_work);

  std::vector<Operation> rows{post_row(face), std::move(stands), std::move(one),
                              std::move(refused), std::move(arrived)};
  for (Operation& each : rows) each.tag = "Bridge";
  return rows;
}

}  // namespace tollbridge::api::stack_face
