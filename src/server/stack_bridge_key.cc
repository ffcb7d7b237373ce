// SPDX-License-Identifier: Apache-2.0
#include "server/stack_bridge_key.h"

#include <mutex>

#include "bridge/status/contact.h"
#include "server/secret_file.h"

namespace tollbridge::server {

Result<bridge::StackKey> stack_bridge_key(const std::string& directory) {
  static std::mutex making;  // the process owns the directory, so this is enough for one key
  const std::lock_guard lock(making);
  const std::string path = directory + std::string(bridge::key_file);
  auto pem = read_secret(path);
  if (!pem && pem.error().kind == ErrorKind::not_found) {
    pem = bridge::StackKey::make();
    if (auto kept = write_secret(path, *pem); !kept) return pass(kept);
  }
  if (!pem) return pass(pem);
  return bridge::StackKey::read(*pem);
}

}  // namespace tollbridge::server
