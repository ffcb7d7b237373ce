// SPDX-License-Identifier: Apache-2.0
// For tests: SQLite's own file system with faults. While installed under its name, the n-th write
// (or sync, or every open for writing) answers as a broken disk would.
#pragma once

#include <sqlite3.h>

#include <cstring>
#include <string>

namespace tollbridge::store::testing {

class FaultyVfs {
 public:
  static constexpr const char* name = "faulty";

  FaultyVfs() {
    faults() = {};
    base() = sqlite3_vfs_find(nullptr);
    vfs_ = *base();
    vfs_.zName = name;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + base()->szOsFile;
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~FaultyVfs() { sqlite3_vfs_unregister(&vfs_); }
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // From the n-th write on (0: the next) every write answers `result`.
  void fail_writes_from(int n, int result) { faults() = {n, result, -1, SQLITE_OK, false}; }
  void fail_syncs_from(int n, int result) { faults() = {-1, SQLITE_OK, n, result, false}; }
  void make_read_only() { faults() = {-1, SQLITE_OK, -1, SQLITE_OK, true}; }
  void repair() { faults() = {}; }
  // True once a fault was given.
  [[nodiscard]] bool struck() const { return faults().struck; }

 private:
  struct Faults {
    int writes_left = -1;
    int write_result = SQLITE_OK;
    int syncs_left = -1;
    int sync_result = SQLITE_OK;
    bool read_only = false;
    bool struck = false;
  };
  struct File {
    sqlite3_file base;
    sqlite3_io_methods methods;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  static Faults& faults() {
    static Faults value;
    return value;
  }
  static sqlite3_vfs*& base() {
    static sqlite3_vfs* value = nullptr;
    return value;
  }
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

  static int strike(int& left, int result) {
    if (left < 0) return SQLITE_OK;
    if (left > 0) {
      --left;
      return SQLITE_OK;
    }
    faults().struck = true;
    return result;
  }

  static int open(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags,
                  int* flags_out) {
    auto* ours = reinterpret_cast<File*>(file);
    file->pMethods = nullptr;
    if (faults().read_only && (flags & SQLITE_OPEN_READWRITE) != 0) {
      faults().struck = true;
      flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
    const int opened = base()->xOpen(base(), path, ours->real(), flags, flags_out);
    if (opened != SQLITE_OK) return opened;
    ours->methods = *ours->real()->pMethods;
    fill(ours->methods);
    file->pMethods = &ours->methods;
    return SQLITE_OK;
  }

  static void fill(sqlite3_io_methods& methods) {
    methods.iVersion = 1;  // no shared memory, no mapping: the books need neither
    methods.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
    methods.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
      return real(f)->pMethods->xRead(real(f), to, size, at);
    };
    methods.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
      const int fault = strike(faults().writes_left, faults().write_result);
      return fault != SQLITE_OK ? fault : real(f)->pMethods->xWrite(real(f), from, size, at);
    };
    methods.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return real(f)->pMethods->xTruncate(real(f), size);
    };
    methods.xSync = [](sqlite3_file* f, int flags) {
      const int fault = strike(faults().syncs_left, faults().sync_result);
      return fault != SQLITE_OK ? fault : real(f)->pMethods->xSync(real(f), flags);
    };
    methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      return real(f)->pMethods->xFileSize(real(f), size);
    };
    methods.xLock = [](sqlite3_file* f, int lock) {
      return real(f)->pMethods->xLock(real(f), lock);
    };
    methods.xUnlock = [](sqlite3_file* f, int lock) {
      return real(f)->pMethods->xUnlock(real(f), lock);
    };
    methods.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return real(f)->pMethods->xCheckReservedLock(real(f), out);
    };
    methods.xFileControl = [](sqlite3_file* f, int op, void* arg) {
      return real(f)->pMethods->xFileControl(real(f), op, arg);
    };
    methods.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    methods.xDeviceCharacteristics = [](sqlite3_file* f) {
      return real(f)->pMethods->xDeviceCharacteristics(real(f));
    };
  }

  sqlite3_vfs vfs_{};
};

}  // namespace tollbridge::store::testing
