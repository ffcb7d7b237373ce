// SPDX-License-Identifier: Apache-2.0
#include "exports/ubl/ubl.h"

#include <pugixml.hpp>
#include <set>

#include "exports/ubl/figures.h"

namespace tollbridge::exports::ubl {
namespace {

using billing::Document;
using billing::DocumentType;
using billing::Line;

constexpr const char* customization =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";
constexpr const char* profile = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
constexpr const char* schemas = "urn:oasis:names:specification:ubl:schema:xsd:";
constexpr std::string_view outside_scope = "O";

// "cbc:ID" below `parent`. XML has no letters for most control characters: they become blanks.
pugi::xml_node add(pugi::xml_node parent, const char* name, std::string text) {
  for (char& letter : text) {
    const bool control = static_cast<unsigned char>(letter) < 0x20;
    if (control && letter != '\n' && letter != '\t') letter = ' ';
  }
  auto node = parent.append_child(name);
  node.text().set(text.c_str());
  return node;
}

struct Names {
  const char* root;
  const char* type;
  const char* type_code;
  const char* line;
  const char* quantity;
};
constexpr Names invoice_names{"Invoice", "cbc:InvoiceTypeCode", "380", "cac:InvoiceLine",
                              "cbc:InvoicedQuantity"};
constexpr Names credit_names{"CreditNote", "cbc:CreditNoteTypeCode", "381", "cac:CreditNoteLine",
                             "cbc:CreditedQuantity"};

class Writer {
 public:
  Writer(const Document& document, const Parties& parties)
      : document_(document),
        parties_(parties),
        credit_(document.type == DocumentType::credit_note),
        names_(credit_ ? credit_names : invoice_names),
        currency_(document.currency.code()) {}

  Result<std::string> write() {
    begin();
    add_references();
    add_party("cac:AccountingSupplierParty", parties_.seller, true);
    add_party("cac:AccountingCustomerParty", parties_.buyer, false);
    add_payment();
    add_tax();
    add_totals();
    for (const Line& line : document_.lines) add_line(line);
    if (!faults_.empty()) return std::unexpected<Error>(faults_.front());
    return text();
  }

 private:
  void begin() {
    auto declaration = xml_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    root_ = xml_.append_child(names_.root);
    root_.append_attribute("xmlns") = (std::string(schemas) + names_.root + "-2").c_str();
    root_.append_attribute("xmlns:cac") =
        (std::string(schemas) + "CommonAggregateComponents-2").c_str();
    root_.append_attribute("xmlns:cbc") =
        (std::string(schemas) + "CommonBasicComponents-2").c_str();
    add(root_, "cbc:CustomizationID", customization);
    add(root_, "cbc:ProfileID", profile);
    add(root_, "cbc:ID", document_.id);
    add(root_, "cbc:IssueDate", date_text(document_.issued_at));
    // A credit note has no such element.
    if (parties_.payment.due && !credit_) {
      add(root_, "cbc:DueDate", date_text(*parties_.payment.due));
    }
    add(root_, names_.type, names_.type_code);
    add_note();
    add(root_, "cbc:DocumentCurrencyCode", currency_);
    if (document_.tax.local) {
      add(root_, "cbc:TaxCurrencyCode", std::string(document_.tax.local->amount.currency().code()));
    }
    const Party& buyer = parties_.buyer;
    add(root_, "cbc:BuyerReference",
        buyer.reference.empty() ? document_.buyer.text() : buyer.reference);
    auto period = root_.append_child("cac:InvoicePeriod");
    add(period, "cbc:StartDate", date_text(document_.period.begin().start()));
    add(period, "cbc:EndDate", date_text(document_.period.end().plus(-1).start()));
  }

  // One at most may stand there (PEPPOL-EN16931-R002).
  void add_note() {
    std::string note = document_.reason;
    if (parties_.untold_tax) {
      if (!note.empty()) note += " / ";
      note += "The VAT is not stated in " + std::string(parties_.untold_tax->code()) +
              ": no rate of exchange was known when this was issued.";
    }
    if (!note.empty()) add(root_, "cbc:Note", note);
  }

  // The buyer's order, and the invoices this document corrects, each once, in their order.
  void add_references() {
    if (!parties_.buyer.order.empty()) {
      add(root_.append_child("cac:OrderReference"), "cbc:ID", parties_.buyer.order);
    }
    std::set<std::string> corrected;
    if (!document_.corrects.empty()) corrected.insert(document_.corrects);
    for (const Line& line : document_.lines) {
      if (line.of && !line.of->invoice.empty()) corrected.insert(line.of->invoice);
    }
    for (const std::string& id : corrected) {
      auto reference = root_.append_child("cac:BillingReference");
      add(reference.append_child("cac:InvoiceDocumentReference"), "cbc:ID", id);
    }
  }

