// SPDX-License-Identifier: Apache-2.0
#include "cli/diff_view.h"

#include "cli/warning_view.h"

namespace tollbridge::cli {
namespace {

using engine::FieldChange;

bool same_object(const FieldChange& a, const FieldChange& b) {
  return a.object == b.object && a.key == b.key;
}

// "+ partner contoso" with what it is made of in one paragraph.
void print_created(Output& out, const std::vector<FieldChange>& diff, std::size_t begin,
                   std::size_t end) {
  out.paragraph("+ " + diff[begin].object + " " + diff[begin].key);
  std::string fields;
  for (std::size_t i = begin; i < end; ++i) {
    if (diff[i].after.empty() || diff[i].after == diff[i].key) continue;
    fields += (fields.empty() ? "" : ", ") + diff[i].field + " " + diff[i].after;
  }
  out.paragraph(fields, 4);
}

void print_changed(Output& out, const std::vector<FieldChange>& diff, std::size_t begin,
                   std::size_t end) {
  out.paragraph("~ " + diff[begin].object + " " + diff[begin].key);
  for (std::size_t i = begin; i < end; ++i) {
    const std::string before = diff[i].before.value_or("");
    out.paragraph(diff[i].field + ": " + (before.empty() ? "(nothing)" : before) + " -> " +
                      (diff[i].after.empty() ? "(nothing)" : diff[i].after),
                  4);
  }
}

}  // namespace

void print_applied(Output& out, const engine::Applied& applied, bool dry_run) {
  const auto& diff = applied.plan.diff;
  std::size_t created = 0;
  std::size_t changed = 0;
  for (std::size_t begin = 0; begin < diff.size();) {
    std::size_t end = begin + 1;
    while (end < diff.size() && same_object(diff[begin], diff[end])) ++end;
    if (diff[begin].created) {
      ++created;
      print_created(out, diff, begin, end);
    } else {
      ++changed;
      print_changed(out, diff, begin, end);
    }
    begin = end;
  }
  if (!diff.empty()) out.line();
  out.line(diff.empty() ? "Nothing to change: all of it is recorded already."
                        : std::to_string(created) + " created, " + std::to_string(changed) +
                              " changed.");
  print_warnings(out, applied.plan.warnings);
  if (dry_run) out.line("Dry run: nothing was written.");
}

}  // namespace tollbridge::cli
