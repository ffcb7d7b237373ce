// SPDX-License-Identifier: Apache-2.0
// For tests: a directory of its own with books in it, a disk whose head can be lost, and a back
// door to the file for damage.
#pragma once

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "core/check.h"
#include "core/world.h"
#include "store/database.h"

namespace tollbridge::store::testing {

// How much longer things may take under a sanitizer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 20;
#else
inline constexpr int slowness = 1;
#endif

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
}

// Files of the machine, with replace() that can be made to fail.
class ScratchDisk final : public Disk {
 public:
  bool full = false;

  Result<std::unique_ptr<AppendFile>> open_append(const std::string& /*path*/) override {
    class Synced final : public AppendFile {
      Status append(std::string_view /*bytes*/) override { return {}; }
      Status sync() override { return {}; }
    };
    return std::make_unique<Synced>();
  }
  Result<std::string> read_all(const std::string& path) override {
    if (!std::filesystem::exists(path)) {
      return fail(ErrorKind::not_found, "FileNotFound", path);
    }
    return bytes_of(path);
  }
  Status replace(const std::string& path, std::string_view bytes) override {
    if (full) return fail(ErrorKind::io, "DiskFull", path + ": the disk is full.");
    write_bytes(path, std::string(bytes));
    return {};
  }
  Status remove(const std::string& path) override {
    std::filesystem::remove(path);
    return {};
  }
  Status make_directories(const std::string& path) override {
    std::filesystem::create_directories(path);
    return {};
  }
  Status sync_directory(const std::string& /*path*/) override { return {}; }
  Result<std::vector<std::string>> list(const std::string& path) override {
    std::vector<std::string> names;
    if (!std::filesystem::exists(path)) return fail(ErrorKind::not_found, "FileNotFound", path);
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  Result<std::uint64_t> free_bytes(const std::string& /*path*/) override { return 0; }
};

class ScratchBooks {
 public:
  ScratchBooks() {
    // In memory where the machine offers it: these tests are about bytes, not about syncing.
    const bool memory = std::filesystem::is_directory("/dev/shm");
    std::string pattern =
        (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) + "/books_XXXXXX";
    CHECK(mkdtemp(pattern.data()) != nullptr);
    root = pattern;
    data = root + "/data";
  }
  ~ScratchBooks() { std::filesystem::remove_all(root); }
  ScratchBooks(const ScratchBooks&) = delete;
  ScratchBooks& operator=(const ScratchBooks&) = delete;

  // What a power cut would leave while the books are open: their files as they are now.
  std::string cut() {
    std::string copy = root + "/cut" + std::to_string(++cuts);
    std::filesystem::copy(data, copy);
    return copy;
  }

  Result<std::unique_ptr<Database>> open(const std::string& directory, const char* vfs = "") {
    return Database::open(disk, {directory, vfs, 0, 1000});
  }
  std::unique_ptr<Database> must_open(const std::string& directory, const char* vfs = "") {
    auto opened = open(directory, vfs);
    CHECK(opened.has_value());
    return *std::move(opened);
  }

  // Runs SQL behind the books' back; the books must be closed.
  static void tamper(const std::string& directory, const std::string& sql) {
    sqlite3* database = nullptr;
    CHECK(sqlite3_open((directory + "/books.sqlite").c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(sqlite3_total_changes(database) > 0);
    sqlite3_close(database);
  }

  std::string root;
  std::string data;
  int cuts = 0;
  ScratchDisk disk;
};

}  // namespace tollbridge::store::testing
