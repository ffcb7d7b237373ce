// SPDX-License-Identifier: Apache-2.0
// The marketplace's part of Microsoft.AzureStack (A14): no products, so empty lists, and 404 for
// each single one.
#include <utility>

#include "api/arm/resource.h"
#include "api/arm/rows.h"

namespace tollbridge::api::arm {
namespace {

Status check_registration(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  if (find(**registry, place_of(call), Hour::containing(call.now)) != nullptr) return {};
  return registration_not_found(place_of(call));
}

Result<Response> nothing(const Call& call, Desk& desk) {
  if (auto there = check_registration(call, desk); !there) return pass(there);
  return json_response(200, "{\"value\":[]}");
}

Result<Response> missing(const Call& call, Desk& desk) {
  if (auto there = check_registration(call, desk); !there) return pass(there);
  const std::string& name = call.at("productName");
  return fail(ErrorKind::not_found, "ResourceNotFound",
              "The Resource 'Microsoft.AzureStack/registrations/products/" + name +
                  "' was not found: this server has no marketplace.");
}

}  // namespace

std::vector<Operation> product_rows() {
  const std::string all = std::string(registration_path) + "/products";
  const std::string one = all + "/{productName}";
  std::vector<Operation> rows{
      row("products_list", Method::get, all, "Marketplace products: none", nothing),
      row("products_get_all", Method::post, all + "/_all/GetProducts",
          "Marketplace products: none", nothing),
      row("product_get", Method::get, one, "A marketplace product: there is none", missing),
      row("product_list_details", Method::post, one + "/listDetails",
          "A marketplace product: there is none", missing),
      row("product_get_one", Method::post, one + "/GetProduct",
          "A marketplace product: there is none", missing),
      row("product_upload_log", Method::post, one + "/uploadProductLog",
          "A marketplace product: there is none", missing)};
  for (Operation& operation : rows) {
    operation.access = of_registration();
    operation.tag = "Microsoft.AzureStack products";
    if (operation.run && operation.id.starts_with("products")) {
      operation.answers = {{200, "ArmEmptyList", "an empty list", "application/json"}};
    }
  }
  return rows;
}

}  // namespace tollbridge::api::arm
