// SPDX-License-Identifier: Apache-2.0
#include "server/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "ops/config.h"
#include "server/development_key.h"

namespace tollbridge::server {
namespace {

std::unexpected<Error> lock_failed(const std::string& path) {
  const int number = errno;
  const char* code = "DiskFailed";
  if (number == ENOSPC) code = "DiskFull";
  if (number == EROFS) code = "DiskReadOnly";
  if (number == EACCES || number == EPERM) code = "DiskDenied";
  std::string message = "Cannot lock '" + path + "': " + std::strerror(number) + ".";
  if (number == EROFS || number == EACCES || number == EPERM) {
    message += " Every command needs to write there, also one that only looks: it locks the data "
               "directory and finishes what an interrupted one left. Make it writable, or copy it "
               "and name the copy with --data.";
  }
  return fail(ErrorKind::io, code, std::move(message));
}

std::string owner_of(int descriptor) {
  char text[512];
  const ssize_t size = ::pread(descriptor, text, sizeof(text), 0);
  std::string owner(text, size > 0 ? static_cast<std::size_t>(size) : 0U);
  while (!owner.empty() && owner.back() == '\n') owner.pop_back();
  return owner.empty() ? "another process" : owner;
}

// Only for whoever finds the directory busy; a full disk must not keep us from reading it.
void write_owner(int descriptor, const std::string& command) {
  const std::string text =
      "process " + std::to_string(::getpid()) + " (tollbridge " + command + ")\n";
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
  }
}

Result<int> take_lock(const std::string& directory, const std::string& command) {
  const std::string path = directory + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return lock_failed(path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    write_owner(descriptor, command);
    return descriptor;
  }
  if (errno != EWOULDBLOCK) {
    auto error = lock_failed(path);
    ::close(descriptor);
    return error;
  }
  const std::string owner = owner_of(descriptor);
  ::close(descriptor);
  return fail(ErrorKind::busy, "DataDirectoryBusy",
              "The data directory '" + directory + "' is used by " + owner +
                  "; wait until that ends, or name another one with --data.");
}

bool may_come_first(std::string_view name) {
  return name == "lock" || name == ops::config_name || name.starts_with(format_name) ||
         name.starts_with(development_key_name);
}

}  // namespace

Status check_data_directory(Disk& disk, const std::string& directory) {
  auto names = disk.list(directory);
  if (!names) return pass(names);
  const std::string* other = nullptr;
  for (const std::string& name : *names) {
    if (name == format_name) return {};
    if (may_come_first(name)) continue;
    other = &name;
  }
  if (other == nullptr) return {};
  if (std::find(names->begin(), names->end(), "books.sqlite") != names->end()) {
    return fail(ErrorKind::damaged, "DataDirectoryDamaged",
                "'" + directory + "' is a data directory whose file '" + std::string(format_name) +
                    "' is missing; restore a backup.");
  }
  return fail(ErrorKind::invalid, "DataDirectoryNotEmpty",
              "'" + directory + "' holds other things ('" + *other +
                  "') and is no data directory; name a new one with --data.");
}

namespace {

Status check_format(Disk& disk, const std::string& directory) {
  const std::string path = directory + "/" + std::string(format_name);
  auto format = disk.read_all(path);
  if (!format && format.error().kind == ErrorKind::not_found) {
    // One that people made may be open to all. That it cannot be closed is theirs to decide.
    if (::chmod(directory.c_str(), S_IRWXU) != 0 && errno != EPERM) return lock_failed(path);
    return disk.replace(path, data_format);
  }
  if (!format) return pass(format);
  if (*format == data_format) return {};
  return fail(ErrorKind::invalid, "DataFormatUnknown",
              "'" + path + "' says '" + format->substr(0, format->find('\n')) +
                  "', which this program does not know; use the version that made it.");
}

}  // namespace

Result<DataDirectory> DataDirectory::open(Disk& disk, const std::string& path,
                                          const std::string& command) {
  ::umask(S_IRWXG | S_IRWXO);  // SQLite and RocksDB make files by it
  if (auto made = disk.make_directories(path); !made) return pass(made);
  if (auto ours = check_data_directory(disk, path); !ours) return pass(ours);
  auto lock = take_lock(path, command);
  if (!lock) return pass(lock);
  DataDirectory directory(path, *lock);
  if (auto known = check_format(disk, path); !known) return pass(known);
  return directory;
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace tollbridge::server
