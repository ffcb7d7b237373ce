// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <nlohmann/json.hpp>

#include "core/check.h"

namespace tollbridge {

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Json& Json::end() {
  CHECK(!closers_.empty());
  text_ += closers_.back();
  closers_.pop_back();
  fresh_ = false;
  return *this;
}

void Json::separate() {
  if (!fresh_) text_ += ',';
  fresh_ = false;
}

Json& Json::name(std::string_view key) {
  separate();
  text_ += json_string(key);
  text_ += ':';
  fresh_ = true;
  return *this;
}

Json& Json::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

Json& Json::open(char first, char last) {
  separate();
  text_ += first;
  closers_.push_back(last);
  fresh_ = true;
  return *this;
}

}  // namespace tollbridge
