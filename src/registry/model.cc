// SPDX-License-Identifier: Apache-2.0
#include "registry/model.h"

#include <array>
#include <span>
#include <utility>

namespace tollbridge::registry {
namespace {

template <class T>
struct Literal {
  T value;
  std::string_view text;
};

constexpr std::array partner_kinds{
    Literal{PartnerKind::direct, "direct"},
    Literal{PartnerKind::distributor, "distributor"},
    Literal{PartnerKind::reseller, "reseller"},
};
constexpr std::array offers{
    Literal{Offer::csp, "CSP"},   Literal{Offer::apss, "APSS"}, Literal{Offer::ea, "EA"},
    Literal{Offer::payg, "PAYG"}, Literal{Offer::msdn, "MSDN"},
};
constexpr std::array billing_models{
    Literal{BillingModel::pay_as_you_use, "PayAsYouUse"},
    Literal{BillingModel::capacity, "Capacity"},
    Literal{BillingModel::development, "Development"},
    Literal{BillingModel::custom, "Custom"},
    Literal{BillingModel::ruggedized, "Ruggedized"},
};

template <class T>
std::string_view text_of(std::span<const Literal<T>> literals, T value) {
  for (const auto& literal : literals) {
    if (literal.value == value) return literal.text;
  }
  return {};
}

template <class T>
Result<T> value_of(std::span<const Literal<T>> literals, std::string_view text, std::string code,
                   std::string_view what) {
  std::string known;
  for (const auto& literal : literals) {
    if (literal.text == text) return literal.value;
    known += (known.empty() ? "" : ", ") + std::string(literal.text);
  }
  return fail(ErrorKind::invalid, std::move(code),
              "'" + std::string(text) + "' is no " + std::string(what) + "; write one of " + known +
                  ".");
}

}  // namespace

std::string_view to_string(PartnerKind kind) { return text_of<PartnerKind>(partner_kinds, kind); }
std::string_view to_string(Offer offer) { return text_of<Offer>(offers, offer); }
std::string_view to_string(BillingModel model) {
  return text_of<BillingModel>(billing_models, model);
}

Result<PartnerKind> parse_partner_kind(std::string_view text) {
  return value_of<PartnerKind>(partner_kinds, text, "InvalidPartnerKind", "kind of partner");
}
Result<Offer> parse_offer(std::string_view text) {
  return value_of<Offer>(offers, text, "InvalidOffer", "offer");
}
Result<BillingModel> parse_billing_model(std::string_view text) {
  return value_of<BillingModel>(billing_models, text, "InvalidBillingModel", "billing model");
}

void take_terms(Provider& to, const Provider& version) {
  to.details.currency = version.details.currency;
  to.rounding = version.rounding;
}

void take_terms(Partner& to, const Partner& version) {
  to.kind = version.kind;
  to.distributor = version.distributor;
  to.details.currency = version.details.currency;
}

void take_terms(Customer& to, const Customer& version) {
  to.partner = version.partner;
  to.details.currency = version.details.currency;
}

void take_terms(Subscription& to, const Subscription& version) {
  to.offer = version.offer;
  to.partner = version.partner;
  to.customer = version.customer;
}

void take_terms(LocalSubscription& to, const LocalSubscription& version) {
  to.tenant = version.tenant;
}

Result<std::optional<Period>> parse_version_month(std::string_view text) {
  if (auto month = Period::parse(text)) return std::optional(*month);
  if (const auto instant = parse_instant_or_date(text)) {
    const Period month = Period::containing(Hour::containing(*instant));
    if (month.begin().start() == *instant) return std::optional(month);
  }
  return fail(ErrorKind::invalid, "InvalidFrom",
              "'" + std::string(text) +
                  "' is not the beginning of a month. Who sells to whom changes with a month; "
                  "write its first day, like 2026-12-01.");
}

}  // namespace tollbridge::registry
