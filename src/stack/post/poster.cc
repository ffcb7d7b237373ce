// SPDX-License-Identifier: Apache-2.0
#include "stack/post/poster.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "stack/json/write_reading.h"

namespace tollbridge::stack::post {
namespace {

constexpr std::size_t token_bytes_max = 64 * 1024;

std::string text_at(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> count_at(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::string line_of(const Posted& posted) {
  std::string line;
  json::write_reading(posted, line);
  line.pop_back();  // its line feed
  return line;
}

// One fault of the answer, as one of the reading it is about.
intake::Rejected rejection(const nlohmann::json& fault, std::span<const Posted> readings) {
  intake::Rejected rejected{0, text_at(fault, "code"), text_at(fault, "message"), {}};
  const std::uint64_t line = count_at(fault, "line").value_or(0);
  if (line == 0 || line > readings.size()) return rejected;
  rejected.line = readings[line - 1].line;
  rejected.text = line_of(readings[line - 1]);
  return rejected;
}

// False if it is no answer to a post of so many readings.
bool read_answer(const std::string& body, std::span<const Posted> readings, TakeOutcome& outcome) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return false;
  const auto accepted = count_at(json, "accepted");
  const auto duplicate = count_at(json, "duplicate");
  const auto rejected = count_at(json, "rejected");
  const auto errors = json.find("errors");
  if (!accepted || !duplicate || !rejected ||
      *accepted + *duplicate + *rejected != readings.size() || errors == json.end() ||
      !errors->is_array() || errors->size() > *rejected) {
    return false;
  }
  outcome.accepted += *accepted;
  outcome.duplicate += *duplicate;
  for (const auto& fault : *errors) {
    if (!fault.is_object()) return false;
    outcome.rejected.push_back(rejection(fault, readings));
  }
  // Only the first are listed; all of them count.
  for (std::uint64_t i = errors->size(); i < *rejected; ++i) {
    outcome.rejected.push_back({0, "NotListed", "rejected like others of the same post", {}});
  }
  return true;
}

ErrorKind kind_of(long status) {
  if (status == 404) return ErrorKind::not_found;
  return status == 403 ? ErrorKind::denied : ErrorKind::invalid;
}

}  // namespace

std::function<Result<std::string>()> token_of_file(const std::string& path) {
  return [path]() -> Result<std::string> {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (!file.is_open() || file.bad() || text.size() > token_bytes_max ||
        begin == std::string::npos) {
      return fail(ErrorKind::io, "TokenUnreadable",
                  "The file '" + path + "' holds no token that can be read; write one into it: " +
                      "tollbridge token --role operator --stack CLOUD_ID.");
    }
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  };
}

Poster::Poster(PostSetting setting, web::Exchange exchange)
    : setting_(std::move(setting)), exchange_(std::move(exchange)) {
  while (setting_.to.ends_with('/')) setting_.to.pop_back();
}

Result<TakeOutcome> Poster::take(std::span<const Posted> readings) {
  TakeOutcome outcome;
  while (!readings.empty()) {
    auto taken = take_portion(readings, outcome);
    if (!taken) return pass(taken);
    readings = readings.subspan(*taken);
  }
  return outcome;
}

// How many of them it took.
Result<std::size_t> Poster::take_portion(std::span<const Posted> readings, TakeOutcome& outcome) {
  auto token = setting_.token();
  if (!token) return pass(token);
  std::string lines;
  std::size_t count = 0;
  while (count < readings.size() && count < portion_readings_max &&
         lines.size() < portion_bytes_max) {
    json::write_reading(readings[count++], lines);
  }
  web::Ask ask;
  ask.method = "POST";
  ask.url = setting_.to + "/v1/stacks/" + setting_.stack.text() + "/readings";
  ask.headers = {"Authorization: Bearer " + *token, "Content-Type: application/x-ndjson"};
  ask.body = std::move(lines);
  ask.ca_file = setting_.ca_file;
  ask.stop = setting_.stop;
  retry_after_.reset();
  auto answer = exchange_(ask);
  if (!answer) return pass(answer);
  if (answer->status != 200) return std::unexpected<Error>(refusal(*answer));
  if (!read_answer(answer->body, readings.first(count), outcome)) {
    return fail(ErrorKind::io, "ServerFailed",
                "The answer of " + setting_.to + " does not tell what became of the readings.");
  }
  return count;
}

Error Poster::refusal(const web::Answer& answer) {
  retry_after_ = answer.retry_after;
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  const std::string detail = json.is_object() ? text_at(json, "detail") : std::string();
  std::string message = setting_.to + " answered " + std::to_string(answer.status) +
                        (detail.empty() ? "." : ": " + detail);
  const auto error = [&](ErrorKind kind, const char* code) {
    return Error{kind, code, message, {}, {}, 0, {}};
  };
  if (answer.status == 401) {
    message += " Write a new token into the token file.";
    return error(ErrorKind::busy, "TokenRefused");
  }
  if (answer.status == 429) return error(ErrorKind::busy, "ServerBusy");
  if (answer.status >= 500 || answer.status < 400) return error(ErrorKind::io, "ServerFailed");
  return error(kind_of(answer.status), "PostRefused");
}

}  // namespace tollbridge::stack::post
