// SPDX-License-Identifier: Apache-2.0
// Goal: a batch comes back as it went in, whoever alters a bit of it is found out, and no bytes
// harm the reader. Method: random batches; every bit of a real one turned over; every truncation;
// wrong claims under a checksum that fits; the fuzzer's corpus.
#include "bridge/batch.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "bridge/batch_fuzz_testing.h"
#include "bridge/limits.h"

namespace tollbridge::bridge {
namespace {

std::string bytes_of(const Batch& batch) { return write_batch(batch, word_key("one")).value(); }

std::string any_text() {
  return *rc::gen::element<std::string>("a", "b", "meter-1", "/subscriptions/1/vm2", "\xc3\xa9",
                                        std::string("\0x", 2), std::string(300, 'l'));
}

Instant any_instant() {
  return Instant(std::chrono::nanoseconds(*rc::gen::arbitrary<std::int64_t>()));
}

Batch any_batch() {
  Batch batch;
  batch.head.stack = *rc::gen::element(stack_one, stack_two, StackId("plain"));
  batch.head.number = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
  batch.head.previous.fill(*rc::gen::arbitrary<std::uint8_t>());
  batch.head.journal.after = *rc::gen::arbitrary<std::uint32_t>();
  batch.head.journal.through = batch.head.journal.after + *rc::gen::arbitrary<std::uint32_t>();
  batch.head.made_at = any_instant();
  std::uint64_t sequence = 0;
  for (int left = *rc::gen::inRange(0, 5); left > 0; --left) {
    sequence += *rc::gen::inRange<std::uint64_t>(1, 1'000);
    batch.changes.push_back({sequence, LocalSubscriptionId(any_text()), TenantId(any_text()),
                             *rc::gen::element(LocalState::enabled, LocalState::deleting,
                                               LocalState::partially_deleted),
                             any_instant(), any_instant()});
  }
  for (int left = *rc::gen::inRange(0, 30); left > 0; --left) {
    add_row(batch.usage, batch.head.stack,
            {.resource = any_text(), .hour = *rc::gen::inRange(-20'000, 20'000),
             .revision = *rc::gen::arbitrary<std::int64_t>(), .meter = any_text(),
             .tenant = any_text(), .event_id = *rc::gen::element<std::string>("", "e1", "e2")});
    journal::UsageRow& row = batch.usage.rows.back();
    row.quantity = Quantity::from_units(static_cast<i128>(*rc::gen::arbitrary<std::int64_t>()) *
                                        *rc::gen::arbitrary<std::int64_t>());
    if (*rc::gen::arbitrary<bool>()) row.end = row.start + std::chrono::minutes(90);
    if (*rc::gen::arbitrary<bool>()) row.reported_at.reset();
    row.tags = batch.usage.strings.intern(any_text());
  }
  return batch;
}

TEST(Batch, comes_back_as_it_went_in) {
  const bool holds = rc::check("write, read", [] {
    const Batch batch = any_batch();
    const std::string bytes = bytes_of(batch);
    const auto sealed = open_batch(bytes);
    RC_ASSERT(sealed.has_value());
    RC_ASSERT(sealed->signed_by(word_check("one")));
    RC_ASSERT(!sealed->signed_by(word_check("other")));
    RC_ASSERT(sealed->head.rows == batch.usage.rows.size());
    const auto back = read_batch(*sealed);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->changes == batch.changes);
    RC_ASSERT(words_of(back->usage) == words_of(batch.usage));
    BatchHead expected = batch.head;
    expected.rows = sealed->head.rows;
    expected.changes = sealed->head.changes;
    expected.usage = sealed->head.usage;
    RC_ASSERT(back->head == expected);
  });
  EXPECT_TRUE(holds);
}

TEST(Batch, rows_of_many_blocks_share_one_dictionary) {
  Batch batch = example_batch();
  for (int i = 0; i < 50'000; ++i) {
    add_row(batch.usage, stack_one, {.resource = "vm" + std::to_string(i % 1'000), .hour = i});
  }
  const std::string bytes = bytes_of(batch);
  const auto back = read_batch(open_batch(bytes).value());
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(words_of(back->usage), words_of(batch.usage));
  EXPECT_LT(back->usage.strings.size(), 1'020U);
}

TEST(Batch, every_bit_of_it_counts) {
  const std::string bytes = bytes_of(example_batch());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string altered = bytes;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
    const auto sealed = open_batch(altered);
    EXPECT_FALSE(sealed.has_value() && sealed->signed_by(word_check("one"))) << "bit " << bit;
  }
}

TEST(Batch, a_part_of_it_is_none) {
  const std::string bytes = bytes_of(example_batch());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(open_batch(std::string_view(bytes).substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(open_batch(bytes + "x").has_value());
}

// The bytes with a checksum and signature that fit whatever was done to them.
std::string resealed(std::string bytes) {
  bytes.resize(bytes.size() - signature_bytes - Digest().size());
  const Digest hash = sha256(bytes);
  bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  return bytes + word_signature("one", bytes);
}

TEST(Batch, the_holder_of_the_key_cannot_harm_the_reader_either) {
  const std::string bytes = bytes_of(example_batch());
  std::size_t read = 0;
  for (std::size_t at = 0; at < bytes.size() - signature_bytes - Digest().size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string altered = bytes;
      altered[at] = static_cast<char>(altered[at] ^ flip);
      altered = resealed(altered);
      const auto sealed = open_batch(altered);
      if (!sealed) continue;
      const auto batch = read_batch(*sealed);
      if (batch) {
        ++read;
      } else {
        EXPECT_EQ(batch.error().code, "BatchDamaged");
      }
    }
  }
  // What stands in the head for others to judge: numbers, hash of the one before, times.
  EXPECT_GT(read, 30U);
}

TEST(Batch, a_format_of_the_future_is_named) {
  std::string bytes = bytes_of(example_batch());
  bytes[4] = 2;
  const auto sealed = open_batch(resealed(bytes));
  ASSERT_FALSE(sealed.has_value());
  EXPECT_EQ(sealed.error().code, "BatchFormatUnknown");
}

TEST(Batch, what_unpacks_to_too_much_is_refused_before_it_is_unpacked) {
  Batch batch = example_batch();
  for (int i = 0; i < 4'200; ++i) {  // 66 MiB of tags that pack well
    add_row(batch.usage, stack_one, {.hour = i});
    batch.usage.rows.back().tags =
        batch.usage.strings.intern(std::to_string(i) + std::string(16'000, 'x'));
  }
  const auto refused = write_batch(batch, word_key("one"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "BatchTooLarge");
  batch = example_batch();
  batch.usage.rows.resize(limits::batch_rows_max + 1, batch.usage.rows.front());
  EXPECT_FALSE(write_batch(batch, word_key("one")).has_value());
}

TEST(Batch, the_same_content_is_the_same_bytes) {
  EXPECT_EQ(bytes_of(example_batch()), bytes_of(example_batch()));
}

std::string hexdump(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    for (int shift = 12; shift >= 0; shift -= 4) text += digits[(at >> shift) & 15];
    for (const char c : bytes.substr(at, 16)) {
      const auto byte = static_cast<unsigned char>(c);
      text += ' ';
      text += digits[byte >> 4];
      text += digits[byte & 15];
    }
    text += '\n';
  }
  return text;
}

TEST(Batch, the_documented_bytes_are_the_bytes) {
  std::ifstream file("docs/formats/batch.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  const std::string bytes = bytes_of(example_batch());
  const std::string dump = hexdump(std::string_view(bytes).substr(0, bytes.size() - 64));
  EXPECT_NE(page.find(dump), std::string::npos) << dump;
}

TEST(Batch, what_the_fuzzer_found_harms_nobody) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator("fuzz/corpus/batch")) {
    std::ifstream in(file.path(), std::ios::binary);
    check_bytes(std::string((std::istreambuf_iterator<char>(in)), {}));
    ++files;
  }
  EXPECT_GT(files, 2U);
}

}  // namespace
}  // namespace tollbridge::bridge
