// SPDX-License-Identifier: Apache-2.0
#include "api/http/development_ca.h"

#include <openssl/pem.h>

#include <chrono>
#include <memory>
#include <string>

#include "x509/certificate.h"

namespace tollbridge::api::http {
namespace {

using x509::add_extension;
using x509::begin_certificate;
using x509::Bio;
using x509::Certificate;
using x509::crypto_failed;
using x509::Key;
using x509::text_of;

constexpr std::chrono::days authority_life{3650};
constexpr std::chrono::days server_life{365};
constexpr const char* authority_name = "Tollbridge development CA";

bool complete_authority(X509* made, EVP_PKEY* key) {
  return X509_set_issuer_name(made, X509_get_subject_name(made)) == 1 &&
         add_extension(made, made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         add_extension(made, made, NID_key_usage, "critical,keyCertSign,cRLSign") &&
         add_extension(made, made, NID_subject_key_identifier, "hash") &&
         add_extension(made, made, NID_name_constraints,
                       "critical,permitted;DNS:localhost,permitted;IP:127.0.0.1/255.255.255.255,"
                       "permitted;IP:0:0:0:0:0:0:0:1/"
                       "FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF") &&
         X509_sign(made, key, EVP_sha256()) > 0;
}

bool complete_server(X509* made, X509* authority, EVP_PKEY* authority_key) {
  return X509_set_issuer_name(made, X509_get_subject_name(authority)) == 1 &&
         add_extension(made, authority, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(made, authority, NID_key_usage, "critical,digitalSignature") &&
         add_extension(made, authority, NID_ext_key_usage, "serverAuth") &&
         add_extension(made, authority, NID_subject_key_identifier, "hash") &&
         add_extension(made, authority, NID_authority_key_identifier, "keyid:always") &&
         add_extension(made, authority, NID_subject_alt_name,
                       "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1") &&
         X509_sign(made, authority_key, EVP_sha256()) > 0;
}

Result<Identity> as_pem(X509* certificate, EVP_PKEY* key) {
  const Bio public_part(BIO_new(BIO_s_mem()));
  const Bio secret_part(BIO_new(BIO_s_mem()));
  if (!public_part || !secret_part || PEM_write_bio_X509(public_part.get(), certificate) != 1 ||
      PEM_write_bio_PrivateKey(secret_part.get(), key, nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return crypto_failed("write a certificate");
  }
  return Identity{text_of(public_part), text_of(secret_part)};
}

}  // namespace

Result<Identity> make_development_ca(Instant now) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return crypto_failed("make a key");
  const Certificate made = begin_certificate({authority_name, now, authority_life}, key.get());
  if (!made || !complete_authority(made.get(), key.get())) {
    return crypto_failed("make a certificate authority");
  }
  return as_pem(made.get(), key.get());
}

Result<Identity> issue_development_certificate(const Identity& authority, Instant now) {
  const Certificate above = x509::read_certificate(authority.certificates);
  const Key above_key = x509::read_key(authority.key);
  if (!above || !above_key || X509_check_private_key(above.get(), above_key.get()) != 1) {
    return fail(ErrorKind::invalid, "BadCertificate",
                "The development authority's certificate and key cannot be read or do not belong "
                "together; remove both files, and new ones are made.");
  }
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return crypto_failed("make a key");
  const Certificate made = begin_certificate({"localhost", now, server_life}, key.get());
  if (!made || !complete_server(made.get(), above.get(), above_key.get())) {
    return crypto_failed("make a server certificate");
  }
  auto identity = as_pem(made.get(), key.get());
  if (identity) identity->certificates += authority.certificates;
  return identity;
}

}  // namespace tollbridge::api::http
