// SPDX-License-Identifier: Apache-2.0
// A command line sent to a server, with the files it reads: one line of JSON
//   {"arguments":["usage","import","a.csv"],"directory":"/home/anna","files":["a.csv"]}
// and after it each file, in that order, in pieces: its length in hexadecimal, a newline, the
// bytes; a piece of length 0 ends the file. No file needs to fit in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.h"
#include "core/result.h"

namespace tollbridge::server {

inline constexpr std::size_t command_header_bytes_max = 256 * 1024;
inline constexpr std::size_t command_piece_bytes_max = 1024 * 1024;

struct CommandHeader {
  std::vector<std::string> arguments;
  std::string directory;  // the caller's working directory
  std::vector<std::string> files;
};

std::string command_header_line(const CommandHeader& header);
// A piece of a file; an empty one ends it.
std::string piece_head(std::size_t bytes);

// Reads the frames of a body, in order. One thread but for stop().
class CommandReader {
 public:
  explicit CommandReader(api::BodyStream& body) : body_(body) {}

  // Called first, once. Errors: InvalidCommand, those of the stream.
  Result<CommandHeader> header();
  // Bytes of the current file, at most `capacity`; 0 at its end, and the next call reads the next
  // file. Errors: InvalidCommand when the frames are broken or end early; those of the stream.
  Result<std::size_t> read(char* buffer, std::size_t capacity);
  // Ends a read() that waits for the caller; see BodyStream::stop. Any thread.
  void stop() { body_.stop(); }

 private:
  Result<std::string> line(std::size_t bytes_max);
  Status fill();  // at least one byte in rest_, or an Error

  api::BodyStream& body_;
  std::string_view rest_;       // of what the stream gave last
  std::size_t piece_left_ = 0;  // of the current piece
};

}  // namespace tollbridge::server
