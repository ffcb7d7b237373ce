// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/scenario.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tollbridge::scenarios {
namespace {

Error fault_at(std::int64_t line, std::string message) {
  Error error{ErrorKind::invalid, "InvalidScenario", std::move(message), {}, {}, 0, {}};
  error.line = line;
  return error;
}

std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == '#' && !quoted && (i == 0 || line[i - 1] == ' ')) return line.substr(0, i);
  }
  return line;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool began = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      began = true;
    } else if (c == ' ' && !quoted) {
      if (began) words.push_back(std::exchange(word, {}));
      began = false;
    } else {
      word += c;
      began = true;
    }
  }
  if (began) words.push_back(word);
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    const bool quotes = word.empty() || word.find(' ') != std::string::npos;
    text += (text.empty() ? "" : " ") + (quotes ? '"' + word + '"' : word);
  }
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string Statement::block_text() const {
  std::string lines;
  for (const std::string& each : block) lines += each + '\n';
  return lines;
}

Statement Statement::behind(std::size_t count) const {
  Statement rest = *this;
  const auto taken = static_cast<std::ptrdiff_t>(std::min(count, words.size()));
  rest.words.erase(rest.words.begin(), rest.words.begin() + taken);
  rest.text = joined(rest.words);
  return rest;
}

Result<Scenario> parse_scenario(std::string_view text) {
  Scenario scenario;
  std::int64_t number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    if (line.starts_with("# ") && scenario.title.empty()) scenario.title = line.substr(2);
    if (line.starts_with("  ")) {
      if (scenario.statements.empty()) {
        return std::unexpected(fault_at(number, "An indented line needs a statement above it."));
      }
      scenario.statements.back().block.emplace_back(line.substr(2));
      continue;
    }
    std::vector<std::string> words = words_of(without_comment(line));
    if (words.empty()) continue;
    scenario.statements.push_back({number, joined(words), std::move(words), {}});
  }
  if (scenario.title.empty()) {
    return std::unexpected(fault_at(1, "A scenario opens with '# ' and the sentence it shows."));
  }
  return scenario;
}

Result<Instant> parse_scenario_time(std::string_view text) {
  std::string whole(text);
  if (whole.size() == 10) whole += "T00:00:00";
  if (whole.size() == 13) whole += ":00:00";
  if (whole.size() == 16) whole += ":00";
  return parse_instant(whole + "Z");
}

Words::Words(const Statement& statement, std::size_t first)
    : statement_(statement), next_(std::min(first, statement.words.size())) {}

bool Words::take(std::string_view word) {
  if (done() || statement_.words[next_] != word) return false;
  ++next_;
  return true;
}

std::string Words::text(std::string_view what) {
  if (done()) {
    fail_at("needs " + std::string(what));
    return {};
  }
  return statement_.words[next_++];
}

Instant Words::time(std::string_view what) {
  const std::string word = text(what);
  const auto parsed = parse_scenario_time(word);
  if (!parsed) fail_at("'" + word + "' is no time");
  return parsed.value_or(Instant{});
}

Hour Words::hour(std::string_view what) { return Hour::containing(time(what)); }

Period Words::period() {
  const std::string word = text("a period");
  const auto parsed = Period::parse(word);
  if (!parsed) fail_at("'" + word + "' is no period");
  return parsed.value_or(Period::from_index(0));
}

void Words::fail_at(const std::string& message) {
  if (!fault_) fault_ = fault_at(statement_.line, "'" + statement_.text + "' " + message + ".");
}

Status Words::finish() const {
  if (fault_) return std::unexpected(*fault_);
  if (next_ == statement_.words.size()) return {};
  return std::unexpected(fault_at(statement_.line, "'" + statement_.text + "' has the word '" +
                                                       statement_.words[next_] +
                                                       "' too many."));
}

}  // namespace tollbridge::scenarios
