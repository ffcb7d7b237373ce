// SPDX-License-Identifier: Apache-2.0
#include "bridge/cms/envelope.h"

#include <openssl/pem.h>  // before cms.h, which declares its texts only then

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <chrono>
#include <memory>

#include "x509/certificate.h"

namespace tollbridge::bridge::cms {
namespace {

using x509::Bio;
using x509::Certificate;
using x509::crypto_failed;
using x509::Key;
using x509::read_certificate;
using x509::reader;
using x509::text_of;
using Message = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

constexpr int key_bits = 3072;
constexpr std::chrono::days certificate_life{365 * 20};
constexpr const char* certificate_name = "Tollbridge commerce: parcels";
constexpr std::string_view first_line = "-----BEGIN CMS-----";
constexpr std::string_view last_line = "-----END CMS-----";

std::unexpected<Error> key_damaged() {
  ERR_clear_error();
  return fail(ErrorKind::damaged, "ParcelKeyDamaged",
              "Commerce's key for parcels (parcel-key.pem) cannot be read; restore it, or remove "
              "it and give the stacks the new certificate.");
}

std::unexpected<Error> parcel_damaged() {
  ERR_clear_error();
  return fail(ErrorKind::invalid, "ParcelDamaged",
              "The parcel was altered or garbled on its way. Copy the file from the stack again, "
              "or pack it anew: tollbridge bridge export.");
}

bool is_rsa(X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
         EVP_PKEY_get_bits(key) >= 2048;
}

bool complete(X509* made, EVP_PKEY* key) {
  return X509_set_issuer_name(made, X509_get_subject_name(made)) == 1 &&
         x509::add_extension(made, made, NID_basic_constraints, "critical,CA:FALSE") &&
         x509::add_extension(made, made, NID_key_usage, "critical,keyEncipherment") &&
         x509::add_extension(made, made, NID_subject_key_identifier, "hash") &&
         X509_sign(made, key, EVP_sha256()) > 0;
}

// By key identifier, so that the certificate may be renewed; OAEP instead of PKCS 1's padding.
bool add_recipient(CMS_ContentInfo* message, X509* certificate) {
  CMS_RecipientInfo* recipient =
      CMS_add1_recipient_cert(message, certificate, CMS_KEY_PARAM | CMS_USE_KEYID);
  if (recipient == nullptr) return false;
  EVP_PKEY_CTX* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  return context != nullptr && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0;
}

bool is_recipient(CMS_ContentInfo* message, X509* certificate) {
  STACK_OF(CMS_RecipientInfo)* all = CMS_get0_RecipientInfos(message);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(all); ++i) {
    CMS_RecipientInfo* one = sk_CMS_RecipientInfo_value(all, i);
    if (CMS_RecipientInfo_type(one) == CMS_RECIPINFO_TRANS &&
        CMS_RecipientInfo_ktri_cert_cmp(one, certificate) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::string> make_identity(Instant now) {
  const Key key(EVP_RSA_gen(key_bits));
  if (!key) return crypto_failed("make a key");
  const Certificate made =
      x509::begin_certificate({certificate_name, now, certificate_life}, key.get());
  if (!made || !complete(made.get(), key.get())) return crypto_failed("make a certificate");
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_X509(out.get(), made.get()) != 1 ||
      PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return crypto_failed("write a key");
  }
  return text_of(out);
}

Result<std::string> certificate_of(std::string_view identity) {
  const Certificate certificate = read_certificate(identity);
  const Bio out(BIO_new(BIO_s_mem()));
  if (!certificate || !out || PEM_write_bio_X509(out.get(), certificate.get()) != 1) {
    return key_damaged();
  }
  return text_of(out);
}

Status check_certificate(std::string_view certificate) {
  const Certificate read = read_certificate(certificate);
  if (read && is_rsa(read.get())) return {};
  ERR_clear_error();
  return fail(ErrorKind::invalid, "CertificateWrong",
              "This is no certificate to seal for; commerce prints its own: tollbridge bridge "
              "certificate.");
}

Result<std::string> seal(std::string_view bytes, std::string_view certificate) {
  if (auto checked = check_certificate(certificate); !checked) return pass(checked);
  const Certificate recipient = read_certificate(certificate);
  const Bio in = reader(bytes);
  const Bio out(BIO_new(BIO_s_mem()));
  constexpr unsigned flags = CMS_BINARY | CMS_PARTIAL;
  const Message message(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), flags));
  if (!in || !out || !message || !add_recipient(message.get(), recipient.get()) ||
      CMS_final(message.get(), in.get(), nullptr, CMS_BINARY) != 1 ||
      PEM_write_bio_CMS(out.get(), message.get()) != 1) {
    return crypto_failed("seal the parcel");
  }
  return text_of(out);
}

bool is_sealed(std::string_view text) { return text.find(first_line) != std::string_view::npos; }

Result<std::string> unseal(std::string_view sealed, std::string_view identity) {
  const Certificate certificate = read_certificate(identity);
  const Key key = x509::read_key(identity);
  if (!certificate || !key) return key_damaged();
  const std::size_t begin = sealed.find(first_line);
  if (begin == std::string_view::npos) {
    return fail(ErrorKind::invalid, "NotAParcel",
                "This is no parcel; a stack packs one: tollbridge bridge export.");
  }
  if (sealed.find(last_line, begin) == std::string_view::npos) {
    return fail(ErrorKind::invalid, "ParcelTorn",
                "The parcel ends too early: the file was not copied to its end. Copy it again.");
  }
  const Bio in = reader(sealed.substr(begin));
  const Bio out(BIO_new(BIO_s_mem()));
  if (!in || !out) return crypto_failed("open the parcel");
  ERR_clear_error();
  const Message message(PEM_read_bio_CMS(in.get(), nullptr, x509::no_password, nullptr));
  if (!message) return parcel_damaged();
  if (is_recipient(message.get(), certificate.get())) {
    const int opened = CMS_decrypt(message.get(), key.get(), certificate.get(), nullptr, out.get(),
                                   CMS_BINARY);
    return opened == 1 ? Result<std::string>(text_of(out)) : parcel_damaged();
  }
  ERR_clear_error();
  return fail(ErrorKind::denied, "ParcelForAnother",
              "The parcel is sealed for another commerce half. Give the stack this one's "
              "certificate (tollbridge bridge certificate) and pack it anew with --for.");
}

}  // namespace tollbridge::bridge::cms
