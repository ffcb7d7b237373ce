// SPDX-License-Identifier: Apache-2.0
#include "simulate/landscape.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/check.h"
#include "simulate/price_tables.h"
#include "simulate/random_source.h"

namespace tollbridge::simulate {
namespace {

struct PartnerPlan {
  std::string_view id;
  std::string_view kind;
  std::string_view name;
  std::string_view of;  // distributor, of a reseller
  std::string_view country;
  std::string_view currency;
  std::string_view vat_id;
  std::string_view address;  // in YAML
  std::string_view papers;   // likewise: what its invoices name beside that
  int customer_share;  // of a hundred
};

constexpr std::array<PartnerPlan, 5> partners{{
    {"contoso", "direct", "Contoso CSP AB", "", "SE", "EUR", "SE556000010001",
     "Kungsgatan 12",
     "postal_code: 111 35, city: Stockholm, payment_days: 30, bankgiro: 50501055, f_skatt: yes, "
     "reference: Cost centre 4100, order: PO-2026-117",
     40},
    {"fabrikam", "distributor", "Fabrikam Distribution GmbH", "", "DE", "EUR", "DE136695976",
     "Speicherstraße 4",
     "postal_code: 20457, city: Hamburg, contact: Buchhaltung, phone: +49 40 555 0100, "
     "email: rechnung@fabrikam.example, payment_days: 14, iban: DE89370400440532013000, "
     "bic: COBADEFFXXX",
     0},
    {"litware", "reseller", "Litware IT-Systeme GmbH", "fabrikam", "DE", "EUR", "DE811569869",
     "Lindenallee 81",
     "postal_code: 50668, city: Köln, contact: Buchhaltung, phone: +49 221 555 0100, "
     "email: rechnung@litware.example, payment_days: 14, iban: DE75512108001245126199, "
     "bic: SOLADEST600",
     25},
    {"northwind", "reseller", "Northwind Hosting GmbH", "fabrikam", "AT", "EUR", "ATU12345675",
     "Mariahilfer Straße 7",
     "postal_code: 1060, city: Wien, contact: Buchhaltung, email: rechnung@northwind.example, "
     "payment_days: 10, iban: AT611904300234573201, bic: BKAUATWW",
     20},
    {"tailspin", "direct", "Tailspin Cloud Inc.", "", "US", "USD", "",
     "200 Harbor Way\\nSeattle, WA 98101", "endpoint: '9959:12-3456789', payment_days: 45", 15},
}};

struct StackPlan {
  std::string_view region;
  std::string_view operated_by;
};

constexpr std::array<StackPlan, 4> stack_plans{{{"northwest", "contoso"},
                                                {"northeast", "contoso"},
                                                {"central", "fabrikam"},
                                                {"pacific", "tailspin"}}};

constexpr std::array<std::string_view, 44> customer_names{
    "adatum", "alpine", "bellows", "blueyonder", "cohovine", "coho", "cpandl", "cronus", "datum",
    "fincher", "firstup", "fourth", "graphic", "humongous", "lamna", "liberty", "lucerne",
    "margies", "munson", "nodpub", "olivia", "phone", "proseware", "relecloud", "school",
    "southridge", "tasmania", "trey", "vanarsdel", "victory", "wide", "wingtip", "woodgrove",
    "zephyr", "aurora",
    "borealis", "cascade", "delta", "ember", "fjord", "glacier", "harbour", "island", "juniper"};

struct CustomerPlan {
  std::string id;
  const PartnerPlan* partner = nullptr;
  std::string tenant;
  std::string subscription;
};

struct StackMade {
  const StackPlan* plan = nullptr;
  std::string cloud_id;
  std::string default_subscription;
  std::string provider_subscription;
  std::string registration;
};

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string digits_of(std::size_t number, std::size_t count) {
  std::string digits = std::to_string(number);
  return std::string(count - std::min(count, digits.size()), '0') + digits;
}

// Nine digits and the one that makes them a Swedish organisation number (Luhn).
std::string organisation_number(std::size_t number) {
  std::string digits = "5591" + digits_of(number, 5);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int weighted = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += weighted / 10 + weighted % 10;
  }
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

// Made up, as all of this; the rate for telling tax in kronor.
std::string exchange_rates(Period month) {
  return "  - {from: EUR, to: SEK, date: " + date_text(month.end().plus(-1).start()) +
         ", rate: 11.4325, source: ECB}";
}

// Made up, one per customer; empty where the country has no VAT.
std::string vat_id_of(std::string_view country, std::size_t number) {
  if (country == "SE") return "SE" + organisation_number(number) + "01";
  if (country == "DE") return "DE3" + digits_of(number, 8);
  if (country == "AT") return "ATU7" + digits_of(number, 7);
  return {};
}

std::string address_in(std::string_view country, std::size_t number) {
  const std::string house = std::to_string(number + 1);
  if (country == "SE") return "Storgatan " + house + "\", postal_code: 411 01, city: \"Göteborg";
  if (country == "DE") return "Hauptstraße " + house + "\", postal_code: 10117, city: \"Berlin";
  if (country == "AT") return "Hauptplatz " + house + "\", postal_code: 8010, city: \"Graz";
  return house + " Main Street\\nPortland, OR 97201";
}

std::string time_in(Period month, int day, int hour) {
  return month.begin().plus((day - 1) * 24 + hour).to_string();
}

const PartnerPlan& partner_for(std::uint64_t hundredth) {
  for (const PartnerPlan& partner : partners) {
    const auto share = static_cast<std::uint64_t>(partner.customer_share);
    if (hundredth < share) return partner;
    hundredth -= share;
  }
  return partners.front();
}

// Which stacks a customer of this partner may run on.
std::vector<std::size_t> stacks_of(const PartnerPlan& partner) {
  if (partner.id == "contoso") return {0, 1};
  if (partner.id == "tailspin") return {3};
  return {2};
}

// Builds the book section by section; `story_` decides what goes wrong for whom.
class Builder {
 public:
  explicit Builder(const LandscapeOptions& options)
      : options_(options), random_(options.seed) {}

