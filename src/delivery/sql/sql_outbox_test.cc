// SPDX-License-Identifier: Apache-2.0
// Goal: no message is forgotten or made twice, and none leaves a second time without saying so,
// wherever the process ends. Method: real books in a scratch directory, copied as a power cut
// would leave them; a carrier that notes what it was handed.
#include "delivery/sql/sql_outbox.h"

#include <gtest/gtest.h>

#include "delivery/round.h"
#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::delivery {
namespace {

using namespace std::chrono_literals;
using store::testing::ScratchBooks;

const Instant monday = parse_instant("2026-11-02T06:00:00Z").value();
const MayTell anybody = [](const PartyId&, const Event&) { return true; };

class SetClock final : public Clock {
 public:
  Instant now() override { return at; }
  std::int64_t mono_nanoseconds() override { return 0; }
  Instant at = monday;
};

struct Noted final : Carrier {
  Ending carry(const Destination& destination, const std::vector<std::string>& secrets,
               const Message& message, bool repeat, Instant /*now*/) override {
    seen.push_back(destination.id + " " + message.id + (repeat ? " repeat" : ""));
    bodies.push_back(message.body);
    secret = secrets.empty() ? "" : secrets.front();
    if (before_answer) before_answer();
    return answer;
  }
  Ending answer{Outcome::delivered, {}, "204"};
  std::function<void()> before_answer;
  std::vector<std::string> seen;
  std::vector<std::string> bodies;
  std::string secret;
};

Destination erp(const std::string& id = "erp", const std::string& party = "contoso") {
  return {id, Way::webhook, PartyId(party), "https://erp.example/in", 0, false, monday, "anna"};
}

void issue(store::Database& database, const std::string& id, const std::string& buyer) {
  auto done = database.transact({monday, "anna", "close", id}, [&](store::Transaction& made) {
    return made.add(store::schema::documents,
                    {id, std::string("provider"), id.substr(id.size() - 1),
                     std::int64_t{id.back() - '0'}, buyer,
                     std::string("2026-10"), std::string("invoice"), std::string("EUR"),
                     std::string("2026-11-02T06:00:00Z"), std::string("1.00"), std::string("1.25"),
                     std::string(), std::string("ab"), std::int64_t{1}});
  });
  ASSERT_TRUE(done.has_value());
}

TEST(Outbox, tells_what_is_recorded_after_the_destination_once_and_to_its_party_only) {
  ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlOutbox outbox(*database);
  issue(*database, "provider-000001", "contoso");
  ASSERT_TRUE(outbox.add(erp(), {"whsec_secret"}));
  issue(*database, "provider-000002", "contoso");
  issue(*database, "provider-000003", "fabrikam");
  EXPECT_EQ(outbox.gather(anybody, monday).value(), 1U);
  EXPECT_EQ(outbox.gather(anybody, monday).value(), 0U);
  const auto messages = outbox.messages().value();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].id, message_id("erp", "document.issued provider-000002"));
  EXPECT_EQ(messages[0].body,
            R"({"type":"document.issued","timestamp":"2026-11-02T06:00:00Z","data":{)"
            R"("document":"provider-000002","seller":"provider","number":"2","buyer":"contoso",)"
            R"("period":"2026-10","document_type":"invoice","currency":"EUR",)"
            R"("issued_at":"2026-11-02T06:00:00Z","total":"1.00","payable":"1.25",)"
            R"("corrects":null,"sha256":"ab"}})");
  EXPECT_TRUE(database->verify());
}

TEST(Outbox, tells_a_customer_nothing_until_its_costs_are_shown) {
  ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlOutbox outbox(*database);
  ASSERT_TRUE(outbox.add(erp(), {}));
  issue(*database, "provider-000001", "contoso");
  const MayTell nobody = [](const PartyId&, const Event&) { return false; };
  EXPECT_EQ(outbox.gather(nobody, monday).value(), 0U);
  EXPECT_EQ(outbox.gather(anybody, monday).value(), 1U);
}

