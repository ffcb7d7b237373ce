// SPDX-License-Identifier: Apache-2.0
// How a stack is registered with the commerce half, and what follows from it: what it reports by
// its billing model (R19, R20, R53 - R56), in which state its operator sees it (R18), and what is
// alerted when.
//
// The stack makes a registration token; commerce answers with an activation key, a signed text of
// claims; the claims are what the stack goes by. JSON of both: stack/json/activation.h.
//
// Pure values and functions; `now` is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "registry/model.h"

namespace tollbridge::stack {

// What a registration token says (azure-stack.md 3.2.3).
struct TokenRequest {
  StackId cloud_id;
  std::string object_id;  // the bridge's identity; may be empty
  registry::BillingModel billing_model = registry::BillingModel::development;
  bool usage_reporting = true;
  bool marketplace_syndication = true;
  std::string agreement_number;  // Capacity
  std::string asset_tag;         // Custom
  std::vector<std::string> regions;
  LocalSubscriptionId provider_subscription;  // whose usage is infrastructure (R47)
  std::string bridge_key;     // public JWK of the key that signs batches, a JSON object
  bool disconnected = false;  // the token is carried by hand (R56)
};

// Whether a stack with this billing model reports its usage unless it is told otherwise.
bool reports_usage(registry::BillingModel model);

// Errors: R19 MissingAgreementNumber, MissingMsAssetTag; R20 UsageReportingRequired; R56
// NotDisconnected (a billing model that needs a connection, or flags that do).
Status check(const TokenRequest& request);

// Under this name StackBooks keeps the text of the activation key; empty: not activated.
inline constexpr std::string_view activation_note = "activation_key";

// Under this name they keep the public half of the bridge's key, a JWK.
inline constexpr std::string_view bridge_key_note = "bridge_key";

// Under this name they keep the thumbprint of commerce's key, by which it is known since it signed
// an activation key that was taken; empty: no signed one was.
inline constexpr std::string_view commerce_key_note = "commerce_key";

// What an activation key says (azure-stack.md 3.2.4).
struct Activation {
  SubscriptionId subscription;  // these three find the registration
  std::string resource_group;
  std::string registration;
  std::string usage_endpoint;   // where batches go
  std::string usage_resource;   // the audience of the token for it
  std::string receipt_key;      // public JWK of the key that signs receipts; may be empty
  std::optional<Instant> expires;  // empty: never
  StackId cloud_id;
  std::string object_id;
  registry::BillingModel billing_model = registry::BillingModel::development;
  bool usage_reporting = false;
  bool marketplace_syndication = false;
  std::string agreement_number;
  std::vector<std::string> regions;
  friend bool operator==(const Activation&, const Activation&) = default;
};

// Errors: ActivationOfAnotherStack (refused, R9), ActivationExpired (refused, R17).
Status check(const Activation& activation, const StackId& stack, Instant now);

enum class RegistrationState : std::uint8_t { not_registered, registered, expired };
std::string_view to_string(RegistrationState state);  // "Not registered", … (R18)
RegistrationState state_of(const std::optional<Activation>& activation, Instant now);

// Whether batches are sent: registered, and reporting is on. Usage is collected either way (R55).
bool sends_usage(const std::optional<Activation>& activation, Instant now);

// How long ago commerce was reached last, as an operator must hear of it (R53).
enum class ContactAge : std::uint8_t {
  fresh,
  day,            // 24 hours
  week,           // 7 days
  urgent,         // 25 days
  out_of_terms,   // 30 days
};
// `last` is the last successful contact or, before the first, the activation.
ContactAge contact_age(Instant last, Instant now);

struct Alert {
  enum class Severity : std::uint8_t { warning, critical };
  std::string name;  // "Activation Required", …; stable
  Severity severity = Severity::warning;
  std::string message;  // what it means, and what to do
  friend bool operator==(const Alert&, const Alert&) = default;
};

// Those that hold now. `last_contact` counts only where usage is sent; it is the activation's time
// before the first.
std::vector<Alert> alerts(const std::optional<Activation>& activation,
                          std::optional<Instant> last_contact, Instant now);

}  // namespace tollbridge::stack
