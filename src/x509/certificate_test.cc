// SPDX-License-Identifier: Apache-2.0
// A certificate begun here can be signed, written and read again, and says what was asked for;
// what is no PEM is empty, not a crash. Method: OpenSSL reads back what was made.
#include "x509/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

namespace tollbridge::x509 {
namespace {

constexpr const char* name = "Tollbridge tëst";

struct Made {
  Key key{EVP_EC_gen("P-256")};
  Certificate certificate;
};

Made make(Instant now, std::chrono::days life) {
  Made made;
  made.certificate = begin_certificate({name, now, life}, made.key.get());
  X509* certificate = made.certificate.get();
  EXPECT_EQ(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)), 1);
  EXPECT_TRUE(add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:FALSE"));
  EXPECT_GT(X509_sign(certificate, made.key.get(), EVP_sha256()), 0);
  return made;
}

std::string pem_of(const Made& made) {
  const Bio out(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_X509(out.get(), made.certificate.get()), 1);
  EXPECT_EQ(PEM_write_bio_PrivateKey(out.get(), made.key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr), 1);
  return text_of(out);
}

TEST(Certificate, what_was_made_reads_back_with_its_key) {
  const std::string pem = pem_of(make(Instant{std::chrono::sys_days{std::chrono::year(2026) / 11 /
                                                                    23}}, std::chrono::days(365)));
  const Certificate certificate = read_certificate(pem);
  const Key key = read_key(pem);
  ASSERT_TRUE(certificate && key);
  EXPECT_EQ(X509_check_private_key(certificate.get(), key.get()), 1);
  EXPECT_EQ(X509_verify(certificate.get(), key.get()), 1);
  EXPECT_EQ(X509_get_version(certificate.get()), 2);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  // Found as UTF-8, as it was given.
  const int at = X509_NAME_get_index_by_NID(X509_get_subject_name(certificate.get()),
                                            NID_commonName, -1);
  unsigned char* utf8 = nullptr;
  ASSERT_GT(ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(
                X509_get_subject_name(certificate.get()), at))), 0);
  EXPECT_STREQ(reinterpret_cast<const char*>(utf8), name);
  OPENSSL_free(utf8);
}

TEST(Certificate, it_holds_from_an_hour_before_to_the_end_of_its_life) {
  const Instant now{std::chrono::sys_days{std::chrono::year(2026) / 11 / 23}};
  const Made made = make(now, std::chrono::days(2));
  const auto at = [&made](const ASN1_TIME* field, Instant instant) {
    return ASN1_TIME_cmp_time_t(
        field, std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
  };
  EXPECT_EQ(at(X509_get0_notBefore(made.certificate.get()), now - std::chrono::hours(1)), 0);
  EXPECT_EQ(at(X509_get0_notAfter(made.certificate.get()), now + std::chrono::days(2)), 0);
}

TEST(Certificate, numbers_are_positive_and_differ) {
  const Made one = make(Instant{}, std::chrono::days(1));
  const Made two = make(Instant{}, std::chrono::days(1));
  const ASN1_INTEGER* first = X509_get0_serialNumber(one.certificate.get());
  EXPECT_NE(ASN1_INTEGER_cmp(first, X509_get0_serialNumber(two.certificate.get())), 0);
  EXPECT_EQ(ASN1_STRING_type(first), V_ASN1_INTEGER);
}

TEST(Certificate, what_is_no_pem_is_empty) {
  for (const char* text : {"", "no pem", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    EXPECT_FALSE(read_certificate(text)) << text;
    EXPECT_FALSE(read_key(text)) << text;
  }
}

TEST(Certificate, a_failure_says_what_could_not_be_done) {
  const Error error = crypto_failed("make a key").error();
  EXPECT_EQ(error.code, "CryptoFailed");
  EXPECT_EQ(error.message, "OpenSSL could not make a key.");
}

}  // namespace
}  // namespace tollbridge::x509
