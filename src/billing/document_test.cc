// SPDX-License-Identifier: Apache-2.0
// A document is one text, and nothing else reads as it. Random documents, with every awkward byte
// in their names, must come back whole; a text with any byte changed must not pass as the same.
#include "billing/document.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tollbridge::billing {
namespace {

const Currency euro = *Currency::find("EUR");

Document small_document() {
  const Money amount(euro, 1230);
  Line line{.id = "provider-000001-1",
            .subscription = SubscriptionId("2f3e0000-0000-4000-8000-00000000000b"),
            .customer = PartyId("adatum"),
            .meter = MeterId("vm-hour"),
            .name = "VM\thour",
            .unit = "1 Hour",
            .quantity = exact(Quantity::from_whole(123)),
            .unit_price = *UnitPrice::parse("0.1"),
            .tier_from = {},
            .amount = amount,
            .kind = LineKind::usage,
            .cause = {},
            .of = {}};
  return Document{.id = "provider-000001",
                  .number = "000001",
                  .seller = provider_party(),
                  .buyer = PartyId("contoso"),
                  .period = *Period::parse("2026-10"),
                  .currency = euro,
                  .rounding = RoundingProfile::en16931,
                  .type = DocumentType::invoice,
                  .status = DocumentStatus::issued,
                  .issued_at = *parse_instant("2026-11-01T08:00:00Z"),
                  .corrects = {},
                  .reason = {},
                  .lines = {std::move(line)},
                  .total = amount,
                  .tax = Tax{"S", Factor::from_whole(25), Money(euro, 308), {}},
                  .payable = Money(euro, 1538),
                  .inputs = Inputs{{journal::Head{StackId("stack-1"), 7, sha256("block")}},
                                   12,
                                   *parse_instant("2026-11-01T08:00:00.25Z"),
                                   1}};
}

// Any bytes, awkward ones often.
rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
      {{3, rc::gen::element('\t', '\n', '\\', '\r', '-', '0')}, {2, rc::gen::arbitrary<char>()}}));
}

template <class Decimal>
Decimal any_decimal() {
  return Decimal::from_units(*rc::gen::arbitrary<std::int64_t>());
}

Money any_money() {
  return {euro, *rc::gen::arbitrary<std::int64_t>()};
}

Instant any_instant() {
  return Instant(
      std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000'000)));
}

Line any_line() {
  Line line = small_document().lines.front();
  line.id = *any_text();
  line.subscription = SubscriptionId(*any_text());
  line.customer = PartyId(*any_text());
  line.meter = MeterId(*any_text());
  line.name = *any_text();
  line.unit = *any_text();
  line.quantity = multiply(any_decimal<Quantity>(), any_decimal<Factor>());
  line.unit_price.reset();
  if (*rc::gen::arbitrary<bool>()) line.unit_price = any_decimal<UnitPrice>();
  line.tier_from = any_decimal<Quantity>();
  line.amount = any_money();
  line.kind = *rc::gen::element(LineKind::usage, LineKind::adjustment, LineKind::commitment,
                                LineKind::credit, LineKind::rounding);
  line.cause = *any_text();
  if (*rc::gen::arbitrary<bool>()) {
    line.of = LineOrigin{Period::from_index(*rc::gen::inRange(0, 1200)), *any_text(), *any_text()};
  }
  return line;
}

Document any_document() {
  Document document = small_document();
  document.id = *any_text();
  document.number = *any_text();
  document.seller = PartyId(*any_text());
  document.buyer = PartyId(*any_text());
  document.period = Period::from_index(*rc::gen::inRange(0, 1200));
  document.rounding = *rc::gen::element(RoundingProfile::en16931, RoundingProfile::partner_center,
                                        RoundingProfile::bankers);
  document.type = *rc::gen::element(DocumentType::invoice, DocumentType::credit_note);
  document.issued_at = any_instant();
  document.corrects = *any_text();
  document.reason = *any_text();
  document.lines.clear();
  const int lines = *rc::gen::inRange(0, 4);
  for (int i = 0; i < lines; ++i)
    document.lines.push_back(any_line());
  document.total = any_money();
  document.tax = Tax{*any_text(), any_decimal<Factor>(), any_money(), *any_text()};
  document.payable = any_money();
  document.inputs.commit = *rc::gen::arbitrary<std::uint64_t>();
  document.inputs.known_at = any_instant();
  document.inputs.rules_version = *rc::gen::arbitrary<std::uint32_t>();
  document.inputs.heads.clear();
  const int heads = *rc::gen::inRange(0, 3);
  for (int i = 0; i < heads; ++i) {
    document.inputs.heads.push_back(
        {StackId(*any_text()), *rc::gen::arbitrary<std::uint64_t>(), sha256(*any_text())});
  }
  return document;
}

TEST(Document, every_document_comes_back_from_its_text) {
  ASSERT_TRUE(rc::check("parse(print(d)) == d", [] {
    const Document document = any_document();
    const auto parsed = parse_document(canonical_text(document));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == document);
    RC_ASSERT(digest(*parsed) == digest(document));
  }));
}

