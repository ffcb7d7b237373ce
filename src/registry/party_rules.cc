// SPDX-License-Identifier: Apache-2.0
#include "registry/party_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/money.h"
#include "jose/keys.h"

namespace tollbridge::registry {
namespace {

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_vat_id(std::string_view text) {
  if (text.size() < 4 || text.size() > 18 || !is_upper(text[0]) || !is_upper(text[1])) return false;
  return std::all_of(text.begin() + 2, text.end(),
                     [](char c) { return is_upper(c) || is_digit(c) || c == '+' || c == '*'; });
}

Status check_id(const PartyId& id, bool taken, std::string_view other_kind) {
  if (id.empty()) return fail(ErrorKind::invalid, "MissingField", "It needs an id.");
  if (id == provider_party()) {
    return fail(ErrorKind::invalid, "ReservedId",
                "'provider' is whoever runs the commerce half; give this party another id.");
  }
  if (taken) {
    return fail(ErrorKind::conflict, "IdTaken",
                quoted(id.text()) + " is a " + std::string(other_kind) +
                    " already; partners and customers need ids of their own.");
  }
  return {};
}

std::unexpected<Error> unknown_partner(const PartyId& id) {
  return fail(ErrorKind::not_found, "UnknownPartner",
              id.empty() ? "It names no partner; say who sells it."
                         : "There is no partner " + quoted(id.text()) + "; declare it first.");
}

Status check_distributor(const Registry& after, const Partner& partner) {
  if (partner.kind != PartnerKind::reseller) {
    if (partner.distributor.empty()) return {};
    return fail(ErrorKind::invalid, "InvalidDistributor",
                "Only a reseller belongs to a distributor, and " + quoted(partner.id.text()) +
                    " is " + std::string(to_string(partner.kind)) + "; leave `of` out.");
  }
  if (partner.distributor.empty()) {
    return fail(ErrorKind::invalid, "ResellerWithoutDistributor",
                "Reseller " + quoted(partner.id.text()) +
                    " needs the distributor it buys from; add `of`.");
  }
  const Partner* distributor = after.partner(partner.distributor);
  if (distributor == nullptr) return unknown_partner(partner.distributor);
  if (distributor->kind != PartnerKind::distributor) {
    return fail(ErrorKind::invalid, "InvalidDistributor",
                quoted(distributor->id.text()) + " is " +
                    std::string(to_string(distributor->kind)) +
                    ", no distributor; a reseller buys from a distributor.");
  }
  return {};
}

Status check_inactive(std::vector<OpenSpan> spans) {
  for (const OpenSpan& span : spans) {
    if (!span.end || span.begin < *span.end) continue;
    return fail(ErrorKind::invalid, "InvalidSpan",
                "Inactive from " + span.begin.to_string() + " to " + span.end->to_string() +
                    ": the end is excluded and must come later.");
  }
  std::sort(spans.begin(), spans.end(),
            [](const OpenSpan& a, const OpenSpan& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i - 1].end && *spans[i - 1].end <= spans[i].begin) continue;
    return fail(ErrorKind::invalid, "OverlappingSpans",
                "Two inactive spans overlap at " + spans[i].begin.to_string() +
                    "; write them as one.");
  }
  return {};
}

}  // namespace

Status check_details(const PartyDetails& details, bool may_lack_currency) {
  if (details.name.empty()) {
    return fail(ErrorKind::invalid, "MissingName",
                "It needs a name; invoices are addressed to it.");
  }
  const std::string& country = details.country;
  if (country.size() != 2 || !is_upper(country[0]) || !is_upper(country[1])) {
    return fail(ErrorKind::invalid, "InvalidCountry",
                quoted(country) + " is no country; write two capital letters, like SE.");
  }
  if (!details.currency.empty() || !may_lack_currency) {
    if (auto currency = Currency::find(details.currency); !currency) return pass(currency);
  }
  if (!details.vat_id.empty() && !is_vat_id(details.vat_id)) {
    return fail(ErrorKind::invalid, "InvalidVatId",
                quoted(details.vat_id) +
                    " is no VAT id; write the country's letters and up to 16 letters or digits "
                    "without blanks, like SE556000000101.");
  }
  return check_papers(details.papers);
}

Status check_new_party(const Registry& before, const PartyId& id) {
  if (before.partner(id) != nullptr || before.customer(id) != nullptr) return {};
  std::size_t letters = 0;
  for (const char c : id.text()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool refused = std::string_view("/\\'\"`").find(c) != std::string_view::npos;
    if (refused || byte < 0x20 || byte == 0x7f) {
      return fail(ErrorKind::invalid, "InvalidId",
                  "An id of a partner or customer has no slash, quote or control character; it "
                  "stands in paths and in the numbers of documents. Letters, digits, '-' and '.' "
                  "do well.");
    }
    if ((byte & 0xc0U) != 0x80U) ++letters;  // not the rest of a letter of several bytes
  }
  if (letters <= limits::party_id_letters_max) return {};
  return fail(ErrorKind::invalid, "InvalidId",
              "An id of " + std::to_string(letters) + " letters is too long; at most " +
                  std::to_string(limits::party_id_letters_max) + " are allowed.");
}

