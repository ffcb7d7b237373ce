// SPDX-License-Identifier: Apache-2.0
#include "api/portal/pack.h"

#include <zlib.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace tollbridge::api::portal {
namespace {

constexpr std::string_view first_line = "tollbridge portal pack 1";
constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t files_max = 10'000;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::damaged, "PortalPackDamaged",
              "The portal in this program cannot be read: " + what + ".");
}

// The text up to `end`, taken away with it.
std::optional<std::string_view> cut(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return {};
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

std::optional<std::size_t> number(std::string_view digits, std::size_t most) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value > most) return {};
  return value;
}

struct Listed {
  std::string_view path;
  PackedFile file;
  std::size_t bytes = 0;
};

std::optional<Listed> read_line(std::string_view line) {
  std::array<std::string_view, 6> columns;
  for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
    const auto column = cut(line, '\t');
    if (!column) return {};
    columns.at(i) = *column;
  }
  columns.back() = line;
  const auto bytes = number(columns[4], file_bytes_max);
  const auto unpacked_bytes = number(columns[5], file_bytes_max);
  const bool gzip = columns[3] == "gzip";
  if (!bytes || !unpacked_bytes || (!gzip && columns[3] != "plain")) return {};
  return Listed{columns[0], {columns[1], columns[2], gzip, {}, *unpacked_bytes}, *bytes};
}

}  // namespace

Result<Pack> Pack::read(std::string_view text) {
  Pack pack;
  if (text.empty()) return pack;
  if (cut(text, '\n') != first_line) return damaged("it begins otherwise");
  const auto count = number(cut(text, '\n').value_or(""), files_max);
  if (!count) return damaged("it has no number of files");
  std::vector<Listed> listed;
  for (std::size_t i = 0; i < *count; ++i) {
    auto one = read_line(cut(text, '\n').value_or(""));
    if (!one) return damaged("line " + std::to_string(i + 3) + " names no file");
    listed.push_back(*one);
  }
  if (cut(text, '\n') != "") return damaged("no empty line follows its list");
  for (Listed& one : listed) {
    if (one.bytes > text.size()) return damaged("it ends too early");
    one.file.bytes = text.substr(0, one.bytes);
    text.remove_prefix(one.bytes);
    pack.files_.emplace(one.path, one.file);
  }
  if (!text.empty()) return damaged("something follows its last file");
  return pack;
}

const PackedFile* Pack::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

Result<std::string> unpacked(const PackedFile& file) {
  if (!file.gzip) return std::string(file.bytes);
  std::string text(file.unpacked_bytes, '\0');
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (inflateInit2(&stream, gzip_window) != Z_OK) return damaged("zlib does not begin");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.bytes.data()));
  stream.avail_in = static_cast<uInt>(file.bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int ended = inflate(&stream, Z_FINISH);
  const bool whole = ended == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) return damaged("a file does not unpack");
  return text;
}

}  // namespace tollbridge::api::portal