  Landscape build() {
    CHECK(options_.customers >= 12);
    CHECK(static_cast<std::size_t>(options_.customers) <= customer_names.size());
    make_customers();
    make_stacks();
    place_workloads();
    write_parties();
    write_subscriptions();
    write_stacks();
    write_registrations();
    write_sheets();
    line("exchange_rates:");
    line(exchange_rates(options_.month));
    landscape_.book = std::move(book_);
    return std::move(landscape_);
  }

 private:
  void line(std::string text) { book_ += std::move(text) + "\n"; }

  void make_customers() {
    RandomSource ids = random_.fork(1);
    const auto count = static_cast<std::size_t>(options_.customers);
    for (std::size_t i = 0; i < count; ++i) {
      CustomerPlan customer;
      customer.id = customer_names[i];
      customer.partner = &partner_for(i * 100 / count);
      customer.tenant = ids.guid();
      customer.subscription = ids.guid();
      customers_.push_back(std::move(customer));
    }
    second_subscription_ = ids.guid();
  }

  void make_stacks() {
    RandomSource ids = random_.fork(2);
    for (const StackPlan& plan : stack_plans) {
      StackMade stack{&plan, ids.guid(), ids.guid(), ids.guid(), {}};
      stack.registration = "AzureStack-" + stack.cloud_id.substr(0, 8);
      landscape_.stacks.push_back(stack.cloud_id);
      stacks_.push_back(std::move(stack));
    }
  }

  void place(std::size_t stack, const std::string& tenant, const std::string& group, int size,
             bool infrastructure) {
    Workload workload;
    workload.stack = stacks_[stack].cloud_id;
    workload.region = stacks_[stack].plan->region;
    workload.tenant = tenant;
    workload.local_subscription =
        infrastructure ? stacks_[stack].provider_subscription : placement_.guid();
    workload.resource_group = group;
    workload.size = size;
    workload.infrastructure = infrastructure;
    landscape_.workloads.push_back(std::move(workload));
  }

