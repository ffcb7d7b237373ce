// SPDX-License-Identifier: Apache-2.0
#include "api/stack/bridge_key.h"

#include "api/arm/registration_token.h"

namespace tollbridge::api::stack_face {

std::optional<bridge::StackPublicKey> bridge_key_of(const registry::Registry& registry,
                                                    const StackId& stack, Hour now) {
  const registry::Stack* known = registry.stack(stack);
  if (known == nullptr) return {};
  std::string jwk = known->bridge_key;
  const registry::Registration* registration = registry.registration_at(stack, now);
  if (jwk.empty() && registration != nullptr) {
    const auto token = arm::read_registration_token(registration->details.token);
    if (token) jwk = token->bridge_key;
  }
  if (jwk.empty()) return {};
  auto key = bridge::StackPublicKey::read(jwk);
  if (!key) return {};
  return std::move(*key);
}

Result<std::shared_ptr<const jose::KeySet>> bridge_keys(Engine& engine, const StackId& stack) {
  std::optional<bridge::StackPublicKey> key;
  const auto asked = engine.run([&](Desk& desk) -> Status {
    const auto registry = desk.registry();
    if (!registry) return std::unexpected(registry.error());
    key = bridge_key_of(**registry, stack, Hour::containing(desk.now()));
    return {};
  });
  if (!asked) return fail(ErrorKind::busy, asked.error().code, asked.error().message);
  if (!key) return nullptr;
  auto set = jose::KeySet::parse(R"({"keys":[)" + key->jwk() + "]}");
  if (!set) return nullptr;
  return std::make_shared<const jose::KeySet>(std::move(*set));
}

}  // namespace tollbridge::api::stack_face
