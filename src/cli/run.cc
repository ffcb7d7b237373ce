// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "core/limits.h"
#include "engine/yaml/config_reader.h"

namespace tollbridge::cli {
namespace {

struct Streams {
  std::ostream& out;
  std::ostream& log;
};

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

Status add_config(Host& host, ops::Config::File kind, const std::string& path,
                  ops::Config& config) {
  auto text = host.read_file(path, limits::config_bytes_max);
  if (!text) return pass(text);
  auto entries = engine::yaml::read_config(*text);
  if (!entries) {
    entries.error().message += " (" + path + ")";
    return pass(entries);
  }
  return config.add(kind, path, *entries);
}

// What a command works with before anything is opened: the data directory is named by the command
// line, the environment or the file of --config, in this order.
struct Setting {
  std::string data;
  ops::Config config;
};

Result<Setting> read_setting(const Globals& globals, Host& host) {
  if (const ops::Config* config = host.config()) return Setting{{}, *config};
  Setting setting;
  const auto file = globals.config ? globals.config : environment("TOLLBRIDGE_CONFIG");
  if (file) {
    auto added = add_config(host, ops::Config::File::named, *file, setting.config);
    if (!added) return pass(added);
  }
  const auto data = globals.data ? globals.data : environment("TOLLBRIDGE_DATA");
  setting.data = data.value_or(setting.config.text("data"));
  // A relative path in a file starts where the file is.
  if (!data && setting.config.values().contains("data")) {
    setting.data = host.beside(*file, setting.data);
  }
  const std::string own = setting.data + "/" + std::string(ops::config_name);
  auto added = add_config(host, ops::Config::File::of_data, own, setting.config);
  if (!added && added.error().kind != ErrorKind::not_found) return pass(added);
  return setting;
}

// Where the environment speaks for the command line.
std::optional<std::string> option_or_environment(const std::optional<std::string>& option,
                                                 const char* name, Host& host) {
  if (option || host.config() != nullptr) return option;
  return environment(name);
}

// Runs it where the stores are open, if that is not here.
Result<std::optional<Exit>> forward(const Parsed& parsed, std::vector<std::string> words,
                                    const std::optional<std::string>& now, Host& host,
                                    const Streams& streams) {
  const Command& command = *parsed.command;
  if (command.runs != Runs::with_stores) return std::nullopt;
  Host::Forwarded forwarded;
  if (now && !parsed.globals.now) words.insert(words.end(), {"--now", *now});
  forwarded.words = std::move(words);
  if (!command.streamed.empty()) {
    forwarded.streamed_files = parsed.arguments.all(command.streamed);
  }
  forwarded.server = option_or_environment(parsed.globals.server, "TOLLBRIDGE_SERVER", host);
  auto code = host.forward(forwarded, streams.out, streams.log);
  if (!code) return pass(code);
  if (!*code) return std::nullopt;
  return static_cast<Exit>(**code);
}

Result<Exit> run_parsed(const Parsed& parsed, const std::vector<std::string>& words, Host& host,
                        Output& out, const Streams& streams) {
  const auto asked_now = option_or_environment(parsed.globals.now, "TOLLBRIDGE_NOW", host);
  // Nobody needs to read the nanoseconds of an invoice's issue.
  const Instant clock = std::chrono::floor<std::chrono::milliseconds>(host.now());
  std::optional<Instant> fixed;
  if (asked_now) {
    auto given = parse_instant_or_date(*asked_now);
    if (!given) return wrong_usage("--now: " + given.error().message);
    fixed = *given;
  }
  auto setting = read_setting(parsed.globals, host);
  if (!setting) return pass(setting);
  host.use({setting->data, parsed.command->words, fixed, setting->config});
  auto elsewhere = forward(parsed, words, asked_now, host, streams);
  if (!elsewhere) return pass(elsewhere);
  if (*elsewhere) return **elsewhere;
  Context context{host, out, fixed.value_or(clock), fixed.has_value(), host.mono_nanoseconds(),
                  setting->config};
  return parsed.command->run(parsed.arguments, context);
}

}  // namespace

std::string Context::duration_s() const {
  if (now_given) return "0";
  const std::int64_t milliseconds = (host.mono_nanoseconds() - begun_nanoseconds) / 1'000'000;
  std::string fraction = std::to_string(milliseconds % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(milliseconds / 1000) + "." + fraction;
}

Exit exit_of(const Error& error) {
  if (error.code == usage_error_code) return Exit::wrong_usage;
  const auto is_refused = [](const Error& one) { return one.kind == ErrorKind::refused; };
  if (is_refused(error)) return Exit::refused;
  const bool all_refused = !error.details.empty() &&
                           std::all_of(error.details.begin(), error.details.end(), is_refused);
  return all_refused ? Exit::refused : Exit::failed;
}

Exit run(const std::vector<std::string>& words, Host& host, std::ostream& out, std::ostream& log) {
  const std::vector<Command> commands = all_commands();
  auto parsed = parse(commands, words);
  const bool json = parsed ? parsed->globals.json
                           : std::find(words.begin(), words.end(), "--json") != words.end();
  Output output(out, log, {json, parsed && parsed->globals.wide});
  if (!parsed) {
    output.error(parsed.error());
    return exit_of(parsed.error());
  }
  if (parsed->command == nullptr) {
    out << help_text(commands, parsed->help_for);
    return Exit::done;
  }
  auto done = run_parsed(*parsed, words, host, output, {out, log});
  if (!done) output.error(done.error());
  const Exit code = done ? *done : exit_of(done.error());
  if (!out.flush()) {
    log << "error: the result could not be written to the standard output\n";
    return Exit::failed;
  }
  return code;
}

}  // namespace tollbridge::cli
