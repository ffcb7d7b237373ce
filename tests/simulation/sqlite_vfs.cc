// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sqlite_vfs.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

namespace tollbridge::sqlite_simulation {
namespace {

struct File {
  sqlite3_file base;
  World* world;
  std::shared_ptr<Inode> inode;
  std::string path;
  bool sync_name;  // with the next sync
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
World& world_of(sqlite3_vfs* vfs) { return *static_cast<World*>(vfs->pAppData); }

int close_file(sqlite3_file* file) {
  std::destroy_at(&file_of(file));
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  File& it = file_of(file);
  if (it.world->dead()) return SQLITE_IOERR;
  const std::string& live = it.inode->live;
  const auto offset = static_cast<std::size_t>(at);
  const auto wanted = static_cast<std::size_t>(size);
  const std::size_t there = offset < live.size() ? std::min(wanted, live.size() - offset) : 0;
  std::memset(to, 0, wanted);
  if (there > 0) std::memcpy(to, live.data() + offset, there);
  return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  File& it = file_of(file);
  if (!it.world->step()) return SQLITE_IOERR;
  it.world->write(*it.inode, static_cast<std::size_t>(at),
                  {static_cast<const char*>(from), static_cast<std::size_t>(size)});
  return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  File& it = file_of(file);
  if (!it.world->step()) return SQLITE_IOERR;
  it.world->truncate(*it.inode, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int sync(sqlite3_file* file, int /*flags*/) {
  File& it = file_of(file);
  if (!it.world->step()) return SQLITE_IOERR;
  it.world->sync(it.path, *it.inode);
  if (!it.sync_name) return SQLITE_OK;
  it.sync_name = false;
  if (!it.world->step()) return SQLITE_IOERR;
  it.world->sync_names(it.path);
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  File& it = file_of(file);
  if (it.world->dead()) return SQLITE_IOERR;
  *size = static_cast<sqlite3_int64>(it.inode->live.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* /*file*/, int /*kind*/) { return SQLITE_OK; }

int check_reserved_lock(sqlite3_file* /*file*/, int* out) {
  *out = 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* /*file*/, int /*op*/, void* /*arg*/) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file* /*file*/) { return 4096; }
int characteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

const sqlite3_io_methods& methods() {
  static const sqlite3_io_methods value = [] {
    sqlite3_io_methods m{};
    m.iVersion = 1;  // neither shared memory nor mapping
    m.xClose = close_file;
    m.xRead = read;
    m.xWrite = write;
    m.xTruncate = truncate;
    m.xSync = sync;
    m.xFileSize = file_size;
    m.xLock = lock;
    m.xUnlock = lock;
    m.xCheckReservedLock = check_reserved_lock;
    m.xFileControl = file_control;
    m.xSectorSize = sector_size;
    m.xDeviceCharacteristics = characteristics;
    return m;
  }();
  return value;
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  World& world = world_of(vfs);
  file->pMethods = nullptr;
  if (world.dead()) return SQLITE_CANTOPEN;
  auto inode = path == nullptr ? std::make_shared<Inode>() : world.find(path);
  const bool fresh = inode == nullptr;
  if (fresh) {
    if ((flags & SQLITE_OPEN_CREATE) == 0 || !world.step()) return SQLITE_CANTOPEN;
    inode = world.create(path);
  }
  const bool name_with_sync = fresh && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL |
                                                 SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  new (file) File{{&methods()}, &world, std::move(inode), path == nullptr ? "" : path,
                  name_with_sync};
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_name) {
  World& world = world_of(vfs);
  if (!world.step()) return SQLITE_IOERR;
  if (world.find(path) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  world.remove(path);
  if (sync_name == 0) return SQLITE_OK;
  if (!world.step()) return SQLITE_IOERR;
  world.sync_names(path);
  return SQLITE_OK;
}

int access(sqlite3_vfs* vfs, const char* path, int /*flags*/, int* out) {
  *out = world_of(vfs).find(path) != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* path, int size, char* out) {
  const std::size_t length = std::strlen(path) + 1;
  if (length > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, path, length);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(world_of(vfs).dice().below(256));
  return size;
}

int sleep(sqlite3_vfs* /*vfs*/, int microseconds) { return microseconds; }

int current_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* milliseconds) {
  *milliseconds = 212'000'000'000'000;
  return SQLITE_OK;
}

}  // namespace

WorldVfs::WorldVfs(World& world) : before_(sqlite3_vfs_find(nullptr)) {
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(File));
  vfs_.mxPathname = 512;
  vfs_.zName = name;
  vfs_.pAppData = &world;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  vfs_.xAccess = access;
  vfs_.xFullPathname = full_path;
  vfs_.xRandomness = randomness;
  vfs_.xSleep = sleep;
  vfs_.xCurrentTimeInt64 = current_time;
  sqlite3_vfs_register(&vfs_, 1);
  sqlite3_randomness(0, nullptr);  // drawn anew, from the seed
}

WorldVfs::~WorldVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(before_, 1);
  sqlite3_randomness(0, nullptr);
}

}  // namespace tollbridge::sqlite_simulation
