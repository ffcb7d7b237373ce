// SPDX-License-Identifier: Apache-2.0
// Goal: a mail arrives as it was meant, whatever stands in the names it carries. Method: a mail
// whole, byte by byte; texts that try to add headers; properties over any subject and file.
#include "delivery/mail.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/base64.h"

namespace tollbridge::delivery {
namespace {

Mail small_mail() {
  return {.id = "msg_1",
          .from = "billing@nordic.example",
          .to = {"invoices@contoso.example"},
          .subject = "Invoice",
          .text = "Hello",
          .sent_at = parse_instant("2026-11-24T02:30:00.25Z").value(),
          .repeat = false,
          .attachments = {{"provider-000001.pdf", "application/pdf", "%PDF"}}};
}

std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = bytes.find("\r\n", at);
    EXPECT_NE(end, std::string::npos);
    if (end == std::string::npos) break;
    lines.push_back(bytes.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

// The subject as a reader of mail shows it.
std::string subject_of(const std::string& bytes) {
  const std::size_t begin = bytes.find("\r\nSubject: ") + 11;
  std::string_view folded =
      std::string_view(bytes).substr(begin, bytes.find("\r\nMessage-ID") - begin);
  std::string subject;
  constexpr std::string_view opening = "=?UTF-8?B?";
  while (!folded.empty()) {
    const std::size_t end = folded.find("?=", opening.size());
    subject += from_base64(folded.substr(opening.size(), end - opening.size())).value();
    folded.remove_prefix(std::min(end + 5, folded.size()));
  }
  return subject;
}

TEST(Mail, has_these_bytes) {
  auto lines = lines_of(mail_bytes(small_mail()).value());
  const std::vector<std::string> expected{
      "Date: Tue, 24 Nov 2026 02:30:00 +0000",
      "From: <billing@nordic.example>",
      "To: <invoices@contoso.example>",
      "Subject: =?UTF-8?B?SW52b2ljZQ==?=",
      "Message-ID:",
      " <msg_1@nordic.example>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: multipart/mixed;",
      " boundary=\"BOUNDARY\"",
      "",
      "--BOUNDARY",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      "SGVsbG8=",
      "--BOUNDARY",
      "Content-Type: application/pdf",
      "Content-Disposition: attachment;",
      " filename=\"provider-000001.pdf\"",
      "Content-Transfer-Encoding: base64",
      "",
      "JVBERg==",
      "--BOUNDARY--"};
  const std::string boundary = lines.at(11).substr(2);
  ASSERT_TRUE(boundary.starts_with("=_")) << "what base64 cannot hold";
  for (std::string& line : lines) {
    if (const auto at = line.find(boundary); at != std::string::npos) {
      line.replace(at, boundary.size(), "BOUNDARY");
    }
  }
  EXPECT_EQ(lines, expected);
}

TEST(Mail, that_may_have_arrived_says_so_under_the_same_id) {
  Mail mail = small_mail();
  const auto id_of = [](const std::string& bytes) {
    return bytes.substr(bytes.find("Message-ID"), 40);
  };
  const std::string first = mail_bytes(mail).value();
  mail.repeat = true;
  const std::string second = mail_bytes(mail).value();
  EXPECT_EQ(id_of(first), id_of(second));
  EXPECT_NE(first, second);
}

TEST(Mail, cannot_be_given_headers_by_the_names_in_it) {
  Mail mail = small_mail();
  mail.subject = "x\r\nBcc: <all@example.com>\r\n\r\n<b>";
  mail.attachments[0].name = "a\"\r\nX-Evil: 1\r\n\r\n\xC3\xA5.pdf";
  const auto lines = lines_of(mail_bytes(mail).value());
  for (const std::string& line : lines) {
    EXPECT_FALSE(line.starts_with("Bcc") || line.starts_with("X-Evil")) << line;
  }
}

TEST(Mailbox, that_is_none_is_refused) {
  for (const char* text : {"", "a", "@b", "a@", "a@b@c", "a b@c.d", "a@b c", "<a@b.c>", "a@b..c",
                           ".a@b.c", "a.@b.c", "a@b.c\r\nBcc: d@e.f", "\"a\"@b.c",
                           "\xC3\xA5@b.c"}) {
    EXPECT_FALSE(check_mailbox(text)) << text;
    Mail mail = small_mail();
    mail.to.emplace_back(text);
    EXPECT_FALSE(mail_bytes(mail)) << text;
  }
  for (const char* text : {"a@b", "first.last+tag@mail.contoso.example", "o'neil@x-y.se"}) {
    EXPECT_TRUE(check_mailbox(text)) << text;
  }
  EXPECT_FALSE(check_mailbox(std::string(250, 'a') + "@b.se"));
  Mail nobody = small_mail();
  nobody.to.clear();
  EXPECT_FALSE(mail_bytes(nobody));
}

RC_GTEST_PROP(Mail, keeps_any_subject_and_file_in_short_lines_of_ascii,
              (const std::string& subject, const std::string& file)) {
  Mail mail = small_mail();
  mail.subject = subject;
  mail.attachments[0].bytes = file;
  const std::string bytes = mail_bytes(mail).value();
  RC_ASSERT(subject_of(bytes) == subject);
  std::string last;
  const auto lines = lines_of(bytes);
  for (const std::string& line : lines) {
    RC_ASSERT(line.size() <= 200U);
    for (const char c : line) RC_ASSERT(c >= ' ' && c <= '~');
  }
  std::string kept;
  for (auto at = lines.end() - 2; !at->empty(); --at) kept = *at + kept;
  RC_ASSERT(from_base64(kept) == file);
}

}  // namespace
}  // namespace tollbridge::delivery
