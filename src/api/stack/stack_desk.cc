// SPDX-License-Identifier: Apache-2.0
#include "api/stack/stack_desk.h"

#include <algorithm>
#include <vector>

namespace tollbridge::api::stack_face {
namespace {

using journal::Head;
using journal::UsageReader;

std::unexpected<Error> only_read(const std::string& what) {
  return fail(ErrorKind::refused, "StackHalfOnly",
              "This process runs the stack half alone: " + what);
}

// A reader for each stack.
class Readers final : public UsageReader {
 public:
  void add(const StackId& stack, std::unique_ptr<UsageReader> reader) {
    readers_[stack] = std::move(reader);
  }

  Result<std::vector<Head>> heads() override {
    std::vector<Head> all;
    for (const auto& [stack, reader] : readers_) {
      auto heads = reader->heads();
      if (!heads) return pass(heads);
      std::ranges::move(*heads, std::back_inserter(all));
    }
    return all;
  }

  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    const auto found = readers_.find(request.stack);
    return found == readers_.end() ? Status() : found->second->scan(request, visit);
  }

 private:
  std::map<StackId, std::unique_ptr<UsageReader>> readers_;
};

class JournalOfStacks final : public journal::Journal {
 public:
  explicit JournalOfStacks(stack::Stacks& stacks) : stacks_(stacks) {}

  Result<std::vector<Head>> heads() override {
    std::vector<Head> all;
    for (stack::LocalStack* local : stacks_.all()) {
      auto heads = local->journal().heads();
      if (!heads) return pass(heads);
      std::ranges::move(*heads, std::back_inserter(all));
    }
    return all;
  }

  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    stack::LocalStack* local = stacks_.find(request.stack);
    return local == nullptr ? Status() : local->journal().scan(request, visit);
  }

  std::unique_ptr<UsageReader> reader() override {
    auto readers = std::make_unique<Readers>();
    for (stack::LocalStack* local : stacks_.all()) {
      readers->add(local->profile().cloud_id, local->journal().reader());
    }
    return readers;
  }

  Result<journal::AppendOutcome> append(const journal::UsageBatch& /*batch*/,
                                        const journal::AppendOptions& /*options*/) override {
    return only_read("usage comes as readings, POST /v1/stacks/{cloud_id}/readings.");
  }

  Status verify() override {
    for (stack::LocalStack* local : stacks_.all()) {
      if (auto good = local->journal().verify(); !good) return good;
    }
    return {};
  }

  Status copy_to(const std::string& /*path*/) override {
    return only_read("its journals are not copied; the hours are kept by the commerce half.");
  }

 private:
  stack::Stacks& stacks_;
};

std::vector<registry::Fact> facts_of(stack::Stacks& stacks) {
  std::vector<registry::Fact> facts;
  for (stack::LocalStack* local : stacks.all()) {
    const stack::Profile& profile = local->profile();
    registry::Stack one;
    one.cloud_id = profile.cloud_id;
    one.region = profile.region;
    one.provider_subscription = profile.provider_subscription;
    one.directory = profile.home.text();
    facts.emplace_back(std::move(one));
    for (const auto* known : local->half().directory().subscriptions(Instant::max())) {
      facts.emplace_back(
          registry::LocalSubscription{profile.cloud_id, known->id, known->tenant, {}});
    }
  }
  return facts;
}

}  // namespace

std::unique_ptr<journal::Journal> journal_of(stack::Stacks& stacks) {
  return std::make_unique<JournalOfStacks>(stacks);
}

StackDesk::StackDesk(engine::Books& books, engine::ServiceRecords& records, Clock& clock,
                     stack::Stacks& stacks)
    : journal_(journal_of(stacks)), store_(books, *journal_, records, clock, stacks) {}

Result<std::shared_ptr<const registry::Registry>> StackDesk::registry() {
  std::map<StackId, std::size_t> now;
  for (stack::LocalStack* local : stacks().all()) {
    now[local->profile().cloud_id] = local->half().directory().changes().size();
  }
  if (registry_ == nullptr || now != seen_) {
    const auto facts = facts_of(stacks());
    registry_ = std::make_shared<const registry::Registry>(registry::Registry().with(facts));
    seen_ = std::move(now);
  }
  return registry_;
}

}  // namespace tollbridge::api::stack_face
