// SPDX-License-Identifier: Apache-2.0
#include "api/native/once.h"

#include <charconv>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "api/desk.h"
#include "api/native/answers.h"
#include "api/native/long_handler.h"
#include "core/sha256.h"
#include "engine/service_records.h"

namespace tollbridge::api::native {
namespace {

using engine::KeptAnswer;

constexpr auto kept_for = std::chrono::hours(24);
constexpr std::size_t key_bytes_max = 255;

// The key as the books know it, or empty if the request names none. RFC 8941 texts come in quotes.
Result<std::string> key_of(const Call& call, const std::string& run) {
  std::string_view key = call.request.header("idempotency-key");
  if (call.request.header_count("idempotency-key") == 0) return std::string();
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') {
    key = key.substr(1, key.size() - 2);
  }
  if (key.empty() || key.size() > key_bytes_max) {
    return std::unexpected<Error>(Error{ErrorKind::invalid, "InvalidParameter",
                                        "Idempotency-Key must have 1 to 255 bytes.", {},
                                        "Idempotency-Key", 0, {}});
  }
  const Principal& who = call.principal;
  const std::string whole = who.issuer + "\n" + std::string(to_string(who.role)) + "\n" +
                            who.subject + "\n" + who.partner.text() + "\n" + who.stack.text() +
                            "\n" + std::string(key);
  return hex(sha256(prefers_async(call.request) ? whole + "\n" + run : whole));
}

std::string request_line(const Request& request) {
  return std::string(to_string(request.method)) + " " + request.target + "\n";
}

// status, type, headers and an empty line, then the body.
std::string written(const Response& response) {
  std::string text = std::to_string(response.status) + "\n" + response.content_type + "\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\n";
  return text + "\n" + response.body;
}

Response read_answer(std::string_view text) {
  const auto line = [&text] {
    const std::size_t end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end + 1);
    return one;
  };
  Response response;
  const std::string_view status = line();
  std::from_chars(status.data(), status.data() + status.size(), response.status);
  response.content_type = line();
  for (auto header = line(); !header.empty(); header = line()) {
    const std::size_t colon = header.find(": ");
    response.header(std::string(header.substr(0, colon)), std::string(header.substr(colon + 2)));
  }
  response.body = text;
  return response.header("Idempotency-Replayed", "true");
}

// What was answered before, if the key is known; nothing if the work is to be done.
Result<std::optional<Response>> known_answer(Desk& desk, const std::string& key,
                                             const std::string& fingerprint, Instant now) {
  auto kept = desk.records().answer(key);
  if (!kept) return pass(kept);
  const bool there = *kept && (*kept)->kept_at + kept_for > now;
  if (!there || (!(*kept)->pending && (*kept)->answer.empty())) return std::nullopt;
  if ((*kept)->fingerprint != fingerprint) {
    return fail(ErrorKind::invalid, "IdempotencyKeyReused",
                "This Idempotency-Key was used for another request; take a new one.");
  }
  if ((*kept)->pending) {
    return fail(ErrorKind::conflict, "RequestInProgress",
                "A request with this Idempotency-Key was begun and its end is not known. Look "
                "whether it was done; if not, send it with a new key.");
  }
  return read_answer((*kept)->answer);
}

Status keep(Desk& desk, KeptAnswer answer, Instant now) {
  answer.kept_at = now;
  return desk.records().keep_answer(answer, now - kept_for);
}

// Hashes what passes through it.
class HashedStream final : public BodyStream {
 public:
  HashedStream(BodyStream& inner, const std::string& begin) : inner_(inner) { hash_.update(begin); }

  Result<std::string_view> next() override {
    auto piece = inner_.next();
    if (piece) hash_.update(*piece);
    return piece;
  }
  void stop() override { inner_.stop(); }
  // Reads what is left.
  Result<std::string> fingerprint() {
    while (true) {
      auto piece = next();
      if (!piece) return pass(piece);
      if (piece->empty()) return hex(hash_.finish());
    }
  }

