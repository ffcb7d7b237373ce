// SPDX-License-Identifier: Apache-2.0
// Goal: uploads stored together are stored as if each had been alone, in their order: the same
// usage set, counts, verdicts and errors. Method: random uploads that repeat, contradict and
// restate each other, with bad records among them, stored together in one journal and one by one in
// another; and an append that fails.
#include "engine/store_uploads.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <tuple>

#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"

namespace tollbridge::engine {
namespace {

const Hour october = Hour::from_index(497'448);  // 2026-10-01T00:00:00Z
const char* const tenant_a = "7b6d3d3a-0000-4000-8000-000000000001";
const char* const tenant_b = "7b6d3d3a-0000-4000-8000-000000000002";

struct Sent {
  int stack = 0;
  int local = 0;  // 0 is declared for tenant_a, others are not
  const char* tenant = tenant_a;
  int resource = 0;
  int hour = 0;
  int quantity = 1;
  int revision = 0;
};

struct SentUpload {
  std::vector<Sent> records;
  bool restate = false;
  bool broken_line = false;  // one that could not be read
};

intake::Portion portion_of(const SentUpload& sent) {
  intake::Portion portion;
  journal::StringPool& strings = portion.batch.strings;
  // The same texts have other numbers in every upload.
  strings.intern("upload of " + std::to_string(sent.records.size()));
  std::uint64_t line = 1;
  for (const Sent& one : sent.records) {
    journal::UsageRow row;
    row.tenant = strings.intern(one.tenant);
    row.resource = strings.intern("/vm" + std::to_string(one.resource));
    row.stack = strings.intern("stack-" + std::to_string(one.stack));
    row.subscription = strings.intern("local-" + std::to_string(one.local));
    row.meter = strings.intern("meter");
    row.tags = strings.intern(R"({"upload":)" + std::to_string(sent.records.size()) + "}");
    row.start = october.plus(one.hour).start();
    row.quantity = Quantity::from_whole(one.quantity);
    row.revision = one.revision;
    row.line = ++line;
    portion.batch.rows.push_back(row);
  }
  portion.rounded = sent.records.size() % 2;
  if (sent.broken_line) portion.rejected.push_back({++line, "InvalidTime", "no time", {}});
  return portion;
}

registry::Registry declared() {
  const std::vector<registry::Fact> facts = {
      registry::Stack{StackId("stack-0"), {}, {}, {}, {}},
      registry::LocalSubscription{StackId("stack-0"), LocalSubscriptionId("local-0"),
                                  TenantId(tenant_a)}};
  return registry::Registry().with(facts);
}

// A journal, and what became of every upload stored in it.
class Store {
 public:
  // In groups of so many.
  void store(const std::vector<SentUpload>& all, std::size_t group) {
    for (std::size_t at = 0; at < all.size(); at += group) {
      std::deque<Upload> uploads;
      std::vector<Upload*> together;
      for (std::size_t i = at; i < std::min(all.size(), at + group); ++i) {
        options_.push_back({october.plus(800).start(), all[i].restate, {}});
        reports_.emplace_back();
        uploads.push_back(
            {portion_of(all[i]), options_.back(), reports_.back(), nullptr, Status()});
      }
      for (Upload& upload : uploads) together.push_back(&upload);
      store_uploads(*journal_, registry_, together);
      for (const Upload& upload : uploads) stored_.push_back(upload.stored.has_value());
    }
  }

  // One line for each report.
  std::vector<std::string> reports() const {
    std::vector<std::string> lines;
    for (const ImportReport& report : reports_) {
      std::string line;
      for (const auto count : {report.accepted, report.duplicate, report.restated,
                               report.rejected, report.rounded}) {
        line += std::to_string(count) + " ";
      }
      for (const auto& error : report.errors) {
        line += std::to_string(error.line) + " " + error.code + " " + error.message + "; ";
      }
      for (const auto& [period, records] : report.changed) {
        line += period.to_string() + ": " + std::to_string(records);
      }
      lines.push_back(line);
    }
    return lines;
  }

  // Every row ever kept, in no order.
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    const auto heads = journal_->heads().value();
    for (const auto& head : heads) {
      const auto scanned = journal_->scan(
          {head.stack, {october.plus(-1), october.plus(900)}, {}, journal::Show::everything, {}},
          [&](const journal::StringPool& pool, std::span<const journal::ScannedRow> rows) {
            for (const auto& one : rows) {
              const auto& row = one.row;
              std::string line = row.quantity.to_string() + " r" + std::to_string(row.revision) +
                                 " " + to_string(row.start) + (one.counted ? " counts" : "");
              for (const auto text : {row.stack, row.subscription, row.tenant, row.meter,
                                      row.resource, row.event_id, row.location, row.tags}) {
                line += " " + std::string(pool.text(text));
              }
              all.push_back(line + " " + std::to_string(static_cast<int>(one.verdict)));
            }
            return Status();
          });
      EXPECT_TRUE(scanned.has_value());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  std::vector<std::string> counts() {
    std::vector<std::string> all;
    const auto counts = marks_.counts(Period::containing(october)).value();
    for (const auto& count : counts) {
      all.push_back(count.stack.text() + " " + std::to_string(count.records) + " " +
                    count.quantity.to_string());
    }
    return all;
  }

  [[nodiscard]] const std::vector<bool>& stored() const { return stored_; }
  journal::MemoryMarkStore& marks() { return marks_; }
  std::uint64_t blocks() {
    std::uint64_t all = 0;
    const auto heads = journal_->heads().value();
    for (const auto& head : heads) all += head.sequence;
    return all;
  }

 private:
  registry::Registry registry_ = declared();
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_ = journal::open_memory_journal(marks_).value();
  std::deque<ImportOptions> options_;
  std::deque<ImportReport> reports_;
  std::vector<bool> stored_;
};

TEST(StoreUploads, together_is_as_one_after_the_other) {
  const bool holds = rc::check("grouped = alone", [] {
    std::vector<SentUpload> all(*rc::gen::inRange<std::size_t>(1, 9));
    for (SentUpload& upload : all) {
      upload.restate = *rc::gen::inRange(0, 4) == 0;
      upload.broken_line = *rc::gen::inRange(0, 4) == 0;
      upload.records.resize(*rc::gen::inRange<std::size_t>(0, 8));
      for (Sent& sent : upload.records) {
        sent.stack = *rc::gen::inRange(0, 2);
        sent.local = *rc::gen::inRange(0, 2);
        sent.tenant = *rc::gen::element(tenant_a, tenant_a, tenant_b, "");
        sent.resource = *rc::gen::inRange(0, 2);
        sent.hour = *rc::gen::inRange(0, 2) * 700;
        sent.quantity = *rc::gen::inRange(1, 3);
        sent.revision = *rc::gen::inRange(0, 3);
      }
    }
    Store together;
    together.store(all, *rc::gen::inRange<std::size_t>(2, 9));
    Store alone;
    alone.store(all, 1);
    RC_ASSERT(together.stored() == alone.stored());
    RC_ASSERT(together.reports() == alone.reports());
    RC_ASSERT(together.rows() == alone.rows());
    RC_ASSERT(together.counts() == alone.counts());
    RC_ASSERT(together.blocks() <= alone.blocks());
  });
  EXPECT_TRUE(holds);
}

TEST(StoreUploads, uploads_that_wait_together_become_one_block) {
  Store store;
  store.store({{{{.resource = 1}}, false, false},
               {{{.resource = 2}}, false, false},
               {{{.resource = 1}}, false, false}},
              3);
  EXPECT_EQ(store.blocks(), 1U);
  EXPECT_EQ(store.reports(), (std::vector<std::string>{"1 0 0 0 1 2026-10: 1",
                                                       "1 0 0 0 1 2026-10: 1", "0 1 0 0 1 "}))
      << "the record of the third is the first's";
}

TEST(StoreUploads, an_append_that_fails_stores_and_counts_nothing_of_any) {
  Store store;
  store.marks().fail_with(Error{ErrorKind::io, "DiskFull", "The books are full.", {}, {}, 0, {}});
  const std::vector<SentUpload> all{{{{.resource = 1}}, false, true},
                                    {{{.resource = 2}}, false, false}};
  store.store(all, 2);
  EXPECT_EQ(store.stored(), (std::vector<bool>{false, false}));
  EXPECT_EQ(store.reports(), (std::vector<std::string>(2, "0 0 0 0 0 ")));
  EXPECT_EQ(store.blocks(), 0U);
  store.marks().fail_with(std::nullopt);
  store.store(all, 2);
  EXPECT_EQ(store.stored(), (std::vector<bool>{false, false, true, true}));
  EXPECT_EQ(store.rows().size(), 2U);
}

}  // namespace
}  // namespace tollbridge::engine
