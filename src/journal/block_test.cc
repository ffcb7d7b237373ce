// SPDX-License-Identifier: Apache-2.0
// A block comes back as it went in, and damaged bytes are told from a block. Method: random blocks
// with every column at its edges; every truncation and many alterations of real blocks.
#include "journal/block.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <string>

#include "core/limits.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

template <class T>
T edgy() {
  return *rc::gen::oneOf(rc::gen::arbitrary<T>(), rc::gen::just(std::numeric_limits<T>::max()),
                         rc::gen::just(std::numeric_limits<T>::min()), rc::gen::just(T{0}));
}

// Mostly the same in every row, as in real input, else anything.
template <class Make>
auto column(std::size_t count, Make make) {
  std::vector<decltype(make())> values(count, make());
  if (*rc::gen::arbitrary<bool>()) {
    for (auto& value : values) value = make();
  }
  return values;
}

Quantity any_quantity() {
  const auto high = static_cast<u128>(static_cast<i128>(edgy<std::int64_t>())) << 64;
  switch (*rc::gen::inRange(0, 3)) {
    case 0: return Quantity::from_units(static_cast<i128>(high | edgy<std::uint64_t>()));
    case 1: return Quantity::from_whole(*rc::gen::arbitrary<std::int32_t>());
    default: return Quantity::from_units(*rc::gen::arbitrary<std::int64_t>());
  }
}

void add_spans(BlockRows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool ends = *rc::gen::arbitrary<bool>() && rows.start[i] < 1'000'000'000'000'000;
    rows.has_end.push_back(ends ? 1 : 0);
    rows.end.push_back(ends ? rows.start[i] + *rc::gen::inRange<std::int64_t>(1, 1'000'000) : 0);
    const bool reported = *rc::gen::arbitrary<bool>();
    rows.has_reported.push_back(reported ? 1 : 0);
    rows.reported_at.push_back(reported ? edgy<std::int64_t>() : 0);
    if (rows.verdict[i] == Verdict::restated) {
      rows.replaces.push_back({*rc::gen::inRange<std::uint64_t>(1, 1'000'000'000'000),
                               *rc::gen::inRange<std::uint32_t>(0, limits::block_records_max)});
    }
  }
}

Block any_block() {
  Block block;
  const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 40));
  block.first_string = *rc::gen::inRange<std::uint32_t>(0, 1'000'000);
  const auto strings = *rc::gen::arbitrary<std::vector<std::string>>();
  for (const std::string& text : strings) block.strings.add(text);
  BlockRows& rows = block.rows;
  rows.verdict = column(count, [] {
    return *rc::gen::element(Verdict::accepted, Verdict::restated, Verdict::history,
                             Verdict::conflict);
  });
  for (auto* ids : {&rows.subscription, &rows.tenant, &rows.meter, &rows.resource, &rows.location,
                    &rows.tags}) {
    *ids = column(count, [] { return edgy<std::uint32_t>(); });
  }
  const auto unit = *rc::gen::element<std::int64_t>(1, 1'000, 1'000'000'000, 3'600'000'000'000);
  rows.start = column(count, [&] { return *rc::gen::inRange<std::int64_t>(-500, 500) * unit; });
  rows.quantity = column(count, any_quantity);
  rows.revision = column(count, [] { return edgy<std::int64_t>(); });
  rows.given = *rc::gen::arbitrary<bool>() ? rows.revision
                                           : column(count, [] { return edgy<std::int64_t>(); });
  rows.received_at = column(count, [] { return edgy<std::int64_t>(); });
  rows.line = column(count, [] { return edgy<std::uint64_t>(); });
  if (*rc::gen::arbitrary<bool>()) {
    for (std::size_t i = 0; i < count; ++i) rows.event_id.add(*rc::gen::arbitrary<std::string>());
  }
  add_spans(rows);
  return block;
}

TEST(Block, comes_back_as_it_went_in) {
  const bool holds = rc::check("encode, decode", [] {
    const Block block = any_block();
    std::string bytes;
    encode(block, bytes);
    Block back = any_block();  // whatever was there before goes
    back.clear();
    RC_ASSERT(decode(bytes, Columns::all, back).has_value());
    RC_ASSERT(back == block);
    Block keys;
    RC_ASSERT(decode(bytes, Columns::for_keys, keys).has_value());
    RC_ASSERT(keys.rows.resource == block.rows.resource);
    RC_ASSERT(keys.rows.event_id == block.rows.event_id);
    Block sums;
    RC_ASSERT(decode(bytes, Columns::for_sums, sums).has_value());
    RC_ASSERT(sums.rows.quantity == block.rows.quantity);
    RC_ASSERT(sums.rows.event_id.size() == 0U);
  });
  EXPECT_TRUE(holds);
}

