// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "core/limits.h"
#include "engine/import_usage.h"
#include "views/usage_view.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t errors_shown_max = 10;

// An error of the import with the file it came from.
struct FileError {
  std::string file;
  intake::Rejected rejected;
};

struct Imported {
  engine::ImportReport report;
  std::vector<FileError> errors;
  std::vector<engine::ClosedMonth> closed;
};

Result<intake::Options> options_of(const Arguments& arguments) {
  intake::Options options;
  if (arguments.has("--format")) {
    auto format = intake::parse_format(arguments.text("--format"));
    if (!format) return wrong_usage("--format: " + format.error().message);
    options.format = *format;
  }
  if (arguments.has("--stack")) options.stack = StackId(arguments.text("--stack"));
  options.daily = arguments.has("--daily");
  options.keep_rejected_text = arguments.has("--reject-file");
  return options;
}

Json import_json(const Imported& imported, bool name_files, const Context& context) {
  Json json;
  json.object();
  views::append_import_counts(json, imported.report);
  json.array("errors");
  for (const FileError& error : imported.errors) {
    views::append_rejected(json, error.rejected, name_files ? error.file : std::string());
  }
  json.end().array("closed_months");
  for (const engine::ClosedMonth& month : imported.closed) {
    json.object().field("period", month.period.to_string());
    json.field("records", month.records).end();
  }
  json.end().raw_field("duration_s", context.duration_s()).end();
  return json;
}

void print_errors(const Imported& imported, bool name_files, Output& out) {
  std::size_t shown = 0;
  for (const FileError& error : imported.errors) {
    if (shown++ == errors_shown_max) break;
    out.paragraph((name_files ? error.file + " " : std::string()) + "line " +
                      std::to_string(error.rejected.line) + ", " + error.rejected.code + ": " +
                      error.rejected.message,
                  2);
  }
  if (imported.report.rejected > errors_shown_max) {
    out.line("  … and " + std::to_string(imported.report.rejected - errors_shown_max) +
             " more; --json lists " + std::to_string(limits::import_errors_listed_max) +
             ", --reject-file F keeps all");
  }
}

void print_counts(const Imported& imported, bool name_files, Output& out) {
  const engine::ImportReport& report = imported.report;
  Table table({{"records", Cell::number}, {"", Cell::text}});
  table.row({std::to_string(report.accepted), "accepted"});
  table.row({std::to_string(report.duplicate), "duplicate: stored already, counted once"});
  table.row({std::to_string(report.restated), "restated"});
  table.row({std::to_string(report.rejected), "rejected"});
  out.print(table);
  print_errors(imported, name_files, out);
  if (report.rounded > 0) {
    out.line(counted(report.rounded, "quantity", "quantities") +
             " had more than 18 decimals and got rounded, once, half to even.");
  }
  for (const engine::ClosedMonth& month : imported.closed) {
    out.paragraph(counted(month.records, "record", "records") + " changed " +
                  month.period.to_string() + ", which is closed: what they change becomes "
                  "adjustments of the next close.");
  }
}

void print_next(const registry::Registry& registry, const engine::ImportReport& report,
                Output& out) {
  std::size_t quarantined = 0;
  const auto falling = engine::falling_seen(registry, report);
  for (const auto& one : falling) {
    quarantined += one.reason == attribution::Reason::stack_unregistered ? 1U : 0U;
  }
  out.line();
  if (quarantined > 0) {
    out.paragraph(counted(quarantined, "tenant is", "tenants are") +
                  " on a stack without a registration: the usage is kept in quarantine until one "
                  "is declared (tollbridge apply).");
  }
  if (falling.size() > quarantined) {
    out.paragraph(counted(falling.size() - quarantined, "tenant falls", "tenants fall") +
                  " to a default subscription. Who, and how much money it is: tollbridge "
                  "unregistered");
  }
  if (!report.tenants.empty() && falling.empty()) {
    out.line("Every tenant in it is mapped. Next: tollbridge close PERIOD --dry-run");
  }
}

