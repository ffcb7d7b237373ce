// SPDX-License-Identifier: Apache-2.0
// Goal: what is carried by hand counts once, whatever is carried twice, out of order, altered or of
// somebody else, and goes on by link afterwards. Method: both ends in memory; parcels and receipts
// by hand, cut, with every byte altered; the link and the hand in turns.
#include <gtest/gtest.h>

#include "bridge/carrier.h"
#include "bridge/commerce_end.h"
#include "bridge/forwarder.h"
#include "bridge/limits.h"
#include "bridge/world_testing.h"

namespace tollbridge::bridge {
namespace {

const Instant noon = october.plus(12).start();

// Commerce, answering at once.
class DirectLink final : public Link {
 public:
  explicit DirectLink(Inbox inbox) : inbox_(std::move(inbox)) {}
  Result<Standing> standing(std::uint64_t from) override {
    return inbox_.standing(stack_one, from, noon);
  }
  Result<std::string> send(std::string_view batch) override {
    return inbox_.take(stack_one, word_check("key"), batch, noon);
  }
  Result<std::string> fetch(std::uint64_t /*number*/) override {
    return fail(ErrorKind::not_found, "BatchNotKept", "It is gone.");
  }

 private:
  Inbox inbox_;
};

class CarryingTest : public testing::Test {
 protected:
  CarryingTest() { directory_log_.add("5d20c2de-0000-4000-8000-000000000001", "tenant"); }

  void settle(const std::vector<Said>& rows) {
    for (Said said : rows) {
      said.tenant = "tenant";
      ASSERT_TRUE(own_.append(usage_of({said}), {}).has_value());
    }
  }
  Carrier carrier() {
    return Carrier(stack_one, {spool_, source_, word_key("key"), read_attested});
  }
  CommerceEnd commerce() {
    CommerceEnd end{{ledger_, directory_, journal_, attest}, {}, {}, {}, {}, {}};
    end.key_of = [](const StackId& stack) -> Result<Verifies> {
      if (stack == stack_one) return word_check("key");
      return fail(ErrorKind::not_found, "UnknownStack", "It has no key.");
    };
    end.unseal = [](std::string_view sealed) -> Result<std::string> { return std::string(sealed); };
    end.now = [] { return Result<Instant>(noon); };
    return end;
  }
  Result<Imported> import(std::string_view parcel) {
    CommerceEnd end = commerce();
    return import_parcel(end, parcel);
  }
  std::string import_code(std::string_view parcel) {
    const auto imported = import(parcel);
    return imported ? "taken" : imported.error().code;
  }
  void by_link() {
    DirectLink link(Inbox({ledger_, directory_, journal_, attest}));
    auto forwarder = Forwarder::open(stack_one, {spool_, link, source_, word_key("key"),
                                                 word_check("key"), read_attested})
                         .value();
    for (int i = 0; i < 50; ++i) {
      if (forwarder.step(noon, 0)->kind == StepKind::rest) return;
    }
    FAIL() << "never at rest";
  }

