// SPDX-License-Identifier: Apache-2.0
#include "exports/focus/focus.h"

namespace tollbridge::exports::focus {

Status write(engine::Evaluator& evaluator, const Issued& issued, DataSet data_set, Version version,
             const TextSink& sink) {
  if (version == Version::v1_2 && data_set != DataSet::cost_and_usage) {
    return fail(ErrorKind::invalid, "DataSetNotInVersion",
                "FOCUS 1.2 has no data set " + std::string(to_string(data_set)) +
                    "; ask for version 1.4, or for cost-and-usage.");
  }
  switch (data_set) {
    case DataSet::cost_and_usage: return write_cost_and_usage(evaluator, issued, version, sink);
    case DataSet::invoice_detail: return write_invoice_detail(issued, sink);
    case DataSet::billing_period: return write_billing_period(issued, sink);
  }
  return {};
}

Status write_billing_period(const Issued& issued, const TextSink& sink) {
  Row row(DataSet::billing_period, Version::v1_4);
  if (auto written = sink(row.header()); !written) return written;
  row.set("BillingPeriodStart", issued.period.begin().to_string());
  row.set("BillingPeriodEnd", issued.period.end().to_string());
  row.set("BillingPeriodCreated", issued.period.begin().to_string());
  row.set("BillingPeriodLastUpdated", tollbridge::to_string(issued.changed_at));
  row.set("BillingPeriodStatus", "Closed");
  row.set("InvoiceIssuerName", issued.name_of(issued.seller));
  return sink(row.record());
}

}  // namespace tollbridge::exports::focus
