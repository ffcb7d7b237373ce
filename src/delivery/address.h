// SPDX-License-Identifier: Apache-2.0
// Which machines a message may be sent to. Whoever names a destination chooses an address that we
// connect to from inside our own network; so names are resolved first, every address is checked
// here, and the connection goes to the checked address and nowhere else. Pure values and functions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::delivery {

enum class Family : std::uint8_t { v4, v6 };

struct Address {
  Family family = Family::v4;
  std::array<std::uint8_t, 16> bytes{};  // in network order; of v4 the first four, then zeros

  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Address&, const Address&) = default;
};

// Dotted with four decimal numbers, or IPv6 without brackets or zone; no other form (octal, one
// number, a name). Errors: InvalidAddress.
Result<Address> parse_address(std::string_view text);

struct Network {
  Address address;
  int bits = 0;  // of the prefix

  [[nodiscard]] bool contains(const Address& one) const;  // never one of the other family
  friend bool operator==(const Network&, const Network&) = default;
};

// "10.0.0.0/8", "fd00::/8", or one address. Errors: InvalidAddress (also bits beyond the prefix).
Result<Network> parse_network(std::string_view text);

// Why an address is not of the public Internet ("a private network", "this machine", …); empty: it
// is. IPv4 inside IPv6, tunnels and translations are none of it: what they end at is not checked.
std::string_view why_not_public(const Address& address);

// The address to connect to, the first, where each of them is public or in an allowed network.
// `name` is what they were resolved from. Errors: AddressRefused (denied); UnknownHost (io), where
// there is none.
Result<Address> checked_address(const std::string& name, std::span<const Address> addresses,
                                std::span<const Network> allowed);

}  // namespace tollbridge::delivery
