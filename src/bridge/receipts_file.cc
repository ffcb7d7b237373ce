// SPDX-License-Identifier: Apache-2.0
#include "bridge/receipts_file.h"

namespace tollbridge::bridge {
namespace {

constexpr std::string_view headline = "tollbridge receipts 1";
constexpr std::string_view stack_word = "stack ";
constexpr std::string_view receipt_word = "receipt ";
constexpr std::string_view end_word = "end ";

std::unexpected<Error> not_receipts() {
  return fail(ErrorKind::invalid, "NotReceipts",
              "This is no file of receipts, which commerce writes when a parcel is taken: "
              "tollbridge bridge import.");
}

// The next line, and what is left after it; a carriage return at its end is no part of it.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::vector<std::string> receipts_lines(const ReceiptsFile& file) {
  std::vector<std::string> lines{std::string(headline),
                                 std::string(stack_word) + file.stack.text()};
  for (const std::string& receipt : file.receipts) {
    lines.push_back(std::string(receipt_word) + receipt);
  }
  lines.push_back(std::string(end_word) + std::to_string(file.receipts.size()));
  return lines;
}

Result<ReceiptsFile> read_receipts_file(std::string_view text) {
  if (next_line(text) != headline) return not_receipts();
  const std::string_view stack = next_line(text);
  if (!stack.starts_with(stack_word)) return not_receipts();
  ReceiptsFile file;
  file.stack = StackId(std::string(stack.substr(stack_word.size())));
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line == std::string(end_word) + std::to_string(file.receipts.size())) return file;
    if (!line.starts_with(receipt_word)) break;
    file.receipts.emplace_back(line.substr(receipt_word.size()));
  }
  return fail(ErrorKind::invalid, "ReceiptsTorn",
              "The file of receipts is cut or garbled; copy it again, or import the parcel once "
              "more: commerce gives the same receipts.");
}

}  // namespace tollbridge::bridge
