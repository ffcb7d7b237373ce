// SPDX-License-Identifier: Apache-2.0
// Goal: packed usage reads like the plain file, and an archive that is cut off or altered gives
// what was good and then an error, never silence. Method: texts packed by the libraries' own
// writers, cut at every byte, in chunks of every size.
#include "intake/compression/unpack.h"

#include <gtest/gtest.h>

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "intake/compression/fuzz_check.h"

namespace tollbridge::intake::compression {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string plain(text);
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

UnpackedText unpack(std::string_view packed, std::size_t chunk = 1 << 20,
                    std::size_t step = 1 << 16) {
  return unpack_up_to(packed, chunk, step, std::string_view::npos);
}

std::string usage() {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text += "{\"meter\":\"m\",\"quantity\":" + std::to_string(i) + "}\n";
  }
  return text;
}

TEST(Unpack, what_is_not_packed_passes_as_it_is) {
  for (const std::string text : {"", "a", "\x1F", "plain usage\n"}) {
    EXPECT_EQ(unpack(text).text, text);
    EXPECT_EQ(unpack(text, 1, 1).text, text);
    EXPECT_EQ(unpack(text).error, "");
  }
}

TEST(Unpack, packed_usage_reads_like_the_plain) {
  const std::string text = usage();
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    EXPECT_LT(packed.size(), text.size() / 4);
    for (const std::size_t chunk : {1UL, 7UL, 1UL << 20}) {
      const UnpackedText read = unpack(packed, chunk, 333);
      EXPECT_EQ(read.text, text);
      EXPECT_EQ(read.error, "");
      EXPECT_EQ(read.packed_bytes, packed.size());
    }
  }
  EXPECT_EQ(unpack(gzip("")).error, "");
  EXPECT_EQ(unpack(zstd("")).error, "");
}

TEST(Unpack, members_behind_each_other_read_as_one) {
  for (const std::size_t chunk : {1UL, 1UL << 20}) {
    EXPECT_EQ(unpack(gzip("a\n") + gzip("") + gzip("b\n"), chunk).text, "a\nb\n");
    EXPECT_EQ(unpack(zstd("a\n") + zstd("") + zstd("b\n"), chunk).text, "a\nb\n");
  }
}

TEST(Unpack, zeros_behind_a_gzip_file_are_padding_and_anything_else_is_damage) {
  EXPECT_EQ(unpack(gzip("a") + std::string(600, '\0'), 100).text, "a");
  EXPECT_EQ(unpack(gzip("a") + std::string(600, '\0'), 100).error, "");
  EXPECT_EQ(unpack(gzip("a") + "trailing").text, "a");
  EXPECT_EQ(unpack(gzip("a") + "trailing").error, "DamagedInput");
  EXPECT_EQ(unpack(zstd("a") + "trailing").error, "DamagedInput");
}

TEST(Unpack, an_archive_cut_off_anywhere_is_noticed) {
  const std::string text = usage().substr(0, 300);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (std::size_t size = 4; size < packed.size(); ++size) {
      const UnpackedText read = unpack(packed.substr(0, size), 13);
      EXPECT_EQ(read.error, "TruncatedInput") << size;
      EXPECT_TRUE(text.starts_with(read.text)) << size;
    }
  }
}

TEST(Unpack, an_altered_archive_is_noticed) {
  const std::string text = usage();
  for (std::string packed : {gzip(text), zstd(text)}) {
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x10);
    EXPECT_NE(unpack(packed).error, "");
  }
}

TEST(Unpack, the_end_is_the_end_however_often_one_asks) {
  const auto source = unpacking(std::make_unique<ChunkSource>(gzip("a") + std::string(3, '\0'), 1));
  std::array<char, 4> buffer{};
  EXPECT_EQ(source->read(buffer.data(), buffer.size()).value(), 1U);
  EXPECT_EQ(source->read(buffer.data(), buffer.size()).value(), 0U);
  EXPECT_EQ(source->read(buffer.data(), buffer.size()).value(), 0U);
}

TEST(Unpack, the_fuzz_corpus_is_replayed) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("fuzz/corpus/unpack")) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    check_unpacking(std::string{std::istreambuf_iterator<char>(file), {}});
    ++files;
  }
  EXPECT_GT(files, 2);
}

UnpackedText unpack_as(std::string_view packed, const UnpackOptions& options) {
  return unpack_up_to(packed, 1 << 20, 1 << 16, std::string_view::npos, options);
}

TEST(Unpack, a_bomb_is_given_up_once_it_is_known_as_one) {
  const std::string zeros(20 * 1024 * 1024, '\0');
  const UnpackOptions careful{Packing::by_content, 500};
  for (const std::string& packed : {gzip(zeros), zstd(zeros)}) {
    const UnpackedText read = unpack_as(packed, careful);
    EXPECT_EQ(read.error, "UnpacksTooFar");
    EXPECT_LT(read.text.size(), 2U * unpacked_bytes_free);
    EXPECT_EQ(unpack_as(packed, {}).text.size(), zeros.size()) << "a file of one's own is read";
  }
  const std::string text = usage();
  EXPECT_EQ(unpack_as(gzip(text), careful).text, text);
  std::string small(unpacked_bytes_free, '\0');
  EXPECT_EQ(unpack_as(gzip(small), careful).error, "") << "so little harms nobody";
}

TEST(Unpack, what_is_not_packed_as_said_is_refused) {
  const std::string text = usage();
  EXPECT_EQ(unpack_as(gzip(text), {Packing::gzip, {}}).text, text);
  EXPECT_EQ(unpack_as(zstd(text), {Packing::zstd, {}}).text, text);
  EXPECT_EQ(unpack_as(zstd(text), {Packing::gzip, {}}).error, "NotPacked");
  EXPECT_EQ(unpack_as(gzip(text), {Packing::zstd, {}}).error, "NotPacked");
  EXPECT_EQ(unpack_as(text, {Packing::gzip, {}}).error, "NotPacked");
  EXPECT_EQ(unpack_as("", {Packing::zstd, {}}).error, "NotPacked");
}

}  // namespace
}  // namespace tollbridge::intake::compression
