// SPDX-License-Identifier: Apache-2.0
// Goal: what a stack settles arrives at commerce, and whoever looks sees how far it has come,
// whatever is in the way. Method: a stack's real books, journal and spool in a scratch directory,
// an engine thread over them, and on loopback a commerce half whose inbox is the real one over
// stores in memory.
#include "server/stack_bridge.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "api/desk_testing.h"
#include "api/http/engine_thread.h"
#include "bridge/jose/receipts.h"
#include "bridge/jose/stack_key.h"
#include "bridge/link/commerce_testing.h"
#include "bridge/world_testing.h"
#include "ops/real_clock.h"
#include "ops/real_disk.h"
#include "server/stack_bridge_key.h"
#include "server/stack_bridges.h"
#include "server/stack_place.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::server {
namespace {

using bridge::link::Reply;
using bridge::link::reply;
using stack::BridgeWork;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const StackId stack_id = bridge::stack_one;
const Instant noon = bridge::october.plus(12).start();

class TestClock final : public Clock {
 public:
  Instant now() override { return noon + std::chrono::nanoseconds(passed_.load()); }
  std::int64_t mono_nanoseconds() override { return passed_; }
  void pass(std::chrono::nanoseconds time) { passed_ += time.count(); }

 private:
  std::atomic<std::int64_t> passed_ = 0;
};

// A disk that may be full for what is spooled.
class FillingDisk final : public Disk {
 public:
  std::atomic<bool> full = false;
  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) override {
    return real_.open_append(path);
  }
  Result<std::string> read_all(const std::string& path) override { return real_.read_all(path); }
  Status replace(const std::string& path, std::string_view bytes) override {
    if (full) return fail(ErrorKind::io, "DiskFull", "No room for '" + path + "'.");
    return real_.replace(path, bytes);
  }
  Status remove(const std::string& path) override { return real_.remove(path); }
  Status make_directories(const std::string& path) override { return real_.make_directories(path); }
  Status sync_directory(const std::string& path) override { return real_.sync_directory(path); }
  Result<std::vector<std::string>> list(const std::string& path) override {
    return real_.list(path);
  }
  Result<std::uint64_t> free_bytes(const std::string& path) override {
    return real_.free_bytes(path);
  }

 private:
  ops::RealDisk real_;
};

// The commerce half: its inbox, its key, and its face in a few lines.
class Commerce {
 public:
  Commerce() : key_(*jose::SigningKey::read(jose::SigningKey::make_rsa())) {}

  void know(const std::string& jwk) {
    const auto known = bridge::StackPublicKey::read(jwk).value();
    stack_key_ = [known](std::string_view bytes, std::string_view signature) {
      return known.verifies(bytes, signature);
    };
  }
  Reply answer(const std::string& request) {
    ++asked;
    if (down) return reply(503, "");
    if (silent) return {"", true, true};
    bridge::Inbox inbox({ledger, directory, journal, [this](const bridge::Receipt& receipt) {
                           return Result<std::string>(key_.jwt(bridge::receipt_claims(receipt)));
                         }});
    const std::string line = request.substr(0, request.find(" HTTP/"));
    if (line.starts_with("POST")) {
      const auto taken =
          inbox.take(stack_id, stack_key_, request.substr(request.find("\r\n\r\n") + 4), noon);
      return taken ? reply(200, *taken) : problem(taken.error());
    }
    const auto number = std::stoull(line.substr(line.find_last_of("/=") + 1));
    if (line.find("?from=") != std::string::npos) {
      const auto standing = inbox.standing(stack_id, number, noon);
      return standing ? reply(200, standing_text(*standing)) : problem(standing.error());
    }
    const auto bytes = ledger.bytes(stack_id, number);
    return bytes ? reply(200, *bytes) : problem(bytes.error());
  }
  [[nodiscard]] std::string receipt_key() const { return key_.public_jwk(); }
  // Resource and quantity of all rows that count.
  std::map<std::string, std::string> has() {
    std::map<std::string, std::string> found;
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {bridge::october, bridge::october.plus(1000)};
    const auto visit = [&](const journal::StringPool& pool, const auto& rows) -> Status {
      for (const auto& one : rows) {
        found[std::string(pool.text(one.row.resource)) + "@" +
              std::to_string(one.row.hour().index() - bridge::october.index())] =
            one.row.quantity.to_string();
      }
      return {};
    };
    EXPECT_TRUE(journal.scan(request, visit).has_value());
    return found;
  }

