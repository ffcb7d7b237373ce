// SPDX-License-Identifier: Apache-2.0
#include "server/workspace.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "api/store_desk.h"
#include "bridge/arrivals.h"
#include "intake/compression/unpack.h"
#include "intake/file/file_source.h"
#include "intake/json/json.h"
#include "intake/reader.h"
#include "server/activation_signer.h"
#include "server/backup.h"
#include "server/commerce_end.h"
#include "server/development_key.h"
#include "server/pipeline.h"
#include "server/serve.h"
#include "server/server_file.h"
#include "server/sql_books.h"
#include "server/verified_copy.h"

namespace tollbridge::server {
namespace {

namespace fs = std::filesystem;

class LineFileOnDisk final : public cli::LineFile {
 public:
  LineFileOnDisk(std::string path, std::ofstream file)
      : path_(std::move(path)), file_(std::move(file)) {}

  Status append(std::string_view line) override {
    file_ << line << '\n';
    return check();
  }
  Status close() override {
    file_.close();
    return check();
  }

 private:
  Status check() {
    if (file_) return {};
    return fail(ErrorKind::io, "DiskFailed",
                "Cannot write '" + path_ + "': the disk is full or failed.");
  }
  std::string path_;
  std::ofstream file_;
};

std::unexpected<Error> too_large(const std::string& path, std::size_t bytes_max) {
  return fail(ErrorKind::invalid, "FileTooLarge",
              "'" + path + "' has more than the " + std::to_string(bytes_max) +
                  " bytes that are read.");
}

Result<std::string> read_standard_input(std::size_t bytes_max) {
  auto source = intake::file::open_source("-");
  if (!source) return pass(source);
  std::string text;
  std::string piece(64UL * 1024, '\0');
  while (true) {
    auto taken = (*source)->read(piece.data(), piece.size());
    if (!taken) return pass(taken);
    if (*taken == 0) return text;
    text.append(piece, 0, *taken);
    if (text.size() > bytes_max) return too_large("-", bytes_max);
  }
}

// Settling is done in pieces this small, so that others need not wait long for the engine.
constexpr std::size_t tracks_settled_at_once = 2'000;

// Books are made before the journal. A journal without books has lost them, and new ones would give
// numbers of documents a second time.
Status require_books_of_journal(const std::string& directory) {
  std::error_code error;
  if (fs::exists(directory + "/books.sqlite", error)) return {};
  if (!fs::exists(directory + std::string(journal_folder), error)) return {};
  return fail(ErrorKind::damaged, "BooksMissing",
              "'" + directory + "' has a journal but no books (books.sqlite); restore a backup.");
}

}  // namespace

struct Workspace::Commerce {
  Commerce(Workspace& of, Clock& now)
      : desk(*of.stores_.books, *of.stores_.journal, of.stores_.books->service(), now),
        signer(of.path_),
        end(desk, of.stores_.books->batches(), signer, of.path_, of.clock_) {}

  api::StoreDesk desk;
  ActivationSigner signer;
  CommerceDesk end;
};

Workspace::Workspace(Clock& clock, Disk& disk) : clock_(clock), disk_(disk) {}

Workspace::~Workspace() = default;

void Workspace::use(const Use& use) {
  path_ = use.data_directory;
  command_ = use.command;
  if (use.now) fixed_.emplace(*use.now);
  config_ = use.config;
}

Result<std::optional<int>> Workspace::forward(const Forwarded& command, std::ostream& out,
                                              std::ostream& log) {
  auto server = server_for(disk_, path_, command.server);
  if (!server) return pass(server);
  if (!*server) {
    std::error_code error;
    if (!fs::exists(path_, error)) return std::nullopt;  // nobody's, and not made before it is used
    if (auto owned = directory(); owned || owned.error().kind != ErrorKind::busy) {
      return std::nullopt;
    }
    server = server_of_directory(disk_, path_);
    if (!server) return pass(server);
    if (!*server) return std::nullopt;
  }
  auto code = run_at(**server, command, out, log, error_is_terminal());
  if (!code) return pass(code);
  return *code;
}

Result<DataDirectory*> Workspace::directory() {
  if (!directory_) {
    auto opened = DataDirectory::open(disk_, path_, command_);
    if (!opened) return pass(opened);
    directory_.emplace(std::move(*opened));
  }
  return &*directory_;
}

Result<engine::Books*> Workspace::books() {
  if (!stores_.books) {
    auto owned = directory();
    if (!owned) return pass(owned);
    if (auto there = require_books_of_journal(path_); !there) return pass(there);
    auto books = SqlBooks::open(disk_, clock(), {.directory = path_});
    if (!books) return pass(books);
    stores_.books = std::move(*books);
  }
  return stores_.books.get();
}

Result<journal::Journal*> Workspace::journal() {
  if (!stores_.journal) {
    auto kept = books();
    if (!kept) return pass(kept);
    journal::RocksOptions options;
    options.open_hour_keys_max =
        static_cast<std::size_t>(config_.number("limits.open_hour_keys"));
    auto journal = open_journal(disk_, path_, **kept, options);
    if (!journal) return pass(journal);
    stores_.journal = std::move(*journal);
  }
  return stores_.journal.get();
}

Result<stack::Stacks*> Workspace::stacks() {
  if (!stacks_) {
    auto owned = directory();
    if (!owned) return pass(owned);
    stack::StackRules rules;
    rules.tracks_max = tracks_settled_at_once;
    auto opened = StackPlaces::open(disk_, clock(), path_, rules);
    if (!opened) return pass(opened);
    stacks_ = std::move(*opened);
  }
  return stacks_.get();
}

Result<bridge::CommerceEnd*> Workspace::commerce_end() {
  if (!commerce_) {
    auto kept = journal();
    if (!kept) return pass(kept);
    commerce_ = std::make_unique<Commerce>(*this, clock());
  }
  return &commerce_->end.end();
}

Result<std::vector<bridge::StackArrivals>> Workspace::arrivals(Period month) {
  auto end = commerce_end();
  if (!end) return pass(end);
  const auto sent = bridge::sent_usage((*end)->inbox.ledger, month, (*end)->read_receipt);
  if (!sent) return std::unexpected(sent.error());
  return bridge::reconcile_arrivals(*sent, (*end)->inbox.journal, month);
}

Result<std::string> Workspace::development_key() {
  return server::development_key(disk_, path_);
}

Result<std::string> Workspace::read_file(const std::string& path, std::size_t bytes_max) {
  if (path == "-") return read_standard_input(bytes_max);
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!error && size > bytes_max) return too_large(path, bytes_max);
  return disk_.read_all(path);
}

