// SPDX-License-Identifier: Apache-2.0
// Goal: whatever falls, is lost, doubled, late, cut or restored, both ends come to the same usage,
// nothing lost, nothing doubled, and no batch goes before its time. Method: all states of small
// worlds are visited, and from each one everything is let end well and compared; and the same
// search must find bugs that were put in.
#include "bridge/explorer_testing.h"

#include <gtest/gtest.h>

#include <array>
#include <iostream>

#include "core/sha256.h"

namespace tollbridge::bridge {
namespace {

using CountedRows = std::map<std::string, std::string>;

void put_text(std::string& out, std::string_view text) {
  out += text;
  out += '\x1f';
}

void put_journal(std::string& out, const ModelJournal& journal) {
  for (const ModelJournal::Row& row : journal.rows) {
    put_text(out, row.key + row.row.quantity.to_string() + "r" + std::to_string(row.row.revision) +
                      "s" + std::to_string(row.sequence) + "v" +
                      std::to_string(static_cast<int>(row.verdict)));
  }
  put_text(out, "journal");
}

void put_stack(std::string& out, const StackState& stack, Instant now) {
  put_journal(out, stack.journal);
  for (const auto& [number, file] : stack.spool.files) {
    const Spooled& one = file.spooled;
    put_text(out, std::to_string(number) + hex(one.hash).substr(0, 16) + "p" +
                      std::to_string(one.progress.journal) + "d" +
                      std::to_string(one.progress.directory) + "a" +
                      (!one.received_at                               ? "none"
                       : *one.received_at + limits::keep_time <= now ? "old"
                                                                      : "new"));
  }
  put_text(out, std::to_string(stack.directory.changes.size()) + "m" + std::to_string(stack.made));
  if (!stack.outbox) return put_text(out, "fallen");
  for (const bool pending : {false, true}) {
    Step next = stack.outbox->next(now, pending);
    if (next.kind == StepKind::wait) next = stack.outbox->next(next.until, pending);
    put_text(out, std::to_string(static_cast<int>(next.kind)) + "n" + std::to_string(next.number));
  }
  const auto& watermark = stack.outbox->watermark();
  put_text(out, watermark ? std::to_string(*watermark) : "asks");
}

void put_commerce(std::string& out, const CommerceState& commerce) {
  put_journal(out, commerce.journal);
  for (const auto& [number, taken] : commerce.ledger.taken) {
    put_text(out, std::to_string(number) + hex(taken.hash).substr(0, 16));
  }
  for (const auto& [number, bytes] : commerce.ledger.kept) {
    if (!commerce.ledger.taken.contains(number)) put_text(out, hex(sha256(bytes)).substr(0, 16));
  }
  put_text(out, std::to_string(commerce.ledger.kept.size()) + "t" +
                    std::to_string(commerce.directory.tenants.size()));
}

std::string differences(const CountedRows& a, const CountedRows& b) {
  std::string text;
  for (const auto& [key, quantity] : a) {
    const auto found = b.find(key);
    if (found == b.end() || found->second != quantity) {
      text += " " + key + "=" + quantity + " / " + (found == b.end() ? "nothing" : found->second);
    }
  }
  for (const auto& [key, quantity] : b) {
    if (!a.contains(key)) text += " " + key + "=nothing / " + quantity;
  }
  return text;
}

}  // namespace

std::string Explorer::key_of(const World& world) {
  std::string out;
  for (const StackState& stack : world.stacks) put_stack(out, stack, world.now);
  put_commerce(out, world.commerce);
  for (const std::string& batch : world.on_the_way) put_text(out, hex(sha256(batch)));
  if (world.stack_backup) put_stack(out, *world.stack_backup, world.now);
  put_text(out, "backup");
  if (world.commerce_backup) put_commerce(out, *world.commerce_backup);
  for (const int left : {world.crashes, world.link_faults, world.stack_restores,
                         world.commerce_restores, world.long_waits}) {
    put_text(out, std::to_string(left));
  }
  for (const std::string& key : world.must) put_text(out, key);
  const Digest digest = sha256(out);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

World Explorer::first() const {
  World world;
  world.stacks.resize(budget_.stacks);
  for (StackState& stack : world.stacks) {
    stack.spool.forgets = bug_ == Bug::forgets_answered;
    stack.directory.add(Said().subscription, Said().tenant);
  }
  world.commerce.journal.doubles = bug_ == Bug::commerce_doubles;
  world.crashes = budget_.crashes;
  world.link_faults = budget_.link_faults;
  world.stack_restores = world.commerce_restores = budget_.backups;
  world.long_waits = budget_.long_waits;
  return world;
}

void Explorer::fell(CommerceState& commerce) const {
  if (bug_ != Bug::commerce_unsynced || commerce.journal.rows.empty()) return;
  ModelJournal& journal = commerce.journal;
  while (!journal.rows.empty() && journal.rows.back().sequence == journal.sequence) {
    journal.keys.erase(journal.rows.back().key);
    journal.rows.pop_back();
  }
  --journal.sequence;
}

Done Explorer::step(World& world, std::size_t at, Fault fault, std::size_t stack_power,
                    std::size_t commerce_power) {
  ++steps_;
  constexpr std::array<std::string_view, 8> names = {"ask", "take back", "send", "remove",
                                                     "cut", "rest", "wait", "stopped"};
  Power own{stack_power, 0};
  Power other{commerce_power, 0};
  StackState& stack = world.stacks[at];
  WorldLink link(world, fault, other);
  Source source(stack_one, stack.journal, stack.directory);
  Forwarder::Ports ports{stack.spool, link, source, word_key("key"), word_check("key"),
                         read_attested};
  Done done;
  stack.journal.power = stack.spool.power = stack.directory.power = &own;
  stack.spool.removed.clear();
  try {
    Forwarder forwarder = stack.outbox
                              ? Forwarder(stack_one, std::move(ports), std::move(*stack.outbox))
                              : Forwarder::open(stack_one, std::move(ports)).value();
    stack.outbox.reset();
    const bool taking_back =
        forwarder.outbox().next(world.now, false).kind == StepKind::take_back;
    stack.journal.ignores = bug_ == Bug::stack_keeps_nothing_back && taking_back;
    // Every wait is over at once.
    const Step next = forwarder.outbox().next(world.now, true);
    const auto taken = forwarder.step(next.kind == StepKind::wait ? next.until : world.now, 0);
    if (!taken) {
      wrong(world, taken.error().code);
      return done;
    }
    done.kind = taken->kind;
    if (bug_ == Bug::tidies_up && taken->kind == StepKind::rest && stack.spool.files.size() > 1) {
      CHECK(stack.spool.remove(stack.spool.files.begin()->first).has_value());
    }
    stack.outbox = forwarder.outbox();
  } catch (const PowerOff&) {
    done.stack_fell = true;
  }
  stack.journal.ignores = false;
  stack.journal.power = stack.spool.power = stack.directory.power = nullptr;
  done.used_link = link.used;
  done.sent = link.sent;
  done.commerce_fell = link.crashed;
  done.stack_changes = own.used;
  done.commerce_changes = other.used;
  for (const Spooled& removed : stack.spool.removed) {
    const auto found = world.commerce.ledger.taken.find(removed.number);
    const bool there = found != world.commerce.ledger.taken.end() &&
                       found->second.hash == removed.hash;
    const bool old = removed.received_at && *removed.received_at + limits::keep_time <= world.now;
    if (!there || !old) wrong(world, "a batch was removed before its time");
  }
  if (done.commerce_fell) fell(world.commerce);
  world.story += " [" + std::to_string(at) + " " +
                 std::string(names[static_cast<std::size_t>(done.kind)]) + " fault " +
                 std::to_string(static_cast<int>(fault)) +
                 (done.stack_fell ? ", stack fell after " + std::to_string(own.used) : "") +
                 (done.commerce_fell ? ", commerce fell after " + std::to_string(other.used) : "") +
                 "]";
  return done;
}

// Rows that no restored disk and no other end has any more cannot come back.
void Explorer::restrict_must(World& world) const {
  std::set<std::string> there;
  for (const StackState& stack : world.stacks) {
    for (const auto& [key, state] : stack.journal.keys) there.insert(key);
  }
  for (const auto& [key, state] : world.commerce.journal.keys) there.insert(key);
  std::erase_if(world.must, [&](const std::string& key) { return !there.contains(key); });
}

void Explorer::reach(World world, const World& from, bool restored) {
  const auto& before = from.commerce.ledger.taken;
  const auto& after = world.commerce.ledger.taken;
  if (!restored && after.size() < before.size()) wrong(world, "the watermark went back");
  if (!restored && !std::ranges::all_of(before, [&](const auto& one) {
        const auto found = after.find(one.first);
        return found != after.end() && found->second == one.second;
      })) {
    wrong(world, "a receipt was changed");
  }
  if (seen_.insert(key_of(world)).second) open_.push_back(std::move(world));
}

void Explorer::work(const World& world, std::size_t at) {
  World plain = world;
  const Done done = step(plain, at, Fault::none, Power::endless, Power::endless);
  reach(std::move(plain), world);
  if (done.used_link && world.link_faults > 0) {
    for (const Fault fault : {Fault::request_lost, Fault::request_late, Fault::request_cut,
                              Fault::answer_lost, Fault::doubled}) {
      const bool of_batches = fault != Fault::request_lost && fault != Fault::answer_lost;
      if (of_batches && !done.sent) continue;
      World next = world;
      --next.link_faults;
      step(next, at, fault, Power::endless, Power::endless);
      // An answer that is lost is not told from any other failure: it is asked again at once.
      reach(std::move(next), world);
    }
  }
  if (world.crashes == 0) return;
  for (std::size_t left = 0; left <= done.stack_changes; ++left) {
    World next = world;
    --next.crashes;
    step(next, at, Fault::none, left, Power::endless);
    next.stacks[at].outbox.reset();
    next.story += " [stack falls]";
    reach(std::move(next), world);
  }
  for (std::size_t left = 0; left < done.commerce_changes; ++left) {
    World next = world;
    --next.crashes;
    step(next, at, Fault::none, Power::endless, left);
    reach(std::move(next), world);
  }
  if (done.commerce_changes > 0) {  // after everything, before the answer
    World next = world;
    --next.crashes;
    step(next, at, Fault::answer_lost, Power::endless, Power::endless);
    fell(next.commerce);
    reach(std::move(next), world);
  }
}

void Explorer::disasters(const World& world) {
  if (world.stack_restores > 0) {
    World next = world;
    next.story += world.stack_backup ? " [stack restored]" : " [stack backup]";
    if (!world.stack_backup) {
      next.stack_backup = world.stacks[0];
      next.stack_backup->outbox.reset();
    } else {
      --next.stack_restores;
      // What is to be measured is measured once: the next record is another one.
      const std::size_t made = next.stacks[0].made;
      next.stacks[0] = *world.stack_backup;
      next.stacks[0].made = made;
      next.stack_backup.reset();
      restrict_must(next);
    }
    reach(std::move(next), world);
  }
  if (world.commerce_restores > 0) {
    World next = world;
    next.story += world.commerce_backup ? " [commerce restored]" : " [commerce backup]";
    if (!world.commerce_backup) {
      next.commerce_backup = world.commerce;
    } else {
      --next.commerce_restores;
      next.commerce = *world.commerce_backup;
      next.commerce_backup.reset();
      restrict_must(next);
    }
    reach(std::move(next), world, world.commerce_backup.has_value());
  }
  if (world.long_waits > 0) {
    World next = world;
    --next.long_waits;
    next.story += " [keep time]";
    next.now += limits::keep_time + std::chrono::hours(1);
    next.commerce_backup.reset();  // too old to be refilled
    reach(std::move(next), world);
  }
}

void Explorer::moves(const World& world) {
  for (std::size_t at = 0; at < world.stacks.size(); ++at) {
    if (world.stacks[at].made < budget_.records.size()) {
      World next = world;
      StackState& stack = next.stacks[at];
      Said said = budget_.records[stack.made++];
      // Copies of one stack measure for themselves.
      if (at > 0) said.quantity = "7";
      const auto appended = stack.journal.append(usage_of({said}), {});
      CHECK(appended.has_value());
      next.must.insert(stack.journal.rows.empty() ? "" : stack.journal.rows.back().key);
      next.story += " [made]";
      reach(std::move(next), world);
    }
    work(world, at);
    hour_passes(world, at);
  }
  for (std::size_t i = 0; i < world.on_the_way.size(); ++i) {
    World next = world;
    next.on_the_way.erase(next.on_the_way.begin() + static_cast<std::ptrdiff_t>(i));
    Power power;
    next.story += " [arrived]";
    static_cast<void>(
        WorldLink(next, Fault::none, power).deliver(world.on_the_way[i]));
    reach(std::move(next), world);
  }
  disasters(world);
}

// A stack at rest asks every hour.
void Explorer::hour_passes(const World& world, std::size_t at) {
  World next = world;
  if (!next.stacks[at].outbox) return;
  next.stacks[at].outbox->must_ask();
  next.story += " [hour]";
  reach(std::move(next), world);
}

void Explorer::calm(World world) {
  std::vector<std::string> path;
  int quiet = 0;  // rounds in which nothing happened
  for (int round = 0; round < 200; ++round) {
    path.push_back(key_of(world));
    if (ends_well_.contains(path.back())) break;
    // What is at rest asks after an hour.
    world.now += quiet == 0 ? std::chrono::minutes(1) : std::chrono::minutes(61);
    for (std::size_t at = 0; at < world.stacks.size(); ++at) {
      for (int i = 0; i < (quiet == 0 ? 1 : 2); ++i) {
        step(world, at, Fault::none, Power::endless, Power::endless);
      }
    }
    quiet = key_of(world) == path.back() ? quiet + 1 : 0;
    if (quiet < 2) continue;
    if (!world.on_the_way.empty()) {
      Power power;
      world.story += " [arrived]";
      static_cast<void>(
          WorldLink(world, Fault::none, power).deliver(world.on_the_way.back()));
      world.on_the_way.pop_back();
      quiet = 0;
      continue;
    }
    const CountedRows commerce = world.commerce.journal.counted();
    for (const StackState& stack : world.stacks) {
      const std::string differ = differences(stack.journal.counted(), commerce);
      if (!differ.empty()) wrong(world, "stack and commerce differ:" + differ);
    }
    for (const std::string& key : world.must) {
      if (!commerce.contains(key)) wrong(world, "a row is lost: " + key);
    }
    ends_well_.insert(path.begin(), path.end());
    return;
  }
  if (ends_well_.contains(path.back())) {
    ends_well_.insert(path.begin(), path.end());
  } else {
    wrong(world, "it never comes to rest");
  }
}

std::string Explorer::run() {
  World begin = first();
  reach(begin, begin);
  while (!open_.empty() && wrong_.empty()) {
    const World world = std::move(open_.back());
    open_.pop_back();
    calm(world);
    moves(world);
    if (seen_.size() > states_max) wrong(world, "too many states");
  }
  return wrong_;
}

namespace {

const std::vector<Said> three_records = {
    {.resource = "vm1", .hour = 0, .quantity = "1"},
    {.resource = "vm1", .hour = 0, .quantity = "2", .revision = 1},
    {.resource = "vm2", .hour = 1, .quantity = "3"},
};

// Prints what was visited: the figure of the report.
std::string explored(const Budget& budget, Bug bug = Bug::none) {
  Explorer explorer(budget, bug);
  std::string wrong = explorer.run();
  std::cout << explorer.states() << " states, " << explorer.steps() << " steps\n";
  return wrong;
}

const std::vector<Said> one_record = {three_records[0]};
const std::vector<Said> two_records = {three_records[0], three_records[1]};

TEST(Explorer, falls_and_a_bad_link_lose_and_double_nothing) {
  EXPECT_EQ(explored({.records = three_records, .crashes = 2, .link_faults = 2}), "");
}

TEST(Explorer, a_restored_stack_and_a_restored_commerce_come_to_the_same) {
  EXPECT_EQ(explored({.records = three_records, .backups = 1}), "");
  EXPECT_EQ(explored({.records = one_record, .crashes = 1, .link_faults = 1, .backups = 1}), "");
}

TEST(Explorer, two_bridges_of_one_stack_come_to_the_same) {
  EXPECT_EQ(explored({.records = one_record, .stacks = 2}), "");
  EXPECT_EQ(explored({.records = one_record, .stacks = 2, .link_faults = 1}), "");
}

TEST(Explorer, batches_go_only_after_the_keep_time) {
  EXPECT_EQ(explored({.records = two_records, .link_faults = 1, .long_waits = 1}), "");
  EXPECT_EQ(explored({.records = one_record, .backups = 1, .long_waits = 1}), "");
}

TEST(Explorer, finds_a_stack_that_forgets_what_was_answered) {
  EXPECT_NE(explored({.records = three_records, .backups = 1}, Bug::forgets_answered), "");
}

TEST(Explorer, finds_a_stack_that_does_not_keep_the_keep_time) {
  const std::string found = explored({.records = three_records}, Bug::tidies_up);
  EXPECT_NE(found.find("removed before its time"), std::string::npos) << found;
}

TEST(Explorer, finds_a_commerce_that_acknowledges_before_it_is_synced) {
  EXPECT_NE(explored({.records = three_records, .crashes = 1}, Bug::commerce_unsynced), "");
}

TEST(Explorer, finds_a_commerce_that_counts_a_repeated_row_again) {
  EXPECT_NE(explored({.records = three_records, .crashes = 1}, Bug::commerce_doubles), "");
}

TEST(Explorer, finds_a_stack_that_does_not_take_back) {
  EXPECT_NE(explored({.records = three_records, .backups = 1}, Bug::stack_keeps_nothing_back), "");
}

}  // namespace
}  // namespace tollbridge::bridge
