// SPDX-License-Identifier: Apache-2.0
// An issued document is there for ever, under its number, byte for byte; a closing that was begun
// goes on with what it began with. Method: small documents, real files, restarts and damage.
#include "billing/sql/sql_invoice_store.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::billing {
namespace {

using store::testing::ScratchBooks;

const Currency euro = Currency::find("EUR").value();
const Period october = Period::parse("2026-10").value();
const Instant first_of_november = parse_instant("2026-11-01T08:00:00.25Z").value();

Line line_of(const std::string& document, std::size_t n) {
  return {.id = document + "-" + std::to_string(n),
          .subscription = SubscriptionId("2f3e0000-0000-4000-8000-00000000000b"),
          .customer = PartyId("adatum"),
          .meter = MeterId("vm-hour"),
          .name = "VM\thour \"å\"\n",
          .unit = "1 Hour",
          .quantity = exact(Quantity::parse("0.100000000000000001").value()),
          .unit_price = UnitPrice::parse("0.000000000000001").value(),
          .tier_from = {},
          .amount = Money(euro, static_cast<i128>(n)),
          .kind = LineKind::usage,
          .cause = {},
          .of = {}};
}

Document document(const std::string& seller, int number, const std::string& buyer = "contoso",
                  std::size_t lines = 2) {
  std::string digits = std::to_string(number);
  digits.insert(0, 6 - digits.size(), '0');
  Document it{.id = seller + "-" + digits,
              .number = digits,
              .seller = PartyId(seller),
              .buyer = PartyId(buyer),
              .period = october,
              .currency = euro,
              .rounding = RoundingProfile::en16931,
              .type = DocumentType::invoice,
              .status = DocumentStatus::issued,
              .issued_at = first_of_november,
              .corrects = {},
              .reason = {},
              .lines = {},
              .total = Money::zero(euro),
              .tax = Tax{"S", Factor::from_whole(25), Money::zero(euro), {}},
              .payable = Money::zero(euro),
              .inputs = Inputs{{journal::Head{StackId("stack-1"), 7, sha256("block")}},
                               12, first_of_november, 1}};
  for (std::size_t n = 1; n <= lines; ++n) {
    it.lines.push_back(line_of(it.id, n));
    it.total = it.total.plus(it.lines.back().amount).value();
  }
  it.payable = it.total;
  return it;
}

Closing closing(const std::string& seller) {
  return {.seller = PartyId(seller),
          .period = october,
          .state = PeriodState::closing,
          .inputs = document(seller, 1).inputs,
          .issued_at = first_of_november,
          .waived_meters = {"gold", "silver"},
          .adjustment_lines = 3};
}

void expect_same(const Closing& a, const Closing& b) {
  EXPECT_EQ(a.seller, b.seller);
  EXPECT_EQ(a.period, b.period);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_EQ(a.issued_at, b.issued_at);
  EXPECT_EQ(a.waived_meters, b.waived_meters);
  EXPECT_EQ(a.adjustment_lines, b.adjustment_lines);
}

class SqlInvoiceStoreTest : public ::testing::Test, public ScratchBooks {
 protected:
  void open_store() {
    invoices.reset();
    books.reset();
    books = must_open(data);
    invoices.emplace(*books, "biller");
  }
  void SetUp() override { open_store(); }

  std::unique_ptr<store::Database> books;
  std::optional<SqlInvoiceStore> invoices;
};

TEST_F(SqlInvoiceStoreTest, documents_come_back_whole_by_seller_and_number) {
  ASSERT_TRUE(invoices->finish_closing(closing("provider"), {document("provider", 1, "contoso"),
                                                             document("provider", 2, "fabrikam")}));
  ASSERT_TRUE(invoices->finish_closing(closing("contoso"), {document("contoso", 1, "adatum")}));
  open_store();
  const auto all = invoices->documents({});
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, (std::vector<Document>{document("contoso", 1, "adatum"),
                                         document("provider", 1, "contoso"),
                                         document("provider", 2, "fabrikam")}));
  EXPECT_EQ(invoices->document("provider-000002").value(), document("provider", 2, "fabrikam"));
  EXPECT_EQ(invoices->documents({.seller = provider_party(), .buyer = {}, .period = {}})->size(),
            2U);
  EXPECT_EQ(invoices->documents({.seller = {}, .buyer = PartyId("adatum"), .period = {}})->size(),
            1U);
  EXPECT_EQ(invoices->documents({.seller = {}, .buyer = {}, .period = october.next()})->size(), 0U);
  const auto unknown = invoices->document("provider-000003");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
  EXPECT_EQ(unknown.error().code, "UnknownInvoice");
}

