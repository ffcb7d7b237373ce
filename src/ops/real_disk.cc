// SPDX-License-Identifier: Apache-2.0
#include "ops/real_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tollbridge::ops {
namespace {

constexpr mode_t file_mode = 0600;  // who owes what is nobody else's business
constexpr mode_t directory_mode = 0700;

std::unexpected<Error> disk_error(const std::string& path, const char* doing, int error_number) {
  const std::string what = std::string("Cannot ") + doing + " '" + path + "': ";
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return fail(ErrorKind::not_found, "FileNotFound", what + "there is no such file.");
    case ENOSPC:
    case EDQUOT:
      return fail(ErrorKind::io, "DiskFull", what + "the disk is full; make room and try again.");
    case EROFS:
      return fail(ErrorKind::io, "DiskReadOnly",
                  what + "the file system is read-only; mount it writable and try again.");
    case EACCES:
    case EPERM:
      return fail(ErrorKind::io, "DiskDenied",
                  what + "permission denied; check the owner and mode of the directory.");
    default:
      return fail(ErrorKind::io, "DiskFailed",
                  what + std::strerror(error_number) + "; check the disk and try again.");
  }
}

// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

Status write_all(const Descriptor& file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(path, "write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

void sync_or_end(const Descriptor& file, const std::string& path) {
  while (::fsync(file.number()) != 0) {
    if (errno != EINTR) sync_failed(path, errno);
  }
}

std::string parent_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

class RealAppendFile final : public AppendFile {
 public:
  RealAppendFile(Descriptor file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Status append(std::string_view bytes) override { return write_all(file_, path_, bytes); }
  Status sync() override {
    sync_or_end(file_, path_);
    if (name_synced_) return {};
    name_synced_ = true;  // a new file is lost with its name
    return RealDisk().sync_directory(parent_of(path_));
  }

 private:
  Descriptor file_;
  std::string path_;
  bool name_synced_ = false;
};

}  // namespace

void sync_failed(const std::string& path, int error_number) {
  std::fprintf(stderr,
               "tollbridge: syncing '%s' failed: %s. What was written last may be lost, so the "
               "process ends without acknowledging it; check the disk, then start again.\n",
               path.c_str(), std::strerror(error_number));
  std::abort();
}

Result<std::unique_ptr<AppendFile>> RealDisk::open_append(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, file_mode));
  if (!file.open()) return disk_error(path, "open", errno);
  return std::make_unique<RealAppendFile>(std::move(file), path);
}

Result<std::string> RealDisk::read_all(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return disk_error(path, "open", errno);
  std::string bytes;
  std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return disk_error(path, "read", errno);
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

Status RealDisk::replace(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".new";
  {
    const Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, file_mode));
    if (!file.open()) return disk_error(temporary, "create", errno);
    if (auto written = write_all(file, temporary, bytes); !written) {
      ::unlink(temporary.c_str());
      return written;
    }
    sync_or_end(file, temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return disk_error(path, "replace", errno);
  return sync_directory(parent_of(path));
}

Status RealDisk::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return disk_error(path, "remove", errno);
  }
  return sync_directory(parent_of(path));
}

Status RealDisk::make_directories(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) return {};
    return fail(ErrorKind::io, "DiskFailed",
                "'" + path + "' is a file where a directory is needed; name another directory.");
  }
  const std::string parent = parent_of(path);
  if (parent != path) {
    if (auto made = make_directories(parent); !made) return made;
  }
  if (::mkdir(path.c_str(), directory_mode) != 0 && errno != EEXIST) {
    return disk_error(path, "create", errno);
  }
  return sync_directory(parent);
}

Status RealDisk::sync_directory(const std::string& path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open()) return disk_error(path, "open", errno);
  sync_or_end(directory, path);
  return {};
}

Result<std::vector<std::string>> RealDisk::list(const std::string& path) {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return disk_error(path, "list", errno);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::uint64_t> RealDisk::free_bytes(const std::string& path) {
  struct statvfs found {};
  if (::statvfs(path.c_str(), &found) != 0) return disk_error(path, "measure", errno);
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

}  // namespace tollbridge::ops
