// SPDX-License-Identifier: Apache-2.0
// Goal: a token is taken only if everything about it is right (spec/reliability.md 8.4).
// Method: one good token, signed with OpenSSL; each row of a table breaks one thing of it and
// names the reason it must be refused for, so that no row is refused by accident of another rule.
#include "api/token/verify.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "api/token/refusal.h"
#include "jose/token_testing.h"

namespace tollbridge::api::token {
namespace {

using namespace jose;

constexpr std::int64_t second_now = 1'793'700'000;
const Instant now{std::chrono::seconds{second_now}};
const std::string tenant = "7b6d3d3a-0000-4000-8000-000000000001";
const std::string our_issuer = "https://login.contoso.example/v2.0";

std::string at(std::int64_t seconds) { return std::to_string(second_now + seconds); }

// Keys are costly to make: once for all tests.
struct Keys {
  TestKey rsa = TestKey::rsa("rsa", 2048);
  TestKey other = TestKey::rsa("other", 2048);
  TestKey small = TestKey::rsa("small", 1024);
  TestKey encrypting = TestKey::rsa("encrypting", 2048);
  TestKey ec = TestKey::ec("ec", "P-256", "P-256");
  TestKey wide = TestKey::ec("wide", "P-384", "P-384");
  TestKey koblitz = TestKey::ec("koblitz", "secp256k1", "secp256k1");
};
const Keys& keys() {
  static const Keys made;
  return made;
}

std::shared_ptr<const KeySet> key_set(const std::vector<std::string>& jwks) {
  auto set = KeySet::parse(key_set_text(jwks));
  EXPECT_TRUE(set.has_value());
  return std::make_shared<const KeySet>(std::move(*set));
}

TrustedIssuer trusted(std::string issuer, std::shared_ptr<const KeySet> set) {
  TrustedIssuer made;
  made.issuer = std::move(issuer);
  made.audience = {"tollbridge"};
  made.keys = std::move(set);
  return made;
}

const Trust& trust() {
  static const Trust made{
      {trusted(our_issuer,
               key_set({keys().rsa.public_jwk(), keys().small.public_jwk(),
                        keys().ec.public_jwk(R"(,"key_ops":["verify"],"alg":"ES256")"),
                        keys().wide.public_jwk(), keys().koblitz.public_jwk(),
                        keys().encrypting.public_jwk(R"(,"use":"enc")"),
                        R"({"kty":"oct","kid":"secret","k":"c2VjcmV0"})"})),
       trusted("https://login.fabrikam.example", key_set({keys().other.public_jwk()}))}};
  return made;
}

// Everything right.
Draft draft() {
  Draft made;
  made.key = &keys().rsa;
  made.header.text("alg", "RS256").text("typ", "JWT").text("kid", "rsa");
  made.claims.text("iss", our_issuer).text("aud", "tollbridge").text("sub", "alice");
  made.claims.text("role", "partner").text("partner", "contoso");
  made.claims.set("iat", at(-60)).set("nbf", at(-60)).set("exp", at(1800));
  return made;
}

Draft with(Signing how, const TestKey& key, const std::string& algorithm) {
  Draft made = draft();
  made.how = how;
  made.key = &key;
  made.header.text("alg", algorithm).text("kid", key.id);
  return made;
}

std::string header(const std::string& name, const std::string& raw) {
  Draft made = draft();
  made.header.set(name, raw);
  return made.text();
}
std::string claim(const std::string& name, const std::string& raw) {
  Draft made = draft();
  made.claims.set(name, raw);
  return made.text();
}
std::string expired_by(std::int64_t seconds) {
  Draft made = draft();
  made.claims.set("iat", at(-600)).set("exp", at(-seconds));
  return made.text();
}
std::string without(const std::string& name) {
  Draft made = draft();
  made.header.drop(name);
  made.claims.drop(name);
  return made.text();
}
std::string unsigned_with(const std::string& algorithm) {
  return with(Signing::none, keys().rsa, algorithm).text();
}
std::string hmac_with(const std::string& secret) {
  Draft made = with(Signing::hs256, keys().rsa, "HS256");
  made.secret = secret;
  return made.text();
}
std::string raw(const std::string& head, const std::string& body) {
  return draft().text_of(head, body);
}
// The good token with its signature replaced.
std::string signature(const TestKey& key, const std::string& algorithm, const std::string& bytes) {
  const std::string text = with(Signing::none, key, algorithm).text();
  return text + base64url(bytes);
}
std::string order_of_p256() {
  return "\xFF\xFF\xFF\xFF" + std::string(4, '\0') + std::string(8, '\xFF') +
         "\xBC\xE6\xFA\xAD\xA7\x17\x9E\x84\xF3\xB9\xCA\xC2\xFC\x63\x25\x51";
}
std::string part_of(const std::string& token, int index) {
  std::size_t begin = 0;
  for (int i = 0; i < index; ++i) begin = token.find('.', begin) + 1;
  return token.substr(begin, token.find('.', begin) - begin);
}
// The last character of a part changed in the bits that mean nothing.
std::string loose_tail(const std::string& token) {
  std::string changed = token;
  EXPECT_EQ(part_of(token, 2).size() % 4, 2U);  // 256 bytes: four unused bits
  changed.back() = static_cast<char>(changed.back() + 1);
  return changed;
}
std::string nested(int depth) {
  std::string text = "1";
  for (int i = 0; i < depth; ++i) text = R"({"a":)" + text + "}";
  return text;
}

struct Row {
  std::string name;
  std::string reason;
  std::function<std::string()> token;
};

std::vector<Row> algorithm_rows() {
  return {
      {"alg none", "AlgorithmRefused", [] { return unsigned_with("none"); }},
      {"alg None", "AlgorithmRefused", [] { return unsigned_with("None"); }},
      {"alg NONE", "AlgorithmRefused", [] { return unsigned_with("NONE"); }},
      {"alg nOnE", "AlgorithmRefused", [] { return unsigned_with("nOnE"); }},
      {"alg empty", "AlgorithmRefused", [] { return unsigned_with(""); }},
      {"alg missing", "AlgorithmRefused", [] { return without("alg"); }},
      {"alg number", "AlgorithmRefused", [] { return header("alg", "256"); }},
      {"alg list", "AlgorithmRefused", [] { return header("alg", R"(["RS256"])"); }},
      {"alg lower case", "AlgorithmRefused", [] { return header("alg", R"("rs256")"); }},
      {"alg blank", "AlgorithmRefused", [] { return header("alg", R"("RS256 ")"); }},
      {"HS256 with the public key as PEM", "AlgorithmRefused",
       [] { return hmac_with(keys().rsa.public_pem()); }},
      {"HS256 with the public key as JWK", "AlgorithmRefused",
       [] { return hmac_with(keys().rsa.public_jwk()); }},
      {"HS256 with an empty key", "AlgorithmRefused", [] { return hmac_with(""); }},
      {"RS512", "AlgorithmRefused",
       [] { return with(Signing::rs512, keys().rsa, "RS512").text(); }},
      {"RS512 called RS256", "SignatureWrong",
       [] { return with(Signing::rs512, keys().rsa, "RS256").text(); }},
      {"RS256 called PS256", "SignatureWrong",
       [] { return with(Signing::rs256, keys().rsa, "PS256").text(); }},
      {"PS256 called RS256", "SignatureWrong",
       [] { return with(Signing::ps256, keys().rsa, "RS256").text(); }},
      {"PS256 with a short salt", "SignatureWrong",
       [] { return with(Signing::ps256_short_salt, keys().rsa, "PS256").text(); }},
      {"unsigned called RS256", "SignatureWrong", [] { return unsigned_with("RS256"); }},
      {"ES256 called RS256", "KeyMismatch",
       [] { return with(Signing::es256, keys().ec, "RS256").text(); }},
      {"ES256 with an RSA key", "KeyMismatch",
       [] { return with(Signing::rs256, keys().rsa, "ES256").text(); }},
  };
}

std::vector<Row> signature_rows() {
  return {
      {"ES256 r = s = 0", "SignatureWrong",
       [] { return signature(keys().ec, "ES256", std::string(64, '\0')); }},
      {"ES256 r = s = n", "SignatureWrong",
       [] { return signature(keys().ec, "ES256", order_of_p256() + order_of_p256()); }},
      {"ES256 of 63 bytes", "SignatureWrong",
       [] { return signature(keys().ec, "ES256", std::string(63, '\1')); }},
      {"ES256 of 65 bytes", "SignatureWrong",
       [] { return signature(keys().ec, "ES256", std::string(65, '\1')); }},
      {"ES256 as DER", "SignatureWrong",
       [] { return with(Signing::es256_der, keys().ec, "ES256").text(); }},
      {"ES256 on P-384", "KeyUnknown",
       [] { return with(Signing::es256, keys().wide, "ES256").text(); }},
      {"ES256 on secp256k1", "KeyUnknown",
       [] { return with(Signing::es256, keys().koblitz, "ES256").text(); }},
      {"RSA of 1,024 bits", "KeyUnknown",
       [] { return with(Signing::rs256, keys().small, "RS256").text(); }},
      {"RSA all zero", "SignatureWrong",
       [] { return signature(keys().rsa, "RS256", std::string(256, '\0')); }},
      {"RSA one byte short", "SignatureWrong",
       [] { return signature(keys().rsa, "RS256", std::string(255, '\1')); }},
      {"signature of another token", "SignatureWrong",
       [] {
         const std::string other = claim("sub", R"("bob")");
         return draft().text().substr(0, draft().text().rfind('.') + 1) + part_of(other, 2);
       }},
      {"claims of another token", "SignatureWrong",
       [] {
         const std::string good = draft().text();
         return part_of(good, 0) + "." + part_of(claim("role", R"("provider")"), 1) + "." +
                part_of(good, 2);
       }},
      {"key of another issuer", "KeyUnknown",
       [] { return with(Signing::rs256, keys().other, "RS256").text(); }},
      {"key of another issuer under our kid", "SignatureWrong",
       [] {
         Draft made = with(Signing::rs256, keys().other, "RS256");
         made.header.text("kid", "rsa");
         return made.text();
       }},
      {"our key under another issuer", "KeyUnknown",
       [] { return claim("iss", R"("https://login.fabrikam.example")"); }},
      {"key marked for encryption", "KeyUnknown",
       [] { return with(Signing::rs256, keys().encrypting, "RS256").text(); }},
      {"kid of a symmetric key", "KeyUnknown", [] { return header("kid", R"("secret")"); }},
  };
}

std::vector<Row> header_rows() {
  return {
      {"jwk", "HeaderRefused", [] { return header("jwk", keys().rsa.public_jwk()); }},
      {"jku", "HeaderRefused", [] { return header("jku", R"("https://evil.example/k")"); }},
      {"x5u", "HeaderRefused", [] { return header("x5u", R"("https://evil.example/c")"); }},
      {"x5c", "HeaderRefused", [] { return header("x5c", R"(["MIIB"])"); }},
      {"crit unknown", "HeaderRefused", [] { return header("crit", R"(["exp2"])"); }},
      {"crit empty", "HeaderRefused", [] { return header("crit", "[]"); }},
      {"crit of a known name", "HeaderRefused", [] { return header("crit", R"(["alg"])"); }},
      {"b64 false", "HeaderRefused", [] { return header("b64", "false"); }},
      {"cty JWT", "HeaderRefused", [] { return header("cty", R"("JWT")"); }},
      {"enc", "HeaderRefused", [] { return header("enc", R"("A128GCM")"); }},
      {"zip", "HeaderRefused", [] { return header("zip", R"("DEF")"); }},
      {"typ of a logout token", "TypeRefused",
       [] { return header("typ", R"("logout+jwt")"); }},
      {"typ of a proof", "TypeRefused", [] { return header("typ", R"("dpop+jwt")"); }},
      {"typ number", "TypeRefused", [] { return header("typ", "1"); }},
      {"kid missing", "KeyIdMissing", [] { return without("kid"); }},
      {"kid unknown", "KeyUnknown", [] { return header("kid", R"("nobody")"); }},
      {"kid a path", "KeyUnknown", [] { return header("kid", R"("../../../../dev/null")"); }},
      {"kid SQL", "KeyUnknown", [] { return header("kid", R"("x' OR '1'='1")"); }},
      {"kid of 10 KB", "TooLong",
       [] { return header("kid", "\"" + std::string(10'000, 'k') + "\""); }},
      {"kid of 257 bytes", "KeyIdMissing",
       [] { return header("kid", "\"" + std::string(257, 'k') + "\""); }},
      {"kid a list", "KeyIdMissing", [] { return header("kid", R"(["rsa"])"); }},
      {"kid empty", "KeyIdMissing", [] { return header("kid", R"("")"); }},
      {"kid in other case", "KeyUnknown", [] { return header("kid", R"("RSA")"); }},
      {"two alg", "NotJson",
       [] {
         Draft made = draft();
         made.header.add("alg", R"("none")");
         return made.text();
       }},
      {"header a list", "NotJson", [] { return raw("[]", draft().claims.json()); }},
      {"header a text", "NotJson", [] { return raw(R"("RS256")", draft().claims.json()); }},
      {"header empty", "NotJson", [] { return raw("", draft().claims.json()); }},
      {"header with something behind", "NotJson",
       [] { return raw(draft().header.json() + "x", draft().claims.json()); }},
      {"header with a NUL behind", "NotJson",
       [] { return raw(draft().header.json() + '\0' + "{}", draft().claims.json()); }},
      {"header with a byte order mark", "NotJson",
       [] { return raw("\xEF\xBB\xBF" + draft().header.json(), draft().claims.json()); }},
      {"header no UTF-8", "NotJson", [] { return header("x", "\"\xC3\x28\""); }},
      {"header nested too deep", "NotJson", [] { return header("x", nested(12)); }},
      {"header with a comment", "NotJson",
       [] { return raw("/**/" + draft().header.json(), draft().claims.json()); }},
  };
}

std::vector<Row> form_rows() {
  return {
      {"empty", "NotThreeParts", [] { return std::string(); }},
      {"no token at all", "NotThreeParts", [] { return std::string("letmein"); }},
      {"two parts", "NotThreeParts",
       [] { return draft().text().substr(0, draft().text().rfind('.')); }},
      {"four parts", "NotThreeParts", [] { return draft().text() + ".e30"; }},
      {"five parts, a JWE", "NotThreeParts", [] { return draft().text() + ".e30.e30"; }},
      {"only dots", "NotJson", [] { return std::string(".."); }},
      {"padding", "NotBase64url", [] { return draft().text() + "=="; }},
      {"blank behind", "NotBase64url", [] { return draft().text() + " "; }},
      {"blank in front", "NotBase64url", [] { return " " + draft().text(); }},
      {"line break inside", "NotBase64url",
       [] {
         std::string text = draft().text();
         text.insert(20, "\n");
         return text;
       }},
      {"plain base64 alphabet", "NotBase64url", [] { return draft().text() + "+/+/"; }},
      {"loose tail of the signature", "NotBase64url", [] { return loose_tail(draft().text()); }},
      {"over 8 KiB", "TooLong",
       [] { return claim("x", "\"" + std::string(7'000, 'x') + "\""); }},
      {"nested token", "NotJson",
       [] { return raw(draft().header.json(), draft().text()); }},
      {"claims a list", "NotJson", [] { return raw(draft().header.json(), "[]"); }},
      {"claims null", "NotJson", [] { return raw(draft().header.json(), "null"); }},
      {"claims cut off", "NotJson", [] { return raw(draft().header.json(), R"({"iss":)"); }},
      {"two sub", "NotJson",
       [] {
         Draft made = draft();
         made.claims.add("sub", R"("bob")");
         return made.text();
       }},
      {"two members inside a member", "NotJson", [] { return claim("x", R"({"a":1,"a":2})"); }},
      {"two sub, one escaped", "NotJson",
       [] {
         const std::string claims = draft().claims.json();
         return raw(draft().header.json(),
                    claims.substr(0, claims.size() - 1) + R"(,"\u0073ub":"bob"})");
       }},
  };
}

std::vector<Row> time_rows() {
  return {
      {"exp missing", "ClaimMissing", [] { return without("exp"); }},
      {"exp a text", "ClaimMalformed", [] { return claim("exp", "\"" + at(1800) + "\""); }},
      {"exp 1e400", "NotJson", [] { return claim("exp", "1e400"); }},
      {"exp 1e10", "ClaimMalformed", [] { return claim("exp", "1e10"); }},
      {"exp a fraction", "ClaimMalformed", [] { return claim("exp", at(1800) + ".5"); }},
      {"exp null", "ClaimMalformed", [] { return claim("exp", "null"); }},
      {"exp true", "ClaimMalformed", [] { return claim("exp", "true"); }},
      {"exp negative", "ClaimMalformed", [] { return claim("exp", "-1"); }},
      {"exp of 2^63", "ClaimMalformed", [] { return claim("exp", "9223372036854775808"); }},
      {"exp in milliseconds", "ClaimMalformed", [] { return claim("exp", at(1800) + "000"); }},
      {"exp past by 61 s", "Expired", [] { return expired_by(61); }},
      {"exp past by 60 s", "Expired", [] { return expired_by(60); }},
      {"exp before iat", "ClaimMalformed", [] { return claim("iat", at(1801)); }},
      {"nbf in 61 s", "NotYetValid", [] { return claim("nbf", at(61)); }},
      {"nbf a text", "ClaimMalformed", [] { return claim("nbf", R"("0")"); }},
      {"iat missing", "ClaimMissing", [] { return without("iat"); }},
      {"iat in 61 s", "IssuedLater", [] { return claim("iat", at(61)); }},
      {"lives longer than a day", "LivesTooLong", [] { return claim("exp", at(86'400)); }},
  };
}

std::vector<Row> claim_rows() {
  return {
      {"aud missing", "ClaimMissing", [] { return without("aud"); }},
      {"aud of another", "AudienceWrong", [] { return claim("aud", R"("spreadsheet")"); }},
      {"aud a prefix", "AudienceWrong", [] { return claim("aud", R"("tollbridge2")"); }},
      {"aud in other case", "AudienceWrong", [] { return claim("aud", R"("Tollbridge")"); }},
      {"aud of others", "AudienceWrong", [] { return claim("aud", R"(["a","b"])"); }},
      {"aud an empty list", "AudienceWrong", [] { return claim("aud", "[]"); }},
      {"aud an object", "ClaimMalformed", [] { return claim("aud", R"({"tollbridge":1})"); }},
      {"aud with a number", "ClaimMalformed", [] { return claim("aud", R"(["tollbridge",1])"); }},
      {"iss missing", "ClaimMissing", [] { return without("iss"); }},
      {"iss unknown", "IssuerUnknown", [] { return claim("iss", R"("https://evil.example")"); }},
      {"iss with a slash", "IssuerUnknown",
       [] { return claim("iss", json_string(our_issuer + "/")); }},
      {"iss in other case", "IssuerUnknown",
       [] { return claim("iss", R"("https://LOGIN.contoso.example/v2.0")"); }},
      {"iss with a Unicode twin", "IssuerUnknown",
       [] { return claim("iss", R"("https://login.c\u043entoso.example/v2.0")"); }},
      {"iss a list", "ClaimMalformed",
       [] { return claim("iss", "[" + json_string(our_issuer) + "]"); }},
      {"sub missing", "ClaimMissing", [] { return without("sub"); }},
      {"sub empty", "ClaimMalformed", [] { return claim("sub", R"("")"); }},
      {"sub a number", "ClaimMalformed", [] { return claim("sub", "1"); }},
      {"sub with a line break", "ClaimMalformed", [] { return claim("sub", R"("a\nb")"); }},
      {"sub of 256 bytes", "ClaimMalformed",
       [] { return claim("sub", json_string(std::string(256, 's'))); }},
      {"ID token with nonce", "NotForAccess", [] { return claim("nonce", R"("n")"); }},
      {"ID token with at_hash", "NotForAccess", [] { return claim("at_hash", R"("h")"); }},
      {"bound to a key", "NotForAccess", [] { return claim("cnf", R"({"jkt":"x"})"); }},
      {"security event", "NotForAccess", [] { return claim("events", "{}"); }},
      {"role missing", "RoleMissing", [] { return without("role"); }},
      {"role unknown", "RoleMissing", [] { return claim("role", R"("root")"); }},
      {"role anonymous", "RoleMissing", [] { return claim("role", R"("anonymous")"); }},
      {"role in other case", "RoleMissing", [] { return claim("role", R"("Provider")"); }},
      {"role a list", "ClaimMalformed", [] { return claim("role", R"(["provider"])"); }},
      {"two roles", "RoleRefused", [] { return claim("roles", R"(["provider"])"); }},
      {"roles an object", "ClaimMalformed", [] { return claim("roles", "{}"); }},
      {"only a name and an address", "RoleMissing",
       [] {
         Draft made = draft();
         made.claims.drop("role").text("upn", "provider@contoso.example");
         made.claims.text("email", "provider@contoso.example");
         return made.text();
       }},
      {"partner missing", "ClaimMissing", [] { return without("partner"); }},
      {"partner empty", "ClaimMalformed", [] { return claim("partner", R"("")"); }},
      {"partner is the provider", "PartnerRefused",
       [] { return claim("partner", R"("provider")"); }},
      {"operator without a stack", "ClaimMissing",
       [] { return claim("role", R"("operator")"); }},
      {"tenant without a directory", "ClaimMissing",
       [] { return claim("role", R"("tenant")"); }},
      {"tenant of no GUID", "ClaimMalformed",
       [] {
         Draft made = draft();
         made.claims.text("role", "tenant").text("tid", "contoso.example");
         return made.text();
       }},
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (auto part : {algorithm_rows(), signature_rows(), header_rows(), form_rows(), time_rows(),
                    claim_rows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

TEST(Verify, a_good_token_says_who_calls) {
  const auto principal = verify(draft().text(), now, trust());
  ASSERT_TRUE(principal.has_value()) << principal.error().details.front().message;
  EXPECT_EQ(principal->role, Role::partner);
  EXPECT_EQ(principal->partner, PartyId("contoso"));
  EXPECT_EQ(principal->subject, "alice");
  EXPECT_EQ(principal->issuer, our_issuer);
  EXPECT_TRUE(principal->tenant.empty() && principal->stack.empty());
}

TEST(Verify, all_three_algorithms_are_taken) {
  EXPECT_TRUE(verify(with(Signing::rs256, keys().rsa, "RS256").text(), now, trust()));
  EXPECT_TRUE(verify(with(Signing::ps256, keys().rsa, "PS256").text(), now, trust()));
  EXPECT_TRUE(verify(with(Signing::es256, keys().ec, "ES256").text(), now, trust()));
}

TEST(Verify, every_broken_token_is_refused_for_its_reason) {
  ASSERT_GE(all_rows().size(), 60U);
  for (const Row& row : all_rows()) {
    const auto principal = verify(row.token(), now, trust());
    ASSERT_FALSE(principal.has_value()) << row.name;
    EXPECT_EQ(reason_of(principal.error()), row.reason) << row.name;
  }
}

TEST(Verify, every_refusal_looks_the_same_and_repeats_nothing_of_the_token) {
  const Error expected = told(refusal("Any", "thing"));
  for (const Row& row : all_rows()) {
    const std::string token = row.token();
    const Error error = verify(token, now, trust()).error();
    const Error seen = told(error);
    EXPECT_EQ(seen.code, expected.code);
    EXPECT_EQ(seen.message, expected.message);
    EXPECT_TRUE(seen.details.empty());
    for (const char* secret : {"alice", "contoso", "evil", "dev/null"}) {
      EXPECT_EQ(error.details.front().message.find(secret), std::string::npos) << row.name;
    }
    EXPECT_LT(error.details.front().message.size(), 120U) << row.name;
  }
}

TEST(Verify, clocks_may_differ_by_less_than_a_minute) {
  EXPECT_TRUE(verify(claim("nbf", at(60)), now, trust()));
  EXPECT_TRUE(verify(claim("iat", at(60)), now, trust()));
  EXPECT_TRUE(verify(expired_by(59), now, trust()));
}

TEST(Verify, one_good_audience_among_others_is_enough) {
  EXPECT_TRUE(verify(claim("aud", R"(["spreadsheet","tollbridge"])"), now, trust()));
}

TEST(Verify, unknown_header_parameters_and_claims_are_ignored) {
  EXPECT_TRUE(verify(header("x5t", R"("abc")"), now, trust()));
  EXPECT_TRUE(verify(claim("upn", R"("x@y")"), now, trust()));
}

TEST(Verify, the_claims_of_entra_are_understood) {
  Draft entra = draft();
  entra.claims.drop("role").drop("partner").text("sub", "pairwise");
  entra.claims.text("oid", "0b1c").text("appid", "app").text("tid", tenant);
  entra.claims.set("roles", R"(["Reports.Read","tenant"])");
  const auto principal = verify(entra.text(), now, trust());
  ASSERT_TRUE(principal.has_value()) << reason_of(principal.error());
  EXPECT_EQ(principal->role, Role::tenant);
  EXPECT_EQ(principal->tenant, TenantId(tenant));
  EXPECT_EQ(principal->subject, "0b1c");
  entra.claims.drop("oid").drop("sub");
  EXPECT_EQ(verify(entra.text(), now, trust())->subject, "app");
}

TEST(Verify, the_same_subject_of_another_tenant_is_somebody_else) {
  Draft one = draft();
  one.claims.text("role", "tenant").text("tid", tenant);
  Draft other = one;
  other.claims.text("tid", "7b6d3d3a-0000-4000-8000-000000000002");
  EXPECT_NE(*verify(one.text(), now, trust()), *verify(other.text(), now, trust()));
}

TEST(Verify, a_role_brings_only_what_belongs_to_it) {
  Draft provider = draft();
  provider.claims.text("role", "provider").text("tid", tenant).text("stack", "s");
  const auto principal = verify(provider.text(), now, trust());
  ASSERT_TRUE(principal.has_value());
  EXPECT_TRUE(principal->partner.empty() && principal->tenant.empty() && principal->stack.empty());
}

TEST(Verify, a_limited_issuer_speaks_only_for_its_own) {
  Trust limited = trust();
  limited.issuers[0].name = "contoso";
  limited.issuers[0].partner = PartyId("contoso");
  EXPECT_EQ(verify(draft().text(), now, limited)->subject, "contoso/alice");
  EXPECT_EQ(verify(without("partner"), now, limited)->partner, PartyId("contoso"));
  EXPECT_EQ(reason_of(verify(claim("partner", R"("fabrikam")"), now, limited).error()),
            "PartnerRefused");
  EXPECT_EQ(reason_of(verify(claim("role", R"("provider")"), now, limited).error()),
            "RoleRefused");
  limited.issuers[0].roles = {Role::reseller};
  EXPECT_EQ(reason_of(verify(draft().text(), now, limited).error()), "RoleRefused");
}

TEST(Verify, an_issuer_of_one_directory_gives_no_other) {
  Trust limited = trust();
  limited.issuers[0].name = "adatum";
  limited.issuers[0].tenant = TenantId(tenant);
  Draft token = draft();
  token.claims.text("role", "tenant").text("tid", tenant);
  EXPECT_TRUE(verify(token.text(), now, limited));
  token.claims.text("tid", "7b6d3d3a-0000-4000-8000-000000000002");
  EXPECT_EQ(reason_of(verify(token.text(), now, limited).error()), "TenantRefused");
  EXPECT_EQ(reason_of(verify(draft().text(), now, limited).error()), "RoleRefused");
}

TEST(Verify, an_issuer_without_keys_or_taken_out_of_the_configuration_is_refused) {
  Trust without_keys = trust();
  without_keys.issuers[0].keys = nullptr;
  EXPECT_EQ(reason_of(verify(draft().text(), now, without_keys).error()), "KeyUnknown");
  EXPECT_EQ(reason_of(verify(draft().text(), now, Trust{}).error()), "IssuerUnknown");
}

RC_GTEST_PROP(Verify, a_token_with_any_byte_changed_is_refused, ()) {
  static const std::vector<std::string> good{
      with(Signing::rs256, keys().rsa, "RS256").text(),
      with(Signing::ps256, keys().rsa, "PS256").text(),
      with(Signing::es256, keys().ec, "ES256").text()};
  std::string token = *rc::gen::elementOf(good);
  const auto place = *rc::gen::inRange<std::size_t>(0, token.size());
  const auto byte = static_cast<char>(*rc::gen::distinctFrom(token[place]));
  token[place] = byte;
  RC_ASSERT(!verify(token, now, trust()).has_value());
}

RC_GTEST_PROP(Verify, a_token_with_a_part_left_out_or_doubled_is_refused, ()) {
  const std::string good = draft().text();
  const auto begin = *rc::gen::inRange<std::size_t>(0, good.size());
  const auto count = *rc::gen::inRange<std::size_t>(1, good.size() - begin + 1);
  std::string cut = good;
  cut.erase(begin, count);
  RC_ASSERT(!verify(cut, now, trust()).has_value());
  std::string doubled = good;
  doubled.insert(begin, good.substr(begin, count));
  RC_ASSERT(!verify(doubled, now, trust()).has_value());
}

}  // namespace
}  // namespace tollbridge::api::token
