// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

namespace tollbridge::cli {
namespace {

Json report_json(const BackupReport& report) {
  Json json;
  json.object().field("directory", report.directory).field("commit", report.commit);
  json.field("stacks", report.stacks).field("files", report.files).field("bytes", report.bytes);
  json.field("verified", true).end();
  return json;
}

std::string report_text(const BackupReport& report) {
  return std::to_string(report.files) + " files, " + std::to_string(report.bytes / 1024) +
         " KiB, books at commit " + std::to_string(report.commit) + ", usage of " +
         std::to_string(report.stacks) + " stacks; verified.";
}

Result<Exit> run_backup(const Arguments& arguments, Context& context) {
  auto report = context.host.backup(arguments.text("DIR"));
  if (!report) return pass(report);
  if (context.out.json()) {
    context.out.print(report_json(*report));
    return Exit::done;
  }
  context.out.line("Backup in " + report->directory + ": " + report_text(*report));
  context.out.line("To use it: tollbridge --data NEW_DIR restore " + report->directory);
  return Exit::done;
}

Result<Exit> run_restore(const Arguments& arguments, Context& context) {
  auto report = context.host.restore(arguments.text("DIR"));
  if (!report) return pass(report);
  if (context.out.json()) {
    context.out.print(report_json(*report));
    return Exit::done;
  }
  context.out.line("Restored into " + report->directory + ": " + report_text(*report));
  context.out.line("Next: tollbridge verify, and import again what came after the backup.");
  return Exit::done;
}

}  // namespace

Command backup_command() {
  return {"backup",
          "copy the data directory, consistent and verified",
          "Copies the books, then the journal, so that all the books refer to is in the copy; then "
          "readings, hours, batches and key of every stack whose stack half is here. Opens the "
          "copy and checks every row, block and chain. The manifest in it holds the digest of "
          "every file. It holds keys, too: keep it on another machine, as safe as this one.",
          {"tollbridge backup /backup/2026-11-01"},
          {word("DIR", "where to; must be missing or empty")},
          run_backup};
}

Command restore_command() {
  return {"restore",
          "make a data directory from a backup",
          "Checks the backup against its manifest, copies it into the data directory, which must "
          "be missing or empty, and verifies every row, block and chain there. The same documents "
          "come out, byte for byte. Usage that came after the backup is imported again: what is "
          "there already counts once.",
          {"tollbridge --data ./restored restore /backup/2026-11-01"},
          {word("DIR", "the backup")},
          run_restore, Runs::alone};
}

}  // namespace tollbridge::cli