  std::atomic<bool> down = false;
  std::atomic<bool> silent = false;
  std::atomic<int> asked = 0;
  bridge::MemoryLedger ledger;
  bridge::MemoryDirectory directory;
  bridge::ModelJournal journal;

 private:
  static Reply problem(const Error& error) {
    const int status = error.kind == ErrorKind::conflict    ? 409
                       : error.kind == ErrorKind::not_found ? 404
                       : error.kind == ErrorKind::denied    ? 403
                                                            : 400;
    return reply(status, R"({"code":")" + error.code + R"(","detail":"x"})");
  }
  static std::string standing_text(const bridge::Standing& standing) {
    std::string text = R"({"watermark":)" + std::to_string(standing.watermark) + R"(,"known":[)";
    for (const auto& known : standing.known) {
      text += (text.ends_with('[') ? "" : ",") + (R"({"number":)" + std::to_string(known.number)) +
              R"(,"hash":")" + hex(known.hash) + "\"}";
    }
    return text + "]}";
  }

  jose::SigningKey key_;
  bridge::Verifies stack_key_;
};

class StackBridgeTest : public ::testing::Test, public store::testing::ScratchBooks {
 protected:
  StackBridgeTest() { start(root + "/data"); }
  ~StackBridgeTest() override { stop(); }

  // The process of the stack half, over a data directory.
  void start(const std::string& place) {
    data_ = place;
    places_ = StackPlaces::open(real_disk_, clock, place, {}).value();
    place_ = places_->make({stack_id, "north", LocalSubscriptionId("provider"), TenantId("home")},
                           noon - hours(24))
                 .value();
    desk_ = std::make_unique<api::MemoryDesk>();
    desk_->run_stacks(*places_);
    engine_ = std::make_unique<api::http::EngineThread>(*desk_, clock, 100);
    commerce.know(stack_bridge_key(place_->directory())->public_jwk());
    made_ = std::make_unique<StackBridge>(stack_id, world());
  }
  void stop() {
    made_.reset();
    if (engine_) engine_->stop();
    engine_.reset();
    desk_.reset();
    places_.reset();
  }
  BridgeWorld world() {
    return {*engine_, disk, clock, clock, random_, "", false,
            [this](std::string_view name, std::string_view detail) {
              const std::lock_guard lock(words_mutex_);
              words_.push_back(std::string(name) + " " + std::string(detail));
            },
            [] { return false; }};
  }
  void activate(bool reporting = true) {
    const std::string key =
        R"({"subscriptionId":"s","registrationName":"r","cloudId":")" + stack_id.text() +
        R"(","billingModel":"PayAsYouUse","usageReportingEnabled":)" +
        (reporting ? "true" : "false") + R"(,"usageEndpoint":")" + listening.url() +
        R"(/","usageResourceUri":"https://commerce","receiptKey":)" + commerce.receipt_key() + "}";
    on_engine([&] {
      return place_->books().keep_note(stack::activation_note, key, noon);
    });
  }
  void settled(const std::vector<bridge::Said>& rows) {
    on_engine([&]() -> Status {
      for (const bridge::Said& said : rows) {
        const auto told = place_->journal().append(bridge::usage_of({said}), {});
        if (!told) return std::unexpected(told.error());
      }
      return {};
    });
  }
  void on_engine(const std::function<Status()>& work) {
    const Status done = engine_->run([&](api::Desk& /*desk*/) { return work(); });
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  // Turns until there is nothing left to do now.
  stack::BridgeState turn() {
    for (int i = 0; i < 100 && made_->turn(); ++i) {
    }
    return made_->state().value_or(stack::BridgeState{});
  }
  [[nodiscard]] std::string words() const {
    const std::lock_guard lock(words_mutex_);
    std::string all;
    for (const std::string& one : words_) all += one + "\n";
    return all;
  }

  TestClock clock;
  FillingDisk disk;
  Commerce commerce;
  bridge::link::FakeCommerce listening{
      [this](const std::string& request) { return commerce.answer(request); }};
  std::string data_;
  std::unique_ptr<api::http::EngineThread> engine_;
  std::unique_ptr<StackBridge> made_;
  stack::LocalStack* place_ = nullptr;

 private:
  ops::RealDisk real_disk_;
  ops::RealRandom random_;
  std::unique_ptr<StackPlaces> places_;
  std::unique_ptr<api::MemoryDesk> desk_;
  mutable std::mutex words_mutex_;
  std::vector<std::string> words_;
};

