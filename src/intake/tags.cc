// SPDX-License-Identifier: Apache-2.0
#include "intake/tags.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "intake/text.h"

namespace tollbridge::intake {
namespace {

constexpr int depth_max = 32;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  const auto tail = [&](int shift) { byte(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12));
    tail(6);
    tail(0);
  } else {
    byte(0xF0U | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string json_string(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20) {
      out += {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15U]};
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Reads JSON and says it again canonically; empty where the text is no JSON.
class Canonical {
 public:
  explicit Canonical(std::string_view text) : rest_(text) {}

  std::optional<std::string> object_alone() {
    skip_blanks();
    if (rest_.empty() || rest_[0] != '{') return std::nullopt;
    auto text = value(0);
    skip_blanks();
    return rest_.empty() ? text : std::nullopt;
  }

 private:
  using Text = std::optional<std::string>;

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
  }

  bool accept(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Text value(int depth) {
    skip_blanks();
    if (rest_.empty() || depth > depth_max) return std::nullopt;
    if (rest_[0] == '{') return object(depth);
    if (rest_[0] == '[') return array(depth);
    if (rest_[0] == '"') {
      const auto text = string();
      return text ? Text(json_string(*text)) : std::nullopt;
    }
    return word();
  }

  Text object(int depth) {
    rest_.remove_prefix(1);
    std::vector<std::pair<std::string, std::string>> members;
    if (!accept('}')) {
      do {
        skip_blanks();
        auto name = string();
        if (!name || !accept(':')) return std::nullopt;
        auto text = value(depth + 1);
        if (!text) return std::nullopt;
        members.emplace_back(std::move(*name), std::move(*text));
      } while (accept(','));
      if (!accept('}')) return std::nullopt;
    }
    return object_text(members);
  }

  static std::string object_text(std::vector<std::pair<std::string, std::string>>& members) {
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out = "{";
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i + 1 < members.size() && members[i + 1].first == members[i].first) continue;
      if (out.size() > 1) out += ',';
      out += json_string(members[i].first) + ":" + members[i].second;
    }
    return out + "}";
  }

  Text array(int depth) {
    rest_.remove_prefix(1);
    std::string out = "[";
    if (accept(']')) return out + "]";
    do {
      auto text = value(depth + 1);
      if (!text) return std::nullopt;
      if (out.size() > 1) out += ',';
      out += *text;
    } while (accept(','));
    return accept(']') ? Text(out + "]") : std::nullopt;
  }

  // A number, true, false or null, as written.
  Text word() {
    std::size_t size = 0;
    while (size < rest_.size() && !is_blank(rest_[size]) &&
           std::string_view(",:]}[{\"").find(rest_[size]) == std::string_view::npos) {
      ++size;
    }
    const std::string_view text = rest_.substr(0, size);
    const bool named = text == "true" || text == "false" || text == "null";
    const bool number =
        !text.empty() &&
        text.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
        text.find_first_of("0123456789") != std::string_view::npos;
    if (!named && !number) return std::nullopt;
    rest_.remove_prefix(size);
    return std::string(text);
  }

  Text string() {
    if (rest_.empty() || rest_[0] != '"') return std::nullopt;
    rest_.remove_prefix(1);
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\') {
        out.push_back(c);
      } else if (!escape(out)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  bool escape(std::string& out) {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == 'u') return unicode(out);
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const auto at = names.find(c);
    if (at == std::string_view::npos) return false;
    out.push_back(meant[at]);
    return true;
  }

  bool unicode(std::string& out) {
    auto code = hex4();
    if (!code) return false;
    if (*code >= 0xDC00 && *code < 0xE000) return false;
    if (*code >= 0xD800 && *code < 0xDC00) {
      if (!rest_.starts_with("\\u")) return false;
      rest_.remove_prefix(2);
      const auto low = hex4();
      if (!low || *low < 0xDC00 || *low >= 0xE000) return false;
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    }
    append_utf8(out, *code);
    return true;
  }

  std::optional<std::uint32_t> hex4() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const char c = rest_[i];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return std::nullopt;
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    rest_.remove_prefix(4);
    return code;
  }

  std::string_view rest_;
};

}  // namespace

std::string canonical_tags(std::string_view text) {
  const std::string_view bare = without_blanks_around(text);
  if (bare.empty() || bare == "null") return {};
  auto object = Canonical(bare).object_alone();
  if (!object) return std::string(text);
  return *object == "{}" ? std::string() : std::move(*object);
}

}  // namespace tollbridge::intake