  ModelJournal own_;
  MemoryDirectoryLog directory_log_;
  Source source_{stack_one, own_, directory_log_};
  MemorySpool spool_;
  MemoryLedger ledger_;
  MemoryDirectory directory_;
  ModelJournal journal_;
};

TEST_F(CarryingTest, what_is_carried_by_hand_is_there_once) {
  settle({{.hour = 1, .quantity = "1"}, {.hour = 2, .quantity = "2.5"}});
  const Packed packed = carrier().pack({}, noon).value();
  EXPECT_EQ(packed.head.first, 1U);
  EXPECT_EQ(packed.rows, 2U);
  const Imported first = import(packed.bytes).value();
  EXPECT_EQ(first.fresh, 1U);
  EXPECT_EQ(journal_.counted(), own_.counted());
  const Imported again = import(packed.bytes).value();
  EXPECT_EQ(again.fresh, 0U);
  EXPECT_EQ(again.receipts, first.receipts);
  EXPECT_EQ(journal_.rows.size(), 2U);

  const ReceivedByHand received = carrier().receive(first.receipts, noon).value();
  EXPECT_EQ(received.fresh, 1U);
  EXPECT_EQ(received.through, 1U);
  EXPECT_EQ(carrier().receive(first.receipts, noon)->known, 1U);
  EXPECT_EQ(carrier().pack({}, noon).error().code, "NothingToCarry");
  EXPECT_EQ(carrier().pack(1, noon)->bytes.size(), packed.bytes.size());
  EXPECT_EQ(carrier().pack(7, noon).error().code, "BatchNotKept");
}

TEST_F(CarryingTest, the_hand_and_the_link_take_turns) {
  settle({{.hour = 1}});
  const Imported first = import(carrier().pack({}, noon)->bytes).value();
  settle({{.hour = 2}});
  by_link();  // without the receipts having been carried back
  EXPECT_EQ(journal_.counted(), own_.counted());
  EXPECT_EQ(carrier().receive(first.receipts, noon)->known, 1U);
  settle({{.hour = 3}, {.hour = 1, .quantity = "4", .revision = 1}});
  const Packed packed = carrier().pack({}, noon).value();
  EXPECT_EQ(packed.head.first, 3U);
  by_link();
  EXPECT_EQ(import(packed.bytes)->fresh, 0U);
  EXPECT_EQ(journal_.counted(), own_.counted());
  EXPECT_EQ(journal_.rows.size(), own_.rows.size());
}

TEST_F(CarryingTest, parcels_are_taken_in_their_order) {
  settle({{.hour = 1}});
  const Packed one = carrier().pack({}, noon).value();
  settle({{.hour = 2}});
  const Packed two = carrier().pack(2, noon).value();
  const auto refused = import(two.bytes);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "BatchGap");
  EXPECT_NE(refused.error().message.find("--from 1"), std::string::npos);
  EXPECT_EQ(import_code(one.bytes), "taken");
  EXPECT_EQ(import_code(two.bytes), "taken");
  const Packed both = carrier().pack({}, noon).value();  // no receipt came back
  EXPECT_EQ(both.head.count, 2U);
  EXPECT_EQ(import(both.bytes)->fresh, 0U);
  EXPECT_EQ(journal_.counted(), own_.counted());
}

TEST_F(CarryingTest, no_byte_of_a_parcel_can_be_altered_and_none_left_out) {
  settle({{.hour = 1}});
  const std::string bytes = carrier().pack({}, noon)->bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_NE(import_code(altered), "taken") << i;
    EXPECT_NE(import_code(bytes.substr(0, i)), "taken") << i;
  }
  EXPECT_TRUE(journal_.rows.empty());
  EXPECT_TRUE(ledger_.kept.empty());
}

TEST_F(CarryingTest, a_stack_packs_only_its_own) {
  Batch other = example_batch();
  other.head.stack = stack_two;
  const std::string batch = write_batch(other, word_key("key")).value();
  const auto parcel = [&](const StackId& stack, const std::string& key) {
    return write_parcel({stack, 1, 1, false, noon}, {batch}, word_key(key)).value();
  };
  EXPECT_EQ(import_code(parcel(stack_one, "key")), "BatchOfAnotherStack");
  EXPECT_EQ(import_code(parcel(stack_two, "key")), "UnknownStack");
  EXPECT_EQ(import_code(parcel(stack_one, "other")), "ParcelSignatureWrong");
  EXPECT_TRUE(ledger_.taken.empty());
}

