// SPDX-License-Identifier: Apache-2.0
// Goal: the batches that functional tests post (tests/fixtures/bridge/) are what the bridge of a
// stack makes. Method: they are read back with that stack's key; TOLLBRIDGE_ACCEPT=1 makes them
// anew, with a new key.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bridge/batch_testing.h"
#include "bridge/jose/stack_key.h"

namespace tollbridge::bridge {
namespace {

const std::string folder = "tests/fixtures/bridge/";
const std::string meter = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5";

std::string read(const std::string& name) {
  std::ifstream file(folder + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& name, const std::string& bytes) {
  std::ofstream(folder + name, std::ios::binary) << bytes;
}

// Two hours of use in the first; in the second a late hour, and a row for somebody else's tenant.
Batch batch(std::uint64_t number, const Digest& before, const std::string& quantity) {
  Batch made = example_batch();
  made.head.number = number;
  made.head.previous = before;
  made.head.journal = {number - 1, number};
  if (number == 1) {
    made.usage = usage_of({{.hour = 0, .quantity = quantity, .meter = meter},
                           {.hour = 1, .quantity = quantity, .meter = meter}});
    return made;
  }
  made.head.directory = {1, 1};
  made.changes.clear();
  Said foreign{.hour = 3, .meter = meter};
  foreign.tenant = "7b6d3d3a-0000-4000-8000-000000000099";
  made.usage = usage_of({{.hour = 2, .quantity = quantity, .meter = meter}, foreign});
  return made;
}

void make_fixtures() {
  std::filesystem::create_directories(folder);
  const std::string pem = StackKey::make();
  const StackKey key = StackKey::read(pem).value();
  const auto sign = [&](std::string_view bytes) { return key.sign(bytes); };
  const std::string first = write_batch(batch(1, {}, "1.5"), sign).value();
  const Digest hash = open_batch(first)->hash;
  write("stack-key.pem", pem);
  write("first.batch", first);
  write("second.batch", write_batch(batch(2, hash, "2"), sign).value());
  write("other-second.batch", write_batch(batch(2, hash, "3"), sign).value());
}

TEST(BridgeFixtures, the_batches_of_the_functional_tests_are_those_of_one_stack) {
  if (std::getenv("TOLLBRIDGE_ACCEPT") != nullptr) make_fixtures();
  const auto key = StackKey::read(read("stack-key.pem"));
  ASSERT_TRUE(key.has_value());
  const StackPublicKey half = StackPublicKey::read(key->public_jwk()).value();
  const auto verifies = [&](std::string_view bytes, std::string_view signature) {
    return half.verifies(bytes, signature);
  };
  Digest before{};
  for (const char* name : {"first.batch", "second.batch", "other-second.batch"}) {
    const std::string bytes = read(name);
    const auto sealed = open_batch(bytes);
    ASSERT_TRUE(sealed.has_value()) << name;
    EXPECT_TRUE(sealed->signed_by(verifies));
    EXPECT_EQ(sealed->head.previous, before);
    EXPECT_EQ(sealed->head.stack, stack_one);
    EXPECT_EQ(read_batch(*sealed)->usage.rows.size(), 2U);
    if (sealed->head.number == 1) before = sealed->hash;
  }
}

}  // namespace
}  // namespace tollbridge::bridge