std::string Workspace::beside(const std::string& path, const std::string& name) {
  return (fs::path(path).parent_path() / name).string();
}

engine::UsageSource Workspace::usage_source(const std::string& path,
                                            const intake::Options& options,
                                            const cli::Progress& progress) {
  return [path, options, progress](const intake::PortionSink& sink) -> Status {
    const engine::UsageSource read = [&](const intake::PortionSink& parsed) -> Status {
      auto file = intake::file::open_source(path);
      if (!file) return pass(file);
      const auto unpacked = intake::compression::unpacking(std::move(*file));
      return intake::read_usage(*unpacked, options, intake::json::make_parser, parsed);
    };
    return pipelined(read, [&](intake::Portion&& portion) -> Status {
      const std::uint64_t bytes = portion.bytes_read;
      auto taken = sink(std::move(portion));
      if (taken && progress) progress(bytes);
      return taken;
    });
  };
}

Result<std::unique_ptr<cli::LineFile>> Workspace::create_lines(const std::string& path) {
  std::error_code ignored;  // if its folder cannot be made, the file cannot be written either
  fs::create_directories(fs::path(path).parent_path(), ignored);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) {
    return fail(ErrorKind::io, "DiskFailed",
                "Cannot write '" + path + "'; check that its directory is there and writable.");
  }
  return std::make_unique<LineFileOnDisk>(path, std::move(file));
}

Result<cli::BackupReport> Workspace::backup(const std::string& directory) {
  if (auto empty = require_empty(directory, "a backup"); !empty) return pass(empty);
  auto usage = journal();
  if (!usage) return pass(usage);
  auto local = stacks();
  if (!local) return pass(local);
  return backup_stores(disk_, clock(), {path_, *stores_.books, **usage, **local}, directory);
}

Result<cli::BackupReport> Workspace::restore(const std::string& directory) {
  if (auto empty = require_empty(path_, "a restore"); !empty) return pass(empty);
  auto totals = check_manifest(directory);
  if (!totals) return pass(totals);
  const std::string staging = path_ + ".restoring";
  auto report = restore_into(staging, directory);
  if (!report) return pass(report);
  std::error_code error;
  fs::rename(staging, path_, error);
  if (error) {
    return fail(ErrorKind::io, "DiskFailed",
                "Cannot move '" + staging + "' to '" + path_ + "': " + error.message() + ".");
  }
  const std::string parent = fs::absolute(path_).parent_path().string();
  if (auto synced = disk_.sync_directory(parent); !synced) return pass(synced);
  report->directory = path_;
  report->files = totals->files;
  report->bytes = totals->bytes;
  return report;
}

// What a restore that was interrupted has left there is taken away first.
Result<cli::BackupReport> Workspace::restore_into(const std::string& staging,
                                                  const std::string& directory) {
  {
    auto left_over = DataDirectory::open(disk_, staging, command_);
    if (!left_over) return pass(left_over);
    std::error_code error;
    fs::remove_all(staging, error);
  }
  auto owned = DataDirectory::open(disk_, staging, command_);
  if (!owned) return pass(owned);
  if (auto copied = copy_manifest_files(disk_, directory, staging); !copied) return pass(copied);
  return verify_stores(disk_, clock(), staging);
}

Status Workspace::make_demo_directory(const std::string& directory) {
  const std::string mark = directory + "/made-by-tollbridge-demo";
  std::error_code error;
  if (fs::exists(mark, error)) {
    // Refused while somebody works on its data.
    auto owned = DataDirectory::open(disk_, directory + "/data", command_);
    if (!owned) return pass(owned);
    fs::remove_all(directory, error);
  }
  if (auto empty = require_empty(directory, "the demo"); !empty) return empty;
  if (auto made = disk_.make_directories(directory + "/invoices"); !made) return made;
  return disk_.replace(mark, "Everything here is replaced by the next demo.\n");
}

Status Workspace::serve(const Serve& asked) {
  hold_signals();
  if (asked.speed && fixed_) {
    sped_.emplace(clock_, fixed_->now(), *asked.speed, asked.began.value_or(clock_.now()));
  }
  auto kept = journal();
  if (!kept) return pass(kept);
  auto records = books();
  if (!records) return pass(records);
  stack::Stacks* run = &stack::no_stacks();
  if (asked.half != cli::Half::commerce) {
    auto opened = stacks();
    if (!opened) return pass(opened);
    run = *opened;
  }
  return server::serve({path_, config_, **records, **kept, stores_.books->service(), *run,
                        stores_.books->batches(), clock_, clock(), sped_ ? clock_ : clock()},
                       asked);
}

bool Workspace::error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace tollbridge::server
