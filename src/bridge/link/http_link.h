// SPDX-License-Identifier: Apache-2.0
// The link over HTTP/1.1 with libcurl: one kept connection, TLS 1.2 or later with checked
// certificates, no redirections, no proxy of the environment, bounded times and answers.
//
//   standing   GET  <endpoint>/v1/stacks/<cloud id>/batches?from=N
//   send       POST <endpoint>/v1/stacks/<cloud id>/batches
//   fetch      GET  <endpoint>/v1/stacks/<cloud id>/batches/N
//
// Errors beside those of link.h, all io: CommerceUnreachable (no connection, no name, a
// certificate that is not trusted), LinkBroken (cut on the way, or too slow), LinkNotEncrypted
// (plain HTTP to another machine), AnswerWrong (longer than it may be, or no answer of commerce:
// answers.h). LinkStopped (busy): `stopping` said so.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "bridge/link.h"
#include "core/ids.h"

namespace tollbridge::bridge::link {

inline constexpr std::string_view batch_content_type = "application/vnd.tollbridge.batch";

struct LinkTimes {
  long connect_seconds = 10;
  // Of a request; one that carries a batch gets a second more for each 16 KiB.
  long whole_seconds = 120;
  // With less than 1 KiB a second for so long the request is given up; commerce may think so long.
  long silence_seconds = 60;
};

struct LinkOptions {
  std::string endpoint;  // of the activation key: http(s)://host[:port][/path]
  StackId stack;
  std::string ca_file;  // certificates trusted instead of the system's; empty: the system's
  bool plain_http_anywhere = false;  // else only to this machine itself
  // A new bearer token for each request. Its errors are passed on.
  std::function<Result<std::string>()> token;
  // Asked from time to time, at least every second; true ends the request under way.
  std::function<bool()> stopping = [] { return false; };
  LinkTimes times;
};

class HttpLink final : public Link {
 public:
  explicit HttpLink(LinkOptions options);
  ~HttpLink() override;
  HttpLink(const HttpLink&) = delete;
  HttpLink& operator=(const HttpLink&) = delete;

  Result<Standing> standing(std::uint64_t from) override;
  Result<std::string> send(std::string_view batch) override;
  Result<std::string> fetch(std::uint64_t number) override;
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const override {
    return retry_after_;
  }

 private:
  struct Connection;
  struct Question;

  // The body of a 200.
  Result<std::string> ask(const Question& question);

  LinkOptions options_;
  std::string url_;
  std::unique_ptr<Connection> connection_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace tollbridge::bridge::link
