// SPDX-License-Identifier: Apache-2.0
#include "rating/sql/sql_prices.h"

#include <map>
#include <string>

#include "store/order.h"
#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::rating {
namespace {

namespace schema = store::schema;
using store::optional_hour_text;
using store::Row;
using store::RowReader;
using store::Table;

// Writes one fact. A failure is kept by the transaction and told when it ends.
class PriceWriter {
 public:
  PriceWriter(store::Transaction& transaction, Instant known_at, std::int64_t position)
      : transaction_(transaction),
        known_at_(tollbridge::to_string(known_at)),
        position_(position) {}

  Status operator()(const PriceSheet& it) {
    std::int64_t item = 0;
    for (const MeterLink& link : it.links) {
      ignore_status(transaction_.add(
          schema::price_links, {position_, item++, link.local_meter.text(),
                                link.billing_meter.text(), link.factor.to_string()}));
    }
    item = 0;
    for (const MeterPrice& price : it.prices) add_price(price, item++);
    return transaction_.add(
        schema::price_sheets,
        {position_, known_at_, it.id.text(), it.seller.text(), it.buyer.text(),
         std::string(it.currency.code()), it.from.to_string(), optional_hour_text(it.to),
         it.base.text(), it.markup.to_string()});
  }

  Status operator()(const ExchangeRate& it) {
    return transaction_.add(
        schema::exchange_rates,
        {position_, known_at_, std::string(it.from.code()), std::string(it.to.code()), it.day,
         it.rate.to_string(), it.source});
  }

  Status operator()(const Commitment& it) {
    return transaction_.add(
        schema::commitments,
        {position_, known_at_, it.id, it.seller.text(), it.buyer.text(),
         std::string(it.amount.currency().code()), it.amount.to_string(), it.from.to_string(),
         optional_hour_text(it.to)});
  }

 private:
  void add_price(const MeterPrice& price, std::int64_t item) {
    ignore_status(transaction_.add(
        schema::prices,
        {position_, item, price.billing_meter.text(), price.name, price.unit,
         std::string(to_string(price.model)), price.package_size.to_string(),
         price.included.to_string()}));
    std::int64_t number = 0;
    for (const Tier& tier : price.tiers) {
      ignore_status(transaction_.add(
          schema::price_tiers, {position_, item, number++, tier.from.to_string(),
                                tier.price ? tier.price->to_string() : std::string()}));
    }
  }

  store::Transaction& transaction_;
  std::string known_at_;
  std::int64_t position_;
};

Result<PriceModel> parse_model(std::string_view text) {
  for (const PriceModel model :
       {PriceModel::flat, PriceModel::graduated, PriceModel::volume, PriceModel::package}) {
    if (to_string(model) == text) return model;
  }
  return fail(ErrorKind::invalid, "UnknownPriceModel", std::string(text));
}

class PriceReader {
 public:
  explicit PriceReader(store::Database& database) : database_(database) {}

  Result<std::vector<RecordedPriceFact>> read() {
    read_tiers();
    read_prices();
    read_links();
    read_sheets();
    read_commitments();
    read_rates();
    if (!status_) return pass(status_);
    return store::in_order(std::move(found_));
  }

 private:
  using Found = store::Placed<RecordedPriceFact>;
  using FactKey = std::pair<std::uint64_t, std::int64_t>;   // commit, position
  using ItemKey = std::pair<FactKey, std::int64_t>;         // and item

  template <class Read>
  void each(const Table& table, Read read) {
    if (!status_) return;
    status_ = database_.read(table, [&](std::uint64_t commit, const Row& values) -> Status {
      RowReader row(table, commit, values);
      const FactKey key(commit, row.integer());
      read(row, key);
      return row.status();
    });
  }

