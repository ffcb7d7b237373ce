// SPDX-License-Identifier: Apache-2.0
// Goal: an accountant can book what was issued: every voucher sums to zero, in one currency, at a
// rate that is named. Method: documents by hand in each regime of tax, properties over amounts and
// rates, SIE and CSV byte by byte.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "exports/accounting/ledger.h"

namespace tollbridge::exports::accounting {
namespace {

const Currency euro = *Currency::find("EUR");
const Currency krona = *Currency::find("SEK");

billing::Document document(i128 net, billing::Tax tax) {
  const Money total(euro, net);
  const Money payable = *total.plus(tax.amount);
  return {.id = "provider-000001",
          .number = "000001",
          .seller = provider_party(),
          .buyer = PartyId("contoso"),
          .period = *Period::parse("2026-10"),
          .currency = euro,
          .rounding = RoundingProfile::en16931,
          .type = net < 0 ? billing::DocumentType::credit_note : billing::DocumentType::invoice,
          .status = billing::DocumentStatus::issued,
          .issued_at = *parse_instant("2026-11-02T08:00:00Z"),
          .corrects = {},
          .reason = {},
          .lines = {},
          .total = total,
          .tax = std::move(tax),
          .payable = payable,
          .inputs = {}};
}

billing::Tax standard(i128 minor_units) {
  return {"S", Factor::from_whole(25), Money(euro, minor_units), {}};
}

Issued month(std::vector<billing::Document> documents, const std::string& books = "EUR",
             const std::string& buyer = "Contoso \"CSP\" ÅÄÖ 北京") {
  registry::Provider provider{{"Nordic Cloud AB", "SE", "EUR", "SE556000000101", ""},
                              RoundingProfile::en16931};
  provider.details.papers.tax_currency = books;
  const registry::Partner partner{PartyId("contoso"), registry::PartnerKind::direct, {},
                                  {buyer, "SE", "EUR", "", ""}};
  const std::vector<registry::Fact> facts{provider, partner};
  Issued issued;
  issued.seller = provider_party();
  issued.period = *Period::parse("2026-10");
  issued.documents = std::move(documents);
  issued.registry = registry::Registry().with(facts);
  return issued;
}

rating::ExchangeTable rates(const std::string& rate) {
  rating::ExchangeTable table;
  table.add({euro, krona, "2026-10-30", *Factor::parse(rate), "ECB"});
  return table;
}

std::vector<std::string> postings(const Voucher& voucher) {
  std::vector<std::string> texts;
  for (const Posting& posting : voucher.postings) {
    texts.push_back(std::string(to_string(posting.account)) + " " + posting.amount.to_string());
  }
  return texts;
}

template <class Write>
std::string text_of(Write write) {
  std::string text;
  const auto done = write([&text](std::string_view bytes) -> Status {
    text += bytes;
    return {};
  });
  EXPECT_TRUE(done.has_value());
  return text;
}

TEST(Accounting, an_invoice_is_a_claim_sales_and_tax) {
  const auto ledger = ledger_of(month({document(138616, standard(34654))}), {});
  ASSERT_TRUE(ledger.has_value());
  EXPECT_EQ(postings(ledger->vouchers[0]),
            (std::vector<std::string>{"receivables 1732.70", "sales -1386.16", "vat -346.54"}));
}

TEST(Accounting, a_credit_note_is_the_other_way_round_and_regimes_have_accounts_of_their_own) {
  const auto ledger = ledger_of(
      month({document(-1000, {"AE", {}, Money::zero(euro), "Reverse charge"}),
             document(500, {"O", {}, Money::zero(euro), "Outside the scope of VAT"}),
             document(100, {"S", Factor::from_whole(19), Money(euro, 19), "VAT of DE"}),
             document(0, standard(0))}),
      {});
  ASSERT_EQ(ledger->vouchers.size(), 3U);
  EXPECT_EQ(postings(ledger->vouchers[0]),
            (std::vector<std::string>{"receivables -10.00", "sales-reverse-charge 10.00"}));
  EXPECT_EQ(postings(ledger->vouchers[1])[1], "sales-outside-scope -5.00");
  EXPECT_EQ(postings(ledger->vouchers[2])[1], "sales-one-stop-shop -1.00");
  EXPECT_EQ(postings(ledger->vouchers[2])[2], "vat-one-stop-shop -0.19");
}

TEST(Accounting, nothing_is_converted_without_a_rate) {
  const auto refused = ledger_of(month({document(100, standard(25))}, ""), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "ExchangeRateMissing");
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
}

TEST(Accounting, the_tax_is_the_one_the_document_tells_and_what_rounding_leaves_is_posted) {
  auto told = standard(34654);
  told.local = billing::LocalTax{Money(krona, 396182), *Factor::parse("11.4325"), "2026-10-30",
                                 "ECB"};
  const auto ledger = ledger_of(month({document(138616, told)}, ""), {});
  ASSERT_TRUE(ledger.has_value());
  // 1732.70, 1386.16 and 346.54 euro are 19809.09, 15847.27 and 3961.82 kronor.
  EXPECT_EQ(postings(ledger->vouchers[0]),
            (std::vector<std::string>{"receivables 19809.09", "sales -15847.27", "vat -3961.82"}));
  EXPECT_EQ(ledger->vouchers[0].rate->day, "2026-10-30");
}

RC_GTEST_PROP(Accounting, every_voucher_sums_to_zero, ()) {
  const auto net = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
  const auto tax = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
  const auto rate = std::to_string(*rc::gen::inRange(1, 99)) + "." +
                    std::to_string(*rc::gen::inRange(1, 999'999));
  const auto ledger = ledger_of(month({document(net, standard(tax))}, ""), rates(rate));
  RC_ASSERT(ledger.has_value());
  for (const Voucher& voucher : ledger->vouchers) {
    i128 sum = 0;
    for (const Posting& posting : voucher.postings) sum += posting.amount.minor_units();
    RC_ASSERT(sum == 0);
  }
}

TEST(Accounting, sie_is_what_swedish_programs_read) {
  const auto ledger = ledger_of(month({document(138616, standard(34654))}), {});
  const std::string sie =
      text_of([&](const TextSink& sink) { return write_sie(*ledger, "0.1", sink); });
  EXPECT_EQ(sie,
            "#FLAGGA 0\n#PROGRAM \"Tollbridge\" \"0.1\"\n#FORMAT PC8\n#GEN 20261102\n#SIETYP 4\n"
            "#ORGNR 556000-0001\n#FNAMN \"Nordic Cloud AB\"\n#RAR 0 20260101 20261231\n"
            "#VALUTA EUR\n"
            "#KONTO 1510 \"Kundfordringar\"\n#KTYP 1510 T\n"
            "#KONTO 2611 \"Utg\x86" "ende moms, 25 %\"\n#KTYP 2611 S\n"
            "#KONTO 3001 \"F\x94rs\x84ljning inom Sverige, 25 % moms\"\n#KTYP 3001 I\n"
            "#VER \"F\" \"000001\" 20261102 \"Faktura provider-000001, Contoso \\\"CSP\\\" "
            "\x8f\x8e\x99 ??\"\n{\n"
            "   #TRANS 1510 {} 1732.70 20261102 \"provider-000001\"\n"
            "   #TRANS 3001 {} -1386.16 20261102 \"provider-000001\"\n"
            "   #TRANS 2611 {} -346.54 20261102 \"provider-000001\"\n}\n");
}

TEST(Accounting, a_name_cannot_end_a_text_of_sie_or_begin_a_formula) {
  const Issued evil = month({document(100, standard(25))}, "EUR", "=1+1\"\n#KONTO 1\\");
  const auto ledger = ledger_of(evil, {});
  const std::string sie =
      text_of([&](const TextSink& sink) { return write_sie(*ledger, "0.1", sink); });
  EXPECT_NE(sie.find("Faktura provider-000001, =1+1\\\" #KONTO 1\\\\\"\n{"), sie.npos);
  const std::string csv =
      text_of([&](const TextSink& sink) { return write_journal_csv(*ledger, sink); });
  EXPECT_NE(csv.find("\"'=1+1\"\"\n#KONTO 1\\\""), csv.npos);
}

TEST(Accounting, a_journal_names_debit_and_credit_apart) {
  const auto ledger = ledger_of(month({document(100, standard(25))}, "", "Contoso"), rates("10"));
  const std::string csv =
      text_of([&](const TextSink& sink) { return write_journal_csv(*ledger, sink); });
  EXPECT_EQ(csv,
            "Document,Date,Account,TaxRate,Debit,Credit,Currency,DocumentCurrency,DocumentPayable,"
            "ExchangeRate,ExchangeRateDate,Buyer,BuyerName,Payment\n"
            "provider-000001,2026-11-02,receivables,25,12.50,,SEK,EUR,1.25,10,2026-10-30,contoso,"
            "Contoso,\n"
            "provider-000001,2026-11-02,sales,25,,10.00,SEK,EUR,1.25,10,2026-10-30,contoso,"
            "Contoso,\n"
            "provider-000001,2026-11-02,vat,25,,2.50,SEK,EUR,1.25,10,2026-10-30,contoso,"
            "Contoso,\n");
}

billing::PaymentEntry paid(std::uint32_t n, i128 units, const std::string& day,
                           const std::string& undoes = {}) {
  return {"provider-000001", n, provider_party(), PartyId("contoso"), day, Money(euro, units), {},
          {}, undoes, *parse_instant("2026-11-20T08:00:00Z"), {}};
}

rating::ExchangeTable november_rates() {
  rating::ExchangeTable table = rates("10");
  table.add({euro, krona, "2026-11-20", *Factor::parse("11"), "ECB"});
  return table;
}

Ledger with_payments(const std::vector<billing::PaymentEntry>& entries) {
  const Issued books = month({document(10000, standard(2500))}, "");
  auto ledger = ledger_of(books, rates("10")).value();
  ledger.vouchers.clear();
  const std::vector<PaidDocument> documents{{books.documents[0], entries, rates("10")}};
  EXPECT_TRUE(add_payments(books, documents, *Period::parse("2026-11"), november_rates(), ledger));
  return ledger;
}

TEST(Accounting, a_payment_is_money_in_the_bank_a_smaller_claim_and_what_the_rate_made_of_it) {
  const Ledger ledger = with_payments({paid(1, 5000, "2026-11-20"), paid(2, 7500, "2026-11-20")});
  ASSERT_EQ(ledger.vouchers.size(), 2U);
  EXPECT_EQ(postings(ledger.vouchers[0]),
            (std::vector<std::string>{"bank 550.00", "receivables -500.00",
                                      "exchange-difference -50.00"}));
  const std::string sie =
      text_of([&](const TextSink& sink) { return write_sie(ledger, "0.1", sink); });
  EXPECT_NE(sie.find("#VER \"B\" \"\" 20261120 \"Betalning provider-000001-p1, "), sie.npos);
  EXPECT_NE(sie.find("#TRANS 1930 {} 550.00 20261120 \"provider-000001-p1\""), sie.npos);
  EXPECT_NE(sie.find("#KTYP 3960 I"), sie.npos);
  const std::string csv =
      text_of([&](const TextSink& sink) { return write_journal_csv(ledger, sink); });
  EXPECT_NE(csv.find("provider-000001,2026-11-20,bank,0,550.00,,SEK,EUR,125.00,11,2026-11-20,"),
            csv.npos);
}

TEST(Accounting, what_is_undone_is_posted_back_at_the_rate_it_came_at) {
  const Ledger ledger = with_payments({paid(1, 5000, "2026-10-31"),
                                       paid(2, -5000, "2026-11-20", "provider-000001-p1")});
  ASSERT_EQ(ledger.vouchers.size(), 2U);
  EXPECT_EQ(postings(ledger.vouchers[1]),
            (std::vector<std::string>{"bank -500.00", "receivables 500.00"}));
}

TEST(Accounting, a_payment_without_a_rate_of_its_day_is_refused) {
  const Issued books = month({document(10000, standard(2500))}, "");
  auto ledger = ledger_of(books, rates("10")).value();
  const std::vector<PaidDocument> documents{
      {books.documents[0], {paid(1, 5000, "2026-11-20")}, rates("10")}};
  const auto refused =
      add_payments(books, documents, *Period::parse("2026-11"), rates("10"), ledger);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "ExchangeRateMissing");
}

TEST(Accounting, a_set_off_moves_claims_and_no_money) {
  Issued books = month({document(10000, standard(2500)), document(-4000, standard(-1000))});
  books.documents[1].id = "provider-000002";
  auto invoice = paid(1, 5000, "2026-11-20");
  invoice.set_off = "provider-000002";
  auto note = paid(1, -5000, "2026-11-20");
  note.document = "provider-000002";
  note.set_off = "provider-000001";
  auto ledger = ledger_of(books, {}).value();
  ledger.vouchers.clear();
  const std::vector<PaidDocument> documents{{books.documents[0], {invoice}, {}},
                                            {books.documents[1], {note}, {}}};
  ASSERT_TRUE(add_payments(books, documents, *Period::parse("2026-11"), {}, ledger));
  ASSERT_EQ(ledger.vouchers.size(), 1U);
  EXPECT_EQ(postings(ledger.vouchers[0]),
            (std::vector<std::string>{"receivables -50.00", "receivables 50.00"}));
}

RC_GTEST_PROP(Accounting, a_document_paid_in_parts_leaves_nothing_of_its_claim, ()) {
  const auto parts = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(1, 1'000'000));
  const auto rate = "1" + std::to_string(*rc::gen::inRange(0, 9)) + "." +
                    std::to_string(*rc::gen::inRange(1, 999'999));
  std::int64_t whole = 0;
  std::vector<billing::PaymentEntry> entries;
  for (const std::int64_t part : parts) {
    whole += part;
    entries.push_back(paid(static_cast<std::uint32_t>(entries.size() + 1), part, "2026-11-20"));
  }
  const Issued books =
      month({document(whole, {"AE", {}, Money::zero(euro), "Reverse charge"})}, "");
  auto ledger = ledger_of(books, rates(rate)).value();
  const std::vector<PaidDocument> documents{{books.documents[0], entries, rates(rate)}};
  RC_ASSERT(
      add_payments(books, documents, *Period::parse("2026-11"), november_rates(), ledger));
  i128 claims = 0;
  for (const Voucher& voucher : ledger.vouchers) {
    i128 sum = 0;
    for (const Posting& posting : voucher.postings) {
      sum += posting.amount.minor_units();
      if (posting.account == AccountRole::receivables) claims += posting.amount.minor_units();
    }
    RC_ASSERT(sum == 0);
  }
  RC_ASSERT(claims == 0);
}

}  // namespace
}  // namespace tollbridge::exports::accounting
