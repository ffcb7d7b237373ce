// SPDX-License-Identifier: Apache-2.0
#include "api/token/refusal.h"

#include <utility>

#include "api/authenticator.h"

namespace tollbridge::api::token {

Error refusal(std::string reason, std::string message) {
  Error error = not_authenticated();
  error.details.push_back(
      {ErrorKind::denied, std::move(reason), std::move(message), {}, {}, 0, {}});
  return error;
}

std::unexpected<Error> refuse(std::string reason, std::string message) {
  return std::unexpected<Error>(refusal(std::move(reason), std::move(message)));
}

std::string reason_of(const Error& error) {
  return error.details.empty() ? std::string() : error.details.front().code;
}

Error told(Error error) {
  error.details.clear();
  return error;
}

}  // namespace tollbridge::api::token
