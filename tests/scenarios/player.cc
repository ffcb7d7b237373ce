// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/evaluate.h"
#include "engine/reconcile.h"
#include "engine/verify_documents.h"
#include "tests/scenarios/exports_proof.h"
#include "tests/scenarios/session.h"

namespace tollbridge::scenarios {
namespace {

// What a failed statement is told as: all faults, each with its code.
std::string told(const Error& error) {
  std::string text = error.code + ": " + error.message;
  for (const Error& detail : error.details) text += "\n    " + told(detail);
  return text;
}

std::unexpected<Error> fail_at(const Statement& statement, const std::string& message) {
  auto failure = fail(ErrorKind::invalid, "ScenarioFailed",
                      "line " + std::to_string(statement.line) + ", '" + statement.text + "': " +
                          message);
  failure.error().line = statement.line;
  return failure;
}

// The error itself or the detail that has the code.
const Error* find_code(const Error& error, const std::string& code) {
  if (error.code == code) return &error;
  for (const Error& detail : error.details) {
    if (const Error* found = find_code(detail, code)) return found;
  }
  return nullptr;
}

class Player {
 public:
  Player(support::Stores& stores, const PlayOptions& options)
      : options_(options),
        session_{.stores = stores, .worlds = options.worlds, .disturbance = options.disturbance} {
    for (const auto& commands : {registry_commands(), usage_commands(), billing_commands()}) {
      commands_.insert(commands_.end(), commands.begin(), commands.end());
    }
    session_.now = parse_scenario_time("2026-01-01").value();
  }

  Result<std::string> play(const Scenario& scenario) {
    transcript_ = scenario.title + "\n";
    for (const Statement& statement : scenario.statements) {
      if (auto status = step(statement); !status) return pass(status);
      if (!options_.reopen_after_each) continue;
      if (auto status = session_.stores.reopen(); !status) {
        return fail_at(statement, "stores do not open again: " + told(status.error()));
      }
    }
    if (auto status = prove(); !status) return pass(status);
    return transcript_;
  }

 private:
  Status step(const Statement& statement) {
    if (statement.words.front() == "now") return set_time(statement);
    if (statement.words.front() == "refused") return await_refusal(statement);
    auto text = run(statement);
    if (!text) return fail_at(statement, told(text.error()));
    if (!text->empty()) transcript_ += "\n> " + statement.text + "\n" + *text;
    return {};
  }

  Result<std::string> run(const Statement& statement) {
    ++session_.disturbance.seed;
    const auto found = std::ranges::find(commands_, statement.words.front(), &NamedCommand::verb);
    if (found == commands_.end()) return fail(ErrorKind::invalid, "UnknownVerb", "unknown verb");
    return found->command(session_, statement);
  }

  Status set_time(const Statement& statement) {
    Words words(statement, 1);
    session_.now = words.time("a time");
    return words.finish();
  }

  Status await_refusal(const Statement& statement) {
    if (statement.words.size() < 3) return fail_at(statement, "needs CODE and a statement");
    const std::string& code = statement.words[1];
    const auto text = run(statement.behind(2));
    if (text) return fail_at(statement, "was not refused");
    const Error* found = find_code(text.error(), code);
    if (found == nullptr) return fail_at(statement, "was refused by " + told(text.error()));
    transcript_ += "\n> " + statement.text + "\n" + found->code +
                   (found->rule.empty() ? "" : " (" + found->rule + ")") + "\n";
    return {};
  }

  // What must hold after every scenario.
  Status prove() {
    engine::Books& books = session_.stores.books();
    journal::Journal& journal = session_.stores.journal();
    if (auto status = books.verify(); !status) return pass(status);
    if (auto status = journal.verify(); !status) return pass(status);
    auto periods = periods_to_prove();
    if (!periods) return pass(periods);
    for (const Period period : *periods) {
      auto reconciled = engine::reconcile(books, journal, period);
      if (!reconciled) return pass(reconciled);
      if (!reconciled->ok) {
        return fail(ErrorKind::refused, "NotReconciled",
                    period.to_string() + ": " + reconciled->differences.front());
      }
    }
    const auto verified = engine::verify_documents(books, journal);
    if (!verified) return std::unexpected(verified.error());
    if (auto found = documents_found_again(*verified); !found) return found;
    return exports_hold(books, journal);
  }

  Result<std::set<Period>> periods_to_prove() {
    auto used = engine::periods_with_usage(session_.stores.journal());
    if (!used) return pass(used);
    auto closings = session_.stores.books().invoices().closings();
    if (!closings) return pass(closings);
    std::set<Period> periods(used->begin(), used->end());
    for (const billing::Closing& closing : *closings) periods.insert(closing.period);
    return periods;
  }

  static Status documents_found_again(const engine::Verification& verification) {
    std::string text;
    for (const auto& document : verification.documents) {
      for (const auto& difference : document.differences) {
        text += "\n    " + document.id + " " + difference.field + ": issued '" +
                difference.issued + "', recomputed '" + difference.recomputed + "'";
      }
    }
    for (const std::string& missing : verification.missing) text += "\n    missing " + missing;
    if (verification.ok && text.empty()) return {};
    return fail(ErrorKind::refused, "NotVerified", "documents are not found again:" + text);
  }

  const PlayOptions& options_;
  Session session_;
  std::vector<NamedCommand> commands_;
  std::string transcript_;
};

}  // namespace

Result<std::string> play(const Scenario& scenario, support::Stores& stores,
                         const PlayOptions& options) {
  return Player(stores, options).play(scenario);
}

}  // namespace tollbridge::scenarios
