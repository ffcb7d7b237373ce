// SPDX-License-Identifier: Apache-2.0
// Sealing a parcel for commerce: CMS AuthEnvelopedData (RFC 5652, RFC 5083) as PEM text, content
// AES-256 in GCM, its key by RSA-OAEP with SHA-256 for the certificate. What the program openssl
// opens, too: `openssl cms -decrypt -inform PEM -inkey KEY`.
//
// Safe on any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::bridge::cms {

// A new RSA key and a certificate for it, in one PEM text: to be kept in a secret file.
Result<std::string> make_identity(Instant now);
// The certificate alone. Errors: ParcelKeyDamaged (damaged).
Result<std::string> certificate_of(std::string_view identity);

// Errors: CertificateWrong (invalid): no certificate of an RSA key in PEM.
Status check_certificate(std::string_view certificate);
Result<std::string> seal(std::string_view bytes, std::string_view certificate);
// Whether the text looks like something sealed.
bool is_sealed(std::string_view text);
// Errors: NotAParcel, ParcelTorn, ParcelDamaged (invalid); ParcelForAnother (denied);
// ParcelKeyDamaged (damaged).
Result<std::string> unseal(std::string_view sealed, std::string_view identity);

}  // namespace tollbridge::bridge::cms
