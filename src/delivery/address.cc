// SPDX-License-Identifier: Apache-2.0
#include "delivery/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <vector>

#include "core/check.h"

namespace tollbridge::delivery {
namespace {

struct Special {
  std::string_view network;
  std::string_view what;
};

// RFC 6890 and the registries of IANA made by it; the first that fits is told.
constexpr std::array not_public = {
    Special{"0.0.0.0/8", "no address of a machine"},
    Special{"10.0.0.0/8", "a private network"},
    Special{"100.64.0.0/10", "a private network of a carrier"},
    Special{"127.0.0.0/8", "this machine"},
    Special{"169.254.0.0/16", "the local link"},
    Special{"172.16.0.0/12", "a private network"},
    Special{"192.0.0.0/24", "reserved"},
    Special{"192.0.2.0/24", "for examples only"},
    Special{"192.88.99.0/24", "the end of a tunnel"},
    Special{"192.168.0.0/16", "a private network"},
    Special{"198.18.0.0/15", "for measurements only"},
    Special{"198.51.100.0/24", "for examples only"},
    Special{"203.0.113.0/24", "for examples only"},
    Special{"224.0.0.0/4", "many machines at once"},
    Special{"240.0.0.0/4", "reserved"},
    Special{"::/128", "no address of a machine"},
    Special{"::1/128", "this machine"},
    Special{"::ffff:0:0/96", "an IPv4 address inside IPv6"},
    Special{"::/96", "an IPv4 address inside IPv6"},
    Special{"64:ff9b::/96", "translated to IPv4"},
    Special{"64:ff9b:1::/48", "translated to IPv4"},
    Special{"2001::/23", "the end of a tunnel, or reserved"},
    Special{"2001:db8::/32", "for examples only"},
    Special{"2002::/16", "the end of a tunnel"},
    Special{"3fff::/20", "for examples only"},
    Special{"fc00::/7", "a private network"},
    Special{"fe80::/10", "the local link"},
    Special{"ff00::/8", "many machines at once"},
};
constexpr std::string_view global_unicast = "2000::/3";  // of IPv6, all there is of the Internet

int bits_of(Family family) { return family == Family::v4 ? 32 : 128; }

Network known_network(std::string_view text) {
  auto network = parse_network(text);
  CHECK(network.has_value());
  return *network;
}

std::unexpected<Error> no_address(std::string_view text) {
  return fail(ErrorKind::invalid, "InvalidAddress",
              "'" + std::string(text) + "' is no IP address; write 192.0.2.1 or 2001:db8::1.");
}

bool bit_of(const Address& address, int at) {
  const auto byte = address.bytes.at(static_cast<std::size_t>(at / 8));
  return ((byte >> (7 - at % 8)) & 1) != 0;
}

}  // namespace

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family_number = family == Family::v4 ? AF_INET : AF_INET6;
  CHECK(::inet_ntop(family_number, bytes.data(), text.data(), text.size()) != nullptr);
  return text.data();
}

Result<Address> parse_address(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return no_address(text);
  Address address;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address = {Family::v6, {}};
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return no_address(text);
}

bool Network::contains(const Address& one) const {
  if (one.family != address.family) return false;
  for (int at = 0; at < bits; ++at) {
    if (bit_of(one, at) != bit_of(address, at)) return false;
  }
  return true;
}

Result<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto address = parse_address(text.substr(0, slash));
  if (!address) return pass(address);
  const int whole = bits_of(address->family);
  Network network{*address, whole};
  if (slash != std::string_view::npos) {
    const std::string_view number = text.substr(slash + 1);
    const char* end = number.data() + number.size();
    const auto [stopped, error] = std::from_chars(number.data(), end, network.bits);
    if (error != std::errc{} || stopped != end || network.bits < 0 || network.bits > whole) {
      return fail(ErrorKind::invalid, "InvalidAddress",
                  "'" + std::string(text) + "' is no network; write it like 10.0.0.0/8.");
    }
  }
  for (int at = network.bits; at < whole; ++at) {
    if (!bit_of(*address, at)) continue;
    return fail(ErrorKind::invalid, "InvalidAddress",
                "'" + std::string(text) + "' has bits beyond its prefix; write the first address "
                                          "of the network.");
  }
  return network;
}

std::string_view why_not_public(const Address& address) {
  static const std::vector<Network> networks = [] {
    std::vector<Network> all;
    for (const Special& one : not_public) all.push_back(known_network(one.network));
    return all;
  }();
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i].contains(address)) return not_public.at(i).what;
  }
  static const Network global = known_network(global_unicast);
  if (address.family == Family::v6 && !global.contains(address)) return "reserved";
  return {};
}

Result<Address> checked_address(const std::string& name, std::span<const Address> addresses,
                                std::span<const Network> allowed) {
  if (addresses.empty()) {
    return fail(ErrorKind::io, "UnknownHost", "'" + name + "' has no address.");
  }
  for (const Address& one : addresses) {
    const std::string_view why = why_not_public(one);
    const auto holds = [&](const Network& network) { return network.contains(one); };
    if (why.empty() || std::ranges::any_of(allowed, holds)) continue;
    return fail(ErrorKind::denied, "AddressRefused",
                "'" + name + "' leads to " + one.to_string() + " (" + std::string(why) +
                    "), where nothing is sent unless its network is allowed.");
  }
  return addresses.front();
}

}  // namespace tollbridge::delivery
