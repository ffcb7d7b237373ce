// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "core/world.h"
#include "journal/rocksdb/rocks_journal.h"
#include "ops/real_disk.h"
#include "server/sql_books.h"
#include "tests/support/stores.h"

namespace tollbridge::support {
namespace {

namespace fs = std::filesystem;

// Imports are stamped with it; bills must not depend on it.
class StillClock final : public Clock {
 public:
  Instant now() override { return std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}; }
  std::int64_t mono_nanoseconds() override { return 0; }
};

// A new directory, in memory where there is such a file system: nobody loses power here.
Result<std::string> new_directory() {
  const fs::path parent = fs::is_directory("/dev/shm") ? fs::path("/dev/shm")
                                                       : fs::temp_directory_path();
  std::string path = (parent / "tollbridge_stores_XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    return fail(ErrorKind::io, "DiskFailed", "No directory could be made under " +
                                                 parent.string() + ".");
  }
  return path;
}

class DiskStores final : public Stores {
 public:
  explicit DiskStores(std::string path) : path_(std::move(path)) {}
  DiskStores(const DiskStores&) = delete;
  DiskStores& operator=(const DiskStores&) = delete;
  ~DiskStores() override {
    journal_.reset();
    books_.reset();
    std::error_code left_over;  // the directory is the system's to clean up then
    fs::remove_all(path_, left_over);
  }

  Status open() {
    auto books = server::SqlBooks::open(disk_, clock_, {.directory = path_});
    if (!books) return pass(books);
    books_ = std::move(*books);
    auto journal = journal::open_rocks_journal(path_ + "/journal", books_->marks(), small());
    if (!journal) return pass(journal);
    journal_ = std::move(*journal);
    return {};
  }

  engine::Books& books() override { return *books_; }
  journal::Journal& journal() override { return *journal_; }
  Status reopen() override {
    journal_.reset();
    books_.reset();
    return open();
  }

 private:
  static journal::RocksOptions small() {
    journal::RocksOptions options;
    options.dictionary_cache_bytes = 1024 * 1024;
    options.write_buffer_bytes = 1024 * 1024;
    return options;
  }

  std::string path_;
  ops::RealDisk disk_;
  StillClock clock_;
  std::unique_ptr<server::SqlBooks> books_;
  std::unique_ptr<journal::Journal> journal_;
};

}  // namespace

Result<std::unique_ptr<Stores>> open_disk_stores() {
  auto path = new_directory();
  if (!path) return pass(path);
  auto stores = std::make_unique<DiskStores>(std::move(*path));
  if (auto opened = stores->open(); !opened) return pass(opened);
  return stores;
}

}  // namespace tollbridge::support