Status check_partner(const Registry& after, const Partner& partner) {
  const bool taken = after.customer(partner.id) != nullptr;
  if (auto id = check_id(partner.id, taken, "customer"); !id) return id;
  if (auto distributor = check_distributor(after, partner); !distributor) return distributor;
  if (partner.kind != PartnerKind::distributor) {
    for (const Partner* other : after.partners()) {
      if (other->distributor != partner.id) continue;
      return fail(ErrorKind::conflict, "DistributorHasResellers",
                  quoted(partner.id.text()) + " must stay a distributor while reseller " +
                      quoted(other->id.text()) + " buys from it.");
    }
  }
  return check_details(partner.details, false);
}

namespace {

// A customer other than this one that has the tenant and keeps it, or null.
const Customer* other_owner(const Registry& before, const Registry& after, const TenantId& tenant,
                            const PartyId& customer) {
  for (const Registry* registry : {&after, &before}) {
    const Customer* owner = registry->customer_of_tenant(tenant);
    if (owner == nullptr || owner->id == customer) continue;
    const Customer* then = after.customer(owner->id);
    if (then != nullptr && std::ranges::find(then->tenants, tenant) != then->tenants.end()) {
      return then;
    }
  }
  return nullptr;
}

}  // namespace

Status check_customer(const Registry& before, const Registry& after, const Customer& customer) {
  const bool taken = after.partner(customer.id) != nullptr;
  if (auto id = check_id(customer.id, taken, "partner"); !id) return id;
  if (after.partner(customer.partner) == nullptr) return unknown_partner(customer.partner);
  for (const TenantId& tenant : customer.tenants) {
    const Customer* owner = other_owner(before, after, tenant, customer.id);
    if (owner == nullptr) continue;
    return fail(ErrorKind::conflict, "TenantOfAnotherCustomer",
                "Tenant " + quoted(tenant.text()) + " belongs to customer " +
                    quoted(owner->id.text()) +
                    " already; a tenant has one customer. Take it from that one's list first.");
  }
  return check_details(customer.details, true);
}

Status check_subscription(const Registry& after, const Subscription& subscription) {
  const Partner* seller = after.partner(subscription.partner);
  if (seller == nullptr) return unknown_partner(subscription.partner);
  if (!subscription.customer.empty()) {
    if (subscription.offer == Offer::apss) {
      return fail_rule("R42", "ApssWithCustomer",
                       "APSS belongs to the partner itself and is never sold, but this one names "
                       "customer " +
                           quoted(subscription.customer.text()) +
                           "; leave the customer out, or make it CSP.");
    }
    const Customer* customer = after.customer(subscription.customer);
    if (customer == nullptr) {
      return fail(ErrorKind::not_found, "UnknownCustomer",
                  "There is no customer " + quoted(subscription.customer.text()) +
                      "; declare it first.");
    }
    if (customer->partner != subscription.partner) {
      return fail_rule("R25", "CustomerOfAnotherPartner",
                       "Customer " + quoted(customer->id.text()) + " buys from " +
                           quoted(customer->partner.text()) + ", so " +
                           quoted(subscription.partner.text()) +
                           " cannot sell it a subscription; name the customer's own partner.");
    }
  }
  return check_inactive(subscription.inactive);
}

Status check_bridge_key(std::string_view jwk) {
  std::string why = "it is an RSA key";
  const auto key = jose::PublicKey::parse(jwk);
  if (key && key->serves(jose::Algorithm::es256)) return {};
  if (!key) why = key.error().message;
  return fail(ErrorKind::invalid, "BridgeKeyWrong",
              "The key of a stack's bridge is the public half of a P-256 key as a JWK (RFC 7517); "
              "in this one " + why + ".");
}

Status check_stack(const Registry& after, const Stack& stack) {
  if (!stack.bridge_key.empty()) {
    if (auto key = check_bridge_key(stack.bridge_key); !key) return key;
  }
  const PartyId& id = stack.operated_by;
  if (id.empty() || after.partner(id) != nullptr || after.customer(id) != nullptr) return {};
  return fail(ErrorKind::not_found, "UnknownOperator",
              "There is no partner or customer " + quoted(id.text()) +
                  " to operate the stack; declare it first.");
}

Status check_local_subscription(const Registry& after, const LocalSubscription& local) {
  if (after.stack(local.stack) == nullptr) {
    return fail(ErrorKind::not_found, "UnknownStack",
                "There is no stack " + quoted(local.stack.text()) + "; declare it first.");
  }
  if (local.tenant.empty()) {
    return fail(ErrorKind::invalid, "MissingTenant",
                "Local subscription " + quoted(local.id.text()) +
                    " needs the tenant it belongs to.");
  }
  return {};
}

}  // namespace tollbridge::registry
