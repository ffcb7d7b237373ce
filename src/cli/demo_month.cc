// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_month.h"

#include "core/limits.h"
#include "engine/apply_book.h"
#include "engine/close_period.h"
#include "engine/reconcile.h"
#include "engine/yaml/book_reader.h"

namespace tollbridge::cli {
namespace {

Status apply_book(const std::string& path, engine::Books& books, Context& context) {
  auto yaml = context.host.read_file(path, limits::book_bytes_max);
  if (!yaml) return pass(yaml);
  auto book = engine::yaml::read_book(*yaml, [&](const std::string& name) {
    return context.host.read_file(context.host.beside(path, name), limits::sheet_bytes_max);
  });
  if (!book) return pass(book);
  engine::ApplyRequest request;
  request.now = context.now;
  auto applied = engine::apply_book(books, *book, request);
  return applied ? Status() : pass(applied);
}

// The stack goes with forms that do not carry it.
Result<ImportedFile> import_file(const std::string& path, const std::string& stack,
                                 const Stores& stores, Context& context) {
  auto registry = registry_of(stores.books, context.now);
  if (!registry) return pass(registry);
  intake::Options options;
  if (!stack.empty()) options.stack = StackId(stack);
  ImportedFile file{path, {}, 0};
  const std::int64_t begun = context.host.mono_nanoseconds();
  auto done =
      engine::import_usage(stores.journal, *registry, context.host.usage_source(path, options, {}),
                           {context.now, false, {}}, file.report);
  if (!done) return pass(done);
  file.nanoseconds = context.host.mono_nanoseconds() - begun;
  return file;
}

Status generate(const DemoOptions& options, DemoMonth& month, Context& context) {
  month.landscape = simulate::make_landscape({options.seed, options.month, options.customers});
  auto book = simulate::write_book(month.landscape, options.directory);
  if (!book) return pass(book);
  month.book = *book;
  const simulate::UsageOptions usage{
      .seed = options.seed, .month = options.month, .records = options.records};
  context.out.log("demo: generating about " + std::to_string(options.records) + " records");
  auto files = simulate::write_usage(month.landscape, usage, options.directory);
  if (!files) return pass(files);
  month.files = *files;
  return {};
}

Status import_month(DemoMonth& month, const Stores& stores, Context& context) {
  for (std::size_t i = 0; i < month.files.in_month.size(); ++i) {
    context.out.log("demo: importing " + month.files.in_month[i]);
    auto imported = import_file(month.files.in_month[i], month.files.stacks[i], stores, context);
    if (!imported) return pass(imported);
    month.imported.push_back(std::move(*imported));
  }
  auto corrected = import_file(month.files.corrections, {}, stores, context);
  if (!corrected) return pass(corrected);
  month.imported.push_back(std::move(*corrected));
  return {};
}

// A month after the closed one, a tenth as large.
Status import_later_month(const DemoOptions& options, Period later, const DemoMonth& month,
                          const Stores& stores, Context& context) {
  context.out.log("demo: importing " + later.to_string());
  const simulate::UsageOptions usage{.seed = options.seed,
                                     .month = later,
                                     .records = options.records / 10,
                                     .until = Hour::containing(demo_shown_at(options.month))};
  auto files = simulate::write_usage(month.landscape, usage,
                                     options.directory + "/" + later.to_string());
  if (!files) return pass(files);
  for (std::size_t i = 0; i < files->in_month.size(); ++i) {
    auto imported = import_file(files->in_month[i], files->stacks[i], stores, context);
    if (!imported) return pass(imported);
  }
  for (const std::string& path : {files->corrections, files->late}) {
    auto imported = import_file(path, {}, stores, context);
    if (!imported) return pass(imported);
  }
  return {};
}

Status close_month(const DemoOptions& options, DemoMonth& month, const Stores& stores,
                   Context& context) {
  context.out.log("demo: closing " + options.month.to_string());
  const std::int64_t begun = context.host.mono_nanoseconds();
  auto closed = engine::close_period(stores.books, stores.journal, {options.month, {}, {}, false},
                                     context.now);
  if (!closed) return pass(closed);
  month.close_nanoseconds = context.host.mono_nanoseconds() - begun;
  month.documents = std::move(closed->documents);
  return {};
}

}  // namespace

Instant demo_shown_at(Period closed) {
  return closed.next().end().start() + std::chrono::days(15) + std::chrono::hours(8);
}

Result<DemoMonth> run_demo_month(const DemoOptions& options, const Stores& stores,
                                 Context& context) {
  DemoMonth month;
  if (auto done = generate(options, month, context); !done) return pass(done);
  if (auto done = apply_book(month.book, stores.books, context); !done) return pass(done);
  if (auto done = import_month(month, stores, context); !done) return pass(done);
  if (auto done = close_month(options, month, stores, context); !done) return pass(done);
  auto late = import_file(month.files.late, {}, stores, context);
  if (!late) return pass(late);
  month.late = std::move(*late);
  const Period next = options.month.next();
  for (const Period later : {next, next.next()}) {
    auto done = import_later_month(options, later, month, stores, context);
    if (!done) return pass(done);
  }
  auto reconciled = engine::reconcile(stores.books, stores.journal, options.month);
  if (!reconciled) return pass(reconciled);
  month.reconciliation = std::move(*reconciled);
  return month;
}

}  // namespace tollbridge::cli
