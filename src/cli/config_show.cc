// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"

namespace tollbridge::cli {
namespace {

struct Shown {
  std::string name;
  std::string value;
  std::string source;  // "default", or the file
};

// What the files said about a key, else its default.
std::vector<Shown> shown_values(const ops::ConfigKey& key, const ops::Config& config) {
  std::vector<Shown> shown;
  for (const auto& [path, value] : config.values()) {
    if (ops::config_pattern(path) == key.name) shown.push_back({path, value.text, value.source});
  }
  if (shown.empty()) {
    shown.push_back({std::string(key.name), std::string(key.fallback), "default"});
  }
  return shown;
}

std::string choices_text(const ops::ConfigKey& key) {
  switch (key.type) {
    case ops::ConfigType::text: return "a text";
    case ops::ConfigType::number:
      return std::to_string(key.least) + " to " + std::to_string(key.most);
    case ops::ConfigType::flag: return "true or false";
    case ops::ConfigType::choice: return std::string(key.choices);
  }
  return {};
}

Json config_json(const ops::Config& config) {
  Json json;
  json.object().array("config");
  for (const ops::ConfigKey& key : ops::config_keys()) {
    for (const Shown& shown : shown_values(key, config)) {
      json.object().field("name", shown.name).text_or_null("value", shown.value);
      json.field("source", shown.source).field("takes", choices_text(key));
      json.field("help", key.help).end();
    }
  }
  json.end().end();
  return json;
}

Result<Exit> run_config_show(const Arguments& /*arguments*/, Context& context) {
  Output& out = context.out;
  if (out.json()) {
    out.print(config_json(context.config));
    return Exit::done;
  }
  Table table({{"key", Cell::text}, {"value", Cell::shrinking}, {"from", Cell::shrinking}});
  for (const ops::ConfigKey& key : ops::config_keys()) {
    for (Shown& shown : shown_values(key, context.config)) {
      table.row({std::move(shown.name), std::move(shown.value), std::move(shown.source)});
    }
  }
  out.print(table);
  for (const ops::ConfigKey& key : ops::config_keys()) {
    out.line();
    out.line(std::string(key.name) + " (" + choices_text(key) + ")");
    out.paragraph(key.help, 2);
  }
  return Exit::done;
}

}  // namespace

Command config_show_command() {
  return {"config show",
          "which options there are, and what holds here",
          "Options are keys of a YAML file. The file of --config (or TOLLBRIDGE_CONFIG) wins over "
          "config.yaml in the data directory, and that over the defaults; a key that does not "
          "exist is refused. A dot stands for a level: `multi_tenancy: {approval: manual}`.",
          {"tollbridge --config tollbridge.yaml config show"},
          {},
          run_config_show,
          Runs::anywhere};
}

}  // namespace tollbridge::cli
