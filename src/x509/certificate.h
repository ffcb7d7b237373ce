// SPDX-License-Identifier: Apache-2.0
// Certificates of our own making (RFC 5280): begun, extended, written and read as PEM. For sources
// only: no header of ours includes OpenSSL's.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/freed.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::x509 {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

// `CryptoFailed`: OpenSSL could not `what` ("make a key"). Forgets what OpenSSL noted of it.
std::unexpected<Error> crypto_failed(const char* what);

// Reads from `text`, which must outlive it; empty beyond 2 GiB.
Bio reader(std::string_view text);
// What was written to a BIO in memory.
std::string text_of(const Bio& written);
// The password callback of whoever has none: never asks at a terminal.
int no_password(char* buffer, int size, int writing, void* data);

// The first of its kind in `pem`; empty if there is none, or none that can be read.
Certificate read_certificate(std::string_view pem);
Key read_key(std::string_view pem);

struct Subject {
  const char* common_name = nullptr;
  Instant now{};  // it holds from an hour before, so that a clock a little behind finds it ripe
  std::chrono::days life{};
};

// Version 3, a random number, times, subject and public key: everything but issuer, extensions and
// signature. Empty if OpenSSL fails.
Certificate begin_certificate(const Subject& subject, EVP_PKEY* key);
// `kind` is OpenSSL's NID, `value` as in its configuration files ("critical,CA:FALSE").
bool add_extension(X509* certificate, X509* issuer, int kind, const char* value);

}  // namespace tollbridge::x509
