// SPDX-License-Identifier: Apache-2.0
#include "jose/keys.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "core/check.h"
#include "jose/base64url.h"
#include "jose/handles.h"
#include "jose/strict_json.h"

namespace tollbridge::jose {
namespace {

constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;
constexpr std::size_t coordinate_bytes = 32;  // of P-256
constexpr std::size_t key_id_bytes_max = 256;

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

// A public key from its parts; empty if they are none.
KeyHandle make_key(const char* kind, const Builder& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  CHECK(parameters != nullptr && context != nullptr);
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return {};
  }
  KeyHandle key(made, EVP_PKEY_free);
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
  return EVP_PKEY_public_check(check.get()) == 1 ? key : KeyHandle();
}

// One key of the set, or why it is left out.
struct Candidate {
  std::string id;
  std::optional<Algorithm> only;
};

std::optional<std::string> part(const JsonValue& jwk, const char* name) {
  const auto text = text_of(jwk, name);
  return text ? from_base64url(*text) : std::nullopt;
}

Result<PublicKey> unusable(const std::string& why) {
  return fail(ErrorKind::invalid, "UnusableKey", why);
}

Result<PublicKey> rsa_key(const JsonValue& jwk, Candidate candidate) {
  const auto modulus = part(jwk, "n");
  const auto exponent = part(jwk, "e");
  if (!modulus || !exponent) return unusable("n or e is missing or no base64url");
  const Number n = number_of(*modulus);
  const Number e = number_of(*exponent);
  const int bits = BN_num_bits(n.get());
  if (bits < rsa_bits_min || bits > rsa_bits_max) {
    return unusable("RSA of " + std::to_string(bits) + " bits; 2,048 to 8,192 are taken");
  }
  if (BN_is_odd(e.get()) != 1 || BN_is_one(e.get()) == 1 || BN_num_bits(e.get()) > 64) {
    return unusable("its exponent is even, 1 or longer than 64 bits");
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  KeyHandle handle = make_key("RSA", builder);
  if (!handle) return unusable("n and e are no RSA key");
  return PublicKey(std::move(candidate.id), PublicKey::Kind::rsa, candidate.only,
                   std::move(handle));
}

Result<PublicKey> p256_key(const JsonValue& jwk, Candidate candidate) {
  if (text_of(jwk, "crv") != "P-256") return unusable("its curve is not P-256");
  const auto x = part(jwk, "x");
  const auto y = part(jwk, "y");
  if (!x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes) {
    return unusable("x or y is not 32 bytes of base64url");
  }
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  KeyHandle handle = make_key("EC", builder);
  if (!handle) return unusable("x and y are no point of the curve");
  return PublicKey(std::move(candidate.id), PublicKey::Kind::p256, candidate.only,
                   std::move(handle));
}

// What RFC 7517 lets a key say about its own use.
std::optional<std::string> not_for_signatures(const JsonValue& jwk) {
  if (member(jwk, "use") != nullptr && text_of(jwk, "use") != "sig") return "its use is not sig";
  if (member(jwk, "key_ops") == nullptr) return {};
  const auto operations = texts_of(jwk, "key_ops");
  if (!operations || std::ranges::find(*operations, "verify") == operations->end()) {
    return "its key_ops lack verify";
  }
  return {};
}

Result<PublicKey> parse_key(const JsonValue& jwk) {
  if (!jwk.is_object()) return unusable("it is no object");
  std::string id;
  if (member(jwk, "kid") != nullptr) {
    id = text_of(jwk, "kid").value_or("");
    if (id.empty() || id.size() > key_id_bytes_max) {
      return unusable("its kid is no text of 1 to 256 bytes");
    }
  }
  if (member(jwk, "d") != nullptr || member(jwk, "k") != nullptr) {
    return unusable("it is a secret: it has no place in a set of public keys");
  }
  if (auto why = not_for_signatures(jwk)) return unusable(*why);
  Candidate candidate{std::move(id), {}};
  if (member(jwk, "alg") != nullptr) {
    candidate.only = parse_algorithm(text_of(jwk, "alg").value_or(""));
    if (!candidate.only) return unusable("its alg is not RS256, PS256 or ES256");
  }
  const auto kind = text_of(jwk, "kty");
  const bool for_ec = candidate.only == Algorithm::es256;
  if (kind == "RSA" && !for_ec) return rsa_key(jwk, std::move(candidate));
  if (kind == "EC" && (for_ec || !candidate.only)) return p256_key(jwk, std::move(candidate));
  return unusable("its kty is not RSA or EC, or not that of its alg");
}

// r || s as the DER that OpenSSL takes; empty if it is not 64 bytes.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * coordinate_bytes) return {};
  const EcSignature parts(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, coordinate_bytes));
  Number s = number_of(signature.substr(coordinate_bytes));
  CHECK(ECDSA_SIG_set0(parts.get(), r.get(), s.get()) == 1);
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  CHECK(size > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256: return "RS256";
    case Algorithm::ps256: return "PS256";
    case Algorithm::es256: return "ES256";
  }
  return "";
}

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  for (const Algorithm each : {Algorithm::rs256, Algorithm::ps256, Algorithm::es256}) {
    if (to_string(each) == name) return each;
  }
  return {};
}

