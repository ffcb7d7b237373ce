// SPDX-License-Identifier: Apache-2.0
#include "delivery/mail.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/base64.h"
#include "core/sha256.h"

namespace tollbridge::delivery {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t mailbox_bytes_max = 254;
constexpr std::size_t line_letters_max = 76;
constexpr std::size_t word_bytes_max = 39;  // of an encoded word: a line has at most 76 letters
constexpr std::size_t name_bytes_max = 120;
constexpr std::size_t boundary_digits = 32;
constexpr std::string_view repeat_told =
    "\n\nThis mail may have reached you before: it is a repeat under the same Message-ID.\n";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

// Parts between dots, none of them empty.
template <class Allowed>
bool is_dotted(std::string_view text, Allowed allowed) {
  bool fresh = true;
  for (const char c : text) {
    if (c == '.' ? fresh : !allowed(c)) return false;
    fresh = c == '.';
  }
  return !fresh;
}

bool continues_letter(char c) { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; }

// At most `bytes` of UTF-8, whole letters where it is any.
std::size_t letters_within(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size();
  std::size_t end = bytes;
  while (end > 0 && continues_letter(text[end])) --end;
  return end == 0 ? bytes : end;
}

// RFC 2047, folded: whatever the text is, it stays within its header.
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    const std::size_t length = letters_within(text, word_bytes_max);
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return words;
}

std::string wrapped_base64(std::string_view bytes) {
  const std::string text = base64(bytes);
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += line_letters_max) {
    lines += text.substr(at, line_letters_max) + std::string(crlf);
  }
  return lines;
}

// As every file system takes it: names are ours, but begin with what a party is called.
std::string file_name(std::string_view name) {
  std::string safe(name.substr(0, name_bytes_max));
  for (char& c : safe) {
    if (!is_letter_or_digit(c) && c != '-' && c != '_' && c != '.') c = '_';
  }
  return safe;
}

// "Tue, 24 Nov 2026 02:30:00 +0000"
std::string date_line(Instant instant) {
  using std::chrono::days;
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day date(day);
  const std::string time = to_string(std::chrono::floor<std::chrono::seconds>(instant));
  const auto month = static_cast<unsigned>(date.month());
  return std::string(names.at(std::chrono::weekday(day).c_encoding())) + ", " +
         std::to_string(static_cast<unsigned>(date.day())) + " " + months.at(month - 1) + " " +
         std::to_string(static_cast<int>(date.year())) + " " + time.substr(11, 8) + " +0000";
}

std::string part(const std::string& boundary, const std::string& headers, std::string_view bytes) {
  return "--" + boundary + "\r\n" + headers + "Content-Transfer-Encoding: base64\r\n\r\n" +
         wrapped_base64(bytes);
}

std::string headers_of(const Mail& mail, const std::string& boundary) {
  std::string to;
  for (const std::string& one : mail.to) to += (to.empty() ? "<" : ",\r\n <") + one + ">";
  return "Date: " + date_line(mail.sent_at) + "\r\nFrom: <" + mail.from + ">\r\nTo: " + to +
         "\r\nSubject: " + encoded_words(mail.subject) + "\r\nMessage-ID:\r\n <" + mail.id +
         mail.from.substr(mail.from.rfind('@')) +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
}

}  // namespace

Status check_mailbox(std::string_view mailbox) {
  const std::size_t at = mailbox.rfind('@');
  const auto in_domain = [](char c) { return is_letter_or_digit(c) || c == '-'; };
  if (at != std::string_view::npos && mailbox.size() <= mailbox_bytes_max &&
      is_dotted(mailbox.substr(0, at), is_atom) && is_dotted(mailbox.substr(at + 1), in_domain)) {
    return {};
  }
  return fail(ErrorKind::invalid, "InvalidMailbox",
              "'" + std::string(mailbox.substr(0, mailbox_bytes_max)) +
                  "' is no address of mail; write it like invoices@contoso.example.");
}

Result<std::string> mail_bytes(const Mail& mail) {
  if (auto from = check_mailbox(mail.from); !from) return pass(from);
  if (mail.to.empty()) return fail(ErrorKind::invalid, "InvalidMailbox", "Nobody is to get it.");
  for (const std::string& one : mail.to) {
    if (auto to = check_mailbox(one); !to) return pass(to);
  }
  // Base64 has no '_', so no part can hold it.
  const std::string boundary = "=_" + hex(sha256(mail.id)).substr(0, boundary_digits);
  std::string bytes = headers_of(mail, boundary);
  bytes += part(boundary, "Content-Type: text/plain; charset=utf-8\r\n",
                mail.text + std::string(mail.repeat ? repeat_told : ""));
  for (const Attachment& one : mail.attachments) {
    bytes += part(boundary,
                  "Content-Type: " + one.content_type +
                      "\r\nContent-Disposition: attachment;\r\n filename=\"" +
                      file_name(one.name) + "\"\r\n",
                  one.bytes);
  }
  return bytes + "--" + boundary + "--\r\n";
}

}  // namespace tollbridge::delivery
