// SPDX-License-Identifier: Apache-2.0
// A scenario's text: one statement per line, its block indented below it (README.md).
//
// Pure values. What the statements mean is decided by the player (player.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::scenarios {

struct Statement {
  std::int64_t line = 0;           // in its file, from 1
  std::string text;                // as written, blanks between words made one
  std::vector<std::string> words;  // never empty; "quoted words" without their quotes
  std::vector<std::string> block;  // indented lines below, without the indent

  [[nodiscard]] std::string block_text() const;  // joined, each line ended
  // The statement without its first `count` words, for statements about statements.
  [[nodiscard]] Statement behind(std::size_t count) const;
};

struct Scenario {
  std::string title;  // the sentence in the first comment
  std::vector<Statement> statements;
};

// Errors: InvalidScenario, with the line.
Result<Scenario> parse_scenario(std::string_view text);

// "2026-10-05", "2026-10-05T10", "2026-10-05T10:40", "2026-10-05T10:40:30": all of them UTC.
// Errors: InvalidTime.
Result<Instant> parse_scenario_time(std::string_view text);

// Reads a statement's words from left to right; the first fault stays.
class Words {
 public:
  Words(const Statement& statement, std::size_t first);

  [[nodiscard]] bool done() const { return next_ == statement_.words.size() || fault_.has_value(); }
  bool take(std::string_view word);   // steps over `word` if it is next
  std::string text(std::string_view what);  // the next word
  Instant time(std::string_view what);
  Hour hour(std::string_view what);
  Period period();
  void fail_at(const std::string& message);
  // An Error if a word was missing, unreadable or left over. Errors: InvalidScenario.
  [[nodiscard]] Status finish() const;

 private:
  const Statement& statement_;
  std::size_t next_;
  std::optional<Error> fault_;
};

}  // namespace tollbridge::scenarios