TEST_F(StackBridgeTest, what_is_settled_arrives_and_the_operator_sees_that_it_did) {
  settled({{.resource = "a", .hour = 1, .quantity = "2.5"}, {.resource = "b", .hour = 2}});
  stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::off);
  EXPECT_NE(state.why.find("not registered"), std::string::npos);
  EXPECT_EQ(state.backlog, (stack::BridgeBacklog{0, 0, 2, bridge::october.plus(1)}));
  ASSERT_EQ(state.alerts.size(), 1U);
  EXPECT_EQ(state.alerts[0].name, "Activation Required");
  EXPECT_EQ(commerce.asked, 0);

  activate();
  state = turn();
  EXPECT_EQ(state.work, BridgeWork::resting) << stack::bridge_json(state);
  EXPECT_EQ(state.watermark, 1U);
  EXPECT_EQ(state.newest, 1U);
  EXPECT_EQ(state.backlog, stack::BridgeBacklog{});
  EXPECT_EQ(state.last_contact, noon);
  EXPECT_TRUE(state.alerts.empty());
  EXPECT_EQ(commerce.has(), (std::map<std::string, std::string>{{"a@1", "2.5"}, {"b@2", "1"}}));
  EXPECT_EQ(commerce.directory.tenants.at(LocalSubscriptionId("provider")), TenantId("home"));
  on_engine([&]() -> Status {
    EXPECT_EQ(place_->bridge_state(), state);
    return {};
  });

  settled({{.resource = "a", .hour = 1, .quantity = "3", .revision = 1}});
  EXPECT_EQ(turn().watermark, 2U);
  EXPECT_EQ(commerce.has().at("a@1"), "3");
  EXPECT_EQ(listening.connections(), 1);
}

TEST_F(StackBridgeTest, commerce_that_is_away_is_waited_for_and_missed_in_the_end) {
  activate();
  EXPECT_EQ(turn().work, BridgeWork::resting);
  commerce.down = true;
  settled({{.resource = "a", .hour = 3}});
  stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::waiting);
  ASSERT_TRUE(state.failure.has_value());
  EXPECT_EQ(state.failure->code, "CommerceBusy");
  ASSERT_TRUE(state.failure->next_try.has_value());
  EXPECT_LE(*state.failure->next_try - noon, seconds(2));
  EXPECT_EQ(state.backlog.rows, 1U);
  EXPECT_EQ(state.backlog.batches, 1U);
  EXPECT_EQ(state.backlog.oldest, bridge::october.plus(3));

  const int asked = commerce.asked;
  EXPECT_EQ(turn().work, BridgeWork::waiting);
  EXPECT_EQ(commerce.asked, asked) << "nobody is asked before the time";
  for (const auto& [passed, alert] :
       {std::pair{hours(25), 1U}, {hours(24 * 8), 1U}, {hours(24 * 20), 1U}}) {
    clock.pass(passed);
    state = turn();
    EXPECT_EQ(state.alerts.size(), alert);
  }
  EXPECT_EQ(state.alerts[0].severity, stack::Alert::Severity::critical);
  EXPECT_EQ(state.failure->since, noon);

  commerce.down = false;
  clock.pass(minutes(16));
  state = turn();
  EXPECT_EQ(state.work, BridgeWork::resting);
  EXPECT_FALSE(state.failure.has_value());
  EXPECT_TRUE(state.alerts.empty());
  EXPECT_EQ(commerce.has().size(), 1U);
  EXPECT_NE(words().find("bridge.failed " + stack_id.text() + ": CommerceBusy"),
            std::string::npos);
  EXPECT_NE(words().find("bridge.recovered"), std::string::npos);
  EXPECT_NE(words().find("bridge.alert"), std::string::npos);
}