TEST_F(CarryingTest, receipts_are_believed_only_of_the_batches_that_are_kept) {
  settle({{.hour = 1}});
  const Imported imported = import(carrier().pack({}, noon)->bytes).value();
  const auto code = [&](const ReceiptsFile& file) {
    const auto received = carrier().receive(file, noon);
    return received ? "taken" : received.error().code;
  };
  ReceiptsFile file = imported.receipts;
  file.stack = stack_two;
  EXPECT_EQ(code(file), "ReceiptsOfAnotherStack");
  file = imported.receipts;
  file.receipts.insert(file.receipts.begin(), "forged");
  EXPECT_EQ(code(file), "ReceiptWrong");
  Receipt receipt = read_attested(imported.receipts.receipts[0]).value();
  receipt.rows += 1;
  file.receipts = {"forged " + attest(receipt).value()};
  attested()[file.receipts[0]] = receipt;
  EXPECT_EQ(code(file), "ReceiptWrong");
  receipt.number = 2;
  attested()[file.receipts[0]] = receipt;
  EXPECT_EQ(code(file), "ReceiptOfUnknownBatch");
  receipt.stack = stack_two;
  attested()[file.receipts[0]] = receipt;
  EXPECT_EQ(code(file), "ReceiptsOfAnotherStack");
  EXPECT_FALSE(spool_.files.at(1).spooled.received_at.has_value());
}

TEST_F(CarryingTest, batches_go_when_commerce_has_had_them_for_the_keep_time) {
  settle({{.hour = 1}});
  ASSERT_TRUE(carrier().receive(import(carrier().pack({}, noon)->bytes)->receipts, noon));
  settle({{.hour = 2}});
  const Imported later = import(carrier().pack({}, noon)->bytes).value();
  Receipt receipt = read_attested(later.receipts.receipts[0]).value();
  EXPECT_EQ(carrier().receive(later.receipts, noon)->removed, 0U);
  receipt.issued_at = noon + limits::keep_time;
  attested()[later.receipts.receipts[0]] = receipt;
  EXPECT_EQ(carrier().receive(later.receipts, noon)->removed, 1U);
  EXPECT_EQ(spool_.files.begin()->first, 2U);  // the newest stays
}

// A stack restored from a backup that was made before its second batch; its hour 3 was settled anew
// meanwhile, with another quantity.
class RestoredTest : public CarryingTest {
 protected:
  RestoredTest() {
    settle({{.hour = 1}});
    import(carrier().pack({}, noon)->bytes).value();
    const ModelJournal journal_then = own_;
    const MemorySpool spool_then = spool_;
    settle({{.hour = 2}, {.hour = 3, .quantity = "3"}});
    import(carrier().pack(2, noon)->bytes).value();
    settle({{.hour = 4}});
    import(carrier().pack(3, noon)->bytes).value();
    own_ = journal_then;
    spool_ = spool_then;
    settle({{.hour = 3, .quantity = "7"}, {.hour = 9}});
  }
  Returned given(std::optional<std::uint64_t> from = {}) {
    CommerceEnd end = commerce();
    return give_back(end, stack_one, from).value();
  }
  std::string take_back_code(const Returned& returned) {
    const auto taken = carrier().take_back(returned, word_check("key"), noon);
    return taken ? "taken" : taken.error().code;
  }
};

TEST_F(RestoredTest, what_commerce_took_comes_back_by_hand_and_the_rest_is_sent) {
  EXPECT_EQ(import_code(carrier().pack({}, noon)->bytes), "BatchDiverged");
  const Returned returned = given();
  EXPECT_EQ(returned.batches.size(), 3U);
  const auto taken = carrier().take_back(returned, word_check("key"), noon).value();
  EXPECT_EQ(taken.fresh, 2U);
  EXPECT_EQ(taken.known, 1U);
  EXPECT_EQ(taken.through, 3U);
  EXPECT_EQ(take_back_code(returned), "taken");
  const Packed rest = carrier().pack({}, noon).value();
  EXPECT_EQ(rest.head.first, 4U);
  EXPECT_EQ(import_code(rest.bytes), "taken");
  EXPECT_EQ(journal_.counted(), own_.counted());
  EXPECT_EQ(own_.counted().size(), 5U);
  by_link();
  EXPECT_EQ(journal_.counted(), own_.counted());
}

