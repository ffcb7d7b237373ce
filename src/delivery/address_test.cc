// SPDX-License-Identifier: Apache-2.0
// Goal: nobody who names a destination makes us connect to a machine inside our own network.
// Method: the edges of every special network; forms other programs read as addresses; a property
// over networks that are allowed.
#include "delivery/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace tollbridge::delivery {
namespace {

Address address(const std::string& text) {
  auto parsed = parse_address(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Address{});
}

Network network(const std::string& text) { return parse_network(text).value(); }

TEST(Addresses, of_the_internet_are_public) {
  for (const char* text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255",
                           "172.32.0.0", "192.167.255.255", "223.255.255.255", "2606:4700::1111",
                           "2003::1", "2a00:1450:4001:80b::200e"}) {
    EXPECT_EQ(why_not_public(address(text)), "") << text;
  }
}

TEST(Addresses, inside_are_not_public_from_their_first_to_their_last) {
  for (const char* text :
       {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.0", "172.31.255.255",
        "192.168.0.0", "192.168.255.255", "198.19.255.255", "224.0.0.1", "239.255.255.255",
        "240.0.0.0", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "::127.0.0.1", "64:ff9b::7f00:1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1",
        "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1", "1fff::1"}) {
    EXPECT_NE(why_not_public(address(text)), "") << text;
  }
}

TEST(Addresses, in_forms_only_some_programs_read_are_refused) {
  for (const char* text : {"", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.",
                           " 127.0.0.1", "127.0.0.1 ", "127.0.0.256", "[::1]", "fe80::1%eth0",
                           "localhost", "::1::", "1.2.3.4.5", "127.0.0.1/8"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
  EXPECT_FALSE(parse_address(std::string_view("1.1.1.1\0.example", 16)));
}

TEST(Addresses, are_written_as_they_are_read) {
  for (const char* text : {"1.2.3.4", "2001:db8::1", "::1", "fe80::a:b:c:d"}) {
    EXPECT_EQ(address(text).to_string(), text);
  }
}

TEST(Networks, that_are_none_are_refused) {
  for (const char* text : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ", "10.0.0.1/8",
                           "fd00::/129", "fd00::1/8", "/8", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
  EXPECT_EQ(network("10.1.2.3").bits, 32);
}

TEST(Destinations, are_refused_where_one_of_several_addresses_is_inside) {
  const std::vector<Address> all{address("93.184.216.34"), address("10.0.0.7")};
  const auto refused = checked_address("hooks.example", all, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "AddressRefused");
  EXPECT_NE(refused.error().message.find("10.0.0.7"), std::string::npos);
  const std::vector<Network> allowed{network("10.0.0.0/24")};
  EXPECT_EQ(checked_address("hooks.example", all, allowed), all.front());
}

TEST(Destinations, without_an_address_are_unknown) {
  EXPECT_EQ(checked_address("nowhere.example", {}, {}).error().code, "UnknownHost");
}

TEST(Destinations, allowed_as_ipv4_are_not_reached_as_ipv6) {
  const std::vector<Address> mapped{address("::ffff:127.0.0.1")};
  const std::vector<Network> allowed{network("127.0.0.0/8"), network("::1")};
  EXPECT_FALSE(checked_address("here", mapped, allowed));
}

RC_GTEST_PROP(Networks, hold_exactly_what_shares_their_prefix, (std::array<std::uint8_t, 4> a)) {
  Address one;
  for (std::size_t i = 0; i < a.size(); ++i) one.bytes.at(i) = a.at(i);
  const int bits = *rc::gen::inRange(1, 33);
  Network around{one, bits};
  for (int at = bits; at < 32; ++at) {
    auto& byte = around.address.bytes.at(static_cast<std::size_t>(at / 8));
    byte = static_cast<std::uint8_t>(byte & ~(0x80 >> (at % 8)));
  }
  const std::string text = around.address.to_string() + "/" + std::to_string(bits);
  RC_ASSERT(parse_network(text).value() == around);
  RC_ASSERT(around.contains(one));
  Address other = one;
  const int flipped = *rc::gen::inRange(0, 32);
  auto& byte = other.bytes.at(static_cast<std::size_t>(flipped / 8));
  byte = static_cast<std::uint8_t>(byte ^ (0x80 >> (flipped % 8)));
  RC_ASSERT(around.contains(other) == (flipped >= bits));
}

}  // namespace
}  // namespace tollbridge::delivery
