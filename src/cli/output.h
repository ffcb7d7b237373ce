// SPDX-License-Identifier: Apache-2.0
// Where results go: tables for people, or exactly one JSON document with --json. Logs and
// progress go to the error stream and never here. Text for people is made printable: bytes from a
// file or a damaged store never steer a terminal (core/printable.h).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "core/json.h"
#include "cli/table.h"
#include "core/result.h"

namespace tollbridge::cli {

inline constexpr std::size_t terminal_columns = 80;

class Output {
 public:
  struct Mode {
    bool json = false;
    bool wide = false;
  };
  Output(std::ostream& out, std::ostream& log, Mode mode) : out_(out), log_(log), mode_(mode) {}

  [[nodiscard]] bool json() const { return mode_.json; }

  void print(const Json& json);
  // Nothing is printed when JSON was asked for.
  void print(const Table& table);
  void line(std::string_view text = {});
  // A line that is there at once and in either form: somebody waits for it.
  void say(std::string_view text);
  // A paragraph, broken at 80 columns.
  void paragraph(std::string_view text, std::size_t indent = 0);

  // To the error stream.
  void log(std::string_view text);
  // Overwrites the last progress; only called when the error stream is a terminal.
  void progress(std::string_view text);

  // An error for people on the error stream, or as the JSON document.
  void error(const Error& error);

 private:
  std::ostream& out_;
  std::ostream& log_;
  Mode mode_;
  bool progress_shown_ = false;
};

// "1 tenant falls", "2 tenants fall".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

// The error document of contract.md.
std::string error_json(const Error& error);
// The error for people: code, rule, place, what to do, and every detail.
std::string error_text(const Error& error);

}  // namespace tollbridge::cli
