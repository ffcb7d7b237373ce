// SPDX-License-Identifier: Apache-2.0
#include "x509/certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <limits>
#include <utility>

namespace tollbridge::x509 {
namespace {

bool set_time(ASN1_TIME* field, Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
  return ASN1_TIME_set(field, seconds.count()) != nullptr;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes.front() &= 0x7f;  // positive
  using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
  const Number number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME* name, const char* common_name) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                                    0) == 1;
}

}  // namespace

std::unexpected<Error> crypto_failed(const char* what) {
  ERR_clear_error();
  return fail(ErrorKind::io, "CryptoFailed", std::string("OpenSSL could not ") + what + ".");
}

Bio reader(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string text_of(const Bio& written) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(written.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

Certificate read_certificate(std::string_view pem) {
  const Bio in = reader(pem);
  return Certificate(in ? PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr) : nullptr);
}

Key read_key(std::string_view pem) {
  const Bio in = reader(pem);
  return Key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr) : nullptr);
}

Certificate begin_certificate(const Subject& subject, EVP_PKEY* key) {
  Certificate made(X509_new());
  const bool done = made && X509_set_version(made.get(), 2) == 1 && set_serial(made.get()) &&
                    set_time(X509_getm_notBefore(made.get()),
                             subject.now - std::chrono::hours(1)) &&
                    set_time(X509_getm_notAfter(made.get()), subject.now + subject.life) &&
                    set_name(X509_get_subject_name(made.get()), subject.common_name) &&
                    X509_set_pubkey(made.get(), key) == 1;
  return done ? std::move(made) : nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

}  // namespace tollbridge::x509