  void place_workloads() {
    for (std::size_t i = 0; i < customers_.size(); ++i) {
      const CustomerPlan& customer = customers_[i];
      const auto homes = stacks_of(*customer.partner);
      const int size = static_cast<int>(1 + placement_.below(5));
      const bool on_both = i < 3 && homes.size() > 1;  // the first is registered on one only
      place(homes[i % homes.size()], customer.tenant, customer.id, size, false);
      if (on_both) place(homes[(i + 1) % homes.size()], customer.tenant, customer.id, size, false);
    }
    for (std::size_t s = 0; s < stacks_.size(); ++s) {
      operator_tenants_.push_back(placement_.guid());
      place(s, operator_tenants_[s], "system." + std::string(stack_plans[s].region), 2, true);
    }
    const StackMade& last = stacks_.back();
    landscape_.last_stack = {last.cloud_id,
                             std::string(last.plan->region),
                             std::string(last.plan->operated_by),
                             operator_tenants_.back(),
                             last.provider_subscription,
                             last.default_subscription,
                             last.registration};
  }

  void write_parties() {
    line("provider: {name: Nordic Cloud Platform AB, country: SE, currency: EUR, "
         "vat_id: SE556000000101, address: \"Sveavägen 44\", postal_code: 111 34, "
         "city: Stockholm, contact: Accounts receivable, phone: +46 8 555 0100, "
         "email: billing@nordiccloud.example, payment_days: 30, bankgiro: 50501055, "
         "iban: SE4550000000058398257466, bic: ESSESESS, f_skatt: yes, rounding: en16931}");
    line("partners:");
    for (const PartnerPlan& partner : partners) {
      std::string text = "  - {id: " + std::string(partner.id) + ", kind: " +
                         std::string(partner.kind) + ", name: " + std::string(partner.name);
      if (!partner.of.empty()) text += ", of: " + std::string(partner.of);
      text += ", country: " + std::string(partner.country) + ", currency: " +
              std::string(partner.currency);
      if (!partner.vat_id.empty()) text += ", vat_id: " + std::string(partner.vat_id);
      line(text + ", address: \"" + std::string(partner.address) + "\", " +
           std::string(partner.papers) + "}");
    }
    line("customers:");
    for (std::size_t i = 0; i < customers_.size(); ++i) {
      const CustomerPlan& customer = customers_[i];
      const std::string_view country = customer.partner->country;
      std::string text = "  - {id: " + customer.id + ", partner: " +
                         std::string(customer.partner->id) + ", name: " +
                         capitalised(customer.id) + " Ltd, country: " + std::string(country);
      const std::string vat_id = vat_id_of(country, i);
      if (!vat_id.empty()) text += ", vat_id: " + vat_id;
      line(text + ", address: \"" + address_in(country, i) + "\", tenants: [" +
           customer.tenant + "]}");
    }
  }

  void write_subscriptions() {
    line("subscriptions:");
    for (const StackMade& stack : stacks_) {
      line("  - {id: " + stack.default_subscription + ", offer: APSS, partner: " +
           std::string(stack.plan->operated_by) + "}");
    }
    for (std::size_t i = 0; i < customers_.size(); ++i) {
      std::string text = "  - {id: " + customers_[i].subscription + ", offer: CSP, partner: " +
                         std::string(customers_[i].partner->id) + ", customer: " +
                         customers_[i].id;
      if (i == suspended_customer) {
        text += ", inactive: [{from: " + time_in(options_.month, 20, 0) + ", to: " +
                time_in(options_.month, 24, 0) + "}]";
      }
      line(text + "}");
    }
    line("  - {id: " + second_subscription_ + ", offer: CSP, partner: " +
         std::string(customers_[remapped_customer].partner->id) + ", customer: " +
         customers_[remapped_customer].id + "}");
  }

  void write_stacks() {
    line("stacks:");
    for (std::size_t s = 0; s < stacks_.size(); ++s) {
      line("  - cloud_id: " + stacks_[s].cloud_id);
      line("    region: " + std::string(stack_plans[s].region));
      line("    operator: " + std::string(stack_plans[s].operated_by));
      line("    provider_subscription: " + stacks_[s].provider_subscription);
      line("    local_subscriptions:");
      for (const Workload& workload : landscape_.workloads) {
        if (workload.stack != stacks_[s].cloud_id) continue;
        line("      - {id: " + workload.local_subscription + ", tenant: " + workload.tenant + "}");
      }
    }
  }

