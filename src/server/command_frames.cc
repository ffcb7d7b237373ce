// SPDX-License-Identifier: Apache-2.0
#include "server/command_frames.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace tollbridge::server {
namespace {

std::unexpected<Error> broken(const std::string& what) {
  return fail(ErrorKind::invalid, "InvalidCommand",
              "The command sent is broken: " + what + "; use the client of this version.");
}

bool strings(const nlohmann::json& json, std::string_view name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_array() &&
         std::ranges::all_of(*found, [](const auto& one) { return one.is_string(); });
}

}  // namespace

std::string command_header_line(const CommandHeader& header) {
  Json json;
  json.object().array("arguments");
  for (const std::string& argument : header.arguments) json.value(argument);
  json.end().field("directory", header.directory).array("files");
  for (const std::string& file : header.files) json.value(file);
  json.end().end();
  return json.text() + "\n";
}

std::string piece_head(std::size_t bytes) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes, 16).ptr;
  return std::string(digits, end) + "\n";
}

Status CommandReader::fill() {
  if (!rest_.empty()) return {};
  auto more = body_.next();
  if (!more) return pass(more);
  if (more->empty()) return broken("it ends too early");
  rest_ = *more;
  return {};
}

Result<std::string> CommandReader::line(std::size_t bytes_max) {
  std::string text;
  while (true) {
    if (auto filled = fill(); !filled) return pass(filled);
    const auto end = rest_.find('\n');
    text += rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (text.size() > bytes_max) return broken("a line of it is too long");
    if (end != std::string_view::npos) return text;
  }
}

Result<CommandHeader> CommandReader::header() {
  auto text = line(command_header_bytes_max);
  if (!text) return pass(text);
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || !strings(json, "arguments") || !strings(json, "files") ||
      !json.contains("directory") || !json["directory"].is_string()) {
    return broken("its first line is no command");
  }
  return CommandHeader{json["arguments"].get<std::vector<std::string>>(),
                       json["directory"].get<std::string>(),
                       json["files"].get<std::vector<std::string>>()};
}

Result<std::size_t> CommandReader::read(char* buffer, std::size_t capacity) {
  if (piece_left_ == 0) {
    auto head = line(8);
    if (!head) return pass(head);
    const char* last = head->data() + head->size();
    const auto [end, error] = std::from_chars(head->data(), last, piece_left_, 16);
    if (error != std::errc() || end != last || piece_left_ > command_piece_bytes_max) {
      piece_left_ = 0;
      return broken("the length of a piece is wrong");
    }
    if (piece_left_ == 0) return 0;
  }
  if (auto filled = fill(); !filled) return pass(filled);
  const std::size_t taken = std::min({capacity, piece_left_, rest_.size()});
  std::memcpy(buffer, rest_.data(), taken);
  rest_.remove_prefix(taken);
  piece_left_ -= taken;
  return taken;
}

}  // namespace tollbridge::server