TEST_F(RestoredTest, hours_of_which_commerce_says_otherwise_are_told_whenever_the_power_goes) {
  const ModelJournal journal_then = own_;
  const MemorySpool spool_then = spool_;
  const Returned returned = given();
  std::size_t falls = 0;
  for (bool fell = true; fell; ++falls) {
    own_ = journal_then;
    spool_ = spool_then;
    directory_log_ = {};
    Power power{.left = falls};
    own_.power = &power;
    fell = false;
    try {
      take_back_code(returned);
    } catch (const PowerOff&) {
      fell = true;
    }
    own_.power = nullptr;
    ASSERT_EQ(take_back_code(returned), "taken");
    ASSERT_FALSE(directory_log_.overruled.empty());
    for (const OverruledHour& one : directory_log_.overruled) {
      EXPECT_EQ(one.hour, october.plus(3));
      EXPECT_EQ(one.resource.text(), "vm1");
      EXPECT_EQ(one.stack.to_string() + " " + one.commerce.to_string(), "7 3");
    }
  }
  EXPECT_GE(falls, 3U);
}

TEST_F(RestoredTest, a_stack_that_lost_all_it_had_begins_with_what_is_kept) {
  own_ = {};
  spool_ = {};
  ledger_.kept.erase(1);  // after its keep time
  EXPECT_EQ(given().batches.size(), 2U);
  EXPECT_EQ(take_back_code(given()), "taken");
  EXPECT_EQ(own_.counted().size(), 3U);
  CommerceEnd end = commerce();
  EXPECT_EQ(give_back(end, stack_one, 1).error().code, "BatchNotKept");
  EXPECT_EQ(give_back(end, stack_one, 4).error().code, "NothingTaken");
}

TEST_F(RestoredTest, only_what_commerce_took_is_believed) {
  EXPECT_EQ(take_back_code(given(3)), "ReturnGap");
  Returned wrong = given();
  wrong.stack = stack_two;
  EXPECT_EQ(take_back_code(wrong), "ReturnOfAnotherStack");
  wrong = given();
  std::swap(wrong.batches[1], wrong.batches[2]);
  EXPECT_EQ(take_back_code(wrong), "ReturnDamaged");
  wrong = given();
  wrong.batches[1].receipt = wrong.batches[2].receipt;
  EXPECT_EQ(take_back_code(wrong), "ReceiptWrong");
  wrong.batches[1].receipt = "forged";
  EXPECT_EQ(take_back_code(wrong), "ReceiptWrong");
  wrong = given();
  wrong.batches[2].bytes[40] = static_cast<char>(wrong.batches[2].bytes[40] ^ 1);
  EXPECT_EQ(take_back_code(wrong), "ReturnDamaged");
  const auto other = carrier().take_back(given(), word_check("other"), noon);
  EXPECT_EQ(other.error().code, "ReturnDamaged");
  EXPECT_EQ(spool_.files.size(), 1U) << "nothing is done before all of it is checked";
  ASSERT_TRUE(carrier().pack({}, noon).has_value());
  ASSERT_TRUE(spool_.put_receipt(2, "of another past", noon).has_value());
  EXPECT_EQ(take_back_code(given()), "ReturnContradicted");
}

TEST_F(RestoredTest, a_file_that_is_cut_or_garbled_is_refused) {
  const std::string bytes = write_returned(given());
  EXPECT_EQ(read_returned(bytes).value(), given());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(read_returned(bytes.substr(0, size)).has_value()) << size;
  }
  EXPECT_EQ(read_returned(bytes + "x").error().code, "ReturnDamaged");
}

TEST_F(CarryingTest, a_file_of_receipts_that_is_cut_or_garbled_is_refused) {
  const ReceiptsFile file{stack_one, {"one.two.three", "four.five.six"}};
  std::string text;
  for (const std::string& line : receipts_lines(file)) text += line + "\n";
  EXPECT_EQ(read_receipts_file(text).value(), file);
  std::string windows;
  for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(read_receipts_file(windows).value(), file);
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    const auto read = read_receipts_file(text.substr(0, size));
    ASSERT_FALSE(read.has_value()) << size;
    EXPECT_TRUE(read.error().code == "NotReceipts" || read.error().code == "ReceiptsTorn");
  }
}

}  // namespace
}  // namespace tollbridge::bridge
