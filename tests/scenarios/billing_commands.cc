// SPDX-License-Identifier: Apache-2.0
// Statements that price, close, credit and prove.
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/close_period.h"
#include "engine/credit.h"
#include "engine/customers_without_usage.h"
#include "engine/rate_period.h"
#include "engine/reconcile.h"
#include "engine/unregistered.h"
#include "engine/verify_documents.h"
#include "engine/what_if.h"
#include "tests/scenarios/bill_text.h"
#include "tests/scenarios/session.h"

namespace tollbridge::scenarios {
namespace {

using Text = Result<std::string>;

std::unexpected<Error> not_the_same(const std::string& what, const std::string& first,
                                    const std::string& second) {
  return fail(ErrorKind::conflict, "NotTheSame", what + "\n" + first + "----\n" + second);
}

// A dry run before and a second close after it must say what the close said.
Text close_and_compare(Session& session, const engine::CloseRequest& request) {
  engine::Books& books = session.stores.books();
  journal::Journal& journal = session.stores.journal();
  engine::CloseRequest dry = request;
  dry.dry_run = true;
  auto tried = engine::close_period(books, journal, dry, session.now);
  auto closed = engine::close_period(books, journal, request, session.now);
  if (!closed) return pass(closed);
  if (!tried) return pass(tried);
  const std::string text = close_text(*closed);
  for (billing::Document& document : tried->documents) {
    document.status = billing::DocumentStatus::issued;
  }
  if (close_text(*tried) != text) return not_the_same("The dry run said", close_text(*tried), text);
  auto again = engine::close_period(books, journal, request, session.now);
  if (!again) return pass(again);
  if (!again->was_closed || close_text(*again) != text) {
    return not_the_same("The second close said", close_text(*again), text);
  }
  session.closed = std::move(closed->documents);
  return text;
}

// `bill BUYER AMOUNT CURRENCY`, or `bill nobody`: what the last close must have issued, by hand.
Text bill(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const std::string buyer = words.text("a buyer or 'nobody'");
  if (buyer == "nobody") {
    if (auto status = words.finish(); !status) return pass(status);
    if (session.closed.empty()) return "";
    return fail(ErrorKind::conflict, "NotTheSame", document_text(session.closed.front()));
  }
  const std::string amount = words.text("an amount");
  const auto currency = Currency::find(words.text("a currency"));
  if (auto status = words.finish(); !status) return pass(status);
  if (!currency) return std::unexpected(currency.error());
  std::optional<Money> sum = Money::zero(*currency);
  std::size_t found = 0;
  for (const billing::Document& document : session.closed) {
    if (document.buyer.text() != buyer || !(document.currency == *currency)) continue;
    sum = sum ? sum->plus(document.total) : sum;
    ++found;
  }
  if (found > 0 && sum && sum->to_string() == amount) return "";
  return fail(ErrorKind::conflict, "NotTheSame",
              buyer + " was billed " + (sum ? sum->to_string() : "too much") + " on " +
                  std::to_string(found) + " documents");
}

// `close P [seller S] [waive METER]… [dry-run]`
Text close(Session& session, const Statement& statement) {
  Words words(statement, 1);
  engine::CloseRequest request{words.period(), {}};
  if (words.take("seller")) request.seller = PartyId(words.text("a seller"));
  while (words.take("waive")) request.waive.emplace_back(words.text("a meter"));
  request.dry_run = words.take("dry-run");
  if (auto status = words.finish(); !status) return pass(status);
  if (!request.dry_run) return close_and_compare(session, request);
  auto result = engine::close_period(session.stores.books(), session.stores.journal(), request,
                                     session.now);
  if (!result) return pass(result);
  return close_text(*result);
}

// `credit DOCUMENT [line N [AMOUNT]]… "reason"`
Text credit(Session& session, const Statement& statement) {
  Words words(statement, 1);
  engine::CreditRequest request;
  request.invoice = words.text("a document");
  while (words.take("line")) {
    engine::CreditAsked asked;
    asked.line = words.text("a line");
    if (!words.take("whole")) asked.amount = words.text("an amount or 'whole'");
    request.lines.push_back(std::move(asked));
  }
  if (!words.done()) request.reason = words.text("a reason");
  if (auto status = words.finish(); !status) return pass(status);
  auto document = engine::credit(session.stores.books(), session.stores.journal(), request,
                                 session.now);
  if (!document) return pass(document);
  return document_text(*document);
}

Text documents(Session& session, const Statement& statement) {
  if (auto status = Words(statement, 1).finish(); !status) return pass(status);
  auto found = engine::documents_with_status(session.stores.books());
  if (!found) return pass(found);
  std::string text;
  for (const billing::Document& document : *found) {
    text += document.id + "  " + std::string(billing::to_string(document.type)) + "  " +
            std::string(billing::to_string(document.status)) + "  " + document.buyer.text() +
            "  " + document.period.to_string() + "  " + document.total.to_string() + "\n";
  }
  return text;
}

// `rate P [level L] [buyer B]`
Text rate(Session& session, const Statement& statement) {
  Words words(statement, 1);
  engine::RatePeriodRequest request{words.period()};
  if (words.take("level")) {
    auto level = engine::parse_level(words.text("a level"));
    if (!level) return pass(level);
    request.level = *level;
  }
  if (words.take("buyer")) request.buyer = PartyId(words.text("a buyer"));
  if (auto status = words.finish(); !status) return pass(status);
  auto rated = engine::rate_period(session.stores.books(), session.stores.journal(), request);
  if (!rated) return pass(rated);
  return rated_text(*rated);
}

// `whatif P .. P of SELLER`, the price sheet below it
Text what_if(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const Period first = words.period();
  if (!words.take("..")) words.fail_at("needs '..' and a second period");
  const Period last = words.period();
  if (!words.take("of")) words.fail_at("needs 'of' and a seller");
  const PartyId seller(words.text("a seller"));
  if (auto status = words.finish(); !status) return pass(status);
  const std::string csv = statement.block_text();
  auto result = engine::what_if(session.stores.books(), session.stores.journal(),
                                {first, last, seller, csv});
  if (!result) return pass(result);
  return what_if_text(*result);
}

// `unregistered [P]`
Text unregistered(Session& session, const Statement& statement) {
  Words words(statement, 1);
  std::optional<Period> period;
  if (!words.done()) period = words.period();
  if (auto status = words.finish(); !status) return pass(status);
  auto rows = engine::unregistered(session.stores.books(), session.stores.journal(), period);
  if (!rows) return pass(rows);
  return unregistered_text(*rows);
}

// `quiet P`
Text quiet(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const Period period = words.period();
  if (auto status = words.finish(); !status) return pass(status);
  auto customers = engine::customers_without_usage(session.stores.books(),
                                                   session.stores.journal(), period);
  if (!customers) return pass(customers);
  return quiet_text(*customers);
}

// `reconcile P`
Text reconcile(Session& session, const Statement& statement) {
  Words words(statement, 1);
  const Period period = words.period();
  if (auto status = words.finish(); !status) return pass(status);
  auto result = engine::reconcile(session.stores.books(), session.stores.journal(), period);
  if (!result) return pass(result);
  return reconciled_text(*result);
}

// `verify`
Text verify(Session& session, const Statement& statement) {
  if (auto status = Words(statement, 1).finish(); !status) return pass(status);
  auto result = engine::verify_documents(session.stores.books(), session.stores.journal());
  if (!result) return pass(result);
  return std::to_string(result->documents.size()) + " documents " +
         (result->ok ? "found again" : "DIFFER") + "\n";
}

}  // namespace

std::vector<NamedCommand> billing_commands() {
  return {{"close", close},     {"bill", bill},           {"credit", credit},
          {"documents", documents}, {"rate", rate},       {"whatif", what_if},
          {"unregistered", unregistered}, {"quiet", quiet}, {"reconcile", reconcile},
          {"verify", verify}};
}

}  // namespace tollbridge::scenarios