  void read_tiers() {
    each(schema::price_tiers, [this](RowReader& row, const FactKey& key) {
      const std::int64_t item = row.integer();
      row.integer();  // the tier's number: rows come in its order
      Tier tier{row.decimal<Quantity>(), std::nullopt};
      if (const std::string& price = row.text(); !price.empty()) {
        auto parsed = UnitPrice::parse(price);
        if (parsed) {
          tier.price = *parsed;
        } else {
          row.fault();
        }
      }
      tiers_[{key, item}].push_back(tier);
    });
  }

  void read_prices() {
    each(schema::prices, [this](RowReader& row, const FactKey& key) {
      const std::int64_t item = row.integer();
      MeterPrice price;
      price.billing_meter = row.id<MeterId>();
      price.name = row.text();
      price.unit = row.text();
      price.model = row.parsed(parse_model, price.model);
      price.package_size = row.decimal<Quantity>();
      price.included = row.decimal<Quantity>();
      if (auto tiers = tiers_.extract({key, item})) price.tiers = std::move(tiers.mapped());
      prices_[key].push_back(std::move(price));
    });
  }

  void read_links() {
    each(schema::price_links, [this](RowReader& row, const FactKey& key) {
      row.integer();  // the item: rows come in its order
      MeterLink link;
      link.local_meter = row.id<MeterId>();
      link.billing_meter = row.id<MeterId>();
      link.factor = row.decimal<Factor>();
      links_[key].push_back(std::move(link));
    });
  }

  void read_sheets() {
    each(schema::price_sheets, [this](RowReader& row, const FactKey& key) {
      const Instant known_at = row.instant();
      const auto id = row.id<SheetId>();
      const auto seller = row.id<PartyId>();
      const auto buyer = row.id<PartyId>();
      const Currency currency = row.currency();
      const Hour from = row.hour();
      const auto to = row.optional_hour();
      const auto base = row.id<SheetId>();
      PriceSheet sheet{id, seller, buyer, currency, from, to, base, row.decimal<Factor>(), {}, {}};
      if (auto links = links_.extract(key)) sheet.links = std::move(links.mapped());
      if (auto prices = prices_.extract(key)) sheet.prices = std::move(prices.mapped());
      found_.push_back({key.second, {std::move(sheet), key.first, known_at}});
    });
  }

  void read_commitments() {
    each(schema::commitments, [this](RowReader& row, const FactKey& key) {
      const Instant known_at = row.instant();
      const std::string id = row.text();
      const auto seller = row.id<PartyId>();
      const auto buyer = row.id<PartyId>();
      const Currency currency = row.currency();
      const Money amount =
          row.parsed([&](std::string_view text) { return Money::parse(text, currency); },
                     Money::zero(currency));
      const Hour from = row.hour();
      found_.push_back({key.second,
                        {Commitment{id, seller, buyer, amount, from, row.optional_hour()},
                         key.first, known_at}});
    });
  }

  void read_rates() {
    each(schema::exchange_rates, [this](RowReader& row, const FactKey& key) {
      const Instant known_at = row.instant();
      const Currency from = row.currency();
      const Currency to = row.currency();
      std::string day = row.text();
      const auto rate = row.decimal<Factor>();
      found_.push_back({key.second,
                        {ExchangeRate{from, to, std::move(day), rate, row.text()}, key.first,
                         known_at}});
    });
  }

  store::Database& database_;
  Status status_;
  std::vector<Found> found_;
  std::map<ItemKey, std::vector<Tier>> tiers_;
  std::map<FactKey, std::vector<MeterPrice>> prices_;
  std::map<FactKey, std::vector<MeterLink>> links_;
};

}  // namespace

Status add_prices(store::Transaction& transaction, std::span<const PriceFact> facts,
                  Instant known_at) {
  std::int64_t position = 0;
  for (const PriceFact& fact : facts) {
    if (auto added = std::visit(PriceWriter(transaction, known_at, position++), fact); !added) {
      return added;
    }
  }
  return {};
}

Result<std::vector<RecordedPriceFact>> read_prices(store::Database& database) {
  return PriceReader(database).read();
}

}  // namespace tollbridge::rating