TEST(Document, a_changed_byte_never_passes_for_the_same_document) {
  const Document document = small_document();
  const std::string text = canonical_text(document);
  const Digest wanted = digest(document);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128}) {
      std::string damaged = text;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      const auto parsed = parse_document(damaged);
      if (!parsed) {
        EXPECT_EQ(parsed.error().code, "DocumentDamaged");
        EXPECT_EQ(parsed.error().kind, ErrorKind::damaged);
      } else {
        EXPECT_NE(digest(*parsed), wanted) << "byte " << i;
      }
    }
  }
}

TEST(Document, a_document_cut_short_or_continued_is_damaged) {
  const std::string text = canonical_text(small_document());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(parse_document(text.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(parse_document(text + "end\n").has_value());
}

TEST(Document, the_text_is_the_one_of_the_format_page) {
  EXPECT_EQ(canonical_text(small_document()),
            "tollbridge-document 1\n"
            "id\tprovider-000001\n"
            "number\t000001\n"
            "seller\tprovider\n"
            "buyer\tcontoso\n"
            "period\t2026-10\n"
            "currency\tEUR\n"
            "rounding\ten16931\n"
            "type\tinvoice\n"
            "issued_at\t2026-11-01T08:00:00Z\n"
            "corrects\t\n"
            "reason\t\n"
            "commit\t12\n"
            "known_at\t2026-11-01T08:00:00.25Z\n"
            "rules_version\t1\n"
            "heads\t1\n"
            "head\tstack-1\t7\t" +
                hex(sha256("block")) +
                "\n"
                "lines\t1\n"
                "line\tprovider-000001-1\t2f3e0000-0000-4000-8000-00000000000b\tadatum\tvm-hour\t"
                "VM\\thour\t1 Hour\t123\t0.1\t0\t12.30\tusage\t\t\t\t\n"
                "total\t12.30\n"
                "tax\tS\t25\t3.08\t\n"
                "payable\t15.38\n"
                "end\n");
}

TEST(Document, tax_told_in_another_currency_is_a_record_of_its_own) {
  Document document = small_document();
  const Currency krona = *Currency::find("SEK");
  document.tax.local =
      LocalTax{Money(krona, 3521), *Factor::parse("11.4325"), "2026-10-30", "ECB\tdaily"};
  const std::string text = canonical_text(document);
  EXPECT_NE(text.find("local_tax\tSEK\t35.21\t11.4325\t2026-10-30\tECB\\tdaily\npayable\t"),
            text.npos);
  const auto parsed = parse_document(text);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(*parsed, document);
}

TEST(Document, status_is_no_part_of_the_text) {
  Document document = small_document();
  const Digest issued = digest(document);
  document.status = DocumentStatus::voided;
  EXPECT_EQ(digest(document), issued);
}

}  // namespace
}  // namespace tollbridge::billing
