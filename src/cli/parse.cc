// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

namespace tollbridge::cli {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

// Global flags are known at every level, so that they may stand anywhere.
void add_globals(CLI::App& app, Globals& globals, bool& help) {
  app.add_option("--data", globals.data);
  app.add_option("--config", globals.config);
  app.add_option("--server", globals.server);
  app.add_option("--now", globals.now);
  app.add_flag("--json", globals.json);
  app.add_flag("--wide", globals.wide);
  app.add_flag("-h,--help", help);
}

void add_parameter(CLI::App& app, const Parameter& parameter, Values& values) {
  if (parameter.takes == Takes::flag) {
    app.add_flag_callback(parameter.name,
                          [&values, name = parameter.name] { values[name] = {""}; });
    return;
  }
  CLI::Option* option = app.add_option(parameter.name, values[parameter.name]);
  // An option takes one value each time it is named; only words that stand for many take the rest.
  option->expected(1, parameter.takes == Takes::value ? 1 : CLI::detail::expected_max_vector_size);
  option->allow_extra_args(parameter.takes == Takes::values && parameter.positional());
  if (parameter.takes == Takes::value) {
    option->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  }
  if (!parameter.choices.empty()) option->check(CLI::IsMember(parameter.choices));
}

struct Leaf {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::unique_ptr<Values> values;
};

// The deepest subcommand that was named, as words.
std::string named_words(const CLI::App& root) {
  std::string words;
  const CLI::App* at = &root;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    words += (words.empty() ? "" : " ") + at->get_name();
  }
  return words;
}

Status check_required(const Command& command, const Arguments& arguments) {
  for (const Parameter& parameter : command.parameters) {
    if (!parameter.required || arguments.has(parameter.name)) continue;
    return wrong_usage("'" + command.words + "' needs " + parameter.name + " (" + parameter.help +
                       "). See: tollbridge " + command.words + " --help");
  }
  return {};
}

std::vector<Leaf> add_commands(std::span<const Command> commands, CLI::App& root) {
  std::vector<Leaf> leaves;
  std::map<std::string, CLI::App*> nouns;
  for (const Command& command : commands) {
    CLI::App* at = &root;
    for (std::size_t end = 0; end < command.words.size();) {
      const std::size_t begin = end == 0 ? 0 : end + 1;
      end = std::min(command.words.find(' ', begin), command.words.size());
      CLI::App*& next = nouns[command.words.substr(0, end)];
      if (next == nullptr) next = at->add_subcommand(command.words.substr(begin, end - begin));
      at = next;
      at->set_help_flag();
      at->fallthrough()->require_subcommand(0, 1);
    }
    Leaf leaf{&command, at, std::make_unique<Values>()};
    for (const Parameter& parameter : command.parameters)
      add_parameter(*at, parameter, *leaf.values);
    leaves.push_back(std::move(leaf));
  }
  return leaves;
}

// Help is about everything, a noun, or a command.
Result<Parsed> help_about(std::span<const Command> commands, Parsed parsed) {
  for (const Command& command : commands) {
    if (parsed.help_for.empty() || command.words == parsed.help_for ||
        command.words.starts_with(parsed.help_for + " ")) {
      return parsed;
    }
  }
  return wrong_usage("There is no command '" + parsed.help_for + "'. See: tollbridge --help");
}

// Flags by which directory, server and time are found, for commands that run others (inner.h).
void add_global_values(Parsed& parsed) {
  const Globals& globals = parsed.globals;
  for (const auto& [name, value] :
       {std::pair{"--data", &globals.data}, std::pair{"--config", &globals.config},
        std::pair{"--server", &globals.server}, std::pair{"--now", &globals.now}}) {
    if (*value) parsed.arguments.add(name, **value);
  }
}

Result<Parsed> chosen(const CLI::App& root, const std::vector<Leaf>& leaves, Parsed parsed) {
  const std::string words = named_words(root);
  for (const Leaf& leaf : leaves) {
    if (leaf.command->words != words) continue;
    for (const auto& [name, texts] : *leaf.values) {
      for (const std::string& text : texts)
        parsed.arguments.add(name, text);
    }
    if (auto complete = check_required(*leaf.command, parsed.arguments); !complete) {
      return pass(complete);
    }
    add_global_values(parsed);
    parsed.command = leaf.command;
    return parsed;
  }
  if (words.empty()) return parsed;
  return wrong_usage("'" + words + "' needs a verb. See: tollbridge " + words + " --help");
}

// Words that belong to nothing, as they were given; a noun without its verb tells its verbs.
std::unexpected<Error> unexpected_words(std::span<const Command> commands, const CLI::App& root) {
  std::string words;
  for (const std::string& word : root.remaining(true))
    words += (words.empty() ? "" : " ") + word;
  const std::string about = named_words(root);
  std::string verbs;
  bool whole = about.empty();
  for (const Command& command : commands) {
    whole = whole || command.words == about;
    if (!command.words.starts_with(about + " ")) continue;
    verbs += (verbs.empty() ? "" : ", ") + command.words.substr(about.size() + 1);
  }
  if (!whole) {
    return wrong_usage("'" + about + "' has no verb '" + words + "'; it has: " + verbs +
                       ". See: tollbridge " + about + " --help");
  }
  return wrong_usage("Not expected here: " + words + ". See: tollbridge " + about +
                     (about.empty() ? "--help" : " --help"));
}

}  // namespace

Result<Parsed> parse(std::span<const Command> commands, std::vector<std::string> words) {
  Parsed parsed;
  bool help = false;
  CLI::App root("", "tollbridge");
  root.set_help_flag();
  add_globals(root, parsed.globals, help);
  const std::vector<Leaf> leaves = add_commands(commands, root);
  root.require_subcommand(0, 1);  // what follows a command is never taken for another one
  std::vector<std::string> help_words;
  CLI::App* help_command = root.add_subcommand("help");
  help_command->set_help_flag();
  help_command->fallthrough()->add_option("WORDS", help_words);
  std::reverse(words.begin(), words.end());
  try {
    root.parse(words);
  } catch (const CLI::ExtrasError&) {
    if (!help) return unexpected_words(commands, root);
  } catch (const CLI::Error& error) {
    if (!help) {
      const std::string about = named_words(root);
      return wrong_usage(std::string(error.what()) + ". See: tollbridge " + about +
                         (about.empty() ? "--help" : " --help"));
    }
  }
  if (help_command->parsed()) {
    for (const std::string& word : help_words) {
      parsed.help_for += (parsed.help_for.empty() ? "" : " ") + word;
    }
    return help_about(commands, std::move(parsed));
  }
  if (help) {
    parsed.help_for = named_words(root);
    return help_about(commands, std::move(parsed));
  }
  return chosen(root, leaves, std::move(parsed));
}

}  // namespace tollbridge::cli
