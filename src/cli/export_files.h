// SPDX-License-Identifier: Apache-2.0
// Exports as files below one directory: a folder for each seller, because two sellers' books are
// never one; below it a folder for the buyer where only one was asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/stores.h"
#include "exports/csv_row.h"
#include "exports/focus/columns.h"
#include "exports/issued.h"

namespace tollbridge::cli {

struct ExportRequest {
  Period period;
  std::optional<PartyId> seller;
  std::optional<PartyId> buyer;
  std::string directory;
};

struct WrittenFile {
  std::string path;
  PartyId seller;
  std::string data_set;
  std::uint64_t records = 0;  // without the header
};

using FileContent = std::function<Status(const exports::TextSink& sink)>;

// Writes one file. The header does not count as a record.
Result<WrittenFile> write_export(Host& host, const std::string& path, const FileContent& content);

// Reads --period, --seller, --for and --out.
Result<ExportRequest> export_request(const Arguments& arguments);
// Of every seller asked for, what it issued, and the folder for its files. Errors: refused
// PeriodNotClosed.
using SellerExport =
    std::function<Status(const exports::Issued& issued, const std::string& folder)>;
Status for_each_seller(const ExportRequest& request, const Stores& stores,
                       engine::Evaluator& evaluator, const SellerExport& work);

// The data sets of one version, and beside each the schema it has.
Result<std::vector<WrittenFile>> write_focus(const ExportRequest& request,
                                             exports::focus::Version version, Host& host,
                                             const Stores& stores, engine::Progress& progress);

// daily-usage.csv and invoice-reconciliation.csv.
Result<std::vector<WrittenFile>> write_lines(const ExportRequest& request, Host& host,
                                             const Stores& stores, engine::Progress& progress);

// The document as it was issued, as Peppol BIS Billing 3.0. Errors: those of exports/ubl/ubl.h.
Result<std::string> ubl_of(const billing::Document& document, const Stores& stores);

// {"period", "files": […]} or a table, and the exit code.
Exit print_written(const ExportRequest& request, const std::vector<WrittenFile>& files,
                   Context& context);

// The parameters every export has.
std::vector<Parameter> export_parameters();

}  // namespace tollbridge::cli
