// SPDX-License-Identifier: Apache-2.0
// For tests: a request body in pieces, and the engine as a plain call.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "api/desk.h"
#include "api/message.h"

namespace tollbridge::server {

class CutBody final : public api::BodyStream {
 public:
  CutBody(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}

  Result<std::string_view> next() override {
    const std::size_t taken = std::min(piece_, bytes_.size() - at_);
    at_ += taken;
    return std::string_view(bytes_).substr(at_ - taken, taken);
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

class DirectEngine final : public api::Engine {
 public:
  explicit DirectEngine(api::Desk& desk) : desk_(desk) {}

  Status run(const std::function<Status(api::Desk&)>& work) override { return work(desk_); }
  Instant now() override { return desk_.now(); }

 private:
  api::Desk& desk_;
};

}  // namespace tollbridge::server