TEST_F(SqlInvoiceStoreTest, numbers_have_no_gaps_and_are_given_once) {
  EXPECT_EQ(invoices->next_number(provider_party()), 1U);
  const auto gap = invoices->issue(document("provider", 2));
  ASSERT_FALSE(gap);
  EXPECT_EQ(gap.error().code, "NumberTaken");
  ASSERT_TRUE(invoices->issue(document("provider", 1)));
  EXPECT_EQ(invoices->next_number(provider_party()), 2U);
  EXPECT_EQ(invoices->next_number(PartyId("contoso")), 1U);
  EXPECT_EQ(invoices->issue(document("provider", 1)).error().code, "NumberTaken");
  EXPECT_EQ(invoices
                ->finish_closing(closing("provider"),
                                 {document("provider", 2), document("provider", 2)})
                .error()
                .code,
            "NumberTaken");
  EXPECT_EQ(invoices->documents({})->size(), 1U);
}

TEST_F(SqlInvoiceStoreTest, a_closing_that_was_begun_keeps_what_it_began_with) {
  EXPECT_EQ(invoices->closings()->size(), 0U);
  const auto begun = invoices->begin_closing(closing("provider"));
  ASSERT_TRUE(begun);
  expect_same(*begun, closing("provider"));
  open_store();
  Closing later = closing("provider");
  later.issued_at += std::chrono::hours(5);
  later.inputs.commit = 99;
  later.waived_meters.clear();
  const auto again = invoices->begin_closing(later);
  ASSERT_TRUE(again);
  expect_same(*again, closing("provider"));
  EXPECT_EQ(invoices->closings()->size(), 1U);
}

TEST_F(SqlInvoiceStoreTest, a_period_closes_once_with_all_its_documents_or_none) {
  ASSERT_TRUE(invoices->begin_closing(closing("provider")));
  EXPECT_FALSE(invoices->finish_closing(closing("contoso"),
                                        {document("contoso", 1), document("contoso", 3)}));
  ASSERT_TRUE(invoices->finish_closing(closing("provider"), {document("provider", 1)}));
  open_store();
  const auto closings = invoices->closings();
  ASSERT_TRUE(closings);
  ASSERT_EQ(closings->size(), 1U);
  Closing closed = closing("provider");
  closed.state = PeriodState::closed;
  expect_same((*closings)[0], closed);
  const auto again = invoices->finish_closing(closing("provider"), {document("provider", 2)});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_EQ(again.error().code, "AlreadyClosed");
  expect_same(invoices->begin_closing(closing("provider")).value(), closed);
  EXPECT_EQ(invoices->documents({})->size(), 1U);
}

TEST_F(SqlInvoiceStoreTest, a_period_of_nothing_closes_without_a_document) {
  ASSERT_TRUE(invoices->finish_closing(closing("provider"), {}));
  EXPECT_EQ(invoices->closings().value()[0].state, PeriodState::closed);
}

TEST_F(SqlInvoiceStoreTest, an_altered_or_lost_document_is_refused_and_never_shown) {
  ASSERT_TRUE(invoices->issue(document("provider", 1)));
  for (const char* damage :
       {"UPDATE document_texts SET text = replace(text, 'adatum', 'adatun')",
        "UPDATE documents SET total = '9.99'", "DELETE FROM document_texts",
        "UPDATE documents SET parts = 0", "DELETE FROM documents"}) {
    invoices.reset();
    books.reset();
    const std::string kept = cut();
    tamper(data, damage);
    open_store();
    const auto all = invoices->documents({});
    EXPECT_FALSE(all) << damage;
    if (!all) {
      EXPECT_EQ(all.error().code, "BooksDamaged") << damage;
    }
    EXPECT_FALSE(books->verify()) << damage;
    invoices.reset();
    books.reset();
    std::filesystem::remove_all(data);
    std::filesystem::rename(kept, data);
  }
}

TEST_F(SqlInvoiceStoreTest, a_document_of_a_hundred_thousand_lines_is_kept_in_seconds) {
  const Document large = document("provider", 1, "contoso", 100'000);
  const std::clock_t begin = std::clock();
  ASSERT_TRUE(invoices->issue(large));
  open_store();
  const auto read = invoices->document("provider-000001");
  const auto took_ms = (std::clock() - begin) * 1000 / CLOCKS_PER_SEC;
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == large);
  EXPECT_LT(took_ms, 5000 * store::testing::slowness);
  RecordProperty("store_and_read_ms", std::to_string(took_ms));
}

}  // namespace
}  // namespace tollbridge::billing
