// SPDX-License-Identifier: Apache-2.0
#include "server/local_authenticator.h"

#include <string_view>

namespace tollbridge::server {
namespace {

// In a time that does not tell how much of it was right.
bool same_secret(std::string_view given, std::string_view secret) {
  if (given.size() != secret.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(secret[i]);
  }
  return difference == 0;
}

}  // namespace

Result<api::Principal> LocalAuthenticator::authenticate(const api::Request& request) {
  if (!request.loopback || !same_secret(request.header("authorization"), header_)) {
    return next_.authenticate(request);
  }
  api::Principal owner;
  owner.role = api::Role::provider;
  owner.subject = "local";
  owner.issuer = "local";
  return owner;
}

}  // namespace tollbridge::server