TEST(Block, a_decoder_used_again_forgets_the_block_before) {
  const bool holds = rc::check("decode twice", [] {
    const Block first = any_block();
    const Block second = any_block();
    std::string bytes_first;
    std::string bytes_second;
    encode(first, bytes_first);
    encode(second, bytes_second);
    Block back;
    RC_ASSERT(decode(bytes_first, Columns::all, back).has_value());
    RC_ASSERT(decode(bytes_second, Columns::all, back).has_value());
    RC_ASSERT(back == second);
  });
  EXPECT_TRUE(holds);
}

TEST(Block, cut_or_altered_bytes_never_break_the_reader) {
  const bool holds = rc::check("damage", [] {
    std::string bytes;
    encode(any_block(), bytes);
    Block block;
    const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size());
    RC_ASSERT(!decode(std::string_view(bytes).substr(0, cut), Columns::all, block).has_value());
    for (int i = 0; i < 20; ++i) {
      std::string altered = bytes;
      altered[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^=
          static_cast<char>(1 << *rc::gen::inRange(0, 8));
      const Status done = decode(altered, Columns::all, block);
      if (!done) {
        RC_ASSERT(done.error().code == "BlockDamaged");
        RC_ASSERT(done.error().kind == ErrorKind::damaged);
        continue;
      }
      // Still a block: then it is one that can be written.
      std::string again;
      encode(block, again);
    }
    RC_ASSERT(!decode(bytes + "x", Columns::all, block).has_value());
  });
  EXPECT_TRUE(holds);
}

TEST(Block, a_claim_of_too_much_is_refused_before_memory_is_taken) {
  Writer bytes;
  bytes.byte(1);
  bytes.varint(limits::block_records_max + 1);
  Block block;
  EXPECT_FALSE(decode(bytes.text(), Columns::all, block).has_value());

  // Each string repeats the one before, 4 KiB out of two bytes.
  bytes.clear();
  bytes.byte(1);
  bytes.varint(0);
  Writer strings;
  strings.varint(0);
  strings.varint(20'000);
  strings.varint(0);
  strings.varint(4'096);
  strings.bytes(std::string(4'096, 'a'));
  for (int i = 1; i < 20'000; ++i) {
    strings.varint(4'096);
    strings.varint(0);
  }
  bytes.byte(1);
  bytes.varint(strings.text().size());
  bytes.bytes(strings.text());
  const Status bomb = decode(bytes.text(), Columns::all, block);
  ASSERT_FALSE(bomb.has_value());
  EXPECT_LE(block.strings.bytes(), texts_bytes_max);
}

TEST(Block, an_hour_of_ordinary_rows_is_small) {
  Block block;
  BlockRows& rows = block.rows;
  const auto hourly = Quantity::parse("0.001344086021505376").value();
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    rows.verdict.push_back(Verdict::accepted);
    for (auto* ids : {&rows.subscription, &rows.tenant}) ids->push_back(i / 100);
    rows.meter.push_back(200'000 + i % 3);
    rows.resource.push_back(1'000 + i / 3);
    for (auto* ids : {&rows.location, &rows.tags}) ids->push_back(7);
    rows.start.push_back(1'790'812'800'000'000'000);
    for (auto* none : {&rows.end, &rows.reported_at}) none->push_back(0);
    for (auto* none : {&rows.has_end, &rows.has_reported}) none->push_back(0);
    rows.quantity.push_back(i % 2 == 0 ? hourly : Quantity::from_whole(i % 17));
    for (auto* none : {&rows.revision, &rows.given}) none->push_back(0);
    rows.received_at.push_back(1'790'816'523'000'000'000);
    rows.line.push_back(i + 2);
  }
  std::string bytes;
  encode(block, bytes);
  EXPECT_LT(bytes.size(), rows.size() * 16) << "before compression";
}

}  // namespace
}  // namespace tollbridge::journal
