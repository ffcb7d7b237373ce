// SPDX-License-Identifier: Apache-2.0
#include "cli/export_commands.h"
#include "cli/export_files.h"
#include "cli/shown_progress.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_export_lines(const Arguments& arguments, Context& context) {
  auto request = export_request(arguments);
  if (!request) return pass(request);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto files = with_progress(context, [&](engine::Progress& progress) {
    return write_lines(*request, context.host, *stores, progress);
  });
  if (!files) return pass(files);
  return print_written(*request, *files, context);
}

}  // namespace

Command export_lines_command() {
  return {"export lines",
          "what was invoiced, in the shape of Partner Center",
          "Writes what each seller invoiced for a closed month as two CSV files with the columns "
          "of Partner Center: daily-usage, one record per resource, meter and day, and "
          "invoice-reconciliation, one per invoice line with its tax.",
          {"tollbridge export lines --period 2026-10 --out lines",
           "tollbridge export lines --period 2026-10 --for contoso --out lines"},
          export_parameters(),
          run_export_lines,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
