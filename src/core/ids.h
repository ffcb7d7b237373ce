// SPDX-License-Identifier: Apache-2.0
// Identifiers that cannot be mistaken for each other. The way in is explicit (the constructor
// normalises), the way out is explicit (text()); there is no implicit conversion.
//
// Normal forms (contract.md): GUIDs (32 hex digits, dashes or not, braces tolerated) become lower
// case with dashes; resource ids get '/' for '\' and lower case; all else stays as given.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tollbridge {

// The GUID in lower case with dashes, or empty if `text` is not 32 hex digits with or without
// dashes at 8-4-4-4-12.
std::optional<std::string> normal_guid(std::string_view text);

// normal_guid, or the text as given where it is no GUID.
std::string guid_or_text(std::string_view text);

// '\' -> '/', ASCII upper case -> lower case.
std::string normal_resource(std::string_view text);

template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string_view text) : text_(Tag::normalise(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend bool operator==(const StrongId& a, const StrongId& b) = default;
  friend std::strong_ordering operator<=>(const StrongId& a, const StrongId& b) = default;

 private:
  std::string text_;
};

struct GuidOrText {
  static std::string normalise(std::string_view text) { return guid_or_text(text); }
};
struct AsGiven {
  static std::string normalise(std::string_view text) { return std::string(text); }
};
struct AsResource {
  static std::string normalise(std::string_view text) { return normal_resource(text); }
};

struct StackTag : GuidOrText {};
struct TenantTag : GuidOrText {};
struct LocalSubscriptionTag : GuidOrText {};
struct SubscriptionTag : GuidOrText {};
struct MeterTag : GuidOrText {};
struct ResourceTag : AsResource {};
struct PartyTag : AsGiven {};
struct RegistrationTag : AsGiven {};
struct SheetTag : AsGiven {};

using StackId = StrongId<StackTag>;                          // cloud id of one private cloud
using TenantId = StrongId<TenantTag>;                        // identity directory
using LocalSubscriptionId = StrongId<LocalSubscriptionTag>;  // exists only on its stack
using SubscriptionId = StrongId<SubscriptionTag>;            // what is charged (commerce side)
using MeterId = StrongId<MeterTag>;
using ResourceId = StrongId<ResourceTag>;
using PartyId = StrongId<PartyTag>;  // a partner's or customer's id, or the literal "provider"
using RegistrationName = StrongId<RegistrationTag>;
using SheetId = StrongId<SheetTag>;  // a price sheet

// The provider as seller: whoever runs the commerce half.
inline PartyId provider_party() { return PartyId("provider"); }

}  // namespace tollbridge

template <class Tag>
struct std::hash<tollbridge::StrongId<Tag>> {
  std::size_t operator()(const tollbridge::StrongId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
