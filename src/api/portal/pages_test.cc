// SPDX-License-Identifier: Apache-2.0
// Goal: a browser gets the portal's files as they were built, packed where it takes that, with a
// policy that lets nothing else run; and nothing but them. Method: a small pack written by hand,
// asked like a browser does.
#include "api/portal/pages.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/html.h"
#include "api/portal/form.h"
#include "api/service.h"

namespace tollbridge::api::portal {
namespace {

const std::string script = std::string(2000, 'x') + "end";

std::string gzipped(const std::string& text) {
  std::string out(4096, '\0');
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string line_of(const std::string& path, const std::string& form, std::size_t bytes,
                    std::size_t unpacked_bytes) {
  return path + "\ttext/plain\t" + std::string(32, 'a') + "\t" + form + "\t" +
         std::to_string(bytes) + "\t" + std::to_string(unpacked_bytes) + "\n";
}

const std::string& pack_text() {
  static const std::string text = [] {
    const std::string index =
        "<p nonce=\"__TOLLBRIDGE_NONCE__\"></p><i nonce=\"__TOLLBRIDGE_NONCE__\">";
    const std::string small = gzipped(script);
    return "tollbridge portal pack 1\n3\n" +
           line_of("assets/app-1.js", "gzip", small.size(), script.size()) +
           line_of("favicon.svg", "plain", 5, 5) +
           line_of("index.html", "plain", index.size(), index.size()) + "\n" + small + "<svg>" +
           index;
  }();
  return text;
}

Service portal_with(PageSetting setting) {
  setting.version = "1.2.3";
  setting.display_name = "Demo \"north\"";
  return Service(page_operations(std::move(setting)));
}

Service portal() { return portal_with({Pack::read(pack_text()).value(), {}, {}, {}, false}); }

Request asking(std::vector<std::string> path, Headers headers = {}) {
  Request made;
  made.path = std::move(path);
  made.headers = std::move(headers);
  made.base_url = "http://127.0.0.1:8080";
  made.loopback = true;
  made.request_id = "id";
  return made;
}

Response answer(const Service& service, const Request& request) {
  auto route = service.route(request);
  if (!route) return Service::refuse(Service::face_of(request), request, route.error());
  return service.perform_aside(*route, request);
}

std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(PortalPages, every_address_below_the_portal_is_the_app_with_a_nonce_of_its_own) {
  const Service service = portal();
  std::string last;
  for (const auto& path : std::vector<std::vector<std::string>>{
           {"portal"}, {"portal", "invoices", "provider-000001"}, {"portal", "index.html"}}) {
    const auto page = answer(service, asking(path));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(header_of(page, "Cache-Control"), "no-store");
    const std::string policy = header_of(page, "Content-Security-Policy");
    const auto at = policy.find("'nonce-") + 7;
    const std::string nonce = policy.substr(at, policy.find('\'', at) - at);
    EXPECT_GE(nonce.size(), 22U);
    EXPECT_NE(nonce, last);
    last = nonce;
    EXPECT_EQ(page.body, "<p nonce=\"" + nonce + "\"></p><i nonce=\"" + nonce + "\">");
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; "));
  }
  EXPECT_EQ(header_of(answer(service, asking({})), "Location"), "/portal/");
  EXPECT_EQ(answer(service, asking({"invoices"})).status, 404) << "the API's, not a page";
}

TEST(PortalPages, a_file_comes_gzipped_to_who_takes_that_and_plain_to_others) {
  const Service service = portal();
  const auto ask = [&](const std::string& accepted) {
    return answer(service, asking({"portal", "assets", "app-1.js"},
                                  {{"accept-encoding", accepted}}));
  };
  for (const char* accepted : {"gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=1"}) {
    const auto packed = ask(accepted);
    EXPECT_EQ(header_of(packed, "Content-Encoding"), "gzip") << accepted;
    EXPECT_LT(packed.body.size(), script.size());
    EXPECT_NE(header_of(packed, "Cache-Control").find("immutable"), std::string::npos);
  }
  for (const char* accepted : {"", "br", "gzip;q=0", "gzip; q=0.0, br", "x-gzip"}) {
    const auto plain = ask(accepted);
    EXPECT_EQ(header_of(plain, "Content-Encoding"), "") << accepted;
    EXPECT_EQ(plain.body, script);
    EXPECT_EQ(header_of(plain, "Vary"), "Accept-Encoding");
  }
}

TEST(PortalPages, who_has_a_file_already_is_told_so) {
  const Service service = portal();
  const auto first = answer(service, asking({"portal", "favicon.svg"}));
  EXPECT_EQ(first.body, "<svg>");
  EXPECT_EQ(header_of(first, "Cache-Control"), "no-cache");
  const std::string tag = header_of(first, "ETag");
  const auto again = answer(service, asking({"portal", "favicon.svg"}, {{"if-none-match", tag}}));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST(PortalPages, a_file_of_another_build_is_missing_and_no_page) {
  const auto gone = answer(portal(), asking({"portal", "assets", "app-0.js"}));
  EXPECT_EQ(gone.status, 404);
  EXPECT_NE(header_of(gone, "Content-Security-Policy"), "");
  EXPECT_EQ(gone.body.find("<p"), std::string::npos);
}

TEST(PortalPages, without_the_portal_a_page_says_how_to_build_it) {
  const auto page = answer(portal_with({Pack::read("").value(), {}, {}, {}, false}),
                           asking({"portal"}));
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("make portal"), std::string::npos);
}

TEST(PortalPages, a_pack_that_is_cut_or_added_to_is_refused) {
  const std::string whole = pack_text();
  for (std::size_t length = 1; length < whole.size(); ++length)
    EXPECT_FALSE(Pack::read(std::string_view(whole).substr(0, length))) << length;
  EXPECT_FALSE(Pack::read(whole + "x"));
}

TEST(PortalPages, the_app_is_told_its_issuers_and_may_reach_their_token_endpoints_only) {
  const SignInIssuer example{"Example", "https://id.example", "abc", "openid",
                             "https://id.example/authorize", "https://tokens.example:8443/token"};
  const auto service = portal_with({Pack::read(pack_text()).value(), {}, {}, {example}, false});
  const auto told = answer(service, asking({"portal", "config.json"}));
  const auto json = nlohmann::json::parse(told.body);
  EXPECT_EQ(json.at("display_name"), "Demo \"north\"");
  EXPECT_EQ(json.at("version"), "1.2.3");
  ASSERT_EQ(json.at("issuers").size(), 1U);
  EXPECT_EQ(json.at("issuers").at(0).at("client_id"), "abc");
  EXPECT_NE(header_of(told, "Content-Security-Policy")
                .find("connect-src 'self' https://tokens.example:8443;"),
            std::string::npos);
}

TEST(PortalPages, the_development_sign_in_shows_itself_on_this_machine_only) {
  const auto service = portal_with({Pack::read(pack_text()).value(), {}, {}, {}, true});
  const auto issuers = [&](const std::string& base_url, bool loopback) {
    auto request = asking({"portal", "config.json"});
    request.base_url = base_url;
    request.loopback = loopback;
    return nlohmann::json::parse(answer(service, request).body).at("issuers").size();
  };
  for (const char* here : {"http://localhost:1", "https://127.0.0.1", "http://[::1]:8080"})
    EXPECT_EQ(issuers(here, true), 1U) << here;
  EXPECT_EQ(issuers("http://localhost:1", false), 0U);
  for (const char* elsewhere : {"http://evil.example", "http://127.0.0.1.evil.example",
                                "http://localhost.evil.example:8080", "http://10.0.0.1"}) {
    EXPECT_EQ(issuers(elsewhere, true), 0U) << elsewhere;
  }
}

TEST(PortalPages, an_endpoint_is_https_or_of_this_machine) {
  EXPECT_EQ(origin_of("https://id.example:8443/a?b"), "https://id.example:8443");
  EXPECT_EQ(origin_of("http://127.0.0.1:9/x"), "http://127.0.0.1:9");
  EXPECT_EQ(origin_of("http://[::1]:9/x"), "http://[::1]:9");
  for (const char* bad : {"", "id.example", "http://id.example/", "https://", "javascript://x",
                          "https://a b/", "https://a;script-src *", "https://user@id.example/"}) {
    EXPECT_EQ(origin_of(bad), "") << bad;
  }
}

TEST(PortalForm, a_form_is_read_strictly) {
  const auto form = Form::parse("a=1+2&b=%C3%A5%26&c");
  ASSERT_TRUE(form);
  EXPECT_EQ((*form)["a"], "1 2");
  EXPECT_EQ((*form)["b"], "\xC3\xA5&");
  EXPECT_EQ((*form)["none"], "");
  EXPECT_EQ(escaped_for_query("\xC3\xA5& ~"), "%C3%A5%26%20~");
  EXPECT_EQ(escaped_for_html("<a href='\"&"), "&lt;a href=&#39;&quot;&amp;");
  for (const char* bad : {"a=1&a=2", "a=%4", "a=%zz", "a=%0d", "%00=1"})
    EXPECT_FALSE(Form::parse(bad)) << bad;
  std::string many;
  for (int i = 0; i < 65; ++i) many += "f" + std::to_string(i) + "=&";
  EXPECT_FALSE(Form::parse(many));
}

}  // namespace
}  // namespace tollbridge::api::portal
