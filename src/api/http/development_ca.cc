// SPDX-License-Identifier: Apache-2.0
#include "api/http/development_ca.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

namespace tollbridge::api::http {
namespace {

template <auto free_it>
struct Free {
  template <class Pointee>
  void operator()(Pointee* pointer) const {
    free_it(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

constexpr std::chrono::days authority_life{3650};
constexpr std::chrono::days server_life{365};
constexpr const char* authority_name = "Tollbridge development CA";

std::unexpected<Error> crypto_failed(const char* what) {
  return fail(ErrorKind::io, "CryptoFailed", std::string("OpenSSL could not ") + what + ".");
}

std::string text_of(const Bio& bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_time(ASN1_TIME* field, Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
  return ASN1_TIME_set(field, seconds.count()) != nullptr;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes.front() &= 0x7f;  // positive
  using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
  const Number number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME* name, const char* common_name) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                                    0) == 1;
}

struct Wanted {
  const char* common_name = nullptr;
  Instant now{};
  std::chrono::days life{};
};

// Version, number, times, subject and public key; everything but issuer and extensions.
Certificate blank(const Wanted& wanted, EVP_PKEY* key) {
  Certificate made(X509_new());
  // A clock a little behind must not find it unripe.
  const bool done = made && X509_set_version(made.get(), 2) == 1 && set_serial(made.get()) &&
                    set_time(X509_getm_notBefore(made.get()),
                             wanted.now - std::chrono::hours(1)) &&
                    set_time(X509_getm_notAfter(made.get()), wanted.now + wanted.life) &&
                    set_name(X509_get_subject_name(made.get()), wanted.common_name) &&
                    X509_set_pubkey(made.get(), key) == 1;
  return done ? std::move(made) : nullptr;
}

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

Bio reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Never asks at a terminal.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

}  // namespace

Result<Identity> make_development_ca(Instant now) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return crypto_failed("make a key");
  const Certificate made = blank({authority_name, now, authority_life}, key.get());
  if (!made || !complete_authority(made.get(), key.get())) {
    return crypto_failed("make a certificate authority");
  }
  return as_pem(made.get(), key.get());
}

Result<Identity> issue_development_certificate(const Identity& authority, Instant now) {
  const Bio certificate_text = reader(authority.certificates);
  const Bio key_text = reader(authority.key);
  const Certificate above(
      PEM_read_bio_X509(certificate_text.get(), nullptr, no_password, nullptr));
  const Key above_key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_password, nullptr));
  if (!above || !above_key || X509_check_private_key(above.get(), above_key.get()) != 1) {
    return fail(ErrorKind::invalid, "BadCertificate",
                "The development authority's certificate and key cannot be read or do not belong "
                "together; remove both files, and new ones are made.");
  }
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return crypto_failed("make a key");
  const Certificate made = blank({"localhost", now, server_life}, key.get());
  if (!made || !complete_server(made.get(), above.get(), above_key.get())) {
    return crypto_failed("make a server certificate");
  }
  auto identity = as_pem(made.get(), key.get());
  if (identity) identity->certificates += authority.certificates;
  return identity;
}

}  // namespace tollbridge::api::http
