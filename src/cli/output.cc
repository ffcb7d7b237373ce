// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <ostream>

#include "core/printable.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t details_shown_max = 50;

void append_headline(std::string& text, const Error& error) {
  text += error.code;
  if (!error.rule.empty()) text += " (rule " + error.rule + ")";
  if (error.line > 0) text += ", line " + std::to_string(error.line);
  if (!error.path.empty()) text += ", " + error.path;
  text += ": " + error.message;
}

}  // namespace

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string error_json(const Error& error) {
  Json json;
  json.object().object("error");
  json.field("code", error.code).text_or_null("rule", error.rule).field("message", error.message);
  if (!error.path.empty()) json.field("path", error.path);
  if (error.line > 0) json.field("line", error.line);
  json.array("details");
  for (const Error& detail : error.details) {
    json.object().text_or_null("path", detail.path);
    if (detail.line > 0) {
      json.field("line", detail.line);
    } else {
      json.null("line");
    }
    json.field("code", detail.code);
    if (!detail.rule.empty()) json.field("rule", detail.rule);
    json.field("message", detail.message).end();
  }
  json.end().end().end();
  return json.text();
}

std::string error_text(const Error& error) {
  std::string text = "error: ";
  append_headline(text, error);
  text += '\n';
  std::size_t shown = 0;
  const bool only_itself = error.details.size() == 1 && error.details[0].code == error.code &&
                           error.details[0].message == error.message;
  for (const Error& detail : error.details) {
    if (only_itself) break;
    if (shown++ == details_shown_max) {
      text += "  … and " + std::to_string(error.details.size() - details_shown_max) +
              " more; --json lists all\n";
      break;
    }
    text += "  - ";
    append_headline(text, detail);
    text += '\n';
  }
  return text;
}

void Output::print(const Json& json) { out_ << json.text() << '\n'; }

void Output::print(const Table& table) {
  if (!mode_.json) out_ << table.text(mode_.wide ? 0 : terminal_columns);
}

void Output::line(std::string_view text) {
  if (!mode_.json) out_ << printable(text) << '\n';
}

void Output::say(std::string_view text) { out_ << text << std::endl; }

void Output::paragraph(std::string_view text, std::size_t indent) {
  if (!mode_.json) out_ << wrapped(printable(text), terminal_columns, indent);
}

void Output::log(std::string_view text) {
  if (progress_shown_) log_ << "\r\x1b[K";
  progress_shown_ = false;
  log_ << printable(text) << '\n' << std::flush;
}

void Output::progress(std::string_view text) {
  log_ << "\r\x1b[K" << printable(text) << std::flush;
  progress_shown_ = !text.empty();
}

void Output::error(const Error& error) {
  if (progress_shown_) progress({});
  out_.flush();
  if (mode_.json) {
    out_ << error_json(error) << '\n';
  } else {
    log_ << printable(error_text(error)) << std::flush;
  }
}

}  // namespace tollbridge::cli
