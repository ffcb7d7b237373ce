// SPDX-License-Identifier: Apache-2.0
// Goal: keys follow their issuer, and neither an outage nor a flood of strange tokens hurts.
// Method: an issuer in memory, a clock moved by hand, fetches counted.
#include "api/token/issuer_keys.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "api/token/issuers_testing.h"
#include "jose/token_testing.h"

namespace tollbridge::api::token {
namespace {

using namespace jose;

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string issuer = "https://login.contoso.example";
const std::string document_url = issuer + "/.well-known/openid-configuration";
const std::string keys_url = issuer + "/keys";

const TestKey& first() {
  static const TestKey made = TestKey::ec("first", "P-256", "P-256");
  return made;
}
const TestKey& second() {
  static const TestKey made = TestKey::ec("second", "P-256", "P-256");
  return made;
}

std::string document(const std::string& name, const std::string& url) {
  return Json().object().field("issuer", name).field("jwks_uri", url).end().text();
}

struct World {
  HandClock clock{Instant{hours{1'000}}};
  MemoryFetcher fetcher;
  std::vector<Error> failures;
  std::unique_ptr<IssuerKeys> keys;

  World() {
    fetcher.pages[document_url] = {document(issuer, keys_url), {}};
    publish({first().public_jwk()});
    keys = std::move(*IssuerKeys::discovered(
        {issuer, document_url, fetcher, clock, [&](const Error& e) { failures.push_back(e); }}));
  }
  void publish(const std::vector<std::string>& jwks, std::optional<seconds> max_age = {}) {
    fetcher.pages[keys_url] = {key_set_text(jwks), max_age};
  }
  bool knows(const std::string& id) {
    const auto set = keys->current();
    return set && set->find(id) != nullptr;
  }
  int fetches() { return fetcher.asked[keys_url]; }
};

TEST(IssuerKeys, are_fetched_once_and_kept) {
  World world;
  EXPECT_EQ(world.fetches(), 0);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(world.knows("first"));
  EXPECT_EQ(world.fetches(), 1);
  EXPECT_TRUE(world.failures.empty());
}

TEST(IssuerKeys, are_kept_as_long_as_the_issuer_says_within_five_minutes_and_a_day) {
  const auto kept = [](std::optional<seconds> max_age, seconds waited) {
    World world;
    world.publish({first().public_jwk()}, max_age);
    EXPECT_TRUE(world.knows("first"));
    world.clock.advance(waited);
    EXPECT_TRUE(world.knows("first"));
    return world.fetches() == 1;
  };
  EXPECT_TRUE(kept(seconds{0}, minutes{5} - seconds{1}));
  EXPECT_FALSE(kept(seconds{0}, minutes{5}));
  EXPECT_TRUE(kept(minutes{10}, minutes{9}));
  EXPECT_FALSE(kept(minutes{10}, minutes{10}));
  EXPECT_TRUE(kept(std::nullopt, minutes{59}));
  EXPECT_FALSE(kept(std::nullopt, minutes{60}));
  EXPECT_TRUE(kept(hours{900}, hours{24} - seconds{1}));
  EXPECT_FALSE(kept(hours{900}, hours{24}));
}

TEST(IssuerKeys, follow_a_rotation_at_once) {
  World world;
  EXPECT_TRUE(world.knows("first"));
  world.publish({second().public_jwk()});
  world.clock.advance(minutes{2});
  EXPECT_FALSE(world.knows("second"));
  const auto refreshed = world.keys->refreshed();
  EXPECT_NE(refreshed->find("second"), nullptr);
  // What the issuer withdrew is taken no longer.
  EXPECT_EQ(refreshed->find("first"), nullptr);
}

TEST(IssuerKeys, a_storm_of_unknown_kids_fetches_once_a_minute) {
  World world;
  EXPECT_TRUE(world.knows("first"));
  for (int second = 0; second < 600; ++second) {
    for (int i = 0; i < 10; ++i) world.keys->refreshed();
    world.clock.advance(seconds{1});
  }
  EXPECT_LE(world.fetches(), 11);
  EXPECT_TRUE(world.knows("first"));
}

TEST(IssuerKeys, stay_while_the_issuer_is_down_for_a_day_at_most) {
  World world;
  EXPECT_TRUE(world.knows("first"));
  world.fetcher.pages.clear();
  for (int i = 0; i < 24; ++i) {
    world.clock.advance(hours{1});
    EXPECT_TRUE(world.knows("first")) << i;
  }
  EXPECT_EQ(world.failures.size(), 24U);
  EXPECT_EQ(world.failures.front().path, issuer);
  world.clock.advance(seconds{1});
  EXPECT_FALSE(world.knows("first"));
}

TEST(IssuerKeys, come_back_when_the_issuer_does) {
  World world;
  const auto pages = std::exchange(world.fetcher.pages, {});
  EXPECT_FALSE(world.knows("first"));
  world.fetcher.pages = pages;
  EXPECT_FALSE(world.knows("first"));  // asked a moment ago
  world.clock.advance(seconds{60});
  EXPECT_TRUE(world.knows("first"));
}

TEST(IssuerKeys, a_bad_answer_leaves_the_keys_that_are_known) {
  for (const std::string& body :
       {std::string("<html>"), std::string("{}"), key_set_text({}), std::string(300'000, ' '),
        key_set_text({R"({"kty":"oct","kid":"x","k":"AA"})"})}) {
    World world;
    EXPECT_TRUE(world.knows("first"));
    world.fetcher.pages[keys_url] = {body, {}};
    world.clock.advance(hours{2});
    EXPECT_TRUE(world.knows("first"));
    EXPECT_EQ(world.failures.front().code, "InvalidKeySet");
  }
}

TEST(IssuerKeys, a_document_of_another_issuer_is_not_believed) {
  for (const std::string& name :
       {issuer + "/", std::string("https://login.CONTOSO.example"), std::string()}) {
    World world;
    world.fetcher.pages[document_url] = {document(name, keys_url), {}};
    EXPECT_FALSE(world.knows("first")) << name;
    EXPECT_EQ(world.failures.front().code, "InvalidDiscovery");
    EXPECT_EQ(world.fetches(), 0);
  }
}

TEST(IssuerKeys, a_document_cannot_send_us_to_odd_places) {
  for (const char* url :
       {"http://login.contoso.example/keys", "file:///etc/passwd", "ftp://x/", "//x/keys", "keys",
        "https://", "https://a@b/keys", "https://a\\b/", "https://a b/", "https://\xC3\xA9/",
        "http://127.0.0.1/keys", "http://localhost:80/", "http://[::1]/", "HTTPS://x/", "",
        "http://169.254.169.254/latest", "http://2130706433/", "http://0x7f000001/"}) {
    World world;
    world.fetcher.pages[document_url] = {document(issuer, url), {}};
    EXPECT_FALSE(world.knows("first")) << url;
    EXPECT_EQ(world.failures.front().code, "InvalidIssuerUrl") << url;
    EXPECT_EQ(world.fetcher.asked.size(), 1U) << url;
  }
}

TEST(IssuerKeys, plain_http_is_for_this_machine_only) {
  World world;
  const auto made = [&](const std::string& url) {
    return IssuerKeys::discovered({issuer, url, world.fetcher, world.clock, {}}).has_value();
  };
  EXPECT_TRUE(made("http://127.0.0.1:8080/.well-known/openid-configuration"));
  EXPECT_FALSE(made("http://127.0.0.1.evil.example/"));
  EXPECT_FALSE(made("http://login.contoso.example/"));
}

// Blocks every fetch until it is let go.
class SlowFetcher final : public Fetcher {
 public:
  explicit SlowFetcher(Fetcher& inner) : inner_(inner) {}
  Result<Fetched> get(const std::string& url) override {
    begun = true;
    while (!go) std::this_thread::yield();
    return inner_.get(url);
  }
  std::atomic<bool> begun = false;
  std::atomic<bool> go = false;

 private:
  Fetcher& inner_;
};

TEST(IssuerKeys, several_threads_share_one_first_fetch) {
  World world;
  SlowFetcher slow(world.fetcher);
  auto keys = std::move(
      *IssuerKeys::discovered({issuer, document_url, slow, world.clock, {}}));
  std::atomic<int> known = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { known += keys->current() != nullptr ? 1 : 0; });
  }
  while (!slow.begun) std::this_thread::yield();
  slow.go = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(known, 8);
  EXPECT_EQ(world.fetches(), 1);
}

TEST(IssuerKeys, known_keys_serve_while_new_ones_are_fetched) {
  World world;
  SlowFetcher slow(world.fetcher);
  slow.go = true;
  auto keys = std::move(
      *IssuerKeys::discovered({issuer, document_url, slow, world.clock, {}}));
  EXPECT_NE(keys->current(), nullptr);
  slow.begun = false;
  slow.go = false;
  world.clock.advance(hours{2});
  std::thread fetching([&] { keys->current(); });
  while (!slow.begun) std::this_thread::yield();
  EXPECT_NE(keys->current(), nullptr);
  slow.go = true;
  fetching.join();
}

}  // namespace
}  // namespace tollbridge::api::token
