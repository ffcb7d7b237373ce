// SPDX-License-Identifier: Apache-2.0
// Goal: an operator is told exactly what commerce does not have yet, whatever is in batches, on the
// way or not cut. Method: a journal and a spool in memory, a batch cut and received step by step.
#include <gtest/gtest.h>

#include "bridge/batch_testing.h"
#include "bridge/status/contact.h"
#include "bridge/status/unsent.h"
#include "bridge/world_testing.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "ops/real_disk.h"
#include "stack/bridge_state.h"

namespace tollbridge::bridge {
namespace {

using std::chrono::seconds;

const Instant now = october.plus(100).start();

class UnsentTest : public ::testing::Test {
 protected:
  UnsentTest() : journal(journal::open_memory_journal(marks).value()) {}

  void told(const std::vector<Said>& rows) {
    ASSERT_TRUE(journal->append(usage_of(rows), {}).has_value());
  }
  // Everything up to here is in the next batch.
  void cut(std::uint64_t through, const std::vector<Said>& rows) {
    Batch batch;
    batch.head.stack = stack_one;
    batch.head.number = outbox.last() + 1;
    batch.head.previous = outbox.last_hash();
    batch.usage = usage_of(rows);
    const auto bytes = write_batch(batch, word_key("k")).value();
    const auto sealed = open_batch(bytes).value();
    ASSERT_TRUE(spool.put(batch.head.number, bytes, {through, 0}).has_value());
    outbox.was_put({batch.head.number, sealed.hash, batch.head.previous, {through, 0}, now, {}});
    bytes_cut += bytes.size();
  }
  stack::BridgeBacklog count() { return counter.count(outbox, spool, *journal).value(); }

  journal::MemoryMarkStore marks;
  std::unique_ptr<journal::Journal> journal;
  MemorySpool spool;
  Outbox outbox{std::vector<Spooled>{}};
  UnsentCounter counter{stack_one};
  std::uint64_t bytes_cut = 0;
};

TEST_F(UnsentTest, rows_count_from_the_journal_and_then_from_their_batch_until_they_are_received) {
  EXPECT_EQ(count(), stack::BridgeBacklog{});
  told({{.resource = "a", .hour = 5}, {.resource = "b", .hour = 4}});
  EXPECT_EQ(count(), (stack::BridgeBacklog{0, 0, 2, october.plus(4)}));
  told({{.resource = "a", .hour = 5, .quantity = "2"}, {.resource = "c", .hour = 9}});
  EXPECT_EQ(count(), (stack::BridgeBacklog{0, 0, 3, october.plus(4)})) << "a conflict stays here";

  cut(1, {{.resource = "a", .hour = 5}, {.resource = "b", .hour = 4}});
  const auto after_cut = count();
  EXPECT_EQ(after_cut, (stack::BridgeBacklog{1, bytes_cut, 3, october.plus(4)}));
  EXPECT_EQ(count(), after_cut) << "asked again";

  outbox.stands({0, {}}, now);
  outbox.was_received(1, 1, now);
  EXPECT_EQ(count(), (stack::BridgeBacklog{0, 0, 1, october.plus(9)}));
}

TEST_F(UnsentTest, a_batch_commerce_lost_again_is_unsent_again) {
  told({{.resource = "a", .hour = 5}});
  cut(1, {{.resource = "a", .hour = 5}});
  outbox.stands({0, {}}, now);
  outbox.was_received(1, 1, now);
  EXPECT_EQ(count().batches, 0U);
  outbox.stands({0, {}}, now);
  EXPECT_EQ(count(), (stack::BridgeBacklog{1, bytes_cut, 1, october.plus(5)}));
}

TEST(ContactFile, the_last_contact_outlives_a_restart_and_nonsense_says_nothing) {
  ops::RealDisk disk;
  const std::string folder = ::testing::TempDir() + "tb_contact";
  ASSERT_TRUE(disk.make_directories(folder).has_value());
  ASSERT_TRUE(disk.remove(folder + std::string(contact_file)).has_value());
  EXPECT_EQ(read_contact(disk, folder), Contact{});
  const Contact activated{now, {}};
  EXPECT_EQ(activated.counted(), now);
  ASSERT_TRUE(write_contact(disk, folder, activated).has_value());
  EXPECT_EQ(read_contact(disk, folder), activated);
  const Contact reached{now, now + seconds(90)};
  EXPECT_EQ(reached.counted(), now + seconds(90));
  ASSERT_TRUE(write_contact(disk, folder, reached).has_value());
  EXPECT_EQ(read_contact(disk, folder), reached);
  ASSERT_TRUE(disk.replace(folder + std::string(contact_file), "last soon\n\nx").has_value());
  EXPECT_EQ(read_contact(disk, folder), Contact{});
}

TEST(BridgeState, what_an_operator_sees_is_one_json_object) {
  stack::BridgeState state;
  state.stack = stack_one;
  state.work = stack::BridgeWork::waiting;
  state.as_of = now;
  state.newest = 3;
  state.backlog = {1, 20, 300, october};
  state.failure = stack::BridgeFailure{"LinkBroken", "Cut.", now, now + seconds(2)};
  state.alerts = {{"Silent", stack::Alert::Severity::critical, "Look."}};
  EXPECT_EQ(stack::bridge_json(state),
            R"({"stack":")" + stack_one.text() +
                R"(","state":"waiting","why":null,"as_of":"2026-10-05T04:00:00Z",)"
                R"("last_contact":null,"watermark":null,"newest_batch":3,)"
                R"("backlog":{"batches":1,"bytes":20,"rows":300,)"
                R"("oldest_hour":"2026-10-01T00:00:00Z"},)"
                R"("overruled":{"count":0,"hours":[]},)"
                R"("failure":{"code":"LinkBroken","message":"Cut.",)"
                R"("since":"2026-10-05T04:00:00Z","next_try":"2026-10-05T04:00:02Z"},)"
                R"("alerts":[{"name":"Silent","severity":"critical","message":"Look."}]})");
}

}  // namespace
}  // namespace tollbridge::bridge
