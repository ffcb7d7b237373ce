// SPDX-License-Identifier: Apache-2.0
// A command is a row of data: its words, its parameters, a text that teaches, and what it runs.
// The parser (parse.h) and the help (help.h) are made from these rows; commands.h lists them.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/host.h"
#include "cli/output.h"
#include "core/result.h"
#include "core/time.h"
#include "ops/config.h"

namespace tollbridge::cli {

enum class Takes : std::uint8_t { flag, value, values };

struct Parameter {
  std::string name;  // "--dry-run", or in capitals a word that stands by itself: "PERIOD"
  Takes takes = Takes::value;
  bool required = false;
  std::string help;
  std::string value_name;             // of an option that takes one: "T", "FILE"
  std::vector<std::string> choices;   // if only these are allowed

  [[nodiscard]] bool positional() const { return !name.starts_with("-"); }
};

inline Parameter flag(std::string name, std::string help) {
  return {std::move(name), Takes::flag, false, std::move(help), {}, {}};
}
inline Parameter option(std::string name, std::string value_name, std::string help) {
  return {std::move(name), Takes::value, false, std::move(help), std::move(value_name), {}};
}
inline Parameter required_option(std::string name, std::string value_name, std::string help) {
  return {std::move(name), Takes::value, true, std::move(help), std::move(value_name), {}};
}
inline Parameter many(Parameter parameter) {
  parameter.takes = Takes::values;
  return parameter;
}
inline Parameter one_of(Parameter parameter, std::vector<std::string> choices) {
  parameter.choices = std::move(choices);
  return parameter;
}
inline Parameter word(std::string name, std::string help) {
  return {std::move(name), Takes::value, true, std::move(help), {}, {}};
}
inline Parameter optional_word(std::string name, std::string help) {
  return {std::move(name), Takes::value, false, std::move(help), {}, {}};
}

// Exit codes of contract.md. `refused` comes only from errors of kind refused.
enum class Exit : int { done = 0, failed = 1, wrong_usage = 2, refused = 3 };

// What a command is given besides its arguments.
struct Context {
  Host& host;
  Output& out;
  Instant now;             // --now, or the clock when the command began
  bool now_given = false;  // time stands still: durations are 0

  std::int64_t begun_nanoseconds = 0;  // of Host::mono_nanoseconds
  ops::Config config = ops::Config();  // of --config and DATA/config.yaml
  // Since the command began, for "duration_s": "1.234".
  [[nodiscard]] std::string duration_s() const;
};

// Where a command may run.
enum class Runs : std::uint8_t {
  with_stores,  // where books and journal are: here, or at the server that has them open
  anywhere,     // needs neither
  alone,        // here, on a data directory that no server has open
};

struct Command {
  std::string words;    // "close", "usage import"
  std::string summary;  // one line, for the list
  std::string text;     // what it does and what comes next; paragraphs separated by '\n'
  std::vector<std::string> examples;
  std::vector<Parameter> parameters;
  Result<Exit> (*run)(const Arguments& arguments, Context& context) = nullptr;
  Runs runs = Runs::with_stores;
  std::string streamed{};  // the parameter that names files of any size: "FILE"
  bool slow = false;  // may take minutes: a server runs it beside its other work
};

}  // namespace tollbridge::cli
