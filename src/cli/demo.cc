// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <map>
#include <set>

#include "cli/commands.h"
#include "cli/demo_documents.h"
#include "cli/demo_month.h"
#include "engine/unregistered.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

std::string seconds(std::int64_t nanoseconds) {
  const std::int64_t tenths = nanoseconds / 100'000'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string per_second(std::uint64_t count, std::int64_t nanoseconds) {
  if (nanoseconds <= 0) return {};
  const auto wide = u128{count} * 1'000'000'000U / static_cast<u128>(nanoseconds);
  return std::to_string(static_cast<std::uint64_t>(wide)) + "/s";
}

Result<std::uint64_t> count_of(const Arguments& arguments, const std::string& name,
                               std::uint64_t otherwise) {
  if (!arguments.has(name)) return otherwise;
  const std::string text = arguments.text(name);
  std::uint64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return wrong_usage(name + ": '" + text + "' is not a count");
  }
  return count;
}

Result<DemoOptions> options_of(const Arguments& arguments) {
  DemoOptions options{arguments.has("--out") ? arguments.text("--out") : "demo",
                      Period::from_index(0), 1, 1'000'000, 40};
  auto month = arguments.has("--period") ? arguments.period("--period") : Period::parse("2026-10");
  if (!month) return pass(month);
  options.month = *month;
  auto seed = count_of(arguments, "--seed", options.seed);
  if (!seed) return pass(seed);
  options.seed = *seed;
  auto records = count_of(arguments, "--records", options.records);
  if (!records) return pass(records);
  options.records = *records;
  auto customers = count_of(arguments, "--customers", 40);
  if (!customers) return pass(customers);
  if (*customers < 12 || *customers > 100'000) {
    return wrong_usage("--customers: at least 12, at most 100000");
  }
  options.customers = static_cast<int>(*customers);
  return options;
}

void print_imported(const DemoMonth& month, Output& out) {
  Table table({{"file", Cell::shrinking},
               {"accepted", Cell::number},
               {"duplicate", Cell::number},
               {"restated", Cell::number},
               {"rejected", Cell::number},
               {"time", Cell::number},
               {"records", Cell::number}});
  for (const ImportedFile& file : month.imported) {
    const engine::ImportReport& report = file.report;
    const std::string name = file.path.substr(file.path.find_last_of('/') + 1);
    table.row({name, std::to_string(report.accepted), std::to_string(report.duplicate),
               std::to_string(report.restated), std::to_string(report.rejected),
               seconds(file.nanoseconds), per_second(report.records(), file.nanoseconds)});
  }
  out.line();
  out.line("Imported: files of the other stacks");
  out.print(table);
  std::map<std::string, std::uint64_t> rejected;
  for (const ImportedFile& file : month.imported) {
    for (const auto& error : file.report.errors)
      ++rejected[error.code];
  }
  for (const auto& [code, count] : rejected) {
    out.line(counted(count, "record was", "records were") + " rejected: " + code);
  }
}

// What the provider's buyers owe, and how much of it stands on default subscriptions.
void print_partners(const DemoMonth& month, const registry::Registry& registry, Output& out) {
  std::set<SubscriptionId> defaults;
  for (const auto* registration : registry.registrations()) {
    defaults.insert(registration->subscription);
  }
  Table table({{"partner", Cell::text},
               {"invoice", Cell::text},
               {"lines", Cell::number},
               {"owes", Cell::number},
               {"", Cell::text},
               {"of it by default", Cell::number}});
  for (const billing::Document& document : month.documents) {
    if (document.seller != provider_party()) continue;
    Money by_default = Money::zero(document.currency);
    for (const billing::Line& line : document.lines) {
      if (!defaults.contains(line.subscription)) continue;
      if (const auto sum = by_default.plus(line.amount)) by_default = *sum;
    }
    table.row({document.buyer.text(), document.id, std::to_string(document.lines.size()),
               document.total.to_string(), std::string(document.currency.code()),
               by_default.to_string()});
  }
  out.line();
  out.line("What each partner owes the provider, net");
  out.print(table);
}

