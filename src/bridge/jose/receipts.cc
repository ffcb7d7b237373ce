// SPDX-License-Identifier: Apache-2.0
#include "bridge/jose/receipts.h"

#include <algorithm>

#include "bridge/jose/stack_key.h"
#include "core/json.h"
#include "jose/base64url.h"
#include "jose/jws.h"
#include "jose/keys.h"
#include "jose/strict_json.h"

namespace tollbridge::bridge {
namespace {

using jose::from_base64url;
using jose::JsonValue;

constexpr std::size_t receipt_bytes_max = 8 * 1024;

std::unexpected<Error> wrong(const std::string& why) {
  return fail(ErrorKind::invalid, "ReceiptWrong", "The answer is no receipt of commerce: " + why);
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Reads members of the claims; the first fault is kept.
class Members {
 public:
  explicit Members(const JsonValue& object) : object_(object) {}

  std::string text(const char* name) {
    auto text = jose::text_of(object_, name);
    if (!text || text->empty()) fault_ = name;
    return std::move(text).value_or("");
  }

  std::uint64_t count(const char* name) {
    const JsonValue* value = jose::member(object_, name);
    if (value != nullptr && value->is_number_unsigned()) return value->get<std::uint64_t>();
    fault_ = name;
    return 0;
  }

  Digest digest(const char* name) {
    Digest bytes{};
    const std::string digits = text(name);
    const bool all = digits.size() == 2 * bytes.size() &&
                     std::ranges::all_of(digits, [](char c) { return digit_of(c) >= 0; });
    if (!all) {
      fault_ = name;
      return bytes;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] =
          static_cast<std::uint8_t>(digit_of(digits[2 * i]) * 16 + digit_of(digits[2 * i + 1]));
    }
    return bytes;
  }

  Instant time(const char* name) {
    const auto time = parse_instant(text(name));
    if (!time) fault_ = name;
    return time.value_or(Instant{});
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  const JsonValue& object_;
  std::string fault_;
};

// The claims, if the signature is of `key`.
Result<std::string> signed_claims(std::string_view jwt, const jose::PublicKey& key) {
  if (jwt.size() > receipt_bytes_max) return wrong("it is longer than 8 KiB.");
  const auto parts = jose::split(jwt);
  if (!parts) return wrong("it is no JWT.");
  const auto header = from_base64url(parts->header);
  auto claims = from_base64url(parts->claims);
  const auto signature = from_base64url(parts->signature);
  if (!header || !claims || !signature) return wrong("a part is not base64url.");
  const auto members = jose::parse_object(*header);
  // Whatever the header says of a key, an encoding or what is critical: nothing but this is taken.
  if (!members || jose::text_of(*members, "alg") != "RS256" ||
      jose::member(*members, "crit") != nullptr) {
    return wrong("it is not signed with RS256.");
  }
  if (!key.verifies(jose::Algorithm::rs256, parts->signed_part, *signature)) {
    return wrong("it is not signed with the key of the activation key's receiptKey.");
  }
  return std::move(*claims);
}

}  // namespace

std::string receipt_claims(const Receipt& receipt) {
  Json json;
  json.object().field("sub", std::string(stack_issuer_prefix) + receipt.stack.text());
  json.field("number", receipt.number).field("hash", hex(receipt.hash));
  json.field("rows", receipt.rows);
  json.field("changes", receipt.changes).field("rejected", receipt.rejected);
  json.field("usage", hex(receipt.usage)).field("watermark", receipt.watermark);
  json.field("issued_at", to_string(receipt.issued_at)).end();
  return json.text();
}

Result<Receipt> read_receipt(std::string_view jwt, std::string_view jwk) {
  const auto key = jose::PublicKey::parse(jwk);
  if (!key || !key->serves(jose::Algorithm::rs256)) {
    return wrong("the activation key's receiptKey is no RSA key to check it with.");
  }
  const auto claims = signed_claims(jwt, *key);
  if (!claims) return std::unexpected(claims.error());
  const auto object = jose::parse_object(*claims);
  if (!object) return wrong("its claims are no JSON object.");
  Members members(*object);
  const std::string subject = members.text("sub");
  Receipt receipt;
  receipt.number = members.count("number");
  receipt.hash = members.digest("hash");
  receipt.rows = members.count("rows");
  receipt.changes = members.count("changes");
  receipt.rejected = members.count("rejected");
  receipt.usage = members.digest("usage");
  receipt.watermark = members.count("watermark");
  receipt.issued_at = members.time("issued_at");
  if (!members.fault().empty()) return wrong("its claim " + members.fault() + " is not in order.");
  if (!subject.starts_with(stack_issuer_prefix)) return wrong("its claim sub names no stack.");
  receipt.stack = StackId(std::string_view(subject).substr(stack_issuer_prefix.size()));
  return receipt;
}

}  // namespace tollbridge::bridge
