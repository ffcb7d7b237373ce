// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <algorithm>

#include "cli/table.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t help_columns = 80;

struct Section {
  std::string_view title;
  std::vector<std::string_view> nouns;  // first words of its commands
};

// The overview follows the work of a month.
const std::vector<Section>& sections() {
  static const std::vector<Section> all = {
      {"Start here", {"demo", "apply", "advise"}},
      {"Usage", {"usage", "unregistered", "tenant", "meters"}},
      {"Who pays", {"registration", "mapping", "partner", "customer", "subscription"}},
      {"At a stack", {"stack", "collect", "bridge"}},
      {"Prices", {"price", "rate", "whatif"}},
      {"Billing", {"reconcile", "close", "invoice", "payment", "dunning", "dispute",
                   "explain", "verify", "export"}},
      {"Serving", {"serve", "token", "config"}},
      {"Keeping it safe", {"backup", "restore", "audit", "simulate", "version"}},
  };
  return all;
}

std::string_view noun_of(const Command& command) {
  return std::string_view(command.words).substr(0, command.words.find(' '));
}

// "  left      right", the right part wrapped under itself.
std::string entry(std::string_view left, std::string_view right, std::size_t column) {
  std::string text = "  " + std::string(left);
  std::string described = wrapped(right, help_columns, column);
  if (text.size() + 1 >= column) return text + "\n" + described;
  text.append(column - text.size(), ' ');
  return text + (described.empty() ? "\n" : described.substr(column));
}

std::string globals_text() {
  std::string text = "\nFlags of every command, before or after its words\n";
  text += entry("--data DIR", "the data directory, made on first use (or TOLLBRIDGE_DATA; else "
                              "./tollbridge-data)", 16);
  text += entry("--server URL", "run the command at that server (or TOLLBRIDGE_SERVER; the "
                                "credential of its server.json in TOLLBRIDGE_TOKEN)", 16);
  text += entry("--config FILE", "options that hold for all commands (or TOLLBRIDGE_CONFIG); "
                                 "which: tollbridge config show", 16);
  text += entry("--json", "print one JSON document instead of tables", 16);
  text += entry("--now T", "take T as now, for the same bytes every time (or TOLLBRIDGE_NOW)", 16);
  text += entry("--wide", "do not shorten ids to fit 80 columns", 16);
  text += entry("--help", "about a command: tollbridge close --help", 16);
  return text;
}

std::string overview(std::span<const Command> commands) {
  std::string text =
      "tollbridge: from the usage of private clouds to partner invoices\n\n"
      "  tollbridge <noun> [<verb>] [flags]\n";
  for (const Section& section : sections()) {
    text += "\n" + std::string(section.title) + "\n";
    for (const std::string_view noun : section.nouns) {
      for (const Command& command : commands) {
        if (noun_of(command) == noun) text += entry(command.words, command.summary, 27);
      }
    }
  }
  text += globals_text();
  text +=
      "\nA first invoice\n"
      "  tollbridge apply book.yaml           who is who, who pays, what it costs\n"
      "  tollbridge usage import usage.csv    a month of usage\n"
      "  tollbridge unregistered              who falls to the default\n"
      "  tollbridge close 2026-10 --dry-run   what would be billed\n"
      "  tollbridge close 2026-10             the invoices\n"
      "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a business rule\n";
  return text;
}

std::string parameter_left(const Parameter& parameter) {
  std::string left = parameter.name;
  if (!parameter.value_name.empty()) left += " " + parameter.value_name;
  return left;
}

// One command line; a long one goes on in the next line, as a shell reads it.
std::string example_text(const std::string& example) {
  std::string text;
  std::string line = "  ";
  for (std::size_t at = 0; at < example.size();) {
    const std::size_t end = std::min(example.find(" --", at + 1), example.size());
    const std::string part = example.substr(at, end - at);
    if (shown_width(line) + shown_width(part) + 2 > help_columns) {
      text += line + " \\\n";
      line = "     ";
    }
    line += part;
    at = end;
  }
  return text + line + "\n";
}

std::string about(const Command& command) {
  std::string text = command.summary + "\n\n" + wrapped(usage_line(command), help_columns, 2);
  if (!command.text.empty()) {
    text += "\n";
    std::string_view rest = command.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      text += wrapped(rest.substr(0, end), help_columns, 0);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!rest.empty()) text += "\n";
    }
  }
  if (!command.parameters.empty()) {
    text += "\nParameters\n";
    for (const Parameter& parameter : command.parameters) {
      std::string help = parameter.help;
      if (!parameter.choices.empty()) {
        help += ":";
        for (const std::string& choice : parameter.choices) help += " " + choice;
      }
      text += entry(parameter_left(parameter), help, 24);
    }
  }
  if (!command.examples.empty()) {
    text += command.examples.size() == 1 ? "\nExample\n" : "\nExamples\n";
    for (const std::string& example : command.examples) text += example_text(example);
  }
  return text;
}

}  // namespace

std::string usage_line(const Command& command) {
  std::string line = "tollbridge " + command.words;
  for (const Parameter& parameter : command.parameters) {
    std::string part = parameter_left(parameter);
    if (parameter.takes == Takes::values) part += "…";
    line += parameter.required ? " " + part : " [" + part + "]";
  }
  return line;
}

std::string help_text(std::span<const Command> commands, std::string_view words) {
  if (words.empty()) return overview(commands);
  std::string list;
  for (const Command& command : commands) {
    if (command.words == words) return about(command);
    if (noun_of(command) == words) list += entry(command.words, command.summary, 27);
  }
  return "Verbs of '" + std::string(words) + "'\n" + list +
         "\nMore: tollbridge " + std::string(words) + " <verb> --help\n";
}

}  // namespace tollbridge::cli
