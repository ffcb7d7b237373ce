// SPDX-License-Identifier: Apache-2.0
// For tests of the native face: a small trade in memory, callers of every role, and requests as one
// line. Contoso sells directly; Fabrikam distributes to the resellers Litware and Tailspin.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/desk_testing.h"
#include "api/error_answer.h"
#include "api/native/operations.h"
#include "api/service.h"
#include "engine/apply_book.h"
#include "engine/import_usage.h"
#include "engine/yaml/book_reader.h"
#include "intake/reader.h"

namespace tollbridge::api::native {

inline const std::string adatum_tenant = "7b6d3d3a-0000-4000-8000-000000000001";
inline const std::string relecloud_tenant = "7b6d3d3a-0000-4000-8000-000000000002";
inline const std::string lamna_tenant = "7b6d3d3a-0000-4000-8000-000000000003";
inline const std::string contoso_default = "2f3e0000-0000-4000-8000-00000000000a";
inline const std::string adatum_subscription = "2f3e0000-0000-4000-8000-00000000000b";
inline const std::string fabrikam_default = "2f3e0000-0000-4000-8000-00000000000c";
inline const std::string relecloud_subscription = "2f3e0000-0000-4000-8000-00000000000d";
inline const std::string north = "9c1e0000-0000-4000-8000-000000000001";
inline const std::string south = "9c1e0000-0000-4000-8000-000000000002";

inline const std::string trade_book = R"(
provider: {name: Nordic Cloud AB, country: SE, currency: EUR, vat_id: SE556000000101}
partners:
  - {id: contoso,  kind: direct,      name: Contoso AB, country: SE, currency: EUR}
  - {id: fabrikam, kind: distributor, name: Fabrikam GmbH, country: DE, currency: EUR}
  - {id: litware,  kind: reseller, of: fabrikam, name: Litware IT, country: DE, currency: EUR}
  - {id: tailspin, kind: reseller, of: fabrikam, name: Tailspin, country: DE, currency: EUR}
customers:
  - {id: adatum, partner: contoso, name: Adatum AB, country: SE,
     tenants: [7b6d3d3a-0000-4000-8000-000000000001]}
  - {id: relecloud, partner: litware, name: Relecloud, country: DE,
     tenants: [7b6d3d3a-0000-4000-8000-000000000002]}
  - {id: lamna, partner: tailspin, name: Lamna, country: DE,
     tenants: [7b6d3d3a-0000-4000-8000-000000000003]}
subscriptions:
  - {id: 2f3e0000-0000-4000-8000-00000000000a, offer: APSS, partner: contoso}
  - {id: 2f3e0000-0000-4000-8000-00000000000b, offer: CSP, partner: contoso, customer: adatum}
  - {id: 2f3e0000-0000-4000-8000-00000000000c, offer: APSS, partner: fabrikam}
  - {id: 2f3e0000-0000-4000-8000-00000000000d, offer: CSP, partner: litware, customer: relecloud}
stacks:
  - {cloud_id: 9c1e0000-0000-4000-8000-000000000001, region: north, operator: contoso}
  - {cloud_id: 9c1e0000-0000-4000-8000-000000000002, region: south, operator: fabrikam}
registrations:
  - name: azurestack-north
    resource_group: azurestack
    subscription: 2f3e0000-0000-4000-8000-00000000000a
    cloud_id: 9c1e0000-0000-4000-8000-000000000001
    billing_model: PayAsYouUse
    from: 2026-10-01T00:00:00Z
    customer_subscriptions:
      - {subscription: 2f3e0000-0000-4000-8000-00000000000b,
         tenant: 7b6d3d3a-0000-4000-8000-000000000001, from: 2026-10-01T00:00:00Z}
  - name: azurestack-south
    resource_group: azurestack
    subscription: 2f3e0000-0000-4000-8000-00000000000c
    cloud_id: 9c1e0000-0000-4000-8000-000000000002
    billing_model: PayAsYouUse
    from: 2026-10-01T00:00:00Z
    customer_subscriptions:
      - {subscription: 2f3e0000-0000-4000-8000-00000000000d,
         tenant: 7b6d3d3a-0000-4000-8000-000000000002, from: 2026-10-01T00:00:00Z}
price_sheets:
  - {id: provider-2026, seller: provider, currency: EUR, from: 2026-01-01, file: provider.csv}
  - {id: contoso-retail, seller: contoso, currency: EUR, from: 2026-01-01, base: provider-2026,
     markup: "0.15"}
  - {id: fabrikam-2026, seller: fabrikam, currency: EUR, from: 2026-01-01, base: provider-2026,
     markup: "0.1"}
)";
inline const std::string trade_prices = "meter,name,unit,unit_price\nvcpu,vCPU,1 Hour,0.5\n";
// Two tenants on their stacks, and one on the southern stack whom nobody mapped.
inline const std::string trade_usage =
    "stack,subscription,tenant,meter,resource,start,quantity\n" + north + ",l1," + adatum_tenant +
    ",vcpu,vm1,2026-10-05T00:00:00Z,10\n" + south + ",l2," + relecloud_tenant +
    ",vcpu,vm2,2026-10-05T00:00:00Z,20\n" + south + ",l3," + lamna_tenant +
    ",vcpu,vm3,2026-10-06T00:00:00Z,40\n";

