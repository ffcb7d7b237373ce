// SPDX-License-Identifier: Apache-2.0
// Goal: a command's files arrive as they were sent, however the network cuts them, and broken
// frames are told. Method: random files in random cuts; frames damaged by hand.
#include "server/command_frames.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/body_testing.h"

namespace tollbridge::server {
namespace {

std::string whole_file(CommandReader& reader) {
  std::string content;
  char buffer[7];
  while (true) {
    auto taken = reader.read(buffer, sizeof buffer);
    if (!taken) return "error " + taken.error().code;
    if (*taken == 0) return content;
    content.append(buffer, *taken);
  }
}

std::string code_of(const std::string& bytes) {
  CutBody body(bytes, 3);
  CommandReader reader(body);
  auto header = reader.header();
  return header ? whole_file(reader) : header.error().code;
}

RC_GTEST_PROP(CommandFrames, files_arrive_as_they_were_sent_however_they_are_cut,
              (std::vector<std::string> files, std::vector<std::string> words)) {
  const auto piece = *rc::gen::inRange<std::size_t>(1, 20);
  CommandHeader header{words, "/home/anna", {}};
  std::string bytes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    header.files.push_back("file " + std::to_string(i));
    for (std::size_t at = 0; at < files[i].size(); at += piece) {
      const std::string part = files[i].substr(at, piece);
      bytes += piece_head(part.size()) + part;
    }
    bytes += piece_head(0);
  }
  CutBody body(command_header_line(header) + bytes, *rc::gen::inRange<std::size_t>(1, 50));
  CommandReader reader(body);
  auto read = reader.header();
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->files == header.files);
  for (const std::string& file : files) RC_ASSERT(whole_file(reader) == file);
}

TEST(CommandFrames, what_is_no_command_is_refused) {
  EXPECT_EQ(code_of("hello\n"), "InvalidCommand");
  EXPECT_EQ(code_of(R"({"arguments":[1],"directory":"","files":[]})" "\n"), "InvalidCommand");
  EXPECT_EQ(code_of(R"({"arguments":[],"files":[]})" "\n"), "InvalidCommand");
  EXPECT_EQ(code_of(std::string(command_header_bytes_max + 10, 'x')), "InvalidCommand");
}

TEST(CommandFrames, a_file_cut_short_is_never_taken_for_a_whole_one) {
  const std::string head = command_header_line({{}, "", {"a"}});
  EXPECT_EQ(code_of(head + "5\nhello0\n"), "hello");
  EXPECT_EQ(code_of(head + "5\nhello"), "error InvalidCommand");
  EXPECT_EQ(code_of(head + "5\nhel"), "error InvalidCommand");
  EXPECT_EQ(code_of(head), "error InvalidCommand");
  EXPECT_EQ(code_of(head + "-5\nhello0\n"), "error InvalidCommand");
  EXPECT_EQ(code_of(head + "ffffff\nhello0\n"), "error InvalidCommand");
  EXPECT_EQ(code_of(head + "\nhello0\n"), "error InvalidCommand");
}

}  // namespace
}  // namespace tollbridge::server
