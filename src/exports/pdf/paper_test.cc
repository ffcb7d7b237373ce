// SPDX-License-Identifier: Apache-2.0
// Goal: what stands on paper is the document, all of it, once, in words its reader knows. Method:
// documents by hand, and random ones whose lines are counted and summed again from the paper.
#include "exports/pdf/paper.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "exports/pdf/paper_testing.h"

namespace tollbridge::exports::pdf {
namespace {

using billing::Document;
using billing::Line;
using billing::LineKind;

Paper paper_in(const Document& document, Language language = Language::english) {
  return paper_of(document, registry_testing(), language).value();
}

const Table& lines_table(const Paper& paper, std::size_t number = 0) {
  for (const Table& table : paper.tables) {
    if (table.kind == TableKind::lines && number-- == 0) return table;
  }
  ADD_FAILURE() << "no such table";
  return paper.tables.front();
}

std::vector<std::string> notes_of(const Table& table) {
  std::vector<std::string> notes;
  for (const Row& row : table.rows) {
    if (!row.note.empty()) notes.push_back(row.note);
  }
  return notes;
}

Line adjustment(const std::string& cause, const std::string& of_line) {
  Line line = line_testing(2, -200);
  line.kind = LineKind::adjustment;
  line.cause = cause;
  line.of = billing::LineOrigin{*Period::parse("2026-09"), of_line.empty() ? "" : "contoso-000003",
                                of_line};
  return line;
}

TEST(Paper, the_letterhead_has_name_address_country_and_vat_number) {
  const Paper paper = paper_in(document_testing({line_testing(1, 1000)}));
  EXPECT_EQ(paper.title, "Invoice");
  EXPECT_EQ(paper.seller.name, "Contoso CSP AB");
  EXPECT_EQ(paper.seller.lines, (std::vector<std::string>{"Box 7", "111 20 Stockholm", "Sweden",
                                                          "VAT no. SE556000000201"}));
  EXPECT_EQ(paper.buyer.name, "Adatum AB");
  EXPECT_EQ(paper.payable.value, "EUR\u00a012.50");
}

TEST(Paper, how_and_when_to_pay_stands_on_it_in_both_languages) {
  Document document = document_testing({line_testing(1, 1000)});
  document.tax.local = billing::LocalTax{Money(*Currency::find("SEK"), 2858),
                                         *Factor::parse("11.4325"), "2026-10-30", "ECB"};
  auto seller = *registry_testing().partner(PartyId("contoso"));
  seller.details.papers.contact = "Billing";
  seller.details.papers.payment_days = "30";
  seller.details.papers.iban = "SE4550000000058398257466";
  seller.details.papers.bic = "ESSESESS";
  seller.details.papers.bankgiro = "50501055";
  seller.details.papers.f_skatt = "yes";
  auto buyer = *registry_testing().customer(PartyId("adatum"));
  buyer.details.papers.postal_code = "411 14";
  buyer.details.papers.city = "Göteborg";
  buyer.details.papers.reference = "KST 7";
  buyer.details.papers.order = "PO-1";
  const std::vector<registry::Fact> facts{seller, buyer};
  const auto registry = registry_testing().with(facts);
  const Paper paper = *paper_of(document, registry, Language::swedish);
  std::vector<std::string> rows;
  for (const Row& row : paper.tables[1].rows) rows.push_back(row.cells[0] + ": " + row.cells[1]);
  EXPECT_EQ(rows, (std::vector<std::string>{
                      "Belopp: 12,50\u00a0EUR", "Betalningsmottagare: Contoso CSP AB",
                      "Bankgiro: 50501055", "IBAN: SE4550000000058398257466", "BIC: ESSESESS",
                      "OCR-nummer: 00000786", "Betalningsvillkor: Netto 30 dagar",
                      "Förfallodatum: 3 december 2026"}));
  EXPECT_EQ(paper.seller.lines.back(), "Billing");
  EXPECT_EQ(paper.seller.lines[4], "Godkänd för F-skatt");
  EXPECT_EQ(paper.buyer.lines[2], "411 14 Göteborg");
  EXPECT_EQ(paper.facts[3].value, "KST 7");
  EXPECT_EQ(paper.facts.back().value, "3 december 2026");
  EXPECT_EQ(paper.remarks.back(),
            "Moms i SEK: 28,58 (1 EUR = 11,4325 SEK, 30 oktober 2026, ECB)");
  const Paper english = *paper_of(document, registry, Language::english);
  EXPECT_EQ(english.tables[1].rows[6].cells[1], "Net 30 days");
}

TEST(Paper, an_unknown_party_is_named_by_its_id) {
  Document document = document_testing({line_testing(1, 1000, "nobody")});
  document.buyer = PartyId("nobody");
  const Paper paper = paper_in(document);
  EXPECT_EQ(paper.buyer.name, "nobody");
  EXPECT_EQ(lines_table(paper).title, "nobody");
}

TEST(Paper, the_first_page_sums_every_subscription_and_the_tax) {
  const Paper paper = paper_in(
      document_testing({line_testing(1, 1000), line_testing(2, 500), line_testing(3, 300, "")}));
  EXPECT_EQ(paper.tables[0].rows[0].cells,
            (std::vector<std::string>{"Standard rate", "25\u00a0%", "18.00", "4.50", "22.50"}));
  EXPECT_EQ(paper.tables[0].rows[1].cells, (std::vector<std::string>{"To pay", "22.50"}));
  const Table& summary = paper.tables[2];
  ASSERT_EQ(summary.rows.size(), 3U);
  EXPECT_EQ(summary.rows[0].cells, (std::vector<std::string>{"Adatum AB", "subscription-of-adatum",
                                                             "2", "15.00"}));
  EXPECT_EQ(summary.rows[1].cells[0], "Shared subscription");
  EXPECT_EQ(summary.rows[2].cells,
            (std::vector<std::string>{"Total excluding VAT", "18.00"}));
}

TEST(Paper, adjustments_stand_below_the_usage_of_their_subscription_and_say_why) {
  const Paper paper = paper_in(document_testing(
      {line_testing(1, 1000), adjustment("late-usage", "contoso-000003-4"),
       line_testing(3, 500, "")}));
  const Table& table = lines_table(paper);
  EXPECT_EQ(table.rows[1].kind, RowKind::group);
  EXPECT_EQ(notes_of(table), (std::vector<std::string>{
                                 "Adjusts September 2026, line contoso-000003-4: usage reported "
                                 "late"}));
  EXPECT_EQ(table.rows.back().kind, RowKind::total);
  EXPECT_EQ(table.rows.back().cells[1], "8.00");
}

TEST(Paper, what_was_never_billed_before_is_said_to_be_new) {
  const Paper paper = paper_in(document_testing({line_testing(1, 900), adjustment("x", "")}),
                               Language::swedish);
  EXPECT_EQ(notes_of(lines_table(paper))[0],
            "Justerar september 2026, inte fakturerat tidigare: x");
}

TEST(Paper, tiers_are_told_apart) {
  Line line = line_testing(1, 900);
  line.tier_from = Quantity::from_whole(5000);
  EXPECT_EQ(notes_of(lines_table(paper_in(document_testing({line}))))[0], "Tier from 5,000");
}

TEST(Paper, a_credit_note_says_what_it_corrects_why_and_in_whose_favour) {
  Line line = line_testing(1, -1000);
  line.kind = LineKind::credit;
  line.cause = "outage on 3 October";
  line.of = billing::LineOrigin{*Period::parse("2026-10"), "contoso-000001", "contoso-000001-1"};
  line.quantity = {};
  line.unit_price.reset();
  Document document = document_testing({line});
  document.corrects = "contoso-000001";
  document.reason = "outage on 3 October";
  const Paper paper = paper_in(document);
  EXPECT_EQ(paper.title, "Credit note");
  EXPECT_EQ(paper.payable.label, "In your favour");
  EXPECT_EQ(paper.payable.value, "EUR\u00a012.50");
  EXPECT_EQ(paper.facts.back().value, "contoso-000001");
  EXPECT_EQ(paper.remarks[0], "Reason: outage on 3 October");
  EXPECT_EQ(notes_of(lines_table(paper))[0], "Credits October 2026, line contoso-000001-1");
  EXPECT_EQ(lines_table(paper).rows[0].cells[2], "");
  for (const Table& table : paper.tables) EXPECT_NE(table.kind, TableKind::payment);
}

TEST(Paper, it_does_not_change_when_the_document_is_paid_or_void) {
  Document document = document_testing({line_testing(1, 1000)});
  const Paper issued = paper_in(document);
  document.status = billing::DocumentStatus::voided;
  EXPECT_EQ(paper_in(document).facts.size(), issued.facts.size());
  EXPECT_EQ(paper_in(document).payable.value, issued.payable.value);
}

TEST(Paper, long_texts_end_in_dots_and_control_characters_are_shown) {
  EXPECT_EQ(one_line("a\nb\x1b"), "a b\\x1b");
  EXPECT_EQ(one_line("a\u202egro\u2066\u2069.b"), "agro.b");
  EXPECT_EQ(one_line("åäö", 2), "åä…");
  EXPECT_EQ(one_line("åäö", 3), "åäö");
  const std::string name(300, 'x');
  EXPECT_EQ(one_line(name), name);
  const std::string_view dots = "…";
  EXPECT_EQ(one_line(std::string(1'000'000, 'y')).size(), name_letters_max + dots.size());
}

TEST(Paper, more_lines_than_anybody_prints_are_refused) {
  const std::vector<Line> lines(paper_lines_max + 1, line_testing(1, 1));
  const auto paper = paper_of(document_testing(lines), registry_testing(), Language::english);
  ASSERT_FALSE(paper.has_value());
  EXPECT_EQ(paper.error().code, "TooManyLines");
}

RC_GTEST_PROP(Paper, every_line_stands_on_it_once_and_the_sections_sum_to_the_total, ()) {
  std::vector<Line> lines;
  const auto count = *rc::gen::inRange<std::size_t>(1, 40);
  for (std::size_t i = 1; i <= count; ++i) {
    Line line = line_testing(i, *rc::gen::inRange(-1000, 1000),
                             *rc::gen::element<std::string>("adatum", "", "b", "c"));
    if (*rc::gen::arbitrary<bool>()) line.kind = LineKind::adjustment;
    lines.push_back(std::move(line));
  }
  const Document document = document_testing(lines);
  const Paper paper = paper_in(document);
  std::multiset<std::string> numbers;
  i128 sums = 0;
  for (const Table& table : paper.tables) {
    if (table.kind != TableKind::lines) continue;
    for (const Row& row : table.rows) {
      if (row.kind == RowKind::line) numbers.insert(row.cells[0]);
      if (row.kind != RowKind::total) continue;
      std::string plain = row.cells[1];
      if (const auto at = plain.find("−"); at == 0) plain.replace(0, std::string("−").size(), "-");
      std::erase(plain, ',');
      sums += Money::parse(plain, euro())->minor_units();
    }
  }
  RC_ASSERT(numbers.size() == count);
  for (std::size_t i = 1; i <= count; ++i) RC_ASSERT(numbers.count(std::to_string(i)) == 1U);
  RC_ASSERT(sums == document.total.minor_units());
}

}  // namespace
}  // namespace tollbridge::exports::pdf
