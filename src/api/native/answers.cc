// SPDX-License-Identifier: Apache-2.0
#include "api/native/answers.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/sha256.h"
#include "engine/closed_months.h"
#include "views/change_view.h"

namespace tollbridge::api::native {
namespace {

constexpr std::size_t page_default = 100;
constexpr std::size_t page_max = 1000;

std::string hexed(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size() * 2);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

std::optional<std::string> unhexed(std::string_view text) {
  if (text.size() % 2 != 0) return {};
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    const char* end = text.data() + i + 2;
    const auto read = std::from_chars(text.data() + i, end, byte, 16);
    if (read.ec != std::errc() || read.ptr != end) return {};
    out += static_cast<char>(byte);
  }
  return out;
}

// A cursor is the key of the last element, marked so that other texts are noticed.
constexpr std::string_view cursor_mark = "c1";
std::string cursor_of(const std::string& key) { return std::string(cursor_mark) + hexed(key); }

std::string encoded(std::string_view text) {
  static constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += "%" + hexed(std::string_view(&c, 1));
    }
  }
  return out;
}

std::string next_link(const Request& request, const std::string& cursor) {
  std::string url = request.base_url + request.target.substr(0, request.target.find('?')) + "?";
  for (const auto& [name, value] : request.query) {
    if (name != "cursor") url += encoded(name) + "=" + encoded(value) + "&";
  }
  return url + "cursor=" + cursor;
}

std::unexpected<Error> wrong_parameter(const std::string& name, const std::string& why) {
  return std::unexpected<Error>(
      Error{ErrorKind::invalid, "InvalidParameter", why, {}, name, 0, {}});
}

// Whether a list of tags, or "*", holds the tag.
bool lists_tag(std::string_view header, const std::string& tag) {
  if (header == "*") return true;
  for (std::size_t at = 0; at < header.size();) {
    const auto comma = std::min(header.find(',', at), header.size());
    std::string_view one = header.substr(at, comma - at);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (one == tag) return true;
    at = comma + 1;
  }
  return false;
}

}  // namespace

std::string tag_of(std::string_view document) {
  return "\"" + hex(sha256(document)).substr(0, 32) + "\"";
}

Response document(const Call& call, const Json& json) {
  const std::string tag = tag_of(json.text());
  const std::string_view known = call.request.header("if-none-match");
  Response response;
  if (!known.empty() && lists_tag(known, tag)) {
    response.status = 304;
  } else {
    response = json_response(200, json.text());
  }
  response.header("ETag", tag).header("Cache-Control", "no-cache");
  return response;
}

Status check_preconditions(const Call& call, const std::optional<std::string>& tag,
                           bool required) {
  const std::string_view match = call.request.header("if-match");
  const std::string_view none_match = call.request.header("if-none-match");
  const bool wrong = (!match.empty() && (!tag || !lists_tag(match, *tag))) ||
                     (!none_match.empty() && tag && lists_tag(none_match, *tag));
  if (wrong) {
    return fail(ErrorKind::conflict, "PreconditionFailed",
                tag ? "It has changed since you read it; read it again and decide anew."
                    : "It does not exist, so it has no tag that could match.");
  }
  if (required && tag && match.empty()) {
    return fail(ErrorKind::invalid, "PreconditionRequired",
                "Changing this needs If-Match with the ETag you read, so that nobody's change is "
                "lost.");
  }
  return {};
}

Result<ListAnswer> ListAnswer::begin(const Call& call, std::string_view name) {
  ListAnswer list(call);
  list.limit_ = page_default;
  if (const auto limit = call.request.parameter("limit")) {
    std::from_chars(limit->data(), limit->data() + limit->size(), list.limit_);
    if (list.limit_ < 1 || list.limit_ > page_max) {
      return wrong_parameter("limit", "limit must be from 1 to 1000.");
    }
  }
  if (const auto cursor = call.request.parameter("cursor")) {
    const bool marked = cursor->starts_with(cursor_mark);
    list.after_ = marked ? unhexed(std::string_view(*cursor).substr(cursor_mark.size()))
                         : std::nullopt;
    if (!list.after_) {
      return wrong_parameter("cursor", "This is no cursor of ours; begin without one.");
    }
  }
  list.json_.object().array(name);
  return list;
}

bool ListAnswer::take(const std::string& key) {
  if (more_ || (after_ && key <= *after_)) return false;
  if (taken_ == limit_) {
    more_ = true;
    return false;
  }
  ++taken_;
  last_ = key;
  return true;
}

Response ListAnswer::end() {
  json_.end();
  if (more_) json_.field("next", cursor_of(last_));
  json_.end();
  Response response = document(*call_, json_);
  if (more_) {
    response.header("Link", "<" + next_link(call_->request, cursor_of(last_)) + ">; rel=\"next\"");
  }
  return response;
}

std::vector<QueryParameter> list_parameters(std::vector<QueryParameter> others) {
  others.push_back({"limit", ParameterType::integer, false,
                    "how many at most, 1 to 1000; 100 if it is left out", {}, false});
  others.push_back({"cursor", ParameterType::text, false,
                    "where the page before ended, from its `next`", {}, false});
  return others;
}

bool is_dry_run(const Call& call) { return call.request.parameter("dry_run") == "true"; }

QueryParameter dry_run_parameter() {
  return {"dry_run", ParameterType::flag, false, "say what would change, write nothing", {}, false};
}

Result<bool> corrects_closed(const Call& call) {
  if (call.request.parameter("correct_closed") != "true") return false;
  if (is_provider(call)) return true;
  return std::unexpected<Error>(
      Error{ErrorKind::denied, "AuthorizationFailed",
            "Closed months are corrected by the provider; leave correct_closed out, and say by "
            "`from` which month the change begins with.",
            {}, "correct_closed", 0, {}});
}

QueryParameter correct_closed_parameter() {
  return {"correct_closed", ParameterType::flag, false,
          "also where closed months depend on it: their differences become adjustments", {}, false};
}

bool is_provider(const Call& call) { return call.principal.role == Role::provider; }

Result<Response> record_change(const Call& call, Desk& desk,
                               const registry::ProposedChange& change, const std::string& action) {
  auto corrects = corrects_closed(call);
  if (!corrects) return pass(corrects);
  if (!*corrects) {
    auto registry = desk.registry();
    if (!registry) return pass(registry);
    auto open = engine::check_closed_months(desk.books(), **registry, change.facts);
    if (!open) return pass(open);
  }
  views::ChangeResult result{!change.facts.empty(), is_dry_run(call), {}};
  if (result.changed && !result.dry_run) {
    auto recorded =
        desk.books().record({change.facts, {}}, call.now, call.principal.subject, action);
    if (!recorded) return pass(recorded);
    if (is_provider(call)) result.commit = *recorded;
  }
  return json_response(200, views::change_json(result, change.notes).text());
}

std::optional<Instant> instant_of(const Call& call, std::string_view name) {
  const auto text = call.request.parameter(name);
  if (!text) return {};
  auto instant = parse_instant_or_date(*text);
  if (!instant) return {};
  return *instant;
}

Operation row(std::string id, Method method, std::string path, std::string summary) {
  Operation operation;
  operation.id = std::move(id);
  operation.method = method;
  operation.path = std::move(path);
  operation.summary = std::move(summary);
  return operation;
}

Answer change_answer() { return {200, "Change", "what changed, or would", "application/json"}; }

}  // namespace tollbridge::api::native