// Imports one file; what is durable stands in `imported` even after an Error.
Status import_file(const std::string& path, const Stores& stores,
                   const registry::Registry& registry, const intake::Options& options,
                   const engine::ImportOptions& import_options, Imported& imported,
                   Context& context) {
  Progress progress;
  if (context.host.error_is_terminal()) {
    progress = [&](std::uint64_t bytes) {
      context.out.progress(path + ": " + std::to_string(bytes / 1'000'000) + " MB, " +
                           std::to_string(imported.report.records()) + " records");
    };
  }
  const auto source = context.host.usage_source(path, options, progress);
  auto done =
      engine::import_usage(stores.journal, registry, source, import_options, imported.report);
  if (progress) context.out.progress({});
  for (auto& rejected : imported.report.errors) {
    if (imported.errors.size() == limits::import_errors_listed_max) break;
    imported.errors.push_back({path, std::move(rejected)});
  }
  imported.report.errors.clear();
  if (done) return {};
  Error error = std::move(done.error());
  const std::uint64_t kept = imported.report.accepted + imported.report.restated;
  if (path != "-" && error.message.find(path) == std::string::npos) {
    error.message += " (Reading '" + path + "'.)";
  }
  if (kept > 0) {
    error.message += " " + counted(kept, "record", "records") +
                     " before it are kept; run the import again, what is stored already counts "
                     "as duplicate.";
  }
  return std::unexpected(std::move(error));
}

Status import_all(const Arguments& arguments, const Stores& stores,
                  const registry::Registry& registry, Imported& imported, Context& context) {
  auto options = options_of(arguments);
  if (!options) return pass(options);
  engine::ImportOptions import_options{context.now, arguments.has("--restate"), {}};
  std::unique_ptr<LineFile> rejects;
  if (arguments.has("--reject-file")) {
    auto created = context.host.create_lines(arguments.text("--reject-file"));
    if (!created) return pass(created);
    rejects = std::move(*created);
    import_options.rejected = [&rejects](const intake::Rejected& one) {
      return rejects->append(one.text);
    };
  }
  for (const std::string& path : arguments.all("FILE")) {
    auto done = import_file(path, stores, registry, *options, import_options, imported, context);
    if (!done) return done;
  }
  return rejects ? rejects->close() : Status();
}

Result<Exit> run_usage_import(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  if (auto time = engine::time_to_write(stores->books, context.now); !time) return pass(time);
  auto registry = registry_of(stores->books, context.now);
  if (!registry) return pass(registry);
  Imported imported;
  if (auto done = import_all(arguments, *stores, *registry, imported, context); !done) {
    return pass(done);
  }
  auto closed = engine::closed_months(stores->books, imported.report);
  if (!closed) return pass(closed);
  imported.closed = std::move(*closed);
  const bool name_files = arguments.all("FILE").size() > 1;
  if (context.out.json()) {
    context.out.print(import_json(imported, name_files, context));
  } else {
    print_counts(imported, name_files, context.out);
    print_next(*registry, imported.report, context.out);
  }
  const bool strict = arguments.has("--strict") && imported.report.rejected > 0;
  return strict ? Exit::failed : Exit::done;
}

}  // namespace

Command usage_import_command() {
  return {
      "usage import",
      "add usage from files or a pipe",
      "Reads usage records, plain or packed with gzip or zstd, in any size. Every record has "
      "a natural key, so importing twice counts once: an interrupted import is simply run "
      "again. A bad line is rejected with its number and reason and the rest is kept.\n"
      "The same key and revision with another quantity is a conflict and rejected; "
      "--restate makes it the next revision, which replaces the first from now on.\n"
      "Next: unregistered says whose usage falls to a default; usage show adds up.",
      {"tollbridge usage import october.csv.gz", "zcat *.ndjson.gz | tollbridge usage import -",
       "tollbridge usage import --format azure --stack CLOUD_ID page1.json page2.json"},
      {many(word("FILE", "files to read; - is the standard input")),
       one_of(option("--format", "FORMAT", "what the files hold (auto)"),
              {"auto", "azure", "ndjson", "csv", "cloudevents", "focus"}),
       option("--stack", "CLOUD_ID", "the stack, for forms that do not carry it (azure, focus)"),
       flag("--restate", "another quantity for a stored record replaces it"),
       flag("--daily",
            "accept azure rows longer than an hour: the stack's hourly rows are "
            "not imported"),
       option("--reject-file", "F", "keep the rejected records in F, as they came"),
       flag("--strict", "exit code 1 if anything was rejected")},
      run_usage_import,
      Runs::with_stores,
      "FILE"};
}

}  // namespace tollbridge::cli
