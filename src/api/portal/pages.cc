// SPDX-License-Identifier: Apache-2.0
#include "api/portal/pages.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "api/error_answer.h"
#include "api/portal/rows.h"
#include "api/text.h"
#include "api/token/bearer_authenticator.h"
#include "api/token/development_issuer.h"
#include "core/json.h"

namespace tollbridge::api::portal {
namespace {

constexpr std::string_view nonce_mark = "__TOLLBRIDGE_NONCE__";
constexpr std::string_view asset_folder = "assets";

constexpr std::string_view missing_portal =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Tollbridge</title>"
    "</head><body><h1>The portal is not in this program</h1><p>It was built without it: "
    "<code>make portal build</code> in the source tree builds both, and says what is missing for "
    "that. Everything else works: <a href=\"/docs\">the API</a>, and the command line.</p></body>"
    "</html>";

struct Site {
  PageSetting setting;
  std::string token_origins;  // of the issuers, each after a blank
};

// The second source of styles is an empty element: what a library then adds to it by script.
std::string policy(const Site& site, const std::string& nonce) {
  return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
         "' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data: blob:; "
         "font-src 'self'; frame-src 'self' blob:; connect-src 'self'" + site.token_origins +
         "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

Response guarded(Response response, const Site& site, const std::string& nonce) {
  response.header("Content-Security-Policy", policy(site, nonce));
  response.header("Referrer-Policy", "no-referrer");
  response.header("Cross-Origin-Opener-Policy", "same-origin");
  response.header("Cross-Origin-Resource-Policy", "same-origin");
  response.header("Permissions-Policy",
                  "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  return response;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Without blanks, "q=0", "q=0.", "q=0.0" … refuse.
bool is_zero(std::string_view weight) {
  return weight.starts_with("q=0") && weight.find_first_not_of("0.", 3) == std::string_view::npos;
}

bool takes_gzip(const Request& request) {
  std::string_view rest = request.header("accept-encoding");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t semicolon = std::min(one.find(';'), one.size());
    if (!same_without_case(trimmed(one.substr(0, semicolon)), "gzip")) continue;
    return semicolon == one.size() ||
           !is_zero(trimmed(lower_case(one.substr(semicolon + 1))));
  }
  return false;
}

Response file_answer(const PackedFile& file, const Request& request, bool immutable) {
  const std::string tag = "W/\"" + std::string(file.tag) + "\"";
  Response response;
  response.header("ETag", tag).header("Vary", "Accept-Encoding");
  response.header("Cache-Control",
                  immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.header("if-none-match").find(tag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.content_type = file.content_type;
  if (file.gzip && takes_gzip(request)) {
    response.header("Content-Encoding", "gzip");
    response.body = file.bytes;
    return response;
  }
  auto plain = unpacked(file);
  if (!plain) return error_answer(Face::plain, plain.error(), request.request_id);
  response.body = std::move(*plain);
  return response;
}

Response html(std::string text) {
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(text);
  response.header("Cache-Control", "no-store");
  return response;
}

Response index_page(const Site& site, const Request& request, const std::string& nonce) {
  const PackedFile* index = site.setting.pack.find("index.html");
  if (index == nullptr) return html(std::string(missing_portal));
  auto text = unpacked(*index);
  if (!text) return error_answer(Face::plain, text.error(), request.request_id);
  for (std::size_t at = text->find(nonce_mark); at != std::string::npos;
       at = text->find(nonce_mark, at)) {
    text->replace(at, nonce_mark.size(), nonce);
  }
  return html(std::move(*text));
}

// The path below /portal.
std::string below(const Request& request) {
  std::string path;
  for (std::size_t i = 1; i < request.path.size(); ++i) {
    path += (path.empty() ? "" : "/") + request.path[i];
  }
  return path;
}

Response page(const Site& site, const Request& request) {
  const std::string nonce = token::new_credential();
  const std::string path = below(request);
  const bool asset = request.path.size() > 1 && request.path[1] == asset_folder;
  const PackedFile* file = path == "index.html" ? nullptr : site.setting.pack.find(path);
  if (file != nullptr) return guarded(file_answer(*file, request, asset), site, nonce);
  if (asset) {
    const Error missing{ErrorKind::not_found, "NotFound",
                        "The portal has no such file; load its page again.", {}, {}, 0, {}};
    return guarded(error_answer(Face::plain, missing, request.request_id), site, nonce);
  }
  return guarded(index_page(site, request, nonce), site, nonce);
}

void append_issuer(Json& json, const std::string& id, const SignInIssuer& issuer,
                   bool development) {
  json.object().field("id", id).field("title", issuer.title).field("issuer", issuer.issuer);
  json.field("client_id", issuer.client_id).field("scope", issuer.scope);
  json.field("authorization_endpoint", issuer.authorization_endpoint);
  json.field("token_endpoint", issuer.token_endpoint);
  json.field("development", development).end();
}

Response config_document(const Site& site, const Request& request) {
  const PageSetting& setting = site.setting;
  Json json;
  json.object().field("product", "Tollbridge").field("version", setting.version);
  json.field("display_name", setting.display_name).array("issuers");
  for (std::size_t i = 0; i < setting.issuers.size(); ++i) {
    append_issuer(json, std::to_string(i + 1), setting.issuers[i], false);
  }
  if (setting.development_sign_in && is_of_this_machine(request)) {
    append_issuer(json, "development",
                  {"Development sign-in", std::string(token::development_issuer_name),
                   std::string(development_client), "openid",
                   request.base_url + std::string(authorize_path),
                   request.base_url + std::string(token_path)},
                  true);
  }
  json.end().end();
  auto response = json_response(200, json.text());
  response.header("Cache-Control", "no-store");
  return guarded(std::move(response), site, token::new_credential());
}

bool is_loopback_name(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// Scheme and authority of an address; what is no host and port has none.
struct Place {
  std::string_view scheme;
  std::string_view host;
  std::string_view origin;
};

Place place_of(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::size_t begin = scheme_end + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::string_view authority = url.substr(begin, end - begin);
  if (authority.empty() ||
      authority.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.-_:[]") != std::string_view::npos) {
    return {};
  }
  const std::size_t from = authority.starts_with('[') ? std::min(authority.find(']'),
                                                                 authority.size()) : 0;
  const std::size_t colon = std::min(authority.find(':', from), authority.size());
  return {url.substr(0, scheme_end), authority.substr(0, colon), url.substr(0, end)};
}

}  // namespace

bool is_of_this_machine(const Request& request) {
  return request.loopback && is_loopback_name(place_of(request.base_url).host);
}

std::string origin_of(std::string_view url) {
  const Place place = place_of(url);
  const bool usable = place.scheme == "https" ||
                      (place.scheme == "http" && is_loopback_name(place.host));
  return usable ? std::string(place.origin) : std::string();
}

std::vector<Operation> page_operations(PageSetting setting) {
  std::set<std::string> origins;
  for (const SignInIssuer& issuer : setting.issuers)
    origins.insert(origin_of(issuer.token_endpoint));
  auto site = std::make_shared<Site>();
  for (const std::string& origin : origins) site->token_origins += " " + origin;
  site->setting = std::move(setting);

  auto root = open_row("portal_root", Method::get, "/", "To the portal");
  root.run_aside = [](const Request& /*request*/) {
    Response response;
    response.status = 302;
    response.header("Location", "/portal/");
    return response;
  };
  auto config = open_row("portal_config", Method::get, "/portal/config.json",
                         "What the portal must know before anybody signs in");
  config.run_aside = [site](const Request& request) { return config_document(*site, request); };
  auto pages = open_row("portal_page", Method::get, "/portal/{page...}", "The portal");
  pages.run_aside = [site](const Request& request) { return page(*site, request); };
  return {root, config, pages};
}

}  // namespace tollbridge::api::portal
