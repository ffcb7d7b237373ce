// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "cli/commands.h"
#include "simulate/landscape.h"
#include "simulate/usage_files.h"

namespace tollbridge::cli {
namespace {

Result<std::uint64_t> whole_number(const Arguments& arguments, const std::string& name,
                                   const std::string& otherwise) {
  const auto number = parse_decimal(arguments.optional_text(name).value_or(otherwise), 0);
  if (!number || number->rounded || number->units < 1 || number->units > 1'000'000'000) {
    return wrong_usage(name + " takes a whole number from 1 to 1000000000.");
  }
  return static_cast<std::uint64_t>(number->units);
}

simulate::FileForm form_of(const std::string& name) {
  if (name == "ndjson") return simulate::FileForm::ndjson;
  if (name == "csv") return simulate::FileForm::csv;
  if (name == "azure") return simulate::FileForm::azure;
  return simulate::FileForm::mixed;
}

Result<Exit> run_simulate(const Arguments& arguments, Context& context) {
  auto month = arguments.period("--month");
  if (!month) return pass(month);
  auto records = whole_number(arguments, "--records", "1000000");
  if (!records) return pass(records);
  auto seed = whole_number(arguments, "--seed", "1");
  if (!seed) return pass(seed);
  const std::string folder = arguments.text("--out");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(ErrorKind::io, "DiskFailed", "Cannot make '" + folder + "': " + error.message());
  }
  const auto landscape = simulate::make_landscape({.seed = *seed, .month = *month});
  auto book = simulate::write_book(landscape, folder);
  if (!book) return pass(book);
  simulate::UsageOptions options{.seed = *seed, .month = *month};
  options.records = *records;
  auto files = simulate::write_usage(landscape, options, folder, form_of(arguments.text("--form")));
  if (!files) return pass(files);
  if (context.out.json()) {
    Json json;
    json.object().field("book", *book).array("usage");
    for (const std::string& path : files->in_month) json.value(path);
    json.end().field("corrections", files->corrections).field("late", files->late);
    json.field("records", files->counts.records);
    json.field("duplicates", files->counts.duplicates).field("restated", files->counts.restated);
    json.field("bytes", files->bytes).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("Book: " + *book);
  for (const std::string& path : files->in_month) context.out.line("Usage: " + path);
  context.out.line("Corrections: " + files->corrections);
  context.out.line("Late: " + files->late);
  context.out.line(std::to_string(files->counts.records) + " records. Next: tollbridge apply " +
                   *book);
  return Exit::done;
}

}  // namespace

Command simulate_command() {
  return {"simulate",
          "write a generated landscape and its usage",
          "Writes a book, its price sheets and a month of hourly usage of realistic shape, from a "
          "seed: the same bytes every time. Among the records are some sent twice, corrected, and "
          "late (in a file of their own).\n"
          "Next: apply the book, import the usage.",
          {"tollbridge simulate --out /tmp/month --month 2026-10 --records 100000 --form csv"},
          {required_option("--out", "FOLDER", "where the files go"),
           required_option("--month", "PERIOD", "which month, like 2026-10"),
           option("--records", "N", "about how many usage records (1000000)"),
           option("--seed", "N", "another number gives another landscape (1)"),
           one_of(option("--form", "FORM", "what the usage files hold (mixed)"),
                  {"mixed", "ndjson", "csv", "azure"})},
          run_simulate, Runs::anywhere};
}

}  // namespace tollbridge::cli
