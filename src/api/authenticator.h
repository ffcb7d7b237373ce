// SPDX-License-Identifier: Apache-2.0
// Who is calling, asked of a request's Authorization header. Implemented by api/token; called by
// the transport before an operation that is not open to everybody.
#pragma once

#include "api/message.h"
#include "api/principal.h"
#include "core/result.h"

namespace tollbridge::api {

// What a call without a token and one with a bad token are answered with, byte for byte; why a
// token was refused is for the log alone.
inline Error not_authenticated() {
  return {ErrorKind::denied, "InvalidAuthenticationToken",
          "This needs a valid bearer token in the header Authorization.", {}, {}, 0, {}};
}

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // The caller; an anonymous Principal if the request has no Authorization header. Safe on any
  // thread, by several at once. It may block while it fetches keys: it is called on a worker's
  // thread, never on one that serves sockets and never on the engine's.
  // Errors: not_authenticated() (denied; answered with 401).
  virtual Result<Principal> authenticate(const Request& request) = 0;
};

// Nobody but anonymous callers: of a server without issuers, and of tests.
class NoAuthenticator final : public Authenticator {
 public:
  Result<Principal> authenticate(const Request& request) override {
    if (request.header_count("authorization") == 0) return Principal{};
    return std::unexpected<Error>(not_authenticated());
  }
};

}  // namespace tollbridge::api
