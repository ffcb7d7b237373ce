// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes where this face reads what others wrote: a registration token, a
// time, a page's token, a filter, a body. For the fuzz target and the test that replays its corpus,
// fuzz/corpus/arm/.
#pragma once

#include <string>
#include <string_view>

#include "core/base64.h"
#include "api/arm/json_body.h"
#include "api/arm/rate_filter.h"
#include "api/arm/registration_token.h"
#include "api/arm/usage_query.h"
#include "core/check.h"

namespace tollbridge::api::arm {

template <class T>
void check_refusal(const Result<T>& result, std::string_view code) {
  CHECK(result.has_value() || result.error().code == code);
}

// Ends the process if a promise is broken.
inline void check_input(std::string_view bytes) {
  const std::string text(bytes);
  CHECK(from_base64(base64url(bytes)) == text);
  for (const auto& token : {parse_registration_token(bytes), read_registration_token(text)}) {
    check_refusal(token, "InvalidRegistrationToken");
    if (!token) continue;
    CHECK(!token->cloud_id.empty());
    CHECK(read_registration_token(token->text)->cloud_id == token->cloud_id);
  }
  check_refusal(parse_azure_time(bytes), "InvalidProperty");
  const auto filter = parse_rate_filter(bytes);
  check_refusal(filter, "InvalidProperty");
  CHECK(!filter || (filter->offer.starts_with("MS-AZR-") && !filter->region.empty()));
  if (const auto cursor = metering::parse_cursor(bytes)) {
    CHECK(metering::parse_cursor(metering::to_text(*cursor)) == *cursor);
  }
  if (const auto object = parse_object(bytes)) CHECK(object->is_object());
}

}  // namespace tollbridge::api::arm