TEST_F(StackBridgeTest, a_full_disk_at_the_stack_loses_nothing_and_goes_on_when_there_is_room) {
  activate();
  turn();
  settled({{.resource = "a", .hour = 3}, {.resource = "b", .hour = 4}});
  disk.full = true;
  stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::waiting);
  EXPECT_EQ(state.failure.value().code, "DiskFull");
  for (int i = 0; i < 5; ++i) {
    clock.pass(seconds(61));
    EXPECT_EQ(turn().failure.value().code, "DiskFull");
  }
  disk.full = false;
  clock.pass(seconds(61));
  state = turn();
  EXPECT_EQ(state.work, BridgeWork::resting);
  EXPECT_EQ(commerce.has().size(), 2U);
  EXPECT_EQ(commerce.ledger.taken.size(), 2U);
}

TEST_F(StackBridgeTest, a_restart_goes_on_where_it_was_and_remembers_the_last_contact) {
  activate();
  settled({{.resource = "a", .hour = 3}});
  turn();
  stop();
  clock.pass(hours(30));
  commerce.down = true;
  start(data_);
  stack::BridgeState state = turn();
  EXPECT_EQ(state.last_contact, noon);
  ASSERT_EQ(state.alerts.size(), 1U);
  EXPECT_EQ(state.newest, 1U);
  commerce.down = false;
  clock.pass(minutes(1));
  settled({{.resource = "b", .hour = 4}});
  state = turn();
  EXPECT_EQ(state.watermark, 2U);
  EXPECT_EQ(commerce.has().size(), 2U);
}

TEST_F(StackBridgeTest, a_stack_restored_from_a_backup_takes_back_what_commerce_has) {
  activate();
  settled({{.resource = "a", .hour = 3}});
  turn();
  stop();
  const std::string backup = root + "/backup";
  std::filesystem::copy(data_, backup, std::filesystem::copy_options::recursive);
  start(data_);
  settled({{.resource = "b", .hour = 4}, {.resource = "c", .hour = 4, .quantity = "7"}});
  turn();
  stop();
  start(backup);
  settled({{.resource = "d", .hour = 5}, {.resource = "c", .hour = 4, .quantity = "8"}});
  const stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::resting) << stack::bridge_json(state);
  EXPECT_EQ(commerce.has(),
            (std::map<std::string, std::string>{
                {"a@3", "1"}, {"b@4", "1"}, {"c@4", "7"}, {"d@5", "1"}}));
  ASSERT_EQ(state.overruled.count, 1U);
  EXPECT_EQ(state.overruled.hours[0].series.resource.text(), "c");
  EXPECT_EQ(state.overruled.hours[0].stack.to_string(), "8");
  EXPECT_EQ(state.overruled.hours[0].commerce.to_string(), "7");
  ASSERT_EQ(state.alerts.size(), 1U);
  EXPECT_EQ(state.alerts[0].name, "Hours Overruled");
}

