// SPDX-License-Identifier: Apache-2.0
// Goal: activation keys are JWTs of one key that is made once and kept from others.
// Method: a signer on a scratch directory, opened twice.
#include "server/activation_signer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base64.h"

namespace tollbridge::server {
namespace {

namespace fs = std::filesystem;

class ActivationSignerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(directory);
    fs::create_directories(directory);
  }
  void TearDown() override { fs::remove_all(directory); }
  const std::string directory =
      ::testing::TempDir() + "tollbridge_signer_" + std::to_string(::getpid());
};

TEST_F(ActivationSignerTest, the_key_is_made_on_first_use_and_kept) {
  ActivationSigner signer(directory);
  const std::string path = directory + "/activation-key.pem";
  EXPECT_FALSE(fs::exists(path));
  const auto first = signer.sign(R"({"cloudId":"c"})");
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(fs::status(path).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(ActivationSigner(directory).sign(R"({"cloudId":"c"})").value(), *first);
  const auto dot = first->find('.');
  const auto last = first->rfind('.');
  EXPECT_NE(from_base64(first->substr(0, dot))->find(R"("alg":"RS256")"),
            std::string::npos);
  EXPECT_EQ(from_base64(first->substr(dot + 1, last - dot - 1)), R"({"cloudId":"c"})");
  EXPECT_EQ(from_base64(first->substr(last + 1))->size(), 256U);
}

TEST_F(ActivationSignerTest, a_damaged_key_is_not_replaced) {
  {
    ActivationSigner signer(directory);
    ASSERT_TRUE(signer.sign("{}").has_value());
  }
  std::ofstream(directory + "/activation-key.pem") << "no key";
  EXPECT_EQ(ActivationSigner(directory).sign("{}").error().code, "ActivationKeyDamaged");
}

}  // namespace
}  // namespace tollbridge::server
