// SPDX-License-Identifier: Apache-2.0
// Issued documents are computed again from what they name: the same bytes, whatever was recorded
// since; and one altered field, or usage that is gone, is reported by name.
#include "engine/verify_documents.h"

#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/credit.h"

namespace tollbridge::engine {
namespace {

using namespace test;

// October closed, changed in every way, November closed, one line credited.
void two_months(World& world) {
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "9"});
  world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  world.use({.hour = november.begin(), .quantity = "5"});
  world.tell({{mapping("reg-one", t_stray, csp, october.begin())}, {provider_sheet("0.13")}});
  const auto next = world.closed(november, after_november);
  const auto credited =
      credit(world.books, world.journal(),
             {.invoice = document_for(next.documents, provider_party(), contoso)->id,
              .lines = {{"1", "0.50"}},
              .reason = "goodwill"},
             after_november);
  ASSERT_TRUE(credited.has_value()) << credited.error().message;
}

TEST(VerifyDocuments, every_document_is_the_same_whatever_came_since) {
  World world;
  two_months(world);
  world.use({.hour = october.begin().plus(2), .quantity = "77"});
  world.tell(
      {{mapping("reg-one", t_adatum, shared, october.begin().plus(1))}, {provider_sheet("0.5")}});
  const auto result = verify_documents(world.books, world.journal());
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_TRUE(result->ok);
  EXPECT_EQ(result->documents.size(), world.books.invoices().documents({})->size());
  EXPECT_GE(result->documents.size(), 9U);
  for (const auto& document : result->documents)
    EXPECT_TRUE(document.same) << document.id;
}

TEST(VerifyDocuments, only_the_documents_named_are_reported) {
  World world;
  two_months(world);
  const auto result = verify_documents(world.books, world.journal(), {"contoso-000002"});
  ASSERT_EQ(result->documents.size(), 1U);
  EXPECT_EQ(result->documents[0].id, "contoso-000002");
  const auto unknown = verify_documents(world.books, world.journal(), {"contoso-000099"});
  EXPECT_EQ(unknown.error().code, "UnknownInvoice");
}

// Hands out one document with its total and first amount raised.
class ForgedInvoices final : public Books, public billing::InvoiceStore {
 public:
  explicit ForgedInvoices(MemoryBooks& books) : books_(books) {}
  Result<std::vector<registry::RecordedFact>> facts() override { return books_.facts(); }
  Result<std::vector<rating::RecordedPriceFact>> price_facts() override {
    return books_.price_facts();
  }
  Result<std::uint64_t> record(const Change& change, Instant known_at, const std::string& actor,
                               const std::string& action) override {
    return books_.record(change, known_at, actor, action);
  }
  Result<std::uint64_t> commit() override { return books_.commit(); }
  journal::MarkStore& marks() override { return books_.marks(); }
  billing::InvoiceStore& invoices() override { return *this; }
  billing::SettlementStore& settlements() override { return books_.settlements(); }
  Result<std::vector<AuditEntry>> audit() override { return books_.audit(); }
  Status verify() override { return {}; }
  Status copy_to(const std::string& path) override { return books_.copy_to(path); }

  Result<std::vector<billing::Closing>> closings() override { return books_.invoices().closings(); }
  Result<billing::Closing> begin_closing(const billing::Closing& closing,
                                         const std::string& actor) override {
    return books_.invoices().begin_closing(closing, actor);
  }
  Status finish_closing(const billing::Closing& closing,
                        const std::vector<billing::Document>& documents,
                        const std::string& actor) override {
    return books_.invoices().finish_closing(closing, documents, actor);
  }
  Status issue(const billing::Document& document, const std::string& actor) override {
    return books_.invoices().issue(document, actor);
  }
  Result<std::uint64_t> next_number(const PartyId& seller) override {
    return books_.invoices().next_number(seller);
  }
  Result<std::vector<billing::Document>> documents(const billing::DocumentFilter& filter) override {
    auto documents = books_.invoices().documents(filter);
    for (auto& document : *documents)
      forge(document);
    return documents;
  }
  Result<billing::Document> document(const std::string& id) override {
    auto document = books_.invoices().document(id);
    if (document) forge(*document);
    return document;
  }

 private:
  static void forge(billing::Document& document) {
    if (document.id != "contoso-000001") return;
    document.lines[0].amount = Money(euro, 1);
    document.total = Money(euro, 1);
  }
  MemoryBooks& books_;
};

TEST(VerifyDocuments, an_altered_document_is_shown_field_by_field) {
  World world;
  two_months(world);
  ForgedInvoices forged(world.books);
  const auto result = verify_documents(forged, world.journal(), {"contoso-000001"});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->ok);
  ASSERT_EQ(result->documents.size(), 1U);
  std::vector<std::string> fields;
  for (const auto& difference : result->documents[0].differences) {
    fields.push_back(difference.field + ": " + difference.issued + " / " + difference.recomputed);
  }
  EXPECT_EQ(fields,
            (std::vector<std::string>{"lines[1].amount: 0.01 / 11.50", "total: 0.01 / 11.50"}));
}

TEST(VerifyDocuments, usage_that_is_gone_is_damage) {
  World world;
  two_months(world);
  journal::Journal& there = world.journal();
  World elsewhere;  // the same books beside a shorter journal
  elsewhere.use({.hour = october.begin(), .quantity = "100"});
  ASSERT_TRUE(verify_documents(world.books, there).has_value());
  const auto result = verify_documents(world.books, elsewhere.journal());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "JournalBehindDocument");
  EXPECT_EQ(result.error().kind, ErrorKind::damaged);
}

}  // namespace
}  // namespace tollbridge::engine
