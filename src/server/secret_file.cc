// SPDX-License-Identifier: Apache-2.0
#include "server/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tollbridge::server {
namespace {

std::unexpected<Error> disk_failed(const char* what, const std::string& path) {
  return fail(ErrorKind::io, "DiskFailed",
              std::string("Cannot ") + what + " '" + path + "': " + std::strerror(errno) + ".");
}

bool write_and_sync(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

Status write_secret(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".new";
  ::unlink(temporary.c_str());
  const int file =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return disk_failed("create", temporary);
  const bool written = write_and_sync(file, bytes);
  const int number = errno;
  ::close(file);
  if (!written) {
    ::unlink(temporary.c_str());
    errno = number;
    return disk_failed("write", temporary);
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return disk_failed("replace", path);
  return {};
}

Result<std::string> read_secret(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) {
    return fail(ErrorKind::not_found, "FileNotFound", "There is no file '" + path + "'.");
  }
  if (file < 0) return disk_failed("open", path);
  struct stat status{};
  std::string bytes;
  char piece[4096];
  ssize_t got = 0;
  const bool known = ::fstat(file, &status) == 0;
  while (known && (got = ::read(file, piece, sizeof(piece))) > 0) {
    bytes.append(piece, static_cast<std::size_t>(got));
  }
  ::close(file);
  if (!known || got < 0) return disk_failed("read", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorKind::invalid, "SecretIsShared",
                "'" + path + "' holds a secret and others may read it: chmod 600 it, and replace "
                "the secret if somebody may have read it.");
  }
  return bytes;
}

}  // namespace tollbridge::server
