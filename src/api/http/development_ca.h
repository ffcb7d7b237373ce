// SPDX-License-Identifier: Apache-2.0
// Certificates for development: an authority of this machine's own, and server certificates for
// localhost, 127.0.0.1 and ::1 only. The authority's certificate says so itself (name
// constraints), so its key is of no use for other names. ECDSA P-256. Safe on any thread.
#pragma once

#include "api/http/server.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::api::http {

// A new authority, valid for ten years. Errors: CryptoFailed.
Result<Identity> make_development_ca(Instant now);

// A new server certificate of the authority, valid for a year, and the authority's below it.
// Errors: BadCertificate (what is given is no authority's certificate and key), CryptoFailed.
Result<Identity> issue_development_certificate(const Identity& authority, Instant now);

}  // namespace tollbridge::api::http
