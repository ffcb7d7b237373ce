// SPDX-License-Identifier: Apache-2.0
// Goal: what is fetched is bounded, encrypted and read as the issuer meant it. Method: the reading
// of headers by hand, and addresses that answer nothing; tests/functional/ asks a real server.
#include "api/token/curl/curl_fetcher.h"

#include <gtest/gtest.h>

namespace tollbridge::api::token::curl {
namespace {

using std::chrono::seconds;

TEST(CurlFetcher, cache_control_is_read) {
  EXPECT_EQ(max_age_of(""), std::nullopt);
  EXPECT_EQ(max_age_of("public, max-age=300"), seconds{300});
  EXPECT_EQ(max_age_of(",Max-Age=86400\r\n"), seconds{86400});
  EXPECT_EQ(max_age_of("s-maxage=5, max-age=7"), seconds{7});
  EXPECT_EQ(max_age_of("x-max-age=5"), std::nullopt);
  EXPECT_EQ(max_age_of("max-age=x"), std::nullopt);
  EXPECT_EQ(max_age_of("max-age=-1"), std::nullopt);
  EXPECT_EQ(max_age_of("max-age=99999999999999999999"), std::nullopt);
  EXPECT_EQ(max_age_of("no-store, max-age=300"), seconds{0});
}

TEST(CurlFetcher, what_cannot_be_fetched_is_an_error) {
  CurlFetcher fetcher;
  for (const char* url : {"http://127.0.0.1:1/", "file:///etc/passwd", "gopher://127.0.0.1/", ""}) {
    const auto fetched = fetcher.get(url);
    ASSERT_FALSE(fetched.has_value()) << url;
    EXPECT_EQ(fetched.error().code, "FetchFailed");
  }
}

}  // namespace
}  // namespace tollbridge::api::token::curl
