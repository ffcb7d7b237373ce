// SPDX-License-Identifier: Apache-2.0
#include "bridge/link/answers.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/printable.h"

namespace tollbridge::bridge::link {
namespace {

using nlohmann::json;

constexpr std::size_t code_length_max = 64;
constexpr std::size_t message_length_max = 1'000;

std::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorKind::io, "AnswerWrong", "Commerce said where it stands, but " + what + ".");
}

std::optional<std::uint64_t> number_at(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::string text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<Digest> digest_of(std::string_view text) {
  Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = digit(text[2 * i]);
    const auto low = digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(*high * 16U + *low);
  }
  return digest;
}

std::optional<Standing::Known> known_of(const json& entry) {
  if (!entry.is_object()) return std::nullopt;
  const auto number = number_at(entry, "number");
  const auto hash = digest_of(text_at(entry, "hash"));
  if (!number || *number == 0 || !hash) return std::nullopt;
  return Standing::Known{*number, *hash};
}

bool is_code(std::string_view code) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !code.empty() && code.size() <= code_length_max && std::ranges::all_of(code, letter);
}

bool is_passing(long status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

ErrorKind kind_of(long status, std::string_view code) {
  if (is_passing(status) || status == 408) return ErrorKind::busy;
  if (status == 401 || status == 403) return ErrorKind::denied;
  if (status == 404) return code == "BatchNotKept" ? ErrorKind::not_found : ErrorKind::denied;
  if (status == 409) return ErrorKind::conflict;
  return status >= 400 && status < 500 ? ErrorKind::invalid : ErrorKind::io;
}

}  // namespace

Result<Standing> read_standing(std::string_view body) {
  const auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object()) return wrong("not as a JSON object");
  const auto watermark = number_at(answer, "watermark");
  if (!watermark) return wrong("without a watermark");
  const auto known = answer.find("known");
  if (known == answer.end() || !known->is_array() || known->size() > standing_known_max) {
    return wrong("without a list of the batches it knows");
  }
  Standing standing;
  standing.watermark = *watermark;
  for (const json& entry : *known) {
    const auto one = known_of(entry);
    if (!one) return wrong("a batch it knows has no number or no hash");
    standing.known.push_back(*one);
  }
  return standing;
}

Error read_problem(long status, std::string_view body) {
  const auto answer = json::parse(body, nullptr, false);
  const std::string code = answer.is_object() ? text_at(answer, "code") : std::string();
  if (is_code(code)) {
    const std::string detail = printable(text_at(answer, "detail")).substr(0, message_length_max);
    return {kind_of(status, code), code, "Commerce says: " + detail, {}, {}, 0, {}};
  }
  const std::string said = "The address of commerce answered " + std::to_string(status);
  if (is_passing(status)) {
    return {ErrorKind::busy, "CommerceBusy", said + ": it cannot take batches now.", {}, {}, 0, {}};
  }
  return {ErrorKind::io, "AnswerWrong",
          said + ", which is no answer of commerce. Does the activation key name the right address,"
                 " and does something stand in between?",
          {}, {}, 0, {}};
}

}  // namespace tollbridge::bridge::link
