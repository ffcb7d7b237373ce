// SPDX-License-Identifier: Apache-2.0
// Goal: what a client's bytes mean does not depend on how they are cut on their way, and what
// fuzzing finds stays found. Method: every file of the fuzzer's corpus, and requests made up by
// RapidCheck, are heard whole and in pieces.
#include "api/http/request_parser.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "api/http/fuzz_check.h"

namespace tollbridge::api::http {
namespace {

TEST(RequestCorpus, every_file_is_replayed) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("fuzz/corpus/request")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    check_request_bytes(bytes);
    ++files;
  }
  EXPECT_GE(files, 30);
}

std::string chunks_of(const std::string& body, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string piece = body.substr(at, size);
    char line[16];
    std::snprintf(line, sizeof(line), "%zx\r\n", piece.size());
    text += line + piece + "\r\n";
  }
  return text + "0\r\n\r\n";
}

RC_GTEST_PROP(RequestParser, hears_every_body_in_any_chunks_and_cuts, ()) {
  const auto body = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto chunk = *rc::gen::inRange<std::size_t>(1, 50);
  const auto step = *rc::gen::inRange<std::size_t>(1, 50);
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\n";
  const std::string bytes =
      head + "Transfer-Encoding: chunked\r\n\r\n" + chunks_of(body, chunk) + head +
      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const auto heard = hear(bytes, step);
  RC_ASSERT(heard.size() == 2U);
  for (const Heard& one : heard) {
    RC_ASSERT(one.error.empty());
    RC_ASSERT(one.body == body);
  }
}

RC_GTEST_PROP(RequestParser, hears_damaged_bytes_the_same_in_any_cuts, ()) {
  std::string bytes =
      "POST /v1/a%20b?x=%41+y HTTP/1.1\r\nHost: a:80\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;e=f\r\nabc\r\n0\r\nT: u\r\n\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n";
  const auto changes = *rc::gen::inRange(1, 5);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::oneOf(rc::gen::arbitrary<char>(),
                                rc::gen::elementOf(std::string("\r\n :;0f%/.,")));
  }
  check_request_bytes(bytes);
}

}  // namespace
}  // namespace tollbridge::api::http
