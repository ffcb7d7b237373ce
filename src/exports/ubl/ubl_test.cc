// SPDX-License-Identifier: Apache-2.0
// Goal: an issued document becomes an electronic invoice that says the same, or is refused with
// what is missing. Method: small documents by hand, read back as XML; the official rules are asked
// in `make conformance`.
#include "exports/ubl/ubl.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "exports/ubl/figures.h"

namespace tollbridge::exports::ubl {
namespace {

using billing::Document;
using billing::DocumentType;
using billing::Line;
using billing::LineKind;

const Currency euro = Currency::find("EUR").value();
const Currency dinar = Currency::find("KWD").value();

Money money(const std::string& text, Currency currency = euro) {
  return Money::parse(text, currency).value();
}

Line line(const std::string& quantity, const std::string& price, const std::string& amount,
          const std::string& unit = "1 Hour") {
  Line result{.id = "provider-000001-1",
              .subscription = SubscriptionId("csp"),
              .customer = PartyId("adatum"),
              .meter = MeterId("vm"),
              .name = "VM & Co <1>",
              .unit = unit,
              .quantity = exact(Quantity::parse(quantity).value()),
              .unit_price = UnitPrice::parse(price).value(),
              .tier_from = {},
              .amount = money(amount),
              .kind = LineKind::usage,
              .cause = {},
              .of = {}};
  return result;
}

Document document(std::vector<Line> lines, const std::string& total, const std::string& tax,
                  const std::string& payable) {
  Document result{.id = "provider-000001",
                  .number = "000001",
                  .seller = provider_party(),
                  .buyer = PartyId("contoso"),
                  .period = Period::parse("2026-10").value(),
                  .currency = euro,
                  .rounding = RoundingProfile::en16931,
                  .type = DocumentType::invoice,
                  .status = billing::DocumentStatus::issued,
                  .issued_at = parse_instant("2026-11-02T06:00:00Z").value(),
                  .corrects = {},
                  .reason = {},
                  .lines = std::move(lines),
                  .total = money(total),
                  .tax = {"S", Factor::from_whole(25), money(tax), {}},
                  .payable = money(payable),
                  .inputs = {}};
  return result;
}

Document one_line() { return document({line("10", "0.1", "1.00")}, "1.00", "0.25", "1.25"); }

Parties swedes() {
  registry::PartyDetails seller{"Nordic Cloud", "SE", "EUR", "SE556000000101", "Box 1\nStockholm"};
  registry::PartyDetails buyer{"Contoso שלום", "SE", "EUR", "SE556000010001", ""};
  return {party_of(provider_party(), seller), party_of(PartyId("contoso"), buyer)};
}

std::string at(const pugi::xml_document& xml, const std::string& path) {
  return xml.select_node(path.c_str()).node().text().get();
}

void read(const Document& document, const Parties& parties, pugi::xml_document& xml) {
  const auto text = write(document, parties);
  ASSERT_TRUE(text.has_value()) << text.error().message;
  ASSERT_TRUE(xml.load_string(text->c_str()));
}

std::vector<std::string> children(pugi::xml_node node) {
  std::vector<std::string> names;
  for (const auto child : node.children()) {
    if (names.empty() || names.back() != child.name()) names.emplace_back(child.name());
  }
  return names;
}

TEST(Ubl, an_invoice_says_what_the_document_says_in_the_order_of_the_schema) {
  pugi::xml_document xml;
  read(one_line(), swedes(), xml);
  EXPECT_EQ(children(xml.document_element()),
            (std::vector<std::string>{
                "cbc:CustomizationID", "cbc:ProfileID", "cbc:ID", "cbc:IssueDate",
                "cbc:InvoiceTypeCode", "cbc:DocumentCurrencyCode", "cbc:BuyerReference",
                "cac:InvoicePeriod", "cac:AccountingSupplierParty", "cac:AccountingCustomerParty",
                "cac:PaymentTerms", "cac:TaxTotal", "cac:LegalMonetaryTotal", "cac:InvoiceLine"}));
  EXPECT_EQ(at(xml, "//cac:InvoicePeriod/cbc:EndDate"), "2026-10-31");
  EXPECT_EQ(at(xml, "//cbc:PayableAmount"), "1.25");
  EXPECT_EQ(at(xml, "//cac:TaxSubtotal//cbc:Percent"), "25");
  EXPECT_EQ(at(xml, "//cbc:InvoicedQuantity"), "10");
  EXPECT_EQ(at(xml, "//cac:Item/cbc:Name"), "VM & Co <1>");
  EXPECT_EQ(at(xml, "//cac:AccountingCustomerParty//cbc:RegistrationName"), "Contoso שלום");
  EXPECT_STREQ(xml.select_node("//cbc:InvoicedQuantity/@unitCode").attribute().value(), "HUR");
}

TEST(Ubl, no_element_is_empty) {
  pugi::xml_document xml;
  read(one_line(), swedes(), xml);
  EXPECT_FALSE(xml.select_node("//*[not(*) and not(normalize-space())]"));
}

TEST(Ubl, a_credit_note_counts_what_is_given_back_as_positive) {
  Document note = document({line("-10", "0.1", "-1.00")}, "-1.00", "-0.25", "-1.25");
  note.type = DocumentType::credit_note;
  note.corrects = "provider-000001";
  note.id = "provider-000002";
  note.reason = "Outage";
  pugi::xml_document xml;
  read(note, swedes(), xml);
  EXPECT_STREQ(xml.document_element().name(), "CreditNote");
  EXPECT_EQ(at(xml, "//cbc:CreditedQuantity"), "10");
  EXPECT_EQ(at(xml, "//cbc:PayableAmount"), "1.25");
  EXPECT_EQ(at(xml, "//cac:InvoiceDocumentReference/cbc:ID"), "provider-000001");
  EXPECT_EQ(at(xml, "/CreditNote/cbc:Note"), "Outage");
}

TEST(Ubl, a_price_per_block_keeps_its_block) {
  const auto figures =
      figures_of(line("3", "0.95", "2.85", "744 1 Hour"), DocumentType::invoice).value();
  EXPECT_EQ(figures.quantity, "2232");
  EXPECT_EQ(figures.unit_code, "HUR");
  EXPECT_EQ(figures.price, "0.95");
  EXPECT_EQ(figures.base_quantity, "744");
}

TEST(Ubl, a_unit_without_a_code_is_said_in_words) {
  const auto figures = figures_of(line("3", "1", "3.00", "1 GB/Hr"), DocumentType::invoice).value();
  EXPECT_EQ(figures.unit_code, "C62");
  EXPECT_EQ(figures.unit, "GB-Hours");
}

TEST(Ubl, what_is_no_product_is_one_piece_at_its_amount) {
  Line adjusted = line("0.1", "0.1", "-0.07");
  const auto figures = figures_of(adjusted, DocumentType::invoice).value();
  EXPECT_EQ(figures.quantity + " x " + figures.price + " = " + figures.amount, "-1 x 0.07 = -0.07");
  adjusted.unit_price.reset();
  const auto credited = figures_of(adjusted, DocumentType::credit_note).value();
  EXPECT_EQ(credited.quantity + " x " + credited.price + " = " + credited.amount,
            "1 x 0.07 = 0.07");
}

TEST(Ubl, tax_that_should_be_told_in_kronor_and_is_not_says_so) {
  Document document = one_line();
  registry::PartyDetails seller{"Nordic Cloud", "SE", "EUR", "SE556000000101", ""};
  const registry::PartyDetails buyer{"Contoso", "SE", "EUR", "SE556000010001", ""};
  const auto parties = [&] {
    const std::vector<registry::Fact> facts{
        registry::Provider{seller, RoundingProfile::en16931},
        registry::Partner{PartyId("contoso"), registry::PartnerKind::direct, {}, buyer}};
    return parties_of(document, registry::Registry().with(facts)).value();
  };
  pugi::xml_document xml;
  read(document, parties(), xml);
  EXPECT_EQ(at(xml, "/*/cbc:Note"), "The VAT is not stated in SEK: no rate of exchange was known "
                                   "when this was issued.");
  document.reason = "Outage";
  read(document, parties(), xml);
  EXPECT_EQ(xml.select_nodes("/*/cbc:Note").size(), 1U);
  EXPECT_EQ(at(xml, "/*/cbc:Note").substr(0, 23), "Outage / The VAT is not");
  document.reason.clear();
  seller.papers.tax_currency = "EUR";
  read(document, parties(), xml);
  EXPECT_FALSE(xml.select_node("/*/cbc:Note"));
}

TEST(Ubl, reverse_charge_names_both_vat_numbers_and_says_why) {
  Document document = one_line();
  document.tax = {"AE", {}, money("0"), "Reverse charge"};
  document.payable = document.total;
  Parties parties = swedes();
  parties.buyer = party_of(PartyId("fabrikam"),
                           {"Fabrikam", "DE", "EUR", "DE136695976", "Weg 1\nHof 2\n10115 Berlin"});
  pugi::xml_document xml;
  read(document, parties, xml);
  EXPECT_EQ(at(xml, "//cac:TaxSubtotal//cbc:TaxExemptionReasonCode"), "VATEX-EU-AE");
  EXPECT_EQ(at(xml, "//cac:AccountingCustomerParty//cbc:CompanyID"), "DE136695976");
  EXPECT_EQ(at(xml, "//cac:AccountingCustomerParty//cbc:Line"), "10115 Berlin");
}

TEST(Ubl, outside_the_scope_of_vat_no_vat_number_stands) {
  Document document = one_line();
  document.tax = {"O", {}, money("0"), "Outside the scope of VAT"};
  document.payable = document.total;
  pugi::xml_document xml;
  Parties parties = swedes();
  parties.buyer.country = "US";
  read(document, parties, xml);
  EXPECT_FALSE(xml.select_node("//cac:PartyTaxScheme"));
  EXPECT_FALSE(xml.select_node("//cbc:Percent"));
  EXPECT_EQ(at(xml, "//cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID"),
            "5560000001");
}

TEST(Ubl, what_is_missing_is_named_all_at_once) {
  Parties parties = swedes();
  parties.seller = party_of(provider_party(), {"Nordic", "SE", "EUR", "", ""});
  parties.buyer.endpoint.reset();
  const auto refused = write(one_line(), parties);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "PeppolDataMissing");
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  EXPECT_EQ(refused.error().details.size(), 3U);
}

TEST(Ubl, the_number_of_a_swedish_company_is_its_address) {
  EXPECT_EQ(endpoint_of_vat_id("SE556000000101"), (Endpoint{"0007", "5560000001"}));
  EXPECT_EQ(endpoint_of_vat_id("DK12345678"), (Endpoint{"0184", "12345678"}));
  EXPECT_EQ(endpoint_of_vat_id("FI12345671"), (Endpoint{"0216", "003712345671"}));
  EXPECT_EQ(endpoint_of_vat_id("DE136695976"), (Endpoint{"9930", "DE136695976"}));
  EXPECT_FALSE(endpoint_of_vat_id("US123456789"));
  EXPECT_FALSE(endpoint_of_vat_id("SE5560"));
}

TEST(Ubl, a_document_inside_germany_names_whom_to_ask_and_where_both_are) {
  Parties parties;
  parties.seller = party_of(PartyId("fabrikam"), {"Fabrikam", "DE", "EUR", "DE136695976", "Weg 1"});
  parties.buyer = party_of(PartyId("litware"), {"Litware", "DE", "EUR", "DE811569869", "Hof 2"});
  const auto refused = write(one_line(), parties);
  ASSERT_FALSE(refused.has_value());
  std::vector<std::string> fields;
  for (const Error& one : refused.error().details) fields.push_back(one.path);
  EXPECT_EQ(fields, (std::vector<std::string>{
                        "seller.city", "seller.postal_code", "seller.contact", "seller.phone",
                        "seller.email", "seller.iban", "buyer.city", "buyer.postal_code"}));
}

// All there is to say, as a German seller must.
Parties germans() {
  registry::PartyDetails seller{"Fabrikam", "DE", "EUR", "DE136695976", "Weg 1"};
  seller.papers.postal_code = "20457";
  seller.papers.city = "Hamburg";
  seller.papers.contact = "Billing";
  seller.papers.phone = "+49 40 1234";
  seller.papers.email = "billing@fabrikam.example";
  seller.papers.payment_days = "30";
  seller.papers.iban = "DE89370400440532013000";
  seller.papers.bic = "COBADEFFXXX";
  registry::PartyDetails buyer{"Litware", "DE", "EUR", "DE811569869", "Hof 2"};
  buyer.papers.postal_code = "50668";
  buyer.papers.city = "Köln";
  buyer.papers.reference = "KST 7";
  buyer.papers.order = "PO-1";
  return {party_of(PartyId("fabrikam"), seller), party_of(PartyId("litware"), buyer),
          billing::payment_of(one_line(), seller, buyer)};
}

TEST(Ubl, how_and_when_to_pay_is_told) {
  pugi::xml_document xml;
  read(one_line(), germans(), xml);
  EXPECT_EQ(at(xml, "/Invoice/cbc:DueDate"), "2026-12-02");
  EXPECT_EQ(at(xml, "//cbc:BuyerReference"), "KST 7");
  EXPECT_EQ(at(xml, "//cac:OrderReference/cbc:ID"), "PO-1");
  EXPECT_EQ(at(xml, "//cac:PaymentMeans/cbc:PaymentMeansCode"), "58");
  EXPECT_EQ(at(xml, "//cac:PayeeFinancialAccount/cbc:ID"), "DE89370400440532013000");
  EXPECT_EQ(at(xml, "//cac:FinancialInstitutionBranch/cbc:ID"), "COBADEFFXXX");
  EXPECT_EQ(at(xml, "//cac:PaymentTerms/cbc:Note"), "Net 30");
  EXPECT_EQ(at(xml, "//cac:AccountingSupplierParty//cbc:ElectronicMail"),
            "billing@fabrikam.example");
  EXPECT_EQ(at(xml, "//cac:AccountingCustomerParty//cbc:PostalZone"), "50668");
}

TEST(Ubl, swedes_are_paid_by_giro_with_an_ocr_number) {
  registry::PartyDetails seller{"Nordic", "SE", "EUR", "SE556000000101", "Box 1"};
  seller.papers.bankgiro = "50501055";
  seller.papers.f_skatt = "yes";
  Parties parties = swedes();
  parties.seller = party_of(provider_party(), seller);
  parties.payment = billing::payment_of(one_line(), seller, {});
  pugi::xml_document xml;
  read(one_line(), parties, xml);
  EXPECT_EQ(at(xml, "//cac:PaymentMeans/cbc:PaymentMeansCode"), "30");
  EXPECT_EQ(at(xml, "//cac:PaymentMeans/cbc:PaymentID"), "00000182");
  EXPECT_EQ(at(xml, "//cac:FinancialInstitutionBranch/cbc:ID"), "SE:BANKGIRO");
  EXPECT_EQ(at(xml, "//cac:PartyTaxScheme[2]/cbc:CompanyID"), "Godkänd för F-skatt");
}

TEST(Ubl, tax_told_in_kronor_is_a_second_total) {
  Document document = one_line();
  document.tax.local = billing::LocalTax{Money(*Currency::find("SEK"), 286),
                                         *Factor::parse("11.4325"), "2026-10-30", "ECB"};
  pugi::xml_document xml;
  read(document, swedes(), xml);
  EXPECT_EQ(at(xml, "/Invoice/cbc:TaxCurrencyCode"), "SEK");
  EXPECT_EQ(at(xml, "/Invoice/cac:TaxTotal[2]/cbc:TaxAmount"), "2.86");
  EXPECT_FALSE(xml.select_node("/Invoice/cac:TaxTotal[2]/cac:TaxSubtotal"));
}

TEST(Ubl, an_address_given_by_hand_comes_before_the_vat_number) {
  registry::PartyDetails american{"Tailspin", "US", "USD", "", "200 Harbor Way"};
  american.papers.endpoint = "9959:12-3456789";
  american.papers.legal_id = "9959:12-3456789";
  EXPECT_EQ(party_of(PartyId("t"), american).endpoint, (Endpoint{"9959", "12-3456789"}));
}

TEST(Ubl, a_consumer_abroad_gets_no_electronic_invoice) {
  Parties parties = germans();
  parties.buyer.country = "AT";
  parties.buyer.consumer = true;
  EXPECT_EQ(write(one_line(), parties).error().path, "buyer.vat_status");
}

TEST(Ubl, a_vat_number_that_cannot_be_swedish_is_told) {
  Parties parties = swedes();
  parties.seller.vat_id = "SE556000000201";  // the check digit is wrong
  EXPECT_EQ(write(one_line(), parties).error().code, "PeppolDataMissing");
  parties.seller.vat_id = "SE5560000001";
  EXPECT_EQ(write(one_line(), parties).error().code, "PeppolDataMissing");
}

TEST(Ubl, fils_that_two_decimals_cannot_hold_are_refused) {
  EXPECT_EQ(two_decimals(money("1.230", dinar)).value(), "1.23");
  EXPECT_EQ(two_decimals(money("-7", Currency::find("JPY").value())).value(), "-7");
  const auto refused = two_decimals(money("1.234", dinar));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "NotExactInTwoDecimals");
  Document document = one_line();
  document.currency = dinar;
  document.lines[0].amount = money("1.001", dinar);
  document.total = document.payable = document.lines[0].amount;
  document.tax.amount = money("0", dinar);
  EXPECT_EQ(write(document, swedes()).error().code, "NotExactInTwoDecimals");
}

TEST(Ubl, a_document_without_lines_is_refused) {
  EXPECT_EQ(write(document({}, "0", "0", "0"), swedes()).error().code, "NoLines");
}

TEST(Ubl, letters_that_xml_does_not_have_become_blanks) {
  Document document = one_line();
  document.lines[0].name = "a\x01z";
  pugi::xml_document xml;
  read(document, swedes(), xml);
  EXPECT_EQ(at(xml, "//cac:Item/cbc:Name"), "a z");
}

TEST(Ubl, the_same_document_gives_the_same_bytes) {
  EXPECT_EQ(write(one_line(), swedes()).value(), write(one_line(), swedes()).value());
}

}  // namespace
}  // namespace tollbridge::exports::ubl
