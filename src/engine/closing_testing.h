// SPDX-License-Identifier: Apache-2.0
// For tests of the use cases of closing: a small chain of sellers on books and a journal in memory.
//
//   stack-one, default "shared" of contoso     provider -> contoso -> adatum       ("csp")
//   stack-two, default "wholesale" of fabrikam provider -> fabrikam -> litware
//                                              -> tailspin                         ("deep")
//
// Prices: vm 0.1 and disk 0.02 EUR from the provider, contoso and fabrikam 15 % and 10 % above,
// litware 50 % above fabrikam. Tenant "t-adatum" is mapped on stack-one, "t-tailspin" on stack-two,
// "t-stray" nowhere.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/close_period.h"
#include "engine/memory_books.h"
#include "journal/memory/memory_journal.h"
#include "registry/model.h"

namespace tollbridge::engine::test {

inline const Period october = Period::parse("2026-10").value();
inline const Period november = Period::parse("2026-11").value();
inline const Instant told = parse_instant("2026-10-31T06:00:00Z").value();  // of all facts
inline const Instant after_october = parse_instant("2026-11-02T06:00:00Z").value();
inline const Instant after_november = parse_instant("2026-12-02T06:00:00Z").value();
inline const Instant after_december = parse_instant("2027-01-02T06:00:00Z").value();
inline const Currency euro = Currency::find("EUR").value();
inline const PartyId contoso("contoso"), fabrikam("fabrikam"), litware("litware"), adatum("adatum"),
    tailspin("tailspin");
inline const StackId stack_one("stack-one"), stack_two("stack-two");
inline const TenantId t_adatum("t-adatum"), t_tailspin("t-tailspin"), t_stray("t-stray");
inline const SubscriptionId csp("csp"), deep("deep"), shared("shared"), wholesale("wholesale");

// The value, or an end of the test that says what was wrong.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return std::move(*result);
}

inline registry::PartyDetails details(std::string name, std::string country) {
  return {.name = std::move(name),
          .country = std::move(country),
          .currency = "EUR",
          .vat_id = {},
          .address = {}};
}

inline rating::PriceSheet sheet(const std::string& id, const PartyId& seller,
                                const std::string& rows) {
  const auto table =
      must(rating::parse_price_csv("meter,name,unit,model,tier_from,unit_price\n" + rows));
  return {.id = SheetId(id),
          .seller = seller,
          .buyer = {},
          .currency = euro,
          .from = Period::parse("2026-01")->begin(),
          .to = {},
          .base = {},
          .markup = {},
          .links = table.links,
          .prices = table.prices};
}

inline rating::PriceSheet marked_up_sheet(const std::string& id, const PartyId& seller,
                                          const std::string& base, const std::string& markup) {
  rating::PriceSheet result = sheet(id, seller, "");
  result.base = SheetId(base);
  result.markup = Factor::parse(markup).value();
  return result;
}

inline rating::PriceSheet provider_sheet(const std::string& vm_price = "0.1") {
  return sheet("provider-2026", provider_party(),
               "vm,VM,1 Hour,flat,0," + vm_price + "\ndisk,Disk,1 GB,flat,0,0.02\n");
}

inline registry::Mapping mapping(const std::string& registration, const TenantId& tenant,
                                 const SubscriptionId& subscription, Hour from) {
  return {RegistrationName(registration), tenant, subscription, from, {}};
}

struct Use {
  StackId stack = stack_one;
  TenantId tenant = t_adatum;
  std::string meter = "vm";
  Hour hour;
  std::string quantity = "1";
  std::int64_t revision = 0;
  std::string resource = "vm-1";
};

class World {
 public:
  World() : journal_(std::move(*journal::open_memory_journal(books.marks()))) {
    tell(
        {{registry::Provider{details("Nordic Cloud", "SE"), RoundingProfile::en16931},
          registry::Partner{contoso, registry::PartnerKind::direct, {}, details("Contoso", "SE")},
          registry::Partner{
              fabrikam, registry::PartnerKind::distributor, {}, details("Fabrikam", "DE")},
          registry::Partner{litware, registry::PartnerKind::reseller, fabrikam,
                            details("Litware", "DE")},
          registry::Customer{adatum, contoso, details("Adatum", "SE"), {t_adatum}},
          registry::Customer{tailspin, litware, details("Tailspin", "US"), {t_tailspin}},
          subscription(shared, registry::Offer::apss, contoso, {}),
          subscription(wholesale, registry::Offer::apss, fabrikam, {}),
          subscription(csp, registry::Offer::csp, contoso, adatum),
          subscription(deep, registry::Offer::csp, litware, tailspin),
          registry::Stack{stack_one, "north", {}, {}, {}},
          registry::Stack{stack_two, "south", {}, {}, {}},
          registration("reg-one", shared, stack_one), registration("reg-two", wholesale, stack_two),
          mapping("reg-one", t_adatum, csp, october.begin()),
          mapping("reg-two", t_tailspin, deep, october.begin())},
         {provider_sheet(), marked_up_sheet("contoso-2026", contoso, "provider-2026", "0.15"),
          marked_up_sheet("fabrikam-2026", fabrikam, "provider-2026", "0.1"),
          marked_up_sheet("litware-2026", litware, "fabrikam-2026", "0.5")}});
  }

  static registry::Subscription subscription(const SubscriptionId& id, registry::Offer offer,
                                             const PartyId& partner, const PartyId& customer) {
    return {.id = id,
            .offer = offer,
            .partner = partner,
            .customer = customer,
            .inactive = {},
            .owners = {},
            .directory = {}};
  }

  static registry::Registration registration(const std::string& name, const SubscriptionId& by,
                                             const StackId& stack) {
    registry::Registration result;
    result.name = RegistrationName(name);
    result.subscription = by;
    result.cloud_id = stack;
    result.from = Period::parse("2026-01")->begin();
    return result;
  }

  void tell(const Change& change) {
    must(books.record(change, told, "tester", "test"));
  }

  journal::Verdict use(const Use& use) {
    journal::UsageBatch batch;
    journal::UsageRow row;
    row.stack = batch.strings.intern(use.stack.text());
    row.subscription = batch.strings.intern("local-" + use.tenant.text());
    row.tenant = batch.strings.intern(use.tenant.text());
    row.meter = batch.strings.intern(use.meter);
    row.resource = batch.strings.intern(use.resource);
    row.start = use.hour.start();
    row.quantity = Quantity::parse(use.quantity).value();
    row.revision = use.revision;
    batch.rows.push_back(row);
    return must(journal().append(batch, {})).verdicts.front();
  }

  Result<CloseResult> close(Period period, Instant now) {
    return close_period(books, journal(), {.period = period, .seller = {}}, now);
  }
  CloseResult closed(Period period, Instant now) {
    return must(close(period, now));
  }

  journal::Journal& journal() { return *journal_; }
  MemoryBooks books;

 private:
  std::unique_ptr<journal::Journal> journal_;
};

inline const billing::Document* document_for(const std::vector<billing::Document>& documents,
                                             const PartyId& seller, const PartyId& buyer) {
  for (const auto& document : documents) {
    if (document.seller == seller && document.buyer == buyer) return &document;
  }
  return nullptr;
}

// "12.30", or "none".
inline std::string total_of(const std::vector<billing::Document>& documents, const PartyId& seller,
                            const PartyId& buyer) {
  const auto* document = document_for(documents, seller, buyer);
  return document == nullptr ? "none" : document->total.to_string();
}

}  // namespace tollbridge::engine::test
