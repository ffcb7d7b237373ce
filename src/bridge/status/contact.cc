// SPDX-License-Identifier: Apache-2.0
#include "bridge/status/contact.h"

#include <algorithm>

namespace tollbridge::bridge {
namespace {

// The instant on the line that begins with `name`.
std::optional<Instant> instant_at(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
    const auto parsed = parse_instant(line.substr(name.size() + 1));
    if (parsed) return *parsed;
  }
  return std::nullopt;
}

}  // namespace

Contact read_contact(Disk& disk, const std::string& directory) {
  const auto text = disk.read_all(directory + std::string(contact_file));
  if (!text) return {};
  return {instant_at(*text, "activated"), instant_at(*text, "last")};
}

Status write_contact(Disk& disk, const std::string& directory, const Contact& contact) {
  std::string text;
  if (contact.activated) text += "activated " + to_string(*contact.activated) + "\n";
  if (contact.last) text += "last " + to_string(*contact.last) + "\n";
  return disk.replace(directory + std::string(contact_file), text);
}

}  // namespace tollbridge::bridge
