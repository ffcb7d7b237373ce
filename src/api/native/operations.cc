// SPDX-License-Identifier: Apache-2.0
#include "api/native/operations.h"

#include <iterator>
#include <utility>

#include "api/native/export_rows.h"
#include "api/native/groups.h"
#include "api/native/once.h"
#include "api/native/portal_rows.h"

namespace tollbridge::api::native {

std::vector<Operation> operations(const Options& options) {
  std::vector<Operation> all;
  for (auto&& group :
       {party_operations(), cost_visibility_operations(), subscription_operations(),
        stack_operations(), registration_operations(options), mapping_operations(),
        price_operations(options), usage_operations(options), ingest_operations(),
        invoice_operations(options), payment_operations(), dispute_operations(),
        export_operations(),
        std::vector<Operation>{charge_sums_operation(options), mapping_preview_operation(options),
                               registration_preview_operation(options), usage_records_operation()},
        period_operations(options),
        alert_operations(options),
        book_operations(options),
        long_operations(options.long_work)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  for (Operation& operation : all) {
    if (operation.method != Method::post) continue;
    if (operation.run) operation.run = once(std::move(operation.run), options.run);
    if (operation.run_stream) operation.run_stream = once(std::move(operation.run_stream));
  }
  return all;
}

std::vector<Operation> operations_beside_stacks(const Options& options) {
  std::vector<Operation> all = long_operations(options.long_work);
  all.push_back(usage_sums_operation());
  all.push_back(usage_records_operation());
  return all;
}

}  // namespace tollbridge::api::native
