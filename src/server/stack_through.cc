// SPDX-License-Identifier: Apache-2.0
#include "server/stack_through.h"

#include <string>
#include <utility>
#include <vector>

#include "bridge/directory/stack_directory_log.h"
#include "journal/no_reader.h"

namespace tollbridge::server {
namespace {

// What `ask` answers on the engine's thread.
template <class Answer, class Ask>
Result<Answer> answer_of(api::Engine& engine, const StackId& stack, Ask&& ask) {
  Answer answer{};
  auto done = with_stack(engine, stack, [&](stack::LocalStack& local, Instant now) -> Status {
    Result<Answer> given = ask(local, now);
    if (!given) return pass(given);
    answer = std::move(*given);
    return {};
  });
  if (!done) return pass(done);
  return answer;
}

class ThroughJournal final : public journal::Journal {
 public:
  ThroughJournal(api::Engine& engine, StackId stack) : engine_(engine), stack_(std::move(stack)) {}

  Result<journal::AppendOutcome> append(const journal::UsageBatch& batch,
                                        const journal::AppendOptions& options) override {
    return answer_of<journal::AppendOutcome>(
        engine_, stack_, [&](stack::LocalStack& local, Instant /*now*/) {
          return local.journal().append(batch, options);
        });
  }
  Result<std::vector<journal::Head>> heads() override {
    return answer_of<std::vector<journal::Head>>(
        engine_, stack_,
        [](stack::LocalStack& local, Instant /*now*/) { return local.journal().heads(); });
  }
  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    auto made = make_reader();
    if (!made) return pass(made);
    return (*made)->scan(request, visit);
  }
  std::unique_ptr<journal::UsageReader> reader() override {
    auto made = make_reader();
    if (!made) return std::make_unique<journal::NoReader>(std::move(made.error()));
    return *std::move(made);
  }
  Status verify() override {
    return with_stack(engine_, stack_, [](stack::LocalStack& local, Instant /*now*/) {
      return local.journal().verify();
    });
  }
  Status copy_to(const std::string& path) override {
    return with_stack(engine_, stack_, [&](stack::LocalStack& local, Instant /*now*/) {
      return local.journal().copy_to(path);
    });
  }

 private:
  Result<std::unique_ptr<journal::UsageReader>> make_reader() {
    return answer_of<std::unique_ptr<journal::UsageReader>>(
        engine_, stack_,
        [](stack::LocalStack& local,
           Instant /*now*/) -> Result<std::unique_ptr<journal::UsageReader>> {
          return local.journal().reader();
        });
  }

  api::Engine& engine_;
  StackId stack_;
};

class ThroughDirectory final : public bridge::DirectoryLog {
 public:
  ThroughDirectory(api::Engine& engine, StackId stack)
      : engine_(engine), stack_(std::move(stack)) {}

  Result<std::uint64_t> newest() override {
    return answer_of<std::uint64_t>(engine_, stack_, [](stack::LocalStack& local, Instant now) {
      return bridge::StackDirectoryLog(local.half(), now).newest();
    });
  }
  Result<std::vector<bridge::DirectoryChange>> after(std::uint64_t sequence,
                                                     std::size_t most) override {
    return answer_of<std::vector<bridge::DirectoryChange>>(
        engine_, stack_, [&](stack::LocalStack& local, Instant now) {
          return bridge::StackDirectoryLog(local.half(), now).after(sequence, most);
        });
  }
  Status overrule(const std::vector<bridge::OverruledHour>& hours) override {
    return with_stack(engine_, stack_, [&](stack::LocalStack& local, Instant now) {
      return bridge::StackDirectoryLog(local.half(), now).overrule(hours);
    });
  }
  Status adopt(const std::vector<bridge::DirectoryChange>& changes) override {
    return with_stack(engine_, stack_, [&](stack::LocalStack& local, Instant now) {
      return bridge::StackDirectoryLog(local.half(), now).adopt(changes);
    });
  }

 private:
  api::Engine& engine_;
  StackId stack_;
};

}  // namespace

Status with_stack(api::Engine& engine, const StackId& stack,
                  const std::function<Status(stack::LocalStack& local, Instant now)>& work) {
  return engine.run([&](api::Desk& desk) -> Status {
    stack::LocalStack* local = desk.stacks().find(stack);
    if (local == nullptr) {
      return fail(ErrorKind::not_found, "StackNotFound",
                  "This process does not run the stack '" + stack.text() + "'.");
    }
    return work(*local, desk.now());
  });
}

std::unique_ptr<journal::Journal> stack_journal_through(api::Engine& engine, const StackId& stack) {
  return std::make_unique<ThroughJournal>(engine, stack);
}

std::unique_ptr<bridge::DirectoryLog> stack_directory_through(api::Engine& engine,
                                                              const StackId& stack) {
  return std::make_unique<ThroughDirectory>(engine, stack);
}

}  // namespace tollbridge::server
