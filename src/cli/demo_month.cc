// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_month.h"

#include "engine/close_period.h"
#include "engine/reconcile.h"

namespace tollbridge::cli {
namespace {

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
  const simulate::UsageOptions usage{.seed = options.seed,
                                     .month = options.month,
                                     .records = options.records,
                                     .without = month.landscape.last_stack.cloud_id};
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

Result<DemoMonth> begin_demo_month(const DemoOptions& options, Context& context) {
  DemoMonth month;
  if (auto done = generate(options, month, context); !done) return pass(done);
  auto metered = meter_by_halves(options, month.landscape, month.book, context);
  if (!metered) return pass(metered);
  month.metered = std::move(*metered);
  return month;
}

Status bill_demo_month(DemoMonth& month, const DemoOptions& options, const Stores& stores,
                       Context& context) {
  auto proven = prove_metered(month.metered, options.month, stores, context);
  if (!proven) return proven;
  if (auto done = import_month(month, stores, context); !done) return done;
  if (auto done = close_month(options, month, stores, context); !done) return done;
  auto late = import_file(month.files.late, {}, stores, context);
  if (!late) return pass(late);
  month.late = std::move(*late);
  const Period next = options.month.next();
  for (const Period later : {next, next.next()}) {
    auto done = import_later_month(options, later, month, stores, context);
    if (!done) return done;
  }
  auto reconciled = engine::reconcile(stores.books, stores.journal, options.month);
  if (!reconciled) return pass(reconciled);
  month.reconciliation = std::move(*reconciled);
  return {};
}

}  // namespace tollbridge::cli