Status print_defaults(const DemoOptions& options, const Stores& stores, Output& out) {
  auto falling = engine::unregistered(stores.books, stores.journal, options.month);
  if (!falling) return pass(falling);
  Table table({{"tenant", Cell::shrinking},
               {"stack", Cell::shrinking},
               {"since", Cell::text},
               {"why", Cell::text},
               {"amount", Cell::number},
               {"", Cell::text}});
  for (const auto& row : falling->rows) {
    std::string why;
    for (const auto reason : row.reasons) {
      why += (why.empty() ? "" : ", ") + std::string(to_string(reason));
    }
    table.row({row.tenant.text(), row.stack.text(), row.since.to_string().substr(0, 13) + "Z", why,
               row.amount.to_string(), std::string(row.amount.currency().code())});
  }
  out.line();
  out.line("What falls to default subscriptions, and why");
  out.print(table);
  return {};
}

void print_proof(const DemoMonth& month, Output& out) {
  const billing::Reconciliation& proof = *month.reconciliation;
  std::map<std::string, std::size_t> meters;
  for (const billing::Hop& hop : proof.hops)
    ++meters[hop.from + " -> " + hop.to];
  out.line();
  out.line(proof.ok ? "Reconciled: at every hop and meter, quantity in = quantity out"
                    : "NOT reconciled");
  std::string hops;
  for (const auto& [name, count] : meters) {
    hops += (hops.empty() ? "" : "; ") + name + ": " + std::to_string(count);
  }
  out.paragraph(std::to_string(proof.hops.size()) + " comparisons (" + hops + "), " +
                    std::to_string(proof.differences.size()) + " differences.",
                2);
}

void print_late(const DemoMonth& month, Output& out) {
  out.line();
  out.paragraph(std::to_string(month.late.report.accepted) +
                " records came late, after the close. No invoice changes: the next close adjusts "
                "them.");
}

Result<Exit> print_line(const DemoMonth& month, Context& context) {
  const billing::Document* shown = nullptr;
  for (const billing::Document& document : month.documents) {
    if (!document.lines.empty() && shown == nullptr) shown = &document;
  }
  if (shown == nullptr) return Exit::done;
  Arguments arguments;
  arguments.add("LINE_ID", shown->lines.back().id);
  arguments.add("--records", "3");
  context.out.line();
  context.out.line("One line explained: tollbridge explain " + shown->lines.back().id);
  return explain_command().run(arguments, context);
}

// The stack half ended with the month it metered, so that every run gives the same bytes.
void print_silent_bridge(const DemoMonth& month, const DemoOptions& options, Output& out) {
  out.line();
  out.paragraph("By then the bridge of stack " + month.metered.stack.region +
                " has been silent since " + date_text(options.month.end().plus(32).start()) +
                ", as if its link were cut: its usage of later months came by files, and it is "
                "out of compliance (R53). See how that is told:");
  out.line("  tollbridge --data " + options.directory + "/stack --now " +
           tollbridge::to_string(demo_shown_at(options.month)) + " bridge status");
}

void print_next(const DemoMonth& month, const DemoOptions& options, Context& context) {
  Output& out = context.out;
  const std::string data = options.data();
  const std::string period = options.month.to_string();
  out.line();
  out.line("Try next:  export TOLLBRIDGE_DATA=" + data);
  // What is learned cannot be known before the demo's own time (NowBeforeBooks).
  if (context.host.now() < context.now) {
    out.line("           export TOLLBRIDGE_NOW=" + tollbridge::to_string(context.now));
  }
  out.line("  tollbridge invoice list");
  out.line("  tollbridge verify");
  out.line("  tollbridge tenant status " + month.landscape.unregistered_tenant);
  out.line("  tollbridge mapping add " + month.landscape.unregistered_stack_registration + " \\");
  out.line("      " + month.landscape.unregistered_tenant + " \\");
  out.line("      " + month.landscape.unregistered_subscription + " --from " +
           date_text(options.month.begin().start()));
  out.line("  tollbridge close " + options.month.next().to_string() + " --dry-run");
  out.line();
  out.line("The portal on this data, in the middle of " +
           options.month.next().next().to_string() + ", as whomever you choose:");
  out.line("  tollbridge --data " + data + " --now " +
           tollbridge::to_string(demo_shown_at(options.month)) + " serve");
  out.line("  then open http://127.0.0.1:8080/portal/");
  print_silent_bridge(month, options, out);
}

bool reconciled(const DemoMonth& month) {
  return month.reconciliation->ok && month.metered.ok();
}