  void map(const CustomerPlan& customer, const std::string& subscription, const std::string& from,
           const std::string& to = {}) {
    line("      - {subscription: " + subscription + ", tenant: " + customer.tenant + ", from: " +
         from + (to.empty() ? "" : ", to: " + to) + "}");
  }

  void write_mappings_of(std::size_t customer, const StackMade& stack, const Workload& workload) {
    const CustomerPlan& plan = customers_[customer];
    const std::string month_begin = options_.month.begin().to_string();
    const bool second_home = workload.stack != home_of(customer);
    if (customer == one_stack_customer && second_home) return;
    if (is_unregistered(customer)) {
      landscape_.unregistered_tenant = plan.tenant;
      landscape_.unregistered_stack_registration = stack.registration;
      landscape_.unregistered_subscription = plan.subscription;
    } else if (customer == remapped_customer) {
      map(plan, plan.subscription, month_begin);
      map(plan, second_subscription_, time_in(options_.month, 15, 12));
    } else if (customer == removed_customer) {
      map(plan, plan.subscription, month_begin, time_in(options_.month, 22, 8));
    } else {
      map(plan, plan.subscription, month_begin);
    }
  }

  [[nodiscard]] bool is_unregistered(std::size_t customer) const {
    return customer == 7 || customer + 3 == customers_.size();
  }

  [[nodiscard]] std::string home_of(std::size_t customer) const {
    for (const Workload& workload : landscape_.workloads) {
      if (workload.tenant == customers_[customer].tenant) return workload.stack;
    }
    return {};
  }

  void write_registrations() {
    line("registrations:");
    for (const StackMade& stack : stacks_) {
      line("  - name: " + stack.registration);
      line("    resource_group: azurestack");
      line("    subscription: " + stack.default_subscription);
      line("    cloud_id: " + stack.cloud_id);
      line("    billing_model: PayAsYouUse");
      line("    from: " + options_.month.begin().to_string());
      line("    customer_subscriptions:");
      for (const Workload& workload : landscape_.workloads) {
        if (workload.stack != stack.cloud_id) continue;
        for (std::size_t i = 0; i < customers_.size(); ++i) {
          if (customers_[i].tenant == workload.tenant) write_mappings_of(i, stack, workload);
        }
      }
    }
  }

  void write_sheets() {
    const std::string from = date_text(options_.month.begin().start());
    line("price_sheets:");
    const auto sheet = [&](const std::string& text) {
      line("  - {" + text + ", from: " + from + "}");
    };
    sheet("id: provider-eur, seller: provider, currency: EUR, file: provider-eur.csv");
    sheet("id: provider-usd, seller: provider, buyer: tailspin, currency: USD, "
          "file: provider-usd.csv");
    sheet("id: contoso-retail, seller: contoso, currency: EUR, base: provider-eur, "
          "markup: \"0.15\"");
    sheet("id: contoso-adatum, seller: contoso, buyer: adatum, currency: EUR, file: adatum.csv");
    sheet("id: fabrikam-resale, seller: fabrikam, currency: EUR, base: provider-eur, "
          "markup: \"0.08\"");
    sheet("id: litware-retail, seller: litware, currency: EUR, base: fabrikam-resale, "
          "markup: \"0.12\"");
    sheet("id: northwind-retail, seller: northwind, currency: EUR, base: fabrikam-resale, "
          "markup: \"0.20\"");
    landscape_.sheets = {{"provider-eur.csv", std::string(provider_eur_csv())},
                         {"provider-usd.csv", std::string(provider_usd_csv())},
                         {"adatum.csv", std::string(adatum_csv())}};
  }

  static constexpr std::size_t one_stack_customer = 0;
  static constexpr std::size_t suspended_customer = 4;
  static constexpr std::size_t remapped_customer = 5;
  static constexpr std::size_t removed_customer = 6;

  LandscapeOptions options_;
  RandomSource random_;
  RandomSource placement_ = random_.fork(3);
  std::string book_;
  Landscape landscape_;
  std::vector<CustomerPlan> customers_;
  std::vector<StackMade> stacks_;
  std::vector<std::string> operator_tenants_;
  std::string second_subscription_;
};

}  // namespace

Landscape make_landscape(const LandscapeOptions& options) { return Builder(options).build(); }

}  // namespace tollbridge::simulate
