// SPDX-License-Identifier: Apache-2.0
// For tests of the stack half's face: stacks in memory, callers, and calls as one line.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/desk_testing.h"
#include "api/error_answer.h"
#include "api/service.h"
#include "api/stack/operations.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/memory/memory_stack_books.h"
#include "stack/stacks.h"

namespace tollbridge::api::stack_face {

inline const std::string north = "9c1e0000-0000-4000-8000-000000000001";
inline const std::string south = "9c1e0000-0000-4000-8000-000000000002";
inline const std::string home = "aaaa0000-0000-4000-8000-000000000001";
inline const std::string adatum_tenant = "7b6d3d3a-0000-4000-8000-000000000001";
inline const std::string north_provider = "d0000000-0000-4000-8000-000000000001";
inline const std::string south_provider = "d0000000-0000-4000-8000-000000000002";

class MemoryStack final : public stack::LocalStack {
 public:
  explicit MemoryStack(stack::Profile profile)
      : profile_(std::move(profile)),
        journal_(journal::open_memory_journal(marks_).value()),
        half_(stack::StackHalf::open(profile_.cloud_id, books_, *journal_, {}).value()) {}

  [[nodiscard]] const stack::Profile& profile() const override { return profile_; }
  [[nodiscard]] const std::string& directory() const override { return directory_; }
  stack::StackHalf& half() override { return *half_; }
  stack::StackBooks& books() override { return books_; }
  journal::Journal& journal() override { return *journal_; }

 private:
  stack::Profile profile_;
  std::string directory_;
  journal::MemoryMarkStore marks_;
  stack::MemoryStackBooks books_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<stack::StackHalf> half_;
};

class MemoryStacks final : public stack::Stacks {
 public:
  std::vector<stack::LocalStack*> all() override {
    std::vector<stack::LocalStack*> list;
    for (const auto& [id, one] : stacks_) list.push_back(one.get());
    return list;
  }
  Result<stack::LocalStack*> make(const stack::Profile& profile, Instant now) override {
    auto& made = stacks_[profile.cloud_id];
    if (made == nullptr) {
      made = std::make_unique<MemoryStack>(profile);
      stack::LocalSubscription provider;
      provider.id = profile.provider_subscription;
      provider.tenant = profile.home;
      const stack::DirectoryFact fact{provider, now, now, "stack create"};
      if (auto told = made->half().record(std::span(&fact, 1), now); !told) return pass(told);
    }
    return made.get();
  }

 private:
  std::map<StackId, std::unique_ptr<MemoryStack>> stacks_;
};

inline Principal caller_of(Role role, const std::string& stack = {}) {
  Principal made;
  made.role = role;
  made.subject = "olle";
  made.stack = StackId(stack);
  return made;
}
inline Principal provider() { return caller_of(Role::provider); }
inline Principal operator_of(const std::string& stack) {
  return caller_of(Role::stack_operator, stack);
}

// "/v1/a/b?x=1": no percent-encoding, tests need none.
inline Request request_for(Method method, const std::string& target, Headers headers = {}) {
  Request made;
  made.method = method;
  made.target = target;
  made.base_url = "https://127.0.0.1:8443";
  made.request_id = "id";
  made.headers = std::move(headers);
  const auto question = std::min(target.find('?'), target.size());
  const auto split = [](const std::string& text, char at, const auto& take) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find(at, begin), text.size());
      take(text.substr(begin, end - begin));
      begin = end + 1;
    }
  };
  split(target.substr(1, question - 1), '/', [&](std::string part) {
    made.path.push_back(std::move(part));
  });
  if (question < target.size()) {
    split(target.substr(question + 1), '&', [&](const std::string& part) {
      const auto equals = part.find('=');
      made.query.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    });
  }
  return made;
}

// A body that comes in pieces, and may break off.
class Pieces final : public BodyStream {
 public:
  Pieces(std::string text, std::size_t size, std::size_t breaks_at = std::string::npos)
      : text_(std::move(text)), size_(size), breaks_at_(breaks_at) {}
  Result<std::string_view> next() override {
    if (at_ >= breaks_at_) return fail(ErrorKind::io, "ClientGone", "The client went away.");
    const auto piece = std::string_view(text_).substr(at_, size_);
    at_ += piece.size();
    return piece;
  }

 private:
  std::string text_;
  std::size_t size_;
  std::size_t breaks_at_;
  std::size_t at_ = 0;
};

// Two stacks, and a local subscription `shop` of the tenant Adatum on the northern one.
class Clouds {
 public:
  explicit Clouds(const StackFaceOptions& options = {}) : service(stack_operations(options)) {
    const auto make = [&](const std::string& id, const std::string& region,
                          const std::string& subscription) {
      return stacks.make({StackId(id), region, LocalSubscriptionId(subscription), TenantId(home)},
                         desk.now()).value();
    };
    northern = make(north, "north", north_provider);
    make(south, "south", south_provider);
    know(*northern, "shop", adatum_tenant);
    desk.run_stacks(stacks);
  }

  void know(stack::LocalStack& local, const std::string& id, const std::string& tenant,
            const std::string& delegated_provider = {}) {
    stack::LocalSubscription one;
    one.id = LocalSubscriptionId(id);
    one.tenant = TenantId(tenant);
    one.delegated_provider = LocalSubscriptionId(delegated_provider);
    const stack::DirectoryFact fact{one, desk.now() - std::chrono::hours(2400), desk.now(),
                                    "operator"};
    ASSERT_TRUE(local.half().record(std::span(&fact, 1), desk.now()));
  }

  Response get(const Principal& who, const std::string& target) {
    const auto asked = request_for(Method::get, target);
    auto route = service.route(asked);
    if (!route) return Service::refuse(Service::face_of(asked), asked, route.error());
    return service.perform(*route, asked, who, desk);
  }

  MemoryDesk desk;
  MemoryStacks stacks;
  stack::LocalStack* northern = nullptr;
  Service service;
};

inline nlohmann::json read_json(const Response& response) {
  return nlohmann::json::parse(response.body, nullptr, false);
}

}  // namespace tollbridge::api::stack_face
