// SPDX-License-Identifier: Apache-2.0
#include "stack/host/host_collector.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace tollbridge::stack::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 64 * 1024;

// '*' is any text, '?' any one character; a name that begins with a dot is hidden.
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') {
    return matches(pattern.substr(1), name) || (!name.empty() && matches(pattern, name.substr(1)));
  }
  if (name.empty() || (pattern.front() != '?' && pattern.front() != name.front())) return false;
  return matches(pattern.substr(1), name.substr(1));
}

// The file's text; empty if it is not there (a figure that the kernel does not offer).
std::optional<std::string> text_of(const fs::path& path, std::vector<std::string>& problems) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  std::ifstream file(path);
  std::string text(file_bytes_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file.is_open())) {
    problems.push_back(path.string() + " cannot be read");
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

// The number behind `name` in the text, e.g. "usage_usec 17" or "rbytes=17".
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view name) {
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool whole_word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
    if (whole_word) return number(text.substr(at + name.size()));
  }
  return std::nullopt;
}

// value * numerator / denominator, truncated, in units of 10^-18.
Quantity scaled(std::uint64_t value, i128 numerator, i128 denominator) {
  return Quantity::from_units(static_cast<i128>(value) * numerator / denominator);
}

constexpr i128 billion = 1'000'000'000;
constexpr i128 one = billion * billion;

Quantity vcpu_hours(std::uint64_t microseconds) {
  return scaled(microseconds, one, i128{3'600} * 1'000'000);
}

Quantity gigabytes(std::uint64_t bytes) { return scaled(bytes, one, i128{1} << 30U); }

class Reader {
 public:
  Reader(const HostRules& rules, const fs::path& root, Instant now, HostReadings& found)
      : rules_(rules), root_(root), now_(now), found_(found) {}

  void read(const HostRule& rule) {
    matches_ = 0;
    descend(root_, rule.cgroup, rule);
    if (matches_ == 0) {
      found_.problems.push_back("no control group matches '" + rule.cgroup + "'");
    }
  }

 private:
  // Follows the parts of the pattern below `path`.
  void descend(const fs::path& path, std::string_view rest, const HostRule& rule) {
    if (rest.empty()) return read_group(path, rule);
    const auto end = std::min(rest.find('/'), rest.size());
    const std::string part(rest.substr(0, end));
    const std::string_view next = rest.substr(std::min(end + 1, rest.size()));
    std::vector<fs::path> below;
    std::error_code error;
    for (auto at = fs::directory_iterator(path, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
      std::error_code gone;
      if (!at->is_directory(gone) || at->is_symlink(gone)) continue;
      const std::string name = at->path().filename().string();
      if (!name.starts_with('.') && matches(part, name)) below.push_back(at->path());
    }
    std::sort(below.begin(), below.end());
    for (const fs::path& one_below : below) descend(one_below, next, rule);
  }

  void read_group(const fs::path& path, const HostRule& rule) {
    ++matches_;
    const std::string relative = path == root_ ? "" : path.lexically_relative(root_).string();
    resource_ = ResourceId("/hosts/" + rules_.host + (relative.empty() ? "" : "/" + relative));
    if (!rule.cpu.empty()) {
      if (const auto text = text_of(path / "cpu.stat", found_.problems)) {
        if (const auto used = number_after(*text, "usage_usec ")) {
          add(rule, rule.cpu, Kind::counter, vcpu_hours(*used), "");
        }
      }
    }
    if (!rule.memory.empty()) {
      if (const auto text = text_of(path / "memory.current", found_.problems)) {
        if (const auto held = number(*text)) {
          add(rule, rule.memory, Kind::gauge, gigabytes(*held), "");
        }
      }
    }
    if (rule.read.empty() && rule.written.empty()) return;
    const auto text = text_of(path / "io.stat", found_.problems);
    if (text) read_devices(*text, rule);
  }

  // Lines such as "8:0 rbytes=1459200 wbytes=314773504 rios=192 …".
  void read_devices(std::string_view text, const HostRule& rule) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::string device(line.substr(0, line.find(' ')));
      const auto read = number_after(line, "rbytes=");
      const auto written = number_after(line, "wbytes=");
      if (read && !rule.read.empty()) {
        add(rule, rule.read, Kind::counter, gigabytes(*read), device);
      }
      if (written && !rule.written.empty()) {
        add(rule, rule.written, Kind::counter, gigabytes(*written), device);
      }
    }
  }

  void add(const HostRule& rule, const MeterId& meter, Kind kind, Quantity value,
           const std::string& source) {
    Posted posted;
    posted.track = {{rule.subscription, meter, resource_}, source};
    posted.meaning.kind = kind;
    posted.reading.at = now_;
    posted.reading.value = value;
    posted.reading.location = rule.location;
    if (kind == Kind::gauge) posted.reading.gap = rules_.gap;
    found_.readings.push_back(std::move(posted));
  }

  const HostRules& rules_;
  fs::path root_;
  Instant now_;
  HostReadings& found_;
  ResourceId resource_;
  std::size_t matches_ = 0;
};

}  // namespace

HostReadings read_host(const HostRules& rules, const std::string& root, Instant now) {
  HostReadings found;
  Reader reader(rules, root, now, found);
  for (const HostRule& rule : rules.rules) reader.read(rule);
  return found;
}

std::string find_cgroup_root(const std::string& base) {
  std::error_code error;
  for (const std::string& root : {base, base + "/unified"}) {
    if (fs::exists(root + "/cgroup.controllers", error)) return root;
  }
  return "";
}

}  // namespace tollbridge::stack::host
