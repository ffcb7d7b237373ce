// SPDX-License-Identifier: Apache-2.0
// The public half of a key as JSON (RFC 7517), and its name.
#pragma once

#include <string>

#include "jose/keys.h"

namespace tollbridge::jose {

struct Jwk {
  std::string id;    // its thumbprint (RFC 7638), which is also the kid
  std::string text;  // {"e":…,"kty":"RSA","n":…,"kid":…} or {"crv":"P-256","kty":"EC",…}
};

// `key` is RSA, or EC on P-256; a private half stays where it is.
Jwk jwk_of(const KeyHandle& key);

}  // namespace tollbridge::jose