TEST(Outbox, a_process_killed_while_sending_repeats_with_the_same_id_and_says_so) {
  ScratchBooks scratch;
  SetClock clock;
  std::string cut;
  Noted first;
  {
    auto database = scratch.must_open(scratch.data);
    SqlOutbox outbox(*database);
    ASSERT_TRUE(outbox.add(erp(), {"whsec_secret"}));
    issue(*database, "provider-000001", "contoso");
    ASSERT_TRUE(outbox.gather(anybody, monday));
    first.before_answer = [&] { cut = scratch.cut(); };
    EXPECT_EQ(send_due(outbox, first, clock)->delivered, 1U);
    EXPECT_EQ(send_due(outbox, first, clock)->delivered, 0U);
  }
  auto database = scratch.must_open(cut);
  SqlOutbox outbox(*database);
  EXPECT_EQ(outbox.end_abandoned(monday).value(), 1U);
  Noted second;
  EXPECT_EQ(send_due(outbox, second, clock)->delivered, 0U);  // it waits its time
  clock.at = monday + 1h;
  EXPECT_EQ(send_due(outbox, second, clock)->repeats, 1U);
  ASSERT_EQ(second.seen.size(), 1U);
  EXPECT_EQ(second.seen[0], first.seen[0] + " repeat");
  EXPECT_EQ(second.bodies, first.bodies);
  EXPECT_EQ(second.secret, "whsec_secret");
  EXPECT_EQ(standing_of(outbox.messages()->front()).state, DeliveryState::delivered);
  EXPECT_TRUE(database->verify());
}

TEST(Outbox, what_was_given_up_is_tried_again_by_hand_only) {
  ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlOutbox outbox(*database);
  SetClock clock;
  ASSERT_TRUE(outbox.add(erp(), {}));
  issue(*database, "provider-000001", "contoso");
  ASSERT_TRUE(outbox.gather(anybody, monday));
  Noted carrier;
  carrier.answer = {Outcome::refused, {}, "410\r\nGone"};
  EXPECT_EQ(send_due(outbox, carrier, clock)->failed, 1U);
  const Message message = outbox.messages()->front();
  EXPECT_EQ(standing_of(message).state, DeliveryState::given_up);
  EXPECT_EQ(message.told.front(), "410  Gone");
  carrier.answer = {Outcome::delivered, {}, "204"};
  clock.at = monday + 24h;
  EXPECT_EQ(send_due(outbox, carrier, clock)->delivered, 0U);
  ASSERT_TRUE(outbox.retry(message.id, clock.at, "anna"));
  EXPECT_EQ(send_due(outbox, carrier, clock)->delivered, 1U);
  EXPECT_EQ(outbox.retry(message.id, clock.at, "anna").error().code, "NotGivenUp");
}

TEST(Outbox, a_removed_destination_gets_nothing_and_its_secret_and_id_are_gone) {
  ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlOutbox outbox(*database);
  SetClock clock;
  ASSERT_TRUE(outbox.add(erp(), {"whsec_secret"}));
  issue(*database, "provider-000001", "contoso");
  ASSERT_TRUE(outbox.gather(anybody, monday));
  ASSERT_TRUE(outbox.remove("erp", monday, "anna"));
  Noted carrier;
  EXPECT_EQ(send_due(outbox, carrier, clock)->delivered, 0U);
  EXPECT_TRUE(outbox.secrets("erp")->empty());
  EXPECT_EQ(outbox.add(erp(), {}).error().code, "DestinationExists");
  EXPECT_EQ(outbox.remove("erp", monday, "anna").error().code, "UnknownDestination");
  EXPECT_EQ(outbox.add(erp("ERP"), {}).error().code, "InvalidDestination");
}

TEST(Outbox, a_failed_message_waits_as_long_as_its_receiver_asks) {
  ScratchBooks scratch;
  auto database = scratch.must_open(scratch.data);
  SqlOutbox outbox(*database);
  SetClock clock;
  ASSERT_TRUE(outbox.add(erp(), {}));
  issue(*database, "provider-000001", "contoso");
  ASSERT_TRUE(outbox.gather(anybody, monday));
  Noted carrier;
  carrier.answer = {Outcome::failed, 3600s, "503"};
  ASSERT_TRUE(send_due(outbox, carrier, clock));
  const Standing standing = standing_of(outbox.messages()->front());
  ASSERT_TRUE(standing.next.has_value());
  EXPECT_GE(*standing.next, monday + 1h);
  EXPECT_FALSE(standing.may_have_arrived);
}

}  // namespace
}  // namespace tollbridge::delivery
