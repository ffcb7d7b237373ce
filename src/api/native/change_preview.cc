// SPDX-License-Identifier: Apache-2.0
#include "api/native/change_preview.h"

#include <utility>

#include "api/native/long_handler.h"
#include "engine/change_effects.h"

namespace tollbridge::api::native {
namespace {

// Of the sales the caller is part of.
Result<Response> preview(const Call& call, const PreviewedChange& asked, Evaluation& evaluation) {
  auto effects = engine::change_effects(evaluation.books, evaluation.usage, asked.change.facts,
                                        asked.from, evaluation.progress);
  if (!effects) return pass(effects);
  Json json;
  json.object().field("changed", !asked.change.facts.empty()).array("notes");
  for (const std::string& note : asked.change.notes) json.value(note);
  json.end().array("effects");
  for (const engine::Effect& one : *effects) {
    const auto relation =
        relation_to_trade(evaluation.registry, call.principal, {one.seller, one.buyer});
    if (relation == Relation::none) continue;
    json.object().field("period", one.period.to_string());
    json.field("state", one.closed ? "closed" : "open").field("seller", one.seller.text());
    json.field("buyer", one.buyer.text()).field("subscription", one.subscription.text());
    json.field("before", one.before.to_string()).field("after", one.after.to_string());
    json.field("difference", one.difference.to_string());
    json.field("currency", one.difference.currency().code()).end();
  }
  return json_response(200, json.end().end().text());
}

}  // namespace

Operation preview_row(std::string id, std::string path, std::string summary, Proposal proposal,
                      const Options& options) {
  auto made = row(std::move(id), Method::post, std::move(path), std::move(summary));
  made.text = "The charges of each month and sale you are part of, as they are and as they would "
              "be; in closed months the difference becomes credit and debit on the next documents. "
              "Writes nothing; the rules of the change itself hold.";
  made.answers = {{200, "MappingPreview", "by month, seller, buyer", "application/json"},
                  accepted_answer()};
  const auto prepare = [proposal](const Call& asked, Desk& desk) -> Result<LongJob> {
    auto registry = desk.registry();
    if (!registry) return pass(registry);
    auto wanted = proposal(asked, **registry);
    if (!wanted) return pass(wanted);
    return [wanted = std::move(*wanted)](const Call& call, Evaluation& evaluation) {
      return preview(call, wanted, evaluation);
    };
  };
  made.run = long_handler({made.id, prepare, ""}, options.long_work);
  return made;
}

}  // namespace tollbridge::api::native