 private:
  BodyStream& inner_;
  Sha256 hash_;
};

Result<Response> run_once(const Handler& handler, const Call& call, Desk& desk,
                          const std::string& run) {
  auto key = key_of(call, run);
  if (!key) return pass(key);
  if (key->empty() || is_dry_run(call)) return handler(call, desk);
  const std::string fingerprint = hex(sha256(request_line(call.request) + call.request.body));
  auto known = known_answer(desk, *key, fingerprint, call.now);
  if (!known) return pass(known);
  if (*known) return **std::move(known);
  KeptAnswer answer{*key, fingerprint, {}, true, {}};
  if (auto begun = keep(desk, answer, call.now); !begun) return pass(begun);
  auto response = handler(call, desk);
  const bool unsure = !response && (response.error().kind == ErrorKind::io ||
                                    response.error().kind == ErrorKind::damaged);
  if (unsure) return response;  // it may have been done: the key stays taken
  answer.pending = false;
  if (response) answer.answer = written(*response);
  if (auto kept = keep(desk, answer, call.now); !kept) return pass(kept);
  return response;
}

// Keys of streams that are under way now. Any thread.
class KeysUnderWay {
 public:
  // Holds a key while it lives, if it was free.
  class Hold {
   public:
    Hold(KeysUnderWay& keys, const std::string& key) : keys_(keys), key_(key) {
      const std::lock_guard lock(keys_.mutex_);
      held_ = keys_.keys_.insert(key_).second;
    }
    ~Hold() {
      if (!held_) return;
      const std::lock_guard lock(keys_.mutex_);
      keys_.keys_.erase(key_);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    [[nodiscard]] bool held() const { return held_; }

   private:
    KeysUnderWay& keys_;
    const std::string& key_;
    bool held_ = false;
  };

 private:
  std::mutex mutex_;  // guards keys_
  std::set<std::string> keys_;
};

Result<Response> run_stream_once(const StreamHandler& handler, const Call& call, BodyStream& body,
                                 Engine& engine, const std::string& key) {
  HashedStream hashed(body, request_line(call.request));
  bool used = false;
  auto looked = engine.run([&](Desk& desk) -> Status {
    auto kept = desk.records().answer(key);
    if (!kept) return pass(kept);
    used = *kept && (*kept)->kept_at + kept_for > call.now && !(*kept)->answer.empty();
    return {};
  });
  if (!looked) return pass(looked);
  std::optional<Response> answer;
  if (!used) {
    auto response = handler(call, hashed, engine);
    if (!response) return response;
    answer = *std::move(response);
  }
  auto fingerprint = hashed.fingerprint();
  if (!fingerprint) return pass(fingerprint);
  auto done = engine.run([&](Desk& desk) -> Status {
    if (answer) return keep(desk, {key, *fingerprint, {}, false, written(*answer)}, call.now);
    auto known = known_answer(desk, key, *fingerprint, call.now);
    if (!known) return pass(known);
    answer = *std::move(known);
    return {};
  });
  if (!done) return pass(done);
  return *std::move(answer);
}

}  // namespace

Handler once(Handler handler, const std::string& run) {
  return [handler = std::move(handler), run](const Call& call, Desk& desk) {
    return run_once(handler, call, desk, run);
  };
}

StreamHandler once(StreamHandler handler) {
  auto under_way = std::make_shared<KeysUnderWay>();
  return [handler = std::move(handler), under_way](const Call& call, BodyStream& body,
                                                   Engine& engine) -> Result<Response> {
    auto key = key_of(call, {});
    if (!key) return pass(key);
    if (key->empty()) return handler(call, body, engine);
    const KeysUnderWay::Hold hold(*under_way, *key);
    if (!hold.held()) {
      return fail(ErrorKind::conflict, "RequestInProgress",
                  "A request with this Idempotency-Key is under way; wait for its answer, or send "
                  "it again later.");
    }
    return run_stream_once(handler, call, body, engine, *key);
  };
}

}  // namespace tollbridge::api::native