  void add_party(const char* role, const Party& party, bool seller) {
    auto node = root_.append_child(role).append_child("cac:Party");
    if (party.endpoint) {
      add(node, "cbc:EndpointID", party.endpoint->id).append_attribute("schemeID") =
          party.endpoint->scheme.c_str();
    }
    // Out of the scope of VAT no VAT number may be named, but the seller must be somebody.
    const bool named_by_vat = document_.tax.category != outside_scope && !party.vat_id.empty();
    if (seller && !named_by_vat && !party.legal_id) {
      add(node.append_child("cac:PartyIdentification"), "cbc:ID", party.id);
    }
    add(node.append_child("cac:PartyName"), "cbc:Name", party.name);
    add_address(node, party);
    if (named_by_vat) {
      auto scheme = node.append_child("cac:PartyTaxScheme");
      add(scheme, "cbc:CompanyID", party.vat_id);
      add(scheme.append_child("cac:TaxScheme"), "cbc:ID", "VAT");
    }
    if (seller && party.f_skatt) {
      auto scheme = node.append_child("cac:PartyTaxScheme");
      add(scheme, "cbc:CompanyID", "Godkänd för F-skatt");
      add(scheme.append_child("cac:TaxScheme"), "cbc:ID", "TAX");
    }
    auto entity = node.append_child("cac:PartyLegalEntity");
    add(entity, "cbc:RegistrationName", party.name);
    if (party.legal_id) {
      add(entity, "cbc:CompanyID", party.legal_id->id).append_attribute("schemeID") =
          party.legal_id->scheme.c_str();
    }
    if (party.contact.empty() && party.phone.empty() && party.email.empty()) return;
    auto contact = node.append_child("cac:Contact");
    if (!party.contact.empty()) add(contact, "cbc:Name", party.contact);
    if (!party.phone.empty()) add(contact, "cbc:Telephone", party.phone);
    if (!party.email.empty()) add(contact, "cbc:ElectronicMail", party.email);
  }

  // 30 is a credit transfer, which Swedish giros are, too (SE-R-011, SE-R-012); 58 one in euro.
  [[nodiscard]] std::string means_code(const billing::Account& account) const {
    const bool sepa = account.kind == billing::AccountKind::iban && currency_ == "EUR";
    const bool swedish = parties_.seller.country == "SE" && parties_.buyer.country == "SE";
    return (sepa && !swedish) || parties_.seller.country == "DK" ? "58" : "30";
  }

  static std::string branch_of(const billing::Account& account) {
    switch (account.kind) {
      case billing::AccountKind::bankgiro: return "SE:BANKGIRO";
      case billing::AccountKind::plusgiro: return "SE:PLUSGIRO";
      case billing::AccountKind::iban: break;
    }
    return account.bic;
  }

  void add_payment() {
    for (const billing::Account& account : parties_.payment.accounts) {
      auto means = root_.append_child("cac:PaymentMeans");
      add(means, "cbc:PaymentMeansCode", means_code(account));
      add(means, "cbc:PaymentID", parties_.payment.reference);
      auto payee = means.append_child("cac:PayeeFinancialAccount");
      add(payee, "cbc:ID", account.id);
      const std::string branch = branch_of(account);
      if (!branch.empty()) {
        add(payee.append_child("cac:FinancialInstitutionBranch"), "cbc:ID", branch);
      }
    }
    add(root_.append_child("cac:PaymentTerms"), "cbc:Note",
        billing::terms_text(parties_.payment));
  }

  void add_address(pugi::xml_node node, const Party& party) {
    auto address = node.append_child("cac:PostalAddress");
    if (!party.address.empty()) add(address, "cbc:StreetName", party.address[0]);
    if (party.address.size() > 1) add(address, "cbc:AdditionalStreetName", party.address[1]);
    std::string rest;
    for (std::size_t i = 2; i < party.address.size(); ++i) {
      rest += (rest.empty() ? "" : ", ") + party.address[i];
    }
    if (!party.city.empty()) add(address, "cbc:CityName", party.city);
    if (!party.postal_code.empty()) add(address, "cbc:PostalZone", party.postal_code);
    if (!rest.empty()) add(address.append_child("cac:AddressLine"), "cbc:Line", rest);
    add(address.append_child("cac:Country"), "cbc:IdentificationCode", party.country);
  }

  // As the document's type counts it: a credit note's amounts are positive.
  std::string amount(const Money& money) {
    auto text = two_decimals(credit_ ? money.negated() : money);
    if (text) return *text;
    faults_.push_back(text.error());
    return "0";
  }

  void add_amount(pugi::xml_node parent, const char* name, const std::string& text) {
    add(parent, name, text).append_attribute("currencyID") = currency_.c_str();
  }

