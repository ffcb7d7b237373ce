// SPDX-License-Identifier: Apache-2.0
#include "server/command_operation.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "api/engine_stores.h"
#include "api/error_answer.h"
#include "api/native/long_handler.h"
#include "api/token/bearer_authenticator.h"
#include "cli/commands.h"
#include "cli/parse.h"
#include "cli/run.h"
#include "core/base64.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/printable.h"
#include "ops/real_disk.h"
#include "server/command_frames.h"
#include "server/command_host.h"
#include "stack/stacks.h"

namespace tollbridge::server {
namespace {

constexpr std::size_t files_bytes_max = limits::book_bytes_max + limits::sheet_bytes_max;

struct Ran {
  int exit = 0;
  std::string out;
  std::string log;
  std::vector<std::string> needs;
  std::map<std::string, std::string> files;
};

api::Response answer(const Ran& ran) {
  Json json;
  json.object().field("exit", ran.exit).field("out", ran.out).field("log", ran.log);
  json.array("needs");
  for (const std::string& path : ran.needs) json.value(path);
  json.end().array("files");
  for (const auto& [path, content] : ran.files) {
    // What is no text does not fit JSON as it is.
    const bool text = printable(content) == content;
    json.object().field("path", path);
    json.field(text ? "content" : "base64", text ? content : base64(content)).end();
  }
  json.end().end();
  return api::json_response(200, json.text());
}

Ran run_on(CommandHost& host, const std::vector<std::string>& words) {
  std::ostringstream out;
  std::ostringstream log;
  const auto exit = cli::run(words, host, out, log);
  return {static_cast<int>(exit), out.str(), log.str(), host.needed(), host.written()};
}

Result<std::map<std::string, std::string>> read_files(const CommandHeader& header,
                                                      CommandReader& reader) {
  std::map<std::string, std::string> files;
  std::size_t bytes = 0;
  std::string piece(64 * 1024, '\0');
  for (const std::string& path : header.files) {
    std::string& content = files[path];
    while (true) {
      auto taken = reader.read(piece.data(), piece.size());
      if (!taken) return pass(taken);
      if (*taken == 0) break;
      bytes += *taken;
      if (bytes > files_bytes_max) {
        return fail(ErrorKind::invalid, "BodyTooLarge",
                    "The files of a command may have " + std::to_string(files_bytes_max) +
                        " bytes together.");
      }
      content.append(piece, 0, *taken);
    }
  }
  return files;
}

// What the words ask for; without a command, running them says what is wrong.
struct Asked {
  const cli::Command* command = nullptr;
  std::optional<Period> period;  // the month it is about, if it is about one
};

Asked asked_by(const std::vector<cli::Command>& commands, const std::vector<std::string>& words) {
  auto parsed = cli::parse(commands, words);
  if (!parsed || parsed->command == nullptr) return {};
  Asked asked{parsed->command, {}};
  const auto& parameters = asked.command->parameters;
  if (std::ranges::find(parameters, "PERIOD", &cli::Parameter::name) != parameters.end()) {
    if (auto period = parsed->arguments.period("PERIOD")) asked.period = *period;
  }
  return asked;
}

// A server's own commands are not for callers elsewhere.
Status check_runs(const cli::Command* command) {
  if (command == nullptr || command->runs != cli::Runs::alone) return {};
  return fail(ErrorKind::invalid, "NotWhileServing",
              "'" + command->words + "' works on a data directory that no server has open.");
}

// As those of api/native that do the same.
std::string_view lane_of(const cli::Command& command) {
  if (command.words == "close") return "close";
  return command.words == "apply" ? "books" : "";
}

bool closes_for_all(const CommandHeader& header, const Asked& asked) {
  return asked.command->words == "close" &&
         std::ranges::none_of(header.arguments, [](const std::string& word) {
           return word.starts_with("--seller");
         });
}

Result<std::vector<bridge::SentUsage>> sent_in(const CommandSetting& setting, api::Engine& engine,
                                               Period month) {
  std::vector<bridge::SentUsage> sent;
  if (!setting.commerce) return sent;
  auto asked = engine.run([&](api::Desk& desk) -> Status {
    const auto commerce = setting.commerce(desk);
    auto found = bridge::sent_usage(commerce->end().inbox.ledger, month,
                                    commerce->end().read_receipt);
    if (!found) return pass(found);
    sent = *std::move(found);
    return {};
  });
  if (!asked) return pass(asked);
  return sent;
}

// A slow command, beside the engine's other work.
Result<api::Response> run_slowly(const CommandSetting& setting, const api::Call& call,
                                 const CommandHeader& header, const Asked& asked,
                                 std::map<std::string, std::string> files, api::Engine& engine) {
  api::Work work;
  const std::string directory = call.request.loopback ? header.directory : std::string();
  work.run = [setting, &config = setting.config, &clock = setting.clock, &engine,
              reconciles = asked.command->words == "reconcile",
              words = header.arguments, period = asked.period,
              tried = closes_for_all(header, asked) ? setting.close_tried : nullptr, directory,
              files = std::move(files)](engine::Progress& progress)
      -> Result<api::Response> {
    // What was sent is asked first, so that the journal has all of it.
    std::vector<bridge::SentUsage> sent;
    if (period && reconciles) {
      auto found = sent_in(setting, engine, *period);
      if (!found) return pass(found);
      sent = *std::move(found);
    }
    auto snapshot = api::Snapshot::take(engine, period);
    if (!snapshot) return pass(snapshot);
    ops::RealDisk disk;
    CommandHost host({*snapshot->books, *snapshot->journal, stack::no_stacks(), config, clock, disk,
                      directory, files, nullptr, {}, &progress, setting.data, nullptr,
                      nullptr, std::move(sent)});
    const Ran ran = run_on(host, words);
    const auto exit = static_cast<cli::Exit>(ran.exit);
    if (tried && period && exit == cli::Exit::done) tried(*period, {});
    if (tried && period && exit == cli::Exit::refused) tried(*period, "Refused");
    return answer(ran);
  };
  work.refuse = [id = call.request.request_id](const Error& error) {
    return api::error_answer(api::Face::native, error, id);
  };
  std::string target = "tollbridge";
  for (const std::string& word : header.arguments) target += " " + word;
  const std::string lane(lane_of(*asked.command));
  auto id = setting.long_work.begin({call.principal, "command_run", target, lane}, std::move(work));
  if (!id) return pass(id);
  return api::native::prefers_async(call.request)
             ? api::native::accepted(call.request, setting.long_work, *id)
             : api::native::ended(setting.long_work, *id);
}

Result<api::Response> run_command(const CommandSetting& setting, const api::Call& call,
                                  api::BodyStream& body, api::Engine& engine) {
  // Command lines see everything in the data directory, prices of sales further down too, which the
  // provider's tokens do not; so they are for whoever can read the directory.
  if (call.principal.issuer != api::token::local_issuer) {
    return fail(ErrorKind::denied, "AuthorizationFailed",
                "Command lines are run for whoever owns the data directory (its server.json); "
                "tokens are for /v1.");
  }
  CommandReader reader(body);
  auto header = reader.header();
  if (!header) return pass(header);
  const auto commands = cli::all_commands();
  const Asked asked = asked_by(commands, header->arguments);
  const cli::Command* command = asked.command;
  if (auto allowed = check_runs(command); !allowed) return pass(allowed);
  ops::RealDisk disk;
  const std::string directory = call.request.loopback ? header->directory : std::string();
  if (command != nullptr && !command->streamed.empty()) {
    const auto books = api::books_through(engine);
    const auto journal = api::journal_through(engine);
    CommandHost host(
        {*books, *journal, stack::no_stacks(), setting.config, setting.clock, disk, directory, {},
         &reader, header->files});
    return answer(run_on(host, header->arguments));
  }
  auto files = read_files(*header, reader);
  if (!files) return pass(files);
  if (command != nullptr && command->slow) {
    return run_slowly(setting, call, *header, asked, std::move(*files), engine);
  }
  Ran ran;
  auto done = engine.run([&](api::Desk& desk) -> Status {
    const auto commerce = setting.commerce ? setting.commerce(desk) : nullptr;
    CommandHost host({desk.books(), desk.journal(), desk.stacks(), setting.config, setting.clock,
                      disk, directory, std::move(*files), nullptr, {}, nullptr, setting.data,
                      setting.kept, commerce ? &commerce->end() : nullptr});
    ran = run_on(host, header->arguments);
    return {};
  });
  if (!done) return pass(done);
  return answer(ran);
}

}  // namespace

api::Operation command_operation(const CommandSetting& setting) {
  api::Operation operation;
  operation.id = "command_run";
  operation.method = api::Method::post;
  operation.path = "/v1/commands";
  operation.face = api::Face::native;
  operation.tag = "Commands";
  operation.summary = "Run a command line of the program `tollbridge` on the server's data.";
  operation.text =
      "What `tollbridge --server URL …` sends. The body is one line of JSON with arguments, the "
      "caller's directory and the names of the files the command reads, followed by those files "
      "in pieces; the answer has what the command printed and its exit code.";
  operation.body = {api::Takes::stream, {}, {"application/vnd.tollbridge.command"}, 0, true};
  operation.answers = {{200, "CommandResult", "what it printed, and its exit code",
                        "application/json"},
                       api::native::accepted_answer()};
  operation.access = {api::Object::service, "",
                      {{api::Role::provider, {api::Relation::any}}}};
  operation.run_stream = [setting](const api::Call& call, api::BodyStream& body,
                                  api::Engine& engine) {
    return run_command(setting, call, body, engine);
  };
  return operation;
}

}  // namespace tollbridge::server
