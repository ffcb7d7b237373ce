// SPDX-License-Identifier: Apache-2.0
#include "server/development_key.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "api/token/development_issuer.h"
#include "server/data_directory.h"
#include "server/secret_file.h"

namespace tollbridge::server {
namespace {

// Gives the key its name unless another process was faster.
Status make_key(Disk& disk, const std::string& directory, const std::string& path) {
  const std::string temporary = path + "." + std::to_string(::getpid());
  auto written = write_secret(temporary, api::token::DevelopmentIssuer::new_key());
  if (!written) return written;
  const bool named = ::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int number = errno;
  ::unlink(temporary.c_str());
  if (named) return disk.sync_directory(directory);
  return fail(ErrorKind::io, "DiskFailed",
              "Cannot create '" + path + "': " + std::strerror(number) + ".");
}

}  // namespace

Result<std::string> development_key(Disk& disk, const std::string& directory) {
  if (auto made = disk.make_directories(directory); !made) return pass(made);
  if (auto ours = check_data_directory(disk, directory); !ours) return pass(ours);
  const std::string path = directory + "/" + std::string(development_key_name);
  auto key = read_secret(path);
  if (key || key.error().kind != ErrorKind::not_found) return key;
  if (auto made = make_key(disk, directory, path); !made) return pass(made);
  return read_secret(path);
}

}  // namespace tollbridge::server
