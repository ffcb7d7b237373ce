// SPDX-License-Identifier: Apache-2.0
// The manners all operations of the native face share: documents with tags, lists in pages,
// preconditions, and the one way by which they record a change.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/desk.h"
#include "api/message.h"
#include "api/operation.h"
#include "core/json.h"
#include "core/result.h"
#include "registry/changes.h"

namespace tollbridge::api::native {

// The strong entity tag of a document, in quotes.
std::string tag_of(std::string_view document);

// 200 with the document and its tag, or 304 if the caller has it already (If-None-Match).
Response document(const Call& call, const Json& json);

// If-Match and If-None-Match against the tag of what is there now (empty: nothing is there).
// Errors: PreconditionFailed; PreconditionRequired, if it is there, `required`, and neither header
// was sent.
Status check_preconditions(const Call& call, const std::optional<std::string>& tag,
                           bool required = false);

// A list in pages (limit, cursor; Link rel="next" and `next`). Elements are offered in ascending
// order of keys that never change, and only those the caller may see: what is hidden neither counts
// nor shows in a cursor.
class ListAnswer {
 public:
  // Errors: InvalidParameter (limit, cursor).
  static Result<ListAnswer> begin(const Call& call, std::string_view name);

  // Whether the element with this key stands on the page; it is appended to json() then.
  bool take(const std::string& key);
  [[nodiscard]] bool full() const { return more_; }  // nothing offered later will be taken
  // What the caller asked for: for lists that are too long to offer all of.
  [[nodiscard]] std::size_t limit() const { return limit_; }
  [[nodiscard]] const std::optional<std::string>& after() const { return after_; }
  Json& json() { return json_; }
  Response end();

 private:
  explicit ListAnswer(const Call& call) : call_(&call) {}
  const Call* call_;
  Json json_;
  std::size_t limit_ = 0;
  std::size_t taken_ = 0;
  bool more_ = false;
  std::optional<std::string> after_;
  std::string last_;
};
// The parameters every list has.
std::vector<QueryParameter> list_parameters(std::vector<QueryParameter> others = {});

// Whether the caller asked for a preview (dry_run=true).
bool is_dry_run(const Call& call);
QueryParameter dry_run_parameter();
// `correct_closed=true`: a change on which closed months depend is meant. The provider's alone.
Result<bool> corrects_closed(const Call& call);  // Errors: AuthorizationFailed
QueryParameter correct_closed_parameter();

// Whether the caller is the provider itself.
bool is_provider(const Call& call);

// Records the change, or only shows it if dry_run was asked for: {"changed", "dry_run", "commit",
// "notes"}. The actor is the caller's subject. The number of the commit is the provider's to know:
// it counts everybody's changes.
Result<Response> record_change(const Call& call, Desk& desk,
                               const registry::ProposedChange& change, const std::string& action);

// A time among the parameters of the query, which checked it already.
std::optional<Instant> instant_of(const Call& call, std::string_view name);

// A row with the method, path and summary; the rest is filled in by who makes it.
Operation row(std::string id, Method method, std::string path, std::string summary);
// What a PUT, PATCH or DELETE of the registry answers.
Answer change_answer();

}  // namespace tollbridge::api::native
