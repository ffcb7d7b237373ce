// SPDX-License-Identifier: Apache-2.0
// Rot: one flipped bit anywhere in books that lie on the shelf is reported, or changes nothing.
// Method: books with every kind of content, 500 copies with one random bit flipped each, opened
// and read like any command does; and the same against a reader that does not verify first.
//
// TOLLBRIDGE_SEED sets the seed.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "ops/real_clock.h"
#include "server/sql_books.h"
#include "store/scratch_books_testing.h"
#include "tests/simulation/sqlite_world.h"

namespace tollbridge::sqlite_simulation {
namespace {

using store::testing::bytes_of;
using store::testing::ScratchBooks;
using store::testing::write_bytes;

const Currency euro = Currency::find("EUR").value();
const Period october = Period::parse("2026-10").value();
const Instant noon = parse_instant("2026-11-01T12:00:00Z").value();

// All that can be read, as one text; or the first refusal.
Result<std::string> everything(server::SqlBooks& books) {
  std::string all;
  auto facts = books.facts();
  if (!facts) return pass(facts);
  for (const auto& one : *facts) {
    const auto* mapping = std::get_if<registry::Mapping>(&one.fact);
    const auto* partner = std::get_if<registry::Partner>(&one.fact);
    if (mapping != nullptr) all += mapping->tenant.text() + mapping->from.to_string();
    if (partner != nullptr) all += partner->id.text() + partner->details.name;
    all += std::to_string(one.commit) + one.actor + to_string(one.known_at) + "\n";
  }
  auto prices = books.price_facts();
  if (!prices) return pass(prices);
  for (const auto& one : *prices) {
    const auto& sheet = std::get<rating::PriceSheet>(one.fact);
    all += rating::price_csv({sheet.links, sheet.prices}) + sheet.id.text() + "\n";
  }
  auto documents = books.invoices().documents({});
  if (!documents) return pass(documents);
  for (const auto& one : *documents) all += billing::canonical_text(one);
  auto marks = books.marks().marks();
  if (!marks) return pass(marks);
  for (const auto& one : *marks) {
    all += one.stack.text() + std::to_string(one.sequence) + hex(one.hash) + "\n";
  }
  auto counts = books.marks().counts(october);
  if (!counts) return pass(counts);
  for (const auto& one : *counts) {
    all += one.meter.text() + std::to_string(one.records) + one.quantity.to_string() + "\n";
  }
  return all;
}

billing::Document document(int number) {
  const std::string digits = "00000" + std::to_string(number);
  billing::Document it{.id = "provider-" + digits,
                       .number = digits,
                       .seller = provider_party(),
                       .buyer = PartyId("partner-1"),
                       .period = october,
                       .currency = euro,
                       .rounding = RoundingProfile::en16931,
                       .type = billing::DocumentType::invoice,
                       .status = billing::DocumentStatus::issued,
                       .issued_at = noon,
                       .corrects = {},
                       .reason = std::string(20'000, 'r'),
                       .lines = {},
                       .total = Money::zero(euro),
                       .tax = {"S", Factor::from_whole(25), Money::zero(euro), {}},
                       .payable = Money::zero(euro),
                       .inputs = {}};
  return it;
}

engine::Change change(int n) {
  engine::Change change;
  registry::Partner partner;
  partner.id = PartyId("partner-" + std::to_string(n));
  partner.details.name = "Größe & Söhne " + std::to_string(n);
  change.facts.emplace_back(partner);
  for (int i = 0; i < 150; ++i) {
    change.facts.emplace_back(registry::Mapping{
        RegistrationName("azurestack-1"), TenantId("tenant-" + std::to_string(1000 * n + i)),
        SubscriptionId("s"), Hour::from_index(490'000 + i), std::nullopt});
  }
  rating::PriceSheet sheet{SheetId("sheet-" + std::to_string(n)),
                           provider_party(),
                           PartyId(),
                           euro,
                           Hour::from_index(490'000),
                           std::nullopt,
                           SheetId(),
                           Factor(),
                           {},
                           {}};
  for (int i = 0; i < 40; ++i) {
    const MeterId meter("meter-" + std::to_string(i));
    sheet.links.push_back({meter, meter, Factor::from_whole(1)});
    rating::MeterPrice price;
    price.billing_meter = meter;
    price.tiers = {{Quantity(), UnitPrice::from_units(1000 + i)}};
    sheet.prices.push_back(price);
  }
  change.prices.emplace_back(sheet);
  return change;
}

// The part of a database's bytes that says something, 0 to 1: all but the free space of its pages.
double content_share(const std::string& path) {
  sqlite3* database = nullptr;
  sqlite3_stmt* query = nullptr;
  double share = 0;
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, "SELECT 1 - 1.0 * sum(unused) / sum(pgsize) FROM dbstat", -1,
                         &query, nullptr) == SQLITE_OK &&
      sqlite3_step(query) == SQLITE_ROW) {
    share = sqlite3_column_double(query, 0);
  }
  sqlite3_finalize(query);
  sqlite3_close(database);
  return share;
}

class BitFlips : public ::testing::Test, public ScratchBooks {
 protected:
  Result<std::unique_ptr<server::SqlBooks>> open_books(const std::string& directory) {
    server::BooksOptions options;
    options.directory = directory;
    options.busy_timeout_ms = 0;
    return server::SqlBooks::open(disk, clock_, options);
  }

  void SetUp() override {
    auto opened = open_books(data);
    ASSERT_TRUE(opened);
    server::SqlBooks& books = **opened;
    for (int n = 1; n <= rounds; ++n) {
      ASSERT_TRUE(books.record(change(n), noon, "book", "apply"));
      ASSERT_TRUE(books.invoices().issue(document(n)));
      const std::vector<journal::Head> heads = {
          {StackId("stack-1"), static_cast<std::uint64_t>(n), sha256("block")}};
      const std::vector<journal::CountDelta> deltas = {
          {StackId("stack-1"), MeterId("meter-1"), october, 1, Quantity::from_whole(n)}};
      ASSERT_TRUE(books.marks().advance(heads, deltas));
    }
    expected_ = everything(books).value();
    audit_ = books.audit().value().back().hash;
  }

  // So many that the tables without a row, a page each, are the smaller part of the file.
  static constexpr int rounds = 12;
  ops::FixedClock clock_{noon};
  std::string expected_;
  Digest audit_{};
};

TEST_F(BitFlips, five_hundred_flipped_bits_are_each_reported_or_harmless) {
  const char* seed = std::getenv("TOLLBRIDGE_SEED");
  Dice dice(seed == nullptr ? 20261101 : std::strtoull(seed, nullptr, 10));
  const std::string clean = bytes_of(data + "/books.sqlite");
  const double content = content_share(data + "/books.sqlite");
  ASSERT_GT(content, 0.6) << "most of the file is content";
  ASSERT_GT(clean.size(), 100'000U);
  int opened_and_read = 0;
  int reported = 0;
  for (int n = 0; n < 500; ++n) {
    const std::uint64_t bit = dice.below(8 * clean.size());
    std::string flipped = clean;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const std::string copy = cut();
    write_bytes(copy + "/books.sqlite", flipped);
    auto books = open_books(copy);
    // Reading comes before verify: what is shown without it must be right, too.
    const auto shown = books ? everything(**books) : Result<std::string>(pass(books));
    const Status verified = shown ? (*books)->verify() : Status(std::unexpected(shown.error()));
    if (shown) {
      ++opened_and_read;
      EXPECT_EQ(*shown, expected_) << "bit " << bit << " changed what was read";
    }
    if (!verified) {
      ++reported;
      EXPECT_TRUE(verified.error().kind == ErrorKind::damaged ||
                  verified.error().kind == ErrorKind::conflict)
          << "bit " << bit << ": " << verified.error().code << " " << verified.error().message;
    } else {
      EXPECT_EQ((*books)->audit().value().back().hash, audit_) << "bit " << bit;
      EXPECT_EQ((*books)->commit(), 3U * rounds) << "bit " << bit;
    }
    books = std::unexpected(Error{});
    std::filesystem::remove_all(copy);
  }
  // A few bits of the content have no meaning, and chance moves the count by 11 (one deviation).
  EXPECT_GT(reported, 500 * content - 40) << content << " of the file is content";
  EXPECT_GT(opened_and_read, 0) << "free space is harmless";
  RecordProperty("reported", std::to_string(reported));
}

}  // namespace
}  // namespace tollbridge::sqlite_simulation
