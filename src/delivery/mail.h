// SPDX-License-Identifier: Apache-2.0
// A mail with files, as the bytes an SMTP server is given: ASCII, in short lines that end with
// CRLF. Texts of others (subjects, names of files) cannot add a header or a part. The
// same mail gives the same bytes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::delivery {

struct Attachment {
  std::string name;          // "provider-000001.pdf"
  std::string content_type;  // "application/pdf": ours, never of others
  std::string bytes;
};

struct Mail {
  std::string id;  // of the message; the Message-ID is this at the sender's domain
  std::string from;
  std::vector<std::string> to;
  std::string subject;
  std::string text;
  Instant sent_at{};
  bool repeat = false;  // it may have arrived before: the text then says so
  std::vector<Attachment> attachments;
};

// "name@domain" in letters, digits and what RFC 5321 allows without quotes; at most 254 bytes.
// Errors: InvalidMailbox.
Status check_mailbox(std::string_view mailbox);

// Errors: InvalidMailbox (also without anybody to send it to).
Result<std::string> mail_bytes(const Mail& mail);

}  // namespace tollbridge::delivery
