// SPDX-License-Identifier: Apache-2.0
#include "cli/export_files.h"

#include <utility>

#include "exports/focus/focus.h"
#include "exports/lines/lines.h"
#include "exports/ubl/ubl.h"
#include "generated/version.h"

namespace tollbridge::cli {
namespace {

using exports::focus::DataSet;
using exports::focus::Version;

std::unexpected<Error> nothing_issued(const ExportRequest& request) {
  const std::string buyer = request.buyer ? " for " + request.buyer->text() : "";
  return fail(ErrorKind::refused, "PeriodNotClosed",
              "Nobody has closed " + request.period.to_string() + buyer +
                  " yet; exports tell what was invoiced. Run `tollbridge close " +
                  request.period.to_string() + "` first, or look at `tollbridge rate`.");
}

std::vector<DataSet> data_sets_of(Version version) {
  if (version == Version::v1_2) return {DataSet::cost_and_usage};
  return {DataSet::cost_and_usage, DataSet::invoice_detail, DataSet::billing_period};
}

Result<WrittenFile> write_data_set(engine::Evaluator& evaluator, const exports::Issued& issued,
                                   DataSet data_set, Version version, const std::string& folder,
                                   Host& host) {
  const std::string name(to_string(data_set));
  const std::string stem =
      folder + "/" + name + (version == Version::v1_2 ? "-1.2" : "");
  auto written = write_export(host, stem + ".csv", [&](const exports::TextSink& sink) {
    return exports::focus::write(evaluator, issued, data_set, version, sink);
  });
  if (!written) return written;
  auto schema = host.create_lines(stem + ".schema.json");
  if (!schema) return pass(schema);
  const std::string text = exports::focus::schema_json(
      data_set, version, tollbridge::to_string(issued.changed_at), tollbridge::version);
  if (auto kept = (*schema)->append(text); !kept) return pass(kept);
  if (auto closed = (*schema)->close(); !closed) return pass(closed);
  written->seller = issued.seller;
  written->data_set = name;
  return written;
}

}  // namespace

Result<WrittenFile> write_export(Host& host, const std::string& path, const FileContent& content) {
  auto file = host.create_lines(path);
  if (!file) return pass(file);
  WrittenFile written{path, {}, {}, 0};
  bool header = true;
  auto done = content([&](std::string_view bytes) -> Status {
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);  // append() writes it
    if (!std::exchange(header, false)) ++written.records;
    return (*file)->append(bytes);
  });
  if (!done) return pass(done);
  if (auto closed = (*file)->close(); !closed) return pass(closed);
  return written;
}

Result<ExportRequest> export_request(const Arguments& arguments) {
  auto period = arguments.period("--period");
  if (!period) return pass(period);
  ExportRequest request{*period, {}, {}, arguments.text("--out")};
  if (arguments.has("--seller")) request.seller = PartyId(arguments.text("--seller"));
  if (arguments.has("--for")) request.buyer = PartyId(arguments.text("--for"));
  return request;
}

Status for_each_seller(const ExportRequest& request, const Stores& stores,
                       engine::Evaluator& evaluator, const SellerExport& work) {
  std::vector<PartyId> sellers;
  const exports::IssuedFilter filter{request.buyer};
  if (request.seller) {
    sellers.push_back(*request.seller);
  } else {
    auto found = exports::sellers_of(stores.books, request.period, filter);
    if (!found) return pass(found);
    sellers = std::move(*found);
  }
  if (sellers.empty()) return nothing_issued(request);
  for (const PartyId& seller : sellers) {
    auto issued = exports::issued(stores.books, evaluator, seller, request.period, filter);
    if (!issued) return pass(issued);
    std::string folder = request.directory + "/" + exports::file_name(seller.text());
    if (request.buyer) folder += "/" + exports::file_name(request.buyer->text());
    if (auto done = work(*issued, folder); !done) return done;
  }
  return {};
}

Result<std::vector<WrittenFile>> write_focus(const ExportRequest& request, Version version,
                                             Host& host, const Stores& stores,
                                             engine::Progress& progress) {
  engine::Evaluator evaluator(stores.books, stores.journal, progress);
  std::vector<WrittenFile> files;
  auto done = for_each_seller(
      request, stores, evaluator,
      [&](const exports::Issued& issued, const std::string& folder) -> Status {
        for (const DataSet data_set : data_sets_of(version)) {
          auto written = write_data_set(evaluator, issued, data_set, version, folder, host);
          if (!written) return pass(written);
          files.push_back(std::move(*written));
        }
        return {};
      });
  if (!done) return pass(done);
  return files;
}

Result<std::vector<WrittenFile>> write_lines(const ExportRequest& request, Host& host,
                                             const Stores& stores, engine::Progress& progress) {
  engine::Evaluator evaluator(stores.books, stores.journal, progress);
  std::vector<WrittenFile> files;
  auto done = for_each_seller(
      request, stores, evaluator,
      [&](const exports::Issued& issued, const std::string& folder) -> Status {
        const auto keep = [&](const std::string& name, const FileContent& content) -> Status {
          auto written = write_export(host, folder + "/" + name + ".csv", content);
          if (!written) return pass(written);
          written->seller = issued.seller;
          written->data_set = name;
          files.push_back(std::move(*written));
          return {};
        };
        auto kept = keep("daily-usage", [&](const exports::TextSink& sink) {
          return exports::lines::write_daily(evaluator, issued, sink);
        });
        if (!kept) return kept;
        return keep("invoice-reconciliation", [&](const exports::TextSink& sink) {
          return exports::lines::write_reconciliation(issued, sink);
        });
      });
  if (!done) return pass(done);
  return files;
}

Result<std::string> ubl_of(const billing::Document& document, const Stores& stores) {
  engine::Evaluator evaluator(stores.books, stores.journal);
  auto registry =
      evaluator.registry_of(engine::reading_of(document.inputs), document.period);
  if (!registry) return pass(registry);
  auto parties = exports::ubl::parties_of(document, *registry);
  if (!parties) return pass(parties);
  return exports::ubl::write(document, *parties);
}

Exit print_written(const ExportRequest& request, const std::vector<WrittenFile>& files,
                   Context& context) {
  if (context.out.json()) {
    Json json;
    json.object().field("period", request.period.to_string()).array("files");
    for (const WrittenFile& file : files) {
      json.object().field("path", file.path).field("seller", file.seller.text());
      json.field("dataset", file.data_set).field("records", file.records).end();
    }
    json.end().raw_field("duration_s", context.duration_s()).end();
    context.out.print(json);
    return Exit::done;
  }
  Table table({{"seller", Cell::shrinking},
               {"data set", Cell::text},
               {"records", Cell::number},
               {"file", Cell::shrinking}});
  for (const WrittenFile& file : files) {
    table.row({file.seller.text(), file.data_set, std::to_string(file.records), file.path});
  }
  context.out.print(table);
  return Exit::done;
}

std::vector<Parameter> export_parameters() {
  return {required_option("--period", "PERIOD", "the month, closed"),
          option("--for", "BUYER", "only what was invoiced to this partner or customer"),
          option("--seller", "ID", "only what this seller invoiced (all who closed the month)"),
          required_option("--out", "DIR", "where to; a folder for each seller is made in it")};
}

}  // namespace tollbridge::cli
