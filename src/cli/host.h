// SPDX-License-Identifier: Apache-2.0
// The machine a command runs on: clock, files, and the data directory with its books and journal.
// Implemented by server/; commands know nothing below it.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/import_usage.h"
#include "engine/progress.h"
#include "intake/intake.h"
#include "ops/config.h"

namespace tollbridge::engine {
class Books;
}
namespace tollbridge::journal {
class Journal;
}
namespace tollbridge::stack {
class Stacks;
}

namespace tollbridge::cli {

// Told now and then how far an input is read, in bytes before unpacking.
using Progress = std::function<void(std::uint64_t bytes_read)>;

// Collects the lines an import refused, in the form they came.
class LineFile {
 public:
  virtual ~LineFile() = default;
  virtual Status append(std::string_view line) = 0;
  virtual Status close() = 0;
};

struct BackupReport {
  std::string directory;
  std::uint64_t commit = 0;  // of the books
  std::size_t stacks = 0;    // in the journal
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

// Which half a server runs: of the stacks, of commerce, or both.
enum class Half : std::uint8_t { both, stack, commerce };

class Host {
 public:
  virtual ~Host() = default;

  virtual Instant now() = 0;
  // Seconds since an unnamed moment, for durations only.
  virtual std::int64_t mono_nanoseconds() = 0;

  // The configuration of a host that has its own (a server's): then neither files nor the
  // environment are asked. Null: they are.
  virtual const ops::Config* config() { return nullptr; }

  // What the command works on; nothing is opened yet. `now` is what the books and journal take as
  // now (default: the clock), `command` is told to whoever finds the data directory busy.
  struct Use {
    std::string data_directory;
    std::string command;
    std::optional<Instant> now;
    ops::Config config = ops::Config();
  };
  virtual void use(const Use& use) = 0;

  // A command line for the process that has the stores open.
  struct Forwarded {
    std::vector<std::string> words;
    std::vector<std::string> streamed_files;  // sent as they are read
    std::optional<std::string> server;        // --server; default: whoever owns the directory
  };
  // Runs it there, prints what it printed, and returns its exit code; empty if the stores are to be
  // opened here. Errors: ServerUnreachable, ServerAnswer, those of reading its files.
  virtual Result<std::optional<int>> forward(const Forwarded& command, std::ostream& out,
                                             std::ostream& log) = 0;

  // Opens, and makes and locks on first use, the data directory. The references live as long as
  // the host. Errors: DataDirectoryBusy (busy), DataFormatUnknown, DiskFull, DiskFailed,
  // BooksBehindHead and JournalBehindMark (damaged).
  virtual Result<engine::Books*> books() = 0;
  virtual Result<journal::Journal*> journal() = 0;
  // The stacks of the data directory, all open. Errors: those of books(), and InvalidCloudId.
  virtual Result<stack::Stacks*> stacks() = 0;

  // The private key of the data directory's own issuer of tokens, as PEM, made on first use. Needs
  // no lock. Errors: those of books() but DataDirectoryBusy.
  virtual Result<std::string> development_key() = 0;

  // A whole file, at most `bytes_max` of it. Errors: FileNotFound, FileTooLarge, DiskFailed.
  virtual Result<std::string> read_file(const std::string& path, std::size_t bytes_max) = 0;
  // The path of a file named in another one: as it is if absolute, else beside that one.
  virtual std::string beside(const std::string& path, const std::string& name) = 0;
  // Reads usage from a file or, for "-", the standard input, unpacking gzip and zstd; the portions
  // are parsed on another thread and given to the import on its own.
  virtual engine::UsageSource usage_source(const std::string& path, const intake::Options& options,
                                           const Progress& progress) = 0;
  virtual Result<std::unique_ptr<LineFile>> create_lines(const std::string& path) = 0;

  // Copies the data directory, books first, then the journal, and verifies the copy. `directory`
  // must be missing or empty.
  virtual Result<BackupReport> backup(const std::string& directory) = 0;
  // Makes the data directory, which must be missing or empty, from a backup, after verifying it.
  virtual Result<BackupReport> restore(const std::string& directory) = 0;

  // An empty directory with an `invoices` folder. What an earlier demo made there is taken away;
  // anything else is refused (DirectoryNotEmpty).
  virtual Status make_demo_directory(const std::string& directory) = 0;

  struct Serve {
    std::vector<std::string> listen;  // URLs
    Half half = Half::both;
    // Simulated time: `speed` times as fast as the machine's, from --now on at `began` of the
    // machine's time (default: when the process began to serve).
    std::optional<std::int64_t> speed = {};
    std::optional<Instant> began = {};
    std::function<void(const std::string& url)> ready;  // told each address, as bound
  };
  // Serves the data directory until a signal ends it. Errors: those of books() and journal(),
  // InvalidListen, PlainHttpNotAllowed, ListenFailed, BadCertificate, NotWhileServing.
  virtual Status serve(const Serve& serve) = 0;

  // Of a host that runs commands for others: told how far long ones are. Null: nobody is.
  virtual engine::Progress* watching() { return nullptr; }

  // Whether the standard output and standard error are terminals.
  virtual bool error_is_terminal() = 0;
};

}  // namespace tollbridge::cli
