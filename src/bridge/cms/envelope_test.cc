// SPDX-License-Identifier: Apache-2.0
// Goal: only the commerce half a parcel was sealed for can open it, and nothing of it can be
// altered. Method: there and back; a small one altered and cut in many places; another key.
// That the program openssl opens it, too: tests/functional/carry_test.py.
#include "bridge/cms/envelope.h"

#include <gtest/gtest.h>

#include "bridge/batch_testing.h"

namespace tollbridge::bridge::cms {
namespace {

const std::string& identity() {
  static const std::string made = make_identity(october.start()).value();
  return made;
}
std::string sealed(std::string_view bytes) {
  return seal(bytes, certificate_of(identity()).value()).value();
}
std::string code(std::string_view text, const std::string& key = identity()) {
  const auto opened = unseal(text, key);
  return opened ? "opened" : opened.error().code;
}

TEST(Envelope, what_was_sealed_is_opened) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  EXPECT_EQ(unseal(sealed(bytes), identity()).value(), bytes);
  EXPECT_EQ(unseal(sealed(""), identity()).value(), "");
  EXPECT_EQ(unseal("From a stick:\n" + sealed("x"), identity()).value(), "x");
  EXPECT_NE(sealed("x"), sealed("x"));
  EXPECT_EQ(certificate_of(identity()).value().find("PRIVATE"), std::string::npos);
}

TEST(Envelope, nothing_of_it_can_be_altered_or_left_out) {
  const std::string text = sealed("batches of a stack");
  const std::size_t body = text.find('\n') + 1;
  const std::size_t end = text.find("-----END");
  for (std::size_t i = body; i < end; i += 61) {
    if (text[i] == '\n') continue;
    std::string altered = text;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    const auto opened = unseal(altered, identity());
    // What is said about the key and the recipient may change in ways that mean the same.
    EXPECT_TRUE(!opened || *opened == "batches of a stack") << i;
  }
  for (std::size_t size = 0; size < text.size() - 2; size += 150) {
    EXPECT_NE(code(text.substr(0, size)), "opened") << size;
  }
  EXPECT_EQ(code("a file"), "NotAParcel");
  EXPECT_EQ(code(text.substr(0, end)), "ParcelTorn");
  EXPECT_EQ(code(text.substr(0, body + 65) + text.substr(end)), "ParcelDamaged");
}

TEST(Envelope, another_commerce_half_cannot_open_it) {
  const std::string other = make_identity(october.start()).value();
  EXPECT_EQ(code(sealed("x"), other), "ParcelForAnother");
  EXPECT_EQ(code(sealed("x"), "no key"), "ParcelKeyDamaged");
  EXPECT_EQ(certificate_of("no key").error().code, "ParcelKeyDamaged");
}

TEST(Envelope, only_a_certificate_is_sealed_for) {
  EXPECT_TRUE(check_certificate(certificate_of(identity()).value()));
  EXPECT_EQ(check_certificate("no certificate").error().code, "CertificateWrong");
  EXPECT_EQ(seal("x", "no certificate").error().code, "CertificateWrong");
}

}  // namespace
}  // namespace tollbridge::bridge::cms
