// SPDX-License-Identifier: Apache-2.0
#include "cli/export_commands.h"
#include "cli/export_files.h"
#include "cli/shown_progress.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_export_focus(const Arguments& arguments, Context& context) {
  auto request = export_request(arguments);
  if (!request) return pass(request);
  auto version = exports::focus::parse_version(
      arguments.has("--version") ? arguments.text("--version") : "1.4");
  if (!version) return pass(version);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto files = with_progress(context, [&](engine::Progress& progress) {
    return write_focus(*request, *version, context.host, *stores, progress);
  });
  if (!files) return pass(files);
  return print_written(*request, *files, context);
}

}  // namespace

Command export_focus_command() {
  std::vector<Parameter> parameters = export_parameters();
  parameters.push_back(
      one_of(option("--version", "V", "of FOCUS: 1.4 or 1.2 (1.4)"), {"1.4", "1.2"}));
  return {"export focus",
          "what was invoiced, as FOCUS data sets",
          "Writes what each seller invoiced for a closed month as CSV that FinOps tools read: Cost "
          "and Usage, one record per resource, meter and day, and with version 1.4 Invoice Detail "
          "and Billing Period. The BilledCosts of an invoice sum to what is payable, to the last "
          "digit. Sellers are kept apart: what the provider invoices a partner, and what the "
          "partner invoices its customers, are never in one file.",
          {"tollbridge export focus --period 2026-10 --out focus",
           "tollbridge export focus --period 2026-10 --for contoso --version 1.2 --out focus"},
          std::move(parameters),
          run_export_focus,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
