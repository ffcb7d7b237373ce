// SPDX-License-Identifier: Apache-2.0
#include "stack/json/activate.h"

#include "jose/base64url.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "jose/keys.h"
#include "jose/strict_json.h"
#include "stack/json/activation.h"

namespace tollbridge::stack::json {
namespace {

std::unexpected<Error> wrong(const std::string& why) {
  return fail(ErrorKind::refused, "ActivationSignatureWrong",
              "The activation key " + why + "; fetch it anew from the registration.");
}

// Signed by the one expected, or by anybody if none is.
Status check_signer(const std::string& signer, const std::string& expected) {
  if (expected.empty() || signer == expected) return {};
  if (signer.empty()) {
    return fail(ErrorKind::refused, "ActivationNotSigned",
                "The activation key is not signed, and this stack knows its commerce half by the "
                "key " + expected + "; fetch a signed one from the registration.");
  }
  return fail(ErrorKind::refused, "ActivationOfAnotherCommerce",
              "The activation key is signed by " + signer + ", and this stack's commerce half has "
              "the key " + expected + ". If commerce has another key now, ask its provider for "
              "what `tollbridge bridge key` says there, and give it with --commerce-key.");
}

}  // namespace

Result<std::string> signer_of_activation_key(std::string_view text) {
  const auto parts = jose::split(text);
  if (!parts || text.starts_with('{')) return std::string();
  const auto claims = jose::from_base64url(parts->claims);
  const auto object = claims ? jose::parse_object(*claims) : std::nullopt;
  if (!object) return wrong("has claims that are no JSON object");
  const jose::JsonValue* named = jose::member(*object, "receiptKey");
  if (named == nullptr || named->is_null()) return std::string();
  const auto key = jose::PublicKey::parse(named->dump());
  if (!key || !key->serves(jose::Algorithm::rs256)) return wrong("names no key that signs it");
  const auto header = jose::from_base64url(parts->header);
  const auto members = header ? jose::parse_object(*header) : std::nullopt;
  const auto signature = jose::from_base64url(parts->signature);
  if (!members || !signature || jose::text_of(*members, "alg") != "RS256" ||
      jose::member(*members, "crit") != nullptr) {
    return wrong("is not signed with RS256");
  }
  if (!key->verifies(jose::Algorithm::rs256, parts->signed_part, *signature)) {
    return wrong("was altered, or is signed by another key than it names");
  }
  return jose::jwk_of(key->handle()).id;
}

Result<Activation> activate(LocalStack& local, std::string_view key, Instant now,
                            std::string_view commerce_key) {
  auto activation = parse_activation_key(key);
  if (!activation) return activation;
  auto fits = check(*activation, local.profile().cloud_id, now);
  if (!fits) return pass(fits);
  const auto signer = signer_of_activation_key(key);
  if (!signer) return std::unexpected(signer.error());
  const std::string known = local.books().note(commerce_key_note);
  auto may = check_signer(*signer, commerce_key.empty() ? known : std::string(commerce_key));
  if (!may) return pass(may);
  if (*signer != known && !signer->empty()) {
    auto kept = local.books().keep_note(commerce_key_note, *signer, now);
    if (!kept) return pass(kept);
  }
  auto kept = local.books().keep_note(activation_note, key, now);
  if (!kept) return pass(kept);
  return activation;
}

}  // namespace tollbridge::stack::json
