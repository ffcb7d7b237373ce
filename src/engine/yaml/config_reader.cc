// SPDX-License-Identifier: Apache-2.0
#include "engine/yaml/config_reader.h"

#include <string>

#include "core/limits.h"
#include "engine/yaml/tree.h"

namespace tollbridge::engine::yaml {
namespace {

// Depth is bounded by parse_yaml.
void flatten(const Node& node, const std::string& path, std::vector<ops::ConfigEntry>& entries) {
  switch (node.kind) {
    case NodeKind::null:
      return;
    case NodeKind::text:
      entries.push_back({path, node.text, node.line});
      return;
    case NodeKind::list:
      for (std::size_t i = 0; i < node.items.size(); ++i)
        flatten(node.items[i], path + "[" + std::to_string(i) + "]", entries);
      return;
    case NodeKind::map:
      for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
        const std::string& name = node.items[i].text;
        flatten(node.items[i + 1], path.empty() ? name : path + "." + name, entries);
      }
      return;
  }
}

}  // namespace

Result<std::vector<ops::ConfigEntry>> read_config(std::string_view yaml) {
  std::vector<ops::ConfigEntry> entries;
  if (yaml.size() > limits::config_bytes_max) {
    return fail(ErrorKind::invalid, "ConfigTooLarge",
                "The configuration has " + std::to_string(yaml.size()) + " bytes; at most " +
                    std::to_string(limits::config_bytes_max) + " are read.");
  }
  auto root = parse_yaml(yaml);
  if (!root && root.error().code == "EmptyBook") return entries;
  if (!root) return pass(root);
  if (root->kind != NodeKind::map) {
    auto error = fail(ErrorKind::invalid, "WrongType",
                      "A configuration is an object with keys like `multi_tenancy`, and " +
                          std::string(to_string(root->kind)) + " was found.");
    error.error().line = root->line;
    return error;
  }
  flatten(*root, "", entries);
  return entries;
}

}  // namespace tollbridge::engine::yaml