TEST_F(StackBridgeTest, a_commerce_half_restored_too_far_back_stops_the_bridge_until_it_is_better) {
  activate();
  for (int i = 0; i < 3; ++i) {
    settled({{.resource = "a", .hour = i}});
    turn();
    clock.pass(hours(24 * 20));
  }
  turn();
  clock.pass(hours(24 * 40));
  turn();
  const bridge::MemoryLedger known = commerce.ledger;
  ASSERT_EQ(known.taken.size(), 3U);
  commerce.ledger = {};
  clock.pass(hours(2));
  stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::stopped);
  EXPECT_NE(state.why.find("Commerce stands at batch 0"), std::string::npos) << state.why;
  EXPECT_NE(words().find("bridge.stopped"), std::string::npos);
  commerce.ledger = known;
  EXPECT_EQ(turn().work, BridgeWork::stopped);
  clock.pass(hours(2));
  turn();
  EXPECT_EQ(turn().work, BridgeWork::resting) << "it asks again by itself";
}

TEST_F(StackBridgeTest, whoever_answers_without_commerces_key_is_not_believed) {
  activate();
  settled({{.resource = "a", .hour = 3}});
  turn();
  Commerce other;
  other.know(stack_bridge_key(place_->directory())->public_jwk());
  bridge::link::FakeCommerce forger{
      [&](const std::string& request) { return other.answer(request); }};
  const std::string key =
      R"({"subscriptionId":"s","registrationName":"r","cloudId":")" + stack_id.text() +
      R"(","billingModel":"PayAsYouUse","usageReportingEnabled":true,"usageEndpoint":")" +
      forger.url() + R"(","receiptKey":)" + commerce.receipt_key() + "}";
  on_engine([&] { return place_->books().keep_note(stack::activation_note, key, noon); });
  const stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::waiting);
  EXPECT_EQ(state.failure.value().code, "ReceiptWrong");
  EXPECT_EQ(state.backlog.batches, 1U) << "this commerce has none of them";
}

TEST_F(StackBridgeTest, a_stack_that_does_not_report_and_a_key_that_is_none_send_nothing) {
  activate(false);
  settled({{.resource = "a", .hour = 3}});
  stack::BridgeState state = turn();
  EXPECT_EQ(state.work, BridgeWork::off);
  EXPECT_NE(state.why.find("without reporting"), std::string::npos);
  on_engine([&] { return place_->books().keep_note(stack::activation_note, "nonsense", noon); });
  state = turn();
  EXPECT_EQ(state.work, BridgeWork::off);
  EXPECT_NE(state.why.find("activation key"), std::string::npos);
  EXPECT_EQ(commerce.asked, 0);
  activate();
  EXPECT_EQ(turn().work, BridgeWork::resting);
}

TEST_F(StackBridgeTest, threads_drive_all_stacks_and_stop_at_once_in_the_middle_of_a_request) {
  activate();
  commerce.silent = true;
  settled({{.resource = "a", .hour = 3}});
  made_.reset();
  StackBridges bridges(world());
  while (commerce.asked == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const auto before = std::chrono::steady_clock::now();
  bridges.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(5));

  commerce.silent = false;
  StackBridges again(world());
  const auto all_there = [&] {
    const auto states = again.states();
    return states.size() == 1 && states[0].work == BridgeWork::resting && states[0].newest == 1;
  };
  for (int i = 0; i < 1000 && !all_there(); ++i) {
    clock.pass(seconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(all_there());
  again.stop();
  EXPECT_EQ(commerce.has().size(), 1U);
}

TEST_F(StackBridgeTest, the_key_of_a_stack_is_made_once_and_is_its_owners) {
  const std::string folder = place_->directory();
  EXPECT_EQ(stack_bridge_key(folder)->public_jwk(), stack_bridge_key(folder)->public_jwk());
  const auto rights = std::filesystem::status(folder + "/bridge-key.pem").permissions();
  EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(folder + "/bridge-key.pem", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(stack_bridge_key(folder).error().code, "SecretIsShared");
}

}  // namespace
}  // namespace tollbridge::server
