// SPDX-License-Identifier: Apache-2.0
#include "stack/json/activate.h"

#include "stack/json/activation.h"

namespace tollbridge::stack::json {

Result<Activation> activate(LocalStack& local, std::string_view key, Instant now) {
  auto activation = parse_activation_key(key);
  if (!activation) return activation;
  auto fits = check(*activation, local.profile().cloud_id, now);
  if (!fits) return pass(fits);
  auto kept = local.books().keep_note(activation_note, key, now);
  if (!kept) return pass(kept);
  return activation;
}

}  // namespace tollbridge::stack::json