  void add_category(pugi::xml_node parent, const char* name, bool with_reason) {
    auto category = parent.append_child(name);
    const billing::Tax& tax = document_.tax;
    add(category, "cbc:ID", tax.category);
    if (tax.category != outside_scope) {
      add(category, "cbc:Percent", tax.rate_percent.to_string());
    }
    if (with_reason && tax.category != "S") {
      add(category, "cbc:TaxExemptionReasonCode", "VATEX-EU-" + tax.category);
      if (!tax.note.empty()) add(category, "cbc:TaxExemptionReason", tax.note);
    }
    add(category.append_child("cac:TaxScheme"), "cbc:ID", "VAT");
  }

  void add_tax() {
    auto total = root_.append_child("cac:TaxTotal");
    add_amount(total, "cbc:TaxAmount", amount(document_.tax.amount));
    auto group = total.append_child("cac:TaxSubtotal");
    add_amount(group, "cbc:TaxableAmount", amount(document_.total));
    add_amount(group, "cbc:TaxAmount", amount(document_.tax.amount));
    add_category(group, "cac:TaxCategory", true);
    if (!document_.tax.local) return;
    const Money& local = document_.tax.local->amount;
    auto told = root_.append_child("cac:TaxTotal");
    add(told, "cbc:TaxAmount", amount(local)).append_attribute("currencyID") =
        std::string(local.currency().code()).c_str();
  }

  void add_totals() {
    auto total = root_.append_child("cac:LegalMonetaryTotal");
    add_amount(total, "cbc:LineExtensionAmount", amount(document_.total));
    add_amount(total, "cbc:TaxExclusiveAmount", amount(document_.total));
    add_amount(total, "cbc:TaxInclusiveAmount", amount(document_.payable));
    add_amount(total, "cbc:PayableAmount", amount(document_.payable));
  }

  void add_line(const Line& line) {
    auto figures = figures_of(line, document_.type);
    if (!figures) {
      faults_.push_back(figures.error());
      return;
    }
    auto node = root_.append_child(names_.line);
    const auto dash = line.id.rfind('-');
    add(node, "cbc:ID", dash == line.id.npos ? line.id : line.id.substr(dash + 1));
    add(node, names_.quantity, figures->quantity).append_attribute("unitCode") =
        std::string(figures->unit_code).c_str();
    add_amount(node, "cbc:LineExtensionAmount", figures->amount);
    add_item(node, line, figures->unit);
    auto price = node.append_child("cac:Price");
    add_amount(price, "cbc:PriceAmount", figures->price);
    if (!figures->base_quantity.empty()) {
      add(price, "cbc:BaseQuantity", figures->base_quantity).append_attribute("unitCode") =
          std::string(figures->unit_code).c_str();
    }
  }

  void add_item(pugi::xml_node node, const Line& line, const std::string& unit) {
    auto item = node.append_child("cac:Item");
    const std::string name = line.name.empty() ? line.meter.text() : line.name;
    if (!line.cause.empty()) add(item, "cbc:Description", line.cause);
    add(item, "cbc:Name", name.empty() ? line.id : name);
    if (!line.meter.empty()) {
      add(item.append_child("cac:SellersItemIdentification"), "cbc:ID", line.meter.text());
    }
    add_category(item, "cac:ClassifiedTaxCategory", false);
    add_property(item, "Unit", unit);
    add_property(item, "Subscription", line.subscription.text());
    add_property(item, "Customer", line.customer.text());
    if (!line.tier_from.is_zero()) add_property(item, "Tier from", line.tier_from.to_string());
    if (line.of) {
      add_property(item, "Month corrected", line.of->period.to_string());
      add_property(item, "Line corrected", line.of->line);
    }
  }

  static void add_property(pugi::xml_node item, const char* name, const std::string& value) {
    if (value.empty()) return;
    auto property = item.append_child("cac:AdditionalItemProperty");
    add(property, "cbc:Name", name);
    add(property, "cbc:Value", value);
  }

  std::string text() const {
    struct Kept final : pugi::xml_writer {
      std::string bytes;
      void write(const void* data, std::size_t size) override {
        bytes.append(static_cast<const char*>(data), size);
      }
    } kept;
    xml_.save(kept, "  ", pugi::format_default, pugi::encoding_utf8);
    return kept.bytes;
  }

  const Document& document_;
  const Parties& parties_;
  const bool credit_;
  const Names& names_;
  const std::string currency_;
  pugi::xml_document xml_;
  pugi::xml_node root_;
  std::vector<Error> faults_;
};

}  // namespace

Result<std::string> write(const Document& document, const Parties& parties) {
  if (document.lines.empty()) {
    return fail(ErrorKind::refused, "NoLines",
                document.id + " has no lines, and an electronic invoice needs one.");
  }
  auto lacking = missing(parties, document.tax);
  if (!lacking.empty()) {
    Error error = lacking.front();
    error.message = document.id + " cannot be an electronic invoice yet: " + error.message;
    if (lacking.size() > 1) error.details = std::move(lacking);
    return std::unexpected<Error>(std::move(error));
  }
  return Writer(document, parties).write();
}

}  // namespace tollbridge::exports::ubl
