// SPDX-License-Identifier: Apache-2.0
#include "cli/inner.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/run.h"

namespace tollbridge::cli {
namespace {

// What `error_json` told, as an error of the same exit code.
std::unexpected<Error> failure(Exit exit, const std::string& printed) {
  const auto document = nlohmann::json::parse(printed, nullptr, false);
  const auto text = [&](const char* name) {
    const auto error = document.is_object() ? document.find("error") : document.end();
    if (error == document.end() || !error->is_object()) return std::string();
    const auto found = error->find(name);
    return found != error->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto kind = exit == Exit::refused ? ErrorKind::refused : ErrorKind::invalid;
  const std::string code = text("code");
  return std::unexpected<Error>(
      Error{kind, code.empty() ? "CommandFailed" : code, text("message"), text("rule"), {}, 0, {}});
}

}  // namespace

Result<std::string> run_inner(const Arguments& outer, Context& context,
                              std::vector<std::string> words) {
  for (const char* name : {"--data", "--config", "--server", "--now"}) {
    if (outer.has(name)) words.insert(words.end(), {name, outer.text(name)});
  }
  words.emplace_back("--json");
  std::ostringstream out;
  std::ostringstream log;
  const Exit exit = run(words, context.host, out, log);
  if (exit != Exit::done) return failure(exit, out.str());
  return out.str();
}

}  // namespace tollbridge::cli