class TextSource final : public intake::ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    const std::size_t count = text_.copy(buffer, capacity, at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

inline Principal caller_of(Role role, const std::string& partner = {}) {
  Principal made;
  made.role = role;
  made.subject = "anna";
  made.partner = PartyId(partner);
  return made;
}
inline Principal provider() { return caller_of(Role::provider); }
inline Principal contoso() { return caller_of(Role::partner, "contoso"); }
inline Principal fabrikam() { return caller_of(Role::partner, "fabrikam"); }
inline Principal litware() { return caller_of(Role::reseller, "litware"); }
inline Principal tailspin() { return caller_of(Role::reseller, "tailspin"); }
inline Principal northern_operator() {
  Principal made = caller_of(Role::stack_operator);
  made.stack = StackId(north);
  return made;
}
inline Principal user_of(const std::string& tenant) {
  Principal made = caller_of(Role::tenant);
  made.tenant = TenantId(tenant);
  return made;
}

// "/v1/a/b?x=1&y=2": no percent-encoding, tests need none.
inline Request request_for(Method method, const std::string& target, std::string body = {},
                           Headers headers = {}) {
  Request made;
  made.method = method;
  made.target = target;
  made.base_url = "https://127.0.0.1:8443";
  made.request_id = "id";
  made.body = std::move(body);
  made.headers = std::move(headers);
  const auto split = [](const std::string& text, char at, const auto& take) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find(at, begin), text.size());
      take(text.substr(begin, end - begin));
      begin = end + 1;
    }
  };
  const auto question = std::min(target.find('?'), target.size());
  split(target.substr(1, question - 1), '/', [&](std::string part) {
    made.path.push_back(std::move(part));
  });
  if (question < target.size()) {
    split(target.substr(question + 1), '&', [&](const std::string& part) {
      const auto equals = part.find('=');
      made.query.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    });
  }
  return made;
}

class Trade {
 public:
  Trade() {
    auto book = engine::yaml::read_book(
        trade_book, [](const std::string&) -> Result<std::string> { return trade_prices; });
    engine::ApplyRequest apply{"apply", "book", desk->now(), false};
    auto applied = engine::apply_book(desk->books(), book.value(), apply);
    if (!applied) throw std::runtime_error(applied.error().message);
    const auto registry = desk->registry().value();
    engine::ImportReport report;
    auto imported = engine::import_usage(
        desk->journal(), *registry,
        [](const intake::PortionSink& sink) {
          TextSource source(trade_usage);
          return intake::read_usage(source, {}, {}, sink);
        },
        {desk->now(), false, {}}, report);
    if (!imported || report.accepted != 3) throw std::runtime_error("usage of the trade");
  }

  Response answer(const Request& asked, const Principal& who) {
    auto route = service.route(asked);
    if (!route) return Service::refuse(Service::face_of(asked), asked, route.error());
    return service.perform(*route, asked, who, *desk);
  }
  Response get(const Principal& who, const std::string& target, Headers headers = {}) {
    return answer(request_for(Method::get, target, {}, std::move(headers)), who);
  }
  Response send(Method method, const Principal& who, const std::string& target, std::string body,
                Headers headers = {{"content-type", "application/json"}}) {
    return answer(request_for(method, target, std::move(body), std::move(headers)), who);
  }

  std::unique_ptr<MemoryDesk> desk = std::make_unique<MemoryDesk>();
  Service service{operations()};
};

inline nlohmann::json read_json(const Response& response) {
  return nlohmann::json::parse(response.body);
}

inline std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

// The named member of each element of a list.
inline std::vector<std::string> each(const Response& response, const std::string& list,
                                     const std::string& member) {
  std::vector<std::string> found;
  const auto json = read_json(response);
  if (!json.contains(list)) return {"status " + std::to_string(response.status)};
  for (const auto& element : json.at(list)) found.push_back(element.at(member).get<std::string>());
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace tollbridge::api::native
