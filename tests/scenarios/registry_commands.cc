// SPDX-License-Identifier: Apache-2.0
// Statements about parties, mappings and prices.
#include <functional>
#include <utility>

#include "attribution/attribution.h"
#include "engine/apply_book.h"
#include "engine/book.h"
#include "engine/tenant_status.h"
#include "engine/yaml/book_reader.h"
#include "ops/real_disk.h"
#include "rating/price_book.h"
#include "registry/changes.h"
#include "tests/scenarios/session.h"

namespace tollbridge::scenarios {
namespace {

using Text = Result<std::string>;

Text record(Session& session, const engine::Change& change, const std::string& action) {
  if (change.facts.empty() && change.prices.empty()) return "";
  auto commit = session.stores.books().record(change, session.now, "scenario", action);
  if (!commit) return pass(commit);
  return "";
}

Text record(Session& session, Result<registry::ProposedChange> proposed,
            const std::string& action) {
  if (!proposed) return pass(proposed);
  return record(session, engine::Change{std::move(proposed->facts), {}}, action);
}

Text apply(Session& session, const engine::Book& book, bool correct_closed = false) {
  engine::ApplyRequest request{"apply", "scenario", session.now, false, correct_closed};
  auto applied = engine::apply_book(session.stores.books(), book, request);
  if (!applied) return pass(applied);
  return "";
}

Text apply_yaml(Session& session, std::string_view yaml, bool correct_closed = false) {
  const auto beside = [&session](const std::string& name) -> Result<std::string> {
    return ops::RealDisk().read_all(session.worlds + "/" + name);
  };
  auto book = engine::yaml::read_book(yaml, beside);
  if (!book) return pass(book);
  return apply(session, *book, correct_closed);
}

Text world(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const std::string name = words.text("a name");
  if (auto status = words.finish(); !status) return pass(status);
  auto yaml = ops::RealDisk().read_all(session.worlds + "/" + name + ".yaml");
  if (!yaml) return pass(yaml);
  return apply_yaml(session, *yaml);
}

// `book [correcting closed months]`, the YAML below it.
Text book(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const bool correct_closed = words.take("correcting");
  if (correct_closed && !(words.take("closed") && words.take("months"))) {
    words.fail_at("needs 'correcting closed months'");
  }
  if (auto status = words.finish(); !status) return pass(status);
  return apply_yaml(session, statement.block_text(), correct_closed);
}

// `sheet ID of SELLER [for BUYER] CURRENCY from T [to T] [base ID markup M]`, the CSV below it.
Text sheet(Session& session, const Statement& statement) {
  Words words(statement, 1);
  engine::Entry entry;
  entry.path = "price_sheets[0]";
  entry.line = statement.line;
  const auto set = [&](const std::string& key, const std::string& text) {
    entry.fields[key] = {engine::FieldState::given, text, {}, statement.line};
  };
  set("id", words.text("an id"));
  if (!words.take("of")) words.fail_at("needs 'of' and the seller");
  set("seller", words.text("a seller"));
  if (words.take("for")) set("buyer", words.text("a buyer"));
  set("currency", words.text("a currency"));
  if (!words.take("from")) words.fail_at("needs 'from'");
  set("from", to_string(words.time("a time")));
  if (words.take("to")) set("to", to_string(words.time("a time")));
  if (words.take("base")) {
    set("base", words.text("a sheet"));
    if (words.take("markup")) set("markup", words.text("a markup"));
  }
  if (auto status = words.finish(); !status) return pass(status);
  if (!statement.block.empty()) {
    set("file", "below");
    entry.fields["file"].content = statement.block_text();
  }
  engine::Book book;
  book.root.children["price_sheets"] = {std::move(entry)};
  return apply(session, book);
}

// `map REGISTRATION TENANT SUBSCRIPTION [from T] [to T]`
Text map(Session& session, const Statement& statement) {
  Words words(statement, 1);
  registry::Mapping wanted;
  wanted.registration = RegistrationName(words.text("a registration"));
  wanted.tenant = TenantId(words.text("a tenant"));
  wanted.subscription = SubscriptionId(words.text("a subscription"));
  wanted.from = registry::effective_hour({}, session.now);
  if (words.take("from")) wanted.from = words.hour("a time");
  if (words.take("to")) wanted.to = words.hour("a time");
  if (auto status = words.finish(); !status) return pass(status);
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  return record(session, registry::add_mapping(*registry, wanted), "mapping add");
}

// `unmap REGISTRATION TENANT [from T]`
Text unmap(Session& session, const Statement& statement) {
  Words words(statement, 1);
  registry::MappingRemoval removal;
  removal.registration = RegistrationName(words.text("a registration"));
  removal.tenant = TenantId(words.text("a tenant"));
  removal.from = registry::effective_hour({}, session.now);
  if (words.take("from")) removal.from = words.hour("a time");
  if (auto status = words.finish(); !status) return pass(status);
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  return record(session, registry::remove_mapping(*registry, removal), "mapping remove");
}

// `register NAME STACK default SUBSCRIPTION [model M] [from T] [to T] [agreement N]
// [unapproved]`
Text register_stack(Session& session, const Statement& statement) {
  Words words(statement, 1);
  registry::Registration wanted;
  wanted.name = RegistrationName(words.text("a name"));
  wanted.cloud_id = StackId(words.text("a stack"));
  wanted.resource_group = "azurestack";
  wanted.from = registry::effective_hour({}, session.now);
  if (!words.take("default")) words.fail_at("needs 'default' and a subscription");
  wanted.subscription = SubscriptionId(words.text("a subscription"));
  if (words.take("model")) {
    auto model = registry::parse_billing_model(words.text("a billing model"));
    if (!model) return pass(model);
    wanted.billing_model = *model;
  }
  if (words.take("from")) wanted.from = words.hour("a time");
  if (words.take("to")) wanted.to = words.hour("a time");
  if (words.take("agreement")) wanted.agreement_number = words.text("a number");
  wanted.multi_tenancy_approved = !words.take("unapproved");
  if (auto status = words.finish(); !status) return pass(status);
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  return record(session, registry::add_registration(*registry, wanted), "registration add");
}

// `end REGISTRATION at T [cloud STACK]`
Text end(Session& session, const Statement& statement) {
  Words words(statement, 1);
  registry::Removal removal;
  removal.registration = RegistrationName(words.text("a registration"));
  if (!words.take("at")) words.fail_at("needs 'at'");
  const Hour at = words.hour("a time");
  if (words.take("cloud")) removal.cloud_id = StackId(words.text("a stack"));
  if (auto status = words.finish(); !status) return pass(status);
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  return record(session, registry::close_registration(*registry, removal, at),
                "registration remove");
}

// `move REGISTRATION to NAME default SUBSCRIPTION at T [open T] [copy]`
Text move(Session& session, const Statement& statement) {
  Words words(statement, 1);
  registry::Move wanted;
  wanted.registration = RegistrationName(words.text("a registration"));
  if (!words.take("to")) words.fail_at("needs 'to'");
  wanted.new_name = RegistrationName(words.text("a name"));
  if (!words.take("default")) words.fail_at("needs 'default' and a subscription");
  wanted.subscription = SubscriptionId(words.text("a subscription"));
  if (!words.take("at")) words.fail_at("needs 'at'");
  wanted.close_at = words.hour("a time");
  if (words.take("open")) wanted.open_at = words.hour("a time");
  wanted.copy_mappings = words.take("copy");
  if (auto status = words.finish(); !status) return pass(status);
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  auto plan = registry::move_stack(*registry, wanted);
  if (!plan) return pass(plan);
  std::string text = "gap " + plan->gap.begin.to_string() + " .. " + plan->gap.end.to_string() +
                     "\n";
  for (const TenantId& tenant : plan->left_behind) text += "left behind " + tenant.text() + "\n";
  for (const Error& error : plan->refused) text += "not copied: " + error.code + "\n";
  auto recorded = record(session, std::move(plan->change), "registration move");
  if (!recorded) return pass(recorded);
  return text;
}

std::string payer_text(const attribution::Payer& payer) {
  const std::string who = payer.subscription.empty() ? "nobody" : payer.subscription.text();
  return who + "  " + std::string(attribution::to_string(payer.reason)) + "  " +
         std::string(attribution::to_string(payer.treatment)) +
         (payer.inactive_default ? "  inactive default" : "");
}

// `who STACK/LOCAL_SUBSCRIPTION at T [known T]`
Text who(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const std::string subject = words.text("STACK/LOCAL_SUBSCRIPTION");
  const std::size_t slash = subject.find('/');
  if (slash == std::string::npos) words.fail_at("needs STACK/LOCAL_SUBSCRIPTION");
  if (!words.take("at")) words.fail_at("needs 'at'");
  const Hour hour = words.hour("a time");
  registry::KnownUntil known;
  if (words.take("known")) known.known_at = words.time("a time");
  if (auto status = words.finish(); !status) return pass(status);
  auto everything = registry_of(session);
  if (!everything) return pass(everything);
  metering::SeriesKey key{StackId(subject.substr(0, slash)),
                          LocalSubscriptionId(subject.substr(slash + 1)), {}, {}};
  const auto* local = everything->local_subscription(key.stack, key.subscription);
  if (local == nullptr) return fail(ErrorKind::not_found, "UnknownLocalSubscription", subject);
  key.tenant = local->tenant;
  auto then = registry_of(session, known);
  if (!then) return pass(then);
  return payer_text(attribution::payer_at(*then, key, hour)) + "\n";
}

// `status TENANT`
Text status(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const TenantId tenant(words.text("a tenant"));
  if (auto status = words.finish(); !status) return pass(status);
  const auto found = engine::tenant_status(session.stores.books(), session.stores.journal(),
                                           tenant, session.now);
  if (!found) return std::unexpected(found.error());
  std::string text;
  for (const engine::TenantOnStack& on : found->stacks) {
    text += on.stack.text() + "  " + (on.mapped ? "mapped" : "not mapped") + "  pays " +
            payer_text(on.payer) + (on.since ? "  since " + on.since->to_string() : "") +
            (on.last_used ? "  last used " + on.last_used->to_string() : "") + "\n";
    for (const SubscriptionId& each : on.candidates) text += "  could be " + each.text() + "\n";
  }
  return text;
}

}  // namespace

Result<registry::Registry> registry_of(Session& session, const registry::KnownUntil& known) {
  auto facts = session.stores.books().facts();
  if (!facts) return pass(facts);
  return registry::Registry::from_facts(*facts, known)
      .in_period(Period::containing(Hour::containing(session.now)));
}

std::vector<NamedCommand> registry_commands() {
  return {{"world", world}, {"book", book},           {"sheet", sheet}, {"map", map},
          {"unmap", unmap}, {"register", register_stack}, {"end", end},     {"move", move},
          {"who", who},     {"status", status}};
}

}  // namespace tollbridge::scenarios
