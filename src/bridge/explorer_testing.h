// SPDX-License-Identifier: Apache-2.0
// A small world of stacks and commerce whose every step can be taken in every order, with every
// fault, and all states that come of it visited (spec/reliability.md 7.9). For tests only.
//
// The code that runs is that of production: Forwarder, Outbox, Source, Inbox, the bytes of batches.
// Only disks, journals and the link are replaced. What may go wrong is bounded by `Budget`.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bridge/forwarder.h"
#include "bridge/limits.h"
#include "bridge/world_testing.h"

namespace tollbridge::bridge {

struct Budget {
  std::vector<Said> records;  // each stack makes them in turn, one at a time
  std::size_t stacks = 1;     // more than one: copies of one stack, started by mistake
  int crashes = 0;
  int link_faults = 0;
  int backups = 0;            // of a stack and of commerce, each
  int long_waits = 0;         // times at which more than the keep time passes
};

// A bug put in on purpose, which the explorer must find.
enum class Bug : std::uint8_t {
  none,
  forgets_answered,   // the stack drops batches when an answer came, not by the rule
  commerce_unsynced,  // commerce's journal loses its last append in a fall
  commerce_doubles,   // commerce's journal counts a repeated row again
  tidies_up,          // the stack removes what commerce has without waiting
  stack_keeps_nothing_back,  // the stack fetches what it lost and throws it away
};

struct StackState {
  ModelJournal journal;
  MemorySpool spool;
  MemoryDirectoryLog directory;
  std::optional<Outbox> outbox;  // gone after a fall
  std::size_t made = 0;          // of the records
};
struct CommerceState {
  ModelJournal journal;
  MemoryLedger ledger;
  MemoryDirectory directory;
};

struct World {
  std::vector<StackState> stacks;
  CommerceState commerce;
  std::vector<std::string> on_the_way;  // batches that arrive later, if at all
  std::optional<StackState> stack_backup;
  std::optional<CommerceState> commerce_backup;
  std::set<std::string> must;  // keys of rows that may not be missing at the end
  int crashes = 0, link_faults = 0, stack_restores = 0, commerce_restores = 0, long_waits = 0;
  Instant now = october.start();
  std::string story;  // how it came to be
};

enum class Fault : std::uint8_t { none, request_lost, request_late, request_cut, answer_lost,
                                  doubled };

// The link of one step.
class WorldLink final : public Link {
 public:
  WorldLink(World& world, Fault fault, Power& power)
      : world_(world),
        fault_(fault),
        power_(power),
        inbox_({world.commerce.ledger, world.commerce.directory, world.commerce.journal, attest}) {}

  Result<Standing> standing(std::uint64_t from) override {
    used = true;
    return through<Standing>([&] { return inbox_.standing(stack_one, from, world_.now); });
  }
  Result<std::string> send(std::string_view batch) override {
    used = sent = true;
    if (fault_ == Fault::request_late) world_.on_the_way.emplace_back(batch);
    if (fault_ == Fault::request_cut) {
      static_cast<void>(deliver(batch.substr(0, batch.size() - 7)));
      return lost();
    }
    if (fault_ == Fault::doubled) static_cast<void>(deliver(batch));
    return through<std::string>([&] { return deliver(batch); });
  }
  Result<std::string> fetch(std::uint64_t number) override {
    used = true;
    return through<std::string>(
        [&] { return world_.commerce.ledger.bytes(stack_one, number); });
  }

  Result<std::string> deliver(std::string_view batch) {
    return inbox_.take(stack_one, word_check("key"), batch, world_.now);
  }

  bool used = false, sent = false, crashed = false;

 private:
  static std::unexpected<Error> lost() {
    return fail(ErrorKind::io, "LinkFailed", "No answer came.");
  }
  template <class T, class Ask>
  Result<T> through(Ask ask) {
    if (fault_ == Fault::request_lost || fault_ == Fault::request_late) return lost();
    world_.commerce.journal.power = &power_;
    world_.commerce.ledger.power = &power_;
    world_.commerce.directory.power = &power_;
    Result<T> answer = lost();
    try {
      answer = ask();
    } catch (const PowerOff&) {
      crashed = true;
      answer = lost();
    }
    world_.commerce.journal.power = nullptr;
    world_.commerce.ledger.power = nullptr;
    world_.commerce.directory.power = nullptr;
    return fault_ == Fault::answer_lost ? lost() : answer;
  }

  World& world_;
  Fault fault_;
  Power& power_;
  Inbox inbox_;
};

// What a step did, so that its faults can be tried at every place.
struct Done {
  StepKind kind = StepKind::rest;
  bool used_link = false, sent = false, stack_fell = false, commerce_fell = false;
  std::size_t stack_changes = 0, commerce_changes = 0;
};

class Explorer {
 public:
  Explorer(Budget budget, Bug bug) : budget_(std::move(budget)), bug_(bug) {}

  // Visits every state; empty, or the first thing that is wrong.
  std::string run();
  [[nodiscard]] std::size_t states() const { return seen_.size(); }
  [[nodiscard]] std::size_t steps() const { return steps_; }

 private:
  static constexpr std::size_t states_max = 200'000;  // more: something grows without end

  World first() const;
  Done step(World& world, std::size_t at, Fault fault, std::size_t stack_power,
              std::size_t commerce_power);
  void moves(const World& world);
  void work(const World& world, std::size_t at);
  void disasters(const World& world);
  void hour_passes(const World& world, std::size_t at);
  void reach(World world, const World& from, bool restored = false);
  void fell(CommerceState& commerce) const;
  void restrict_must(World& world) const;
  // Lets everything end well and compares.
  void calm(World world);
  static std::string key_of(const World& world);
  void wrong(const World& world, const std::string& what) {
    if (wrong_.empty()) wrong_ = what + ", after:" + world.story;
  }

  Budget budget_;
  Bug bug_;
  std::string wrong_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> ends_well_;
  std::vector<World> open_;
  std::size_t steps_ = 0;
};

}  // namespace tollbridge::bridge
