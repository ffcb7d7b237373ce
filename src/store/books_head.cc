// SPDX-License-Identifier: Apache-2.0
#include "store/books_head.h"

#include <charconv>
#include <string_view>

#include "store/row_sum.h"

namespace tollbridge::store {
namespace {

std::string text_of(const BooksHead& head) {
  const std::string body = "tollbridge books head 1\ncommit " + std::to_string(head.commit) +
                           "\nhash " + head.hash + "\n";
  return body + "sum " + row_sum_text(sha256(body)) + "\n";
}

// The rest of the first line that begins with `word`.
std::string_view field(std::string_view text, std::string_view word) {
  const auto at = text.find("\n" + std::string(word) + " ");
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + word.size() + 2);
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string books_head_path(const std::string& directory) { return directory + "/books.head"; }

Result<std::optional<BooksHead>> read_books_head(Disk& disk, const std::string& directory) {
  const std::string path = books_head_path(directory);
  auto text = disk.read_all(path);
  if (!text) {
    if (text.error().kind == ErrorKind::not_found) return std::nullopt;
    return pass(text);
  }
  BooksHead head;
  const std::string_view number = field(*text, "commit");
  head.hash = field(*text, "hash");
  const auto read = std::from_chars(number.data(), number.data() + number.size(), head.commit);
  // Written again it must be the same text: that covers every bit of the file.
  if (read.ec != std::errc{} || text_of(head) != *text) {
    return fail(ErrorKind::damaged, "BooksDamaged",
                "'" + path + "' is damaged: it fails its checksum. Nothing may be billed from "
                "these books: restore a backup.");
  }
  return head;
}

Status write_books_head(Disk& disk, const std::string& directory, const BooksHead& head) {
  return disk.replace(books_head_path(directory), text_of(head));
}

}  // namespace tollbridge::store