Json demo_json(const DemoMonth& month, const DemoOptions& options, const Context& context) {
  Json json;
  json.object().field("period", options.month.to_string());
  json.field("data", options.data());
  append_metered(json, month.metered);
  json.array("imports");
  for (const ImportedFile& file : month.imported) {
    json.object().field("file", file.path).field("accepted", file.report.accepted);
    json.field("duplicate", file.report.duplicate).field("restated", file.report.restated);
    json.field("rejected", file.report.rejected).end();
  }
  json.end().field("late", month.late.report.accepted).array("invoices");
  for (const billing::Document& document : month.documents)
    views::append_document_row(json, document);
  json.end().field("reconciled", reconciled(month));
  json.raw_field("duration_s", context.duration_s()).end();
  return json;
}

Result<Exit> print_story(const DemoMonth& month, const DemoOptions& options, const Stores& stores,
                         Context& context) {
  Output& out = context.out;
  auto registry = registry_of(stores.books, context.now);
  if (!registry) return pass(registry);
  out.line(std::to_string(registry->stacks().size()) + " stacks, " +
           std::to_string(registry->partners().size()) + " partners, " +
           std::to_string(registry->customers().size()) + " customers, " +
           options.month.to_string());
  print_metered(month.metered, out);
  print_imported(month, out);
  print_partners(month, *registry, out);
  if (auto printed = print_defaults(options, stores, out); !printed) return pass(printed);
  print_proof(month, out);
  print_late(month, out);
  if (auto printed = print_line(month, context); !printed) return pass(printed);
  out.line();
  out.line(std::to_string(month.documents.size()) + " documents in " + options.directory +
           "/invoices; close took " + seconds(month.close_nanoseconds) + ", everything " +
           seconds(context.host.mono_nanoseconds() - context.begun_nanoseconds) + ".");
  print_next(month, options, context);
  return reconciled(month) ? Exit::done : Exit::failed;
}

// What a server on the demo's data does otherwise: anybody on this machine may be anybody.
Status write_config(const DemoOptions& options, Host& host) {
  auto file = host.create_lines(options.data() + "/" + std::string(ops::config_name));
  if (!file) return pass(file);
  for (const char* line : {"portal:", "  display_name: Demo", "  development_sign_in: true"}) {
    if (auto written = (*file)->append(line); !written) return written;
  }
  return (*file)->close();
}

Result<Exit> run_demo(const Arguments& arguments, Context& context) {
  auto options = options_of(arguments);
  if (!options) return pass(options);
  // The demo plays after the month is over, at the same moment every time.
  Context demo = context;
  demo.now = options->month.end().start() + std::chrono::hours(32);
  auto made = context.host.make_demo_directory(options->directory);
  if (!made) return pass(made);
  auto month = begin_demo_month(*options, demo);
  if (!month) return pass(month);
  demo.host.use({options->data(), "demo", demo.now});
  auto stores = open_stores(demo);
  if (!stores) return pass(stores);
  if (auto billed = bill_demo_month(*month, *options, *stores, demo); !billed) return pass(billed);
  if (auto written = write_config(*options, demo.host); !written) return pass(written);
  if (auto written = write_demo_documents(*month, *options, *stores, demo.host); !written) {
    return pass(written);
  }
  if (demo.out.json()) {
    demo.out.print(demo_json(*month, *options, demo));
    return reconciled(*month) ? Exit::done : Exit::failed;
  }
  return print_story(*month, *options, *stores, demo);
}

}  // namespace

Command demo_command() {
  return {"demo",
          "bill a built-in month and see how it works",
          "Makes up a provider with partners, resellers, customers and stacks, and a month of "
          "their usage with everything that happens in one: records sent twice, late or "
          "corrected, tenants re-mapped or never registered. One stack is metered: simulated "
          "resource providers post to a stack half, whose bridge sends to a commerce half, each a "
          "process of its own on this machine's loopback. The usage of the others is imported "
          "from files. Then the month is closed, reconciled and explained. The same seed gives "
          "the same month. Everything is written below --out: the book and the usage to look at, "
          "the invoices, and the data directory to go on with.",
          {"tollbridge demo", "tollbridge demo --records 20000 --out /tmp/demo"},
          {option("--out", "DIR", "where to; replaced if an earlier demo made it (demo)"),
           option("--records", "N", "about how many records (1000000)"),
           option("--customers", "N", "how many customers (40)"),
           option("--period", "PERIOD", "which month (2026-10)"),
           option("--seed", "N", "another made-up month (1)")},
          run_demo, Runs::alone};
}

}  // namespace tollbridge::cli
