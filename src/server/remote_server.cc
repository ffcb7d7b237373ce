// SPDX-License-Identifier: Apache-2.0
#include "server/remote_server.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <thread>

#include "cli/shown_progress.h"
#include "core/base64.h"
#include "core/printable.h"
#include "intake/file/file_source.h"
#include "server/command_frames.h"

namespace tollbridge::server {
namespace {

constexpr long connect_seconds_max = 5;
constexpr std::size_t answer_bytes_max = 1024UL * 1024 * 1024;
constexpr std::chrono::milliseconds look_every{500};
constexpr std::size_t rounds_max = 1000;  // of "send me that file too"

// The body of a request, made while it is sent.
class CommandBody {
 public:
  explicit CommandBody(const CommandHeader& header)
      : header_(header), pending_(command_header_line(header)) {}

  // Bytes for the transfer; 0 at the end, nothing on an error.
  std::optional<std::size_t> read(char* buffer, std::size_t capacity) {
    if (at_ == pending_.size() && !refill()) return error_ ? std::nullopt : std::optional(0UL);
    const std::size_t taken = std::min(capacity, pending_.size() - at_);
    std::memcpy(buffer, pending_.data() + at_, taken);
    at_ += taken;
    return taken;
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  bool refill() {
    pending_.clear();
    at_ = 0;
    if (!source_) {
      if (file_ == header_.files.size()) return false;
      auto opened = intake::file::open_source(header_.files[file_++]);
      if (!opened) return give_up(std::move(opened.error()));
      source_ = std::move(*opened);
    }
    piece_.resize(command_piece_bytes_max);
    auto taken = source_->read(piece_.data(), piece_.size());
    if (!taken) return give_up(std::move(taken.error()));
    pending_ = piece_head(*taken);
    pending_.append(piece_, 0, *taken);
    if (*taken == 0) source_.reset();
    return true;
  }

  bool give_up(Error error) {
    error_ = std::move(error);
    return false;
  }

  const CommandHeader& header_;
  std::string pending_;
  std::size_t at_ = 0;
  std::size_t file_ = 0;  // the next one
  std::unique_ptr<intake::ByteSource> source_;
  std::string piece_;
  std::optional<Error> error_;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* body) {
  const auto taken = static_cast<CommandBody*>(body)->read(buffer, size * count);
  return taken.value_or(CURL_READFUNC_ABORT);
}

std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  if (text.size() + size * count > answer_bytes_max) return 0;
  text.append(bytes, size * count);
  return size * count;
}

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;
using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

HeaderList headers_of(const RemoteServer& server, bool watched) {
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/vnd.tollbridge.command");
  list = curl_slist_append(list, "Expect:");
  if (watched) list = curl_slist_append(list, "Prefer: respond-async");
  if (!server.token.empty()) {
    list = curl_slist_append(list, ("Authorization: Bearer " + server.token).c_str());
  }
  return HeaderList(list);
}

struct HttpAnswer {
  long status = 0;
  std::string body;
};

void set_transfer(CURL* curl, const RemoteServer& server, const std::string& url,
                  curl_slist* headers) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (!server.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
  }
}

std::unexpected<Error> unreachable(const RemoteServer& server, CURLcode code) {
  return fail(ErrorKind::io, "ServerUnreachable",
              "The server " + server.url + " cannot be reached: " + curl_easy_strerror(code) +
                  ". Is it running, and is its certificate trusted (TOLLBRIDGE_CA)?");
}

Result<HttpAnswer> get(const RemoteServer& server, const std::string& path) {
  const Curl curl(curl_easy_init());
  if (!curl) return fail(ErrorKind::io, "ServerUnreachable", "No HTTP client could be made.");
  const HeaderList headers = headers_of(server, false);
  HttpAnswer answer;
  set_transfer(curl.get(), server, server.url + path, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return unreachable(server, code);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

Result<HttpAnswer> post(const RemoteServer& server, const CommandHeader& header, bool watched) {
  const Curl curl(curl_easy_init());
  if (!curl) return fail(ErrorKind::io, "ServerUnreachable", "No HTTP client could be made.");
  const HeaderList headers = headers_of(server, watched);
  CommandBody body(header);
  HttpAnswer answer;
  set_transfer(curl.get(), server, server.url + "/v1/commands", headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (body.error()) return std::unexpected<Error>(*body.error());
  if (code != CURLE_OK) return unreachable(server, code);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

std::string text_at(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error refusal(const RemoteServer& server, const HttpAnswer& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  Error error{ErrorKind::io, "ServerAnswer", {}, {}, {}, 0, {}};
  const std::string detail = json.is_object() ? text_at(json, "detail") : std::string();
  error.message = "The server " + server.url + " answered " + std::to_string(answer.status) +
                  (detail.empty() ? "." : ": " + detail);
  if (answer.status == 401) {
    error.message += " Give the credential of its server.json in TOLLBRIDGE_TOKEN.";
  }
  if (answer.status == 403 || answer.status == 404) {
    error.message += " Others than the owner of the data directory use /v1.";
  }
  return error;
}

bool named(const std::vector<std::string>& words, const std::string& path) {
  return std::ranges::find(words, path) != words.end();
}

// A server gets the files the command line names, and what lies beside or below one of them (the
// price sheets of a book); nothing else of this machine.
bool may_be_sent(const std::vector<std::string>& words, const std::string& path) {
  if (named(words, path)) return true;
  const auto wanted = std::filesystem::path(path).lexically_normal();
  return std::ranges::any_of(words, [&](const std::string& word) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(word, ignored)) return false;
    const auto folder = std::filesystem::path(word).parent_path();
    const auto relative = wanted.lexically_relative(folder.empty() ? "." : folder);
    const auto inside = folder.empty() ? wanted : relative;
    return !inside.empty() && inside.is_relative() && *inside.begin() != "..";
  });
}

// A server writes the files the command line names, the PDF of a document it names (invoice pdf
// ID), the receipts of a parcel it names (bridge import FILE), and what lies below the directory
// named by --out; nothing else of this machine.
bool may_be_written(const std::vector<std::string>& words, const std::string& path) {
  if (named(words, path)) return true;
  for (const std::string_view ending : {".pdf", ".receipts"}) {
    const std::string before = path.substr(0, path.size() - std::min(path.size(), ending.size()));
    if (path.ends_with(ending) && named(words, before)) return true;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool joined = words[i].starts_with("--out=");
    if (!joined && !(words[i] == "--out" && i + 1 < words.size())) continue;
    const std::filesystem::path out = joined ? words[i].substr(6) : words[i + 1];
    const auto relative =
        std::filesystem::path(path).lexically_normal().lexically_relative(out.lexically_normal());
    if (!relative.empty() && relative.is_relative() && *relative.begin() != "..") return true;
  }
  return false;
}

Status write_files(const std::vector<std::string>& words, const nlohmann::json& files) {
  for (const auto& file : files) {
    const std::string path = text_at(file, "path");
    if (!may_be_written(words, path)) {
      return fail(ErrorKind::io, "ServerAnswer",
                  "The server wants to write '" + path + "', which the command does not name.");
    }
    std::error_code ignored;  // if it cannot be made, the file cannot be written, and that is told
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream << (file.contains("base64") ? from_base64(text_at(file, "base64")).value_or("")
                                       : text_at(file, "content"));
    stream.close();
    if (!stream) {
      return fail(ErrorKind::io, "DiskFailed",
                  "Cannot write '" + path + "'; the command itself was done.");
    }
  }
  return {};
}

std::string progress_of(const nlohmann::json& operation) {
  const auto progress = operation.find("progress");
  if (progress == operation.end() || !progress->is_object()) return text_at(operation, "state");
  return cli::progress_text({text_at(*progress, "doing"), progress->value("done", 0UL),
                             progress->value("of", 0UL), text_at(*progress, "unit")});
}

// Shows how far the operation is until it has ended; then what the command is answered.
Result<HttpAnswer> follow(const RemoteServer& server, const HttpAnswer& begun, std::ostream& log) {
  static constexpr std::string_view clear = "\r\x1b[K";
  const auto first = nlohmann::json::parse(begun.body, nullptr, false);
  const std::string path =
      "/v1/operations/" + (first.is_object() ? text_at(first, "id") : std::string());
  while (true) {
    auto answer = get(server, path);
    if (!answer) return answer;
    const auto operation = nlohmann::json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !operation.is_object()) return answer;
    log << clear;
    if (const auto result = operation.find("result"); result != operation.end()) {
      return HttpAnswer{200, result->dump()};
    }
    if (const auto problem = operation.find("problem"); problem != operation.end()) {
      return HttpAnswer{operation.value("status", 500L), problem->dump()};
    }
    log << printable(progress_of(operation)) << std::flush;
    std::this_thread::sleep_for(look_every);
  }
}

}  // namespace

Result<int> run_at(const RemoteServer& server, const cli::Host::Forwarded& command,
                   std::ostream& out, std::ostream& log, bool watched) {
  std::error_code ignored;
  CommandHeader header{command.words, std::filesystem::current_path(ignored).string(),
                       command.streamed_files};
  for (std::size_t round = 0; round < rounds_max; ++round) {
    auto answer = post(server, header, watched);
    if (answer && answer->status == 202) answer = follow(server, *answer, log);
    if (!answer) return pass(answer);
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !json.is_object() || !json.contains("exit")) {
      return std::unexpected<Error>(refusal(server, *answer));
    }
    if (json["needs"].empty()) {
      out << text_at(json, "out");
      log << text_at(json, "log");
      if (auto written = write_files(command.words, json["files"]); !written) return pass(written);
      return json["exit"].get<int>();
    }
    for (const auto& one : json["needs"]) {
      const std::string path = one.is_string() ? one.get<std::string>() : std::string();
      if (!may_be_sent(command.words, path) || named(header.files, path)) {
        return fail(ErrorKind::invalid, "FileNotSent",
                    "The server asks for '" + path +
                        "', which does not lie beside a file of the command line.");
      }
      header.files.push_back(path);
    }
  }
  return fail(ErrorKind::io, "ServerAnswer", "The server asks for ever more files.");
}

}  // namespace tollbridge::server
