// SPDX-License-Identifier: Apache-2.0
#include "server/development_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "api/token/development_issuer.h"
#include "server/data_directory.h"

namespace tollbridge::server {
namespace {

constexpr mode_t owner_only = 0600;

std::unexpected<Error> failed(const std::string& path) {
  return fail(ErrorKind::io, errno == ENOSPC ? "DiskFull" : "DiskFailed",
              "Cannot write '" + path + "': " + std::strerror(errno) + ".");
}

// A new file with that content, whole or not at all.
Status write_private(const std::string& path, const std::string& content) {
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, owner_only);
  if (file < 0) return failed(path);
  const ssize_t written = ::write(file, content.data(), content.size());
  const bool kept = written == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
  auto error = failed(path);
  ::close(file);
  if (kept) return {};
  ::unlink(path.c_str());
  return error;
}

// Gives the key its name unless another process was faster.
Status make_key(Disk& disk, const std::string& directory, const std::string& path) {
  const std::string temporary = path + "." + std::to_string(::getpid());
  ::unlink(temporary.c_str());
  auto written = write_private(temporary, api::token::DevelopmentIssuer::new_key());
  if (!written) return written;
  const bool named = ::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST;
  auto error = failed(path);
  ::unlink(temporary.c_str());
  if (!named) return error;
  return disk.sync_directory(directory);
}

}  // namespace

Result<std::string> development_key(Disk& disk, const std::string& directory) {
  if (auto made = disk.make_directories(directory); !made) return pass(made);
  if (auto ours = check_data_directory(disk, directory); !ours) return pass(ours);
  const std::string path = directory + "/" + std::string(development_key_name);
  auto key = disk.read_all(path);
  if (key || key.error().kind != ErrorKind::not_found) return key;
  if (auto made = make_key(disk, directory, path); !made) return pass(made);
  return disk.read_all(path);
}

}  // namespace tollbridge::server