bool PublicKey::serves(Algorithm algorithm) const {
  if (only_ && *only_ != algorithm) return false;
  return (kind_ == Kind::p256) == (algorithm == Algorithm::es256);
}

bool PublicKey::verifies(Algorithm algorithm, std::string_view signed_part,
                         std::string_view signature) const {
  if (!serves(algorithm)) return false;
  const std::string der = kind_ == Kind::p256 ? der_of(signature) : std::string();
  if (kind_ == Kind::p256) signature = der;
  if (signature.empty()) return false;
  if (kind_ == Kind::rsa &&
      signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(handle_.get()))) {
    return false;
  }
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // owned by `context`
  CHECK(EVP_DigestVerifyInit(context.get(), &key_context, EVP_sha256(), nullptr, handle_.get()) ==
        1);
  if (algorithm == Algorithm::ps256) {  // RFC 7518 3.5: MGF1 with SHA-256, salt as long as the hash
    CHECK(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(signed_part),
                          signed_part.size()) == 1;
}

Result<PublicKey> PublicKey::parse(std::string_view jwk) {
  if (jwk.size() > key_bytes_max) return unusable("it is longer than 8 KiB");
  const auto members = parse_object(jwk);
  if (!members) return unusable("it is no strict JSON object");
  return parse_key(*members);
}

Result<KeySet> KeySet::parse(std::string_view jwks) {
  const auto bad = [](const std::string& what) {
    return fail(ErrorKind::invalid, "InvalidKeySet", "This is no usable set of keys: " + what);
  };
  if (jwks.size() > key_set_bytes_max) return bad("it is longer than 256 KiB.");
  const auto document = parse_object(jwks);
  const JsonValue* keys = document ? member(*document, "keys") : nullptr;
  if (keys == nullptr || !keys->is_array()) return bad("it is no JSON object with a list `keys`.");
  if (keys->size() > key_set_keys_max) return bad("it has more than 256 keys.");
  KeySet set;
  std::vector<std::string> twice;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    auto key = parse_key((*keys)[i]);
    const std::string name = "keys[" + std::to_string(i) + "]: ";
    if (!key) {
      set.skipped_.push_back(name + key.error().message);
    } else if (key->id().empty()) {
      set.skipped_.push_back(name + "it has no kid");
    } else if (set.find(key->id()) != nullptr) {
      set.skipped_.push_back(name + "its kid is another key's too: neither is used");
      twice.push_back(key->id());
    } else {
      set.keys_.push_back(std::move(*key));
    }
  }
  std::erase_if(set.keys_, [&](const PublicKey& key) {
    return std::ranges::find(twice, key.id()) != twice.end();
  });
  if (!set.keys_.empty()) return set;
  std::string why = "no key in it can be used.";
  for (const std::string& each : set.skipped_) why += " " + each + ".";
  return bad(why);
}

const PublicKey* KeySet::find(std::string_view id) const {
  const auto found = std::ranges::find_if(keys_, [&](const auto& key) { return key.id() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace tollbridge::jose
