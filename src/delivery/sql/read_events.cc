// SPDX-License-Identifier: Apache-2.0
#include "delivery/sql/read_events.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/json.h"
#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::delivery {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

class Events {
 public:
  Events(store::Database& database, std::uint64_t after) : database_(database), after_(after) {}

  Status read() {
    for (const auto part : {&Events::documents, &Events::payments, &Events::disputes,
                            &Events::closings}) {
      if (auto done = (this->*part)(); !done) return done;
    }
    std::ranges::stable_sort(found, {}, &Event::commit);
    return {};
  }

  std::vector<Event> found;

 private:
  // `data` is the inside of the object, begun and not ended.
  void take(Event event, const std::string& at, Json data) {
    if (event.commit <= after_) return;
    data.end();
    Json body;
    body.object().field("type", event.type).field("timestamp", at);
    body.raw_field("data", data.text()).end();
    event.body = body.text();
    found.push_back(std::move(event));
  }

  Status documents() {
    return database_.read(schema::documents, [this](std::uint64_t commit, const Row& values) {
      RowReader row(schema::documents, commit, values);
      Event event{"document.issued", row.text(), row.id<PartyId>(), {}, {}, commit, {}};
      Json data;
      data.object().field("document", event.subject).field("seller", event.seller.text());
      data.field("number", row.text());
      row.integer();  // its place in the series
      event.buyer = row.id<PartyId>();
      event.period = row.period();
      data.field("buyer", event.buyer.text()).field("period", event.period->to_string());
      data.field("document_type", row.text()).field("currency", row.text());
      const std::string issued_at = row.text();
      data.field("issued_at", issued_at).field("total", row.text()).field("payable", row.text());
      data.text_or_null("corrects", row.text()).field("sha256", row.text());
      periods_.emplace(event.subject, *event.period);
      take(std::move(event), issued_at, std::move(data));
      return row.status();
    });
  }

  Status payments() {
    return database_.read(schema::payments, [this](std::uint64_t commit, const Row& values) {
      RowReader row(schema::payments, commit, values);
      const std::string document = row.text();
      const std::string id = document + "-p" + std::to_string(row.integer());
      Event event{"payment.recorded", id, row.id<PartyId>(), {}, period_of(document), commit, {}};
      event.buyer = row.id<PartyId>();
      Json data;
      data.object().field("payment", id).field("document", document);
      data.field("seller", event.seller.text()).field("buyer", event.buyer.text());
      data.field("date", row.text()).field("currency", row.text()).field("amount", row.text());
      data.text_or_null("reference", row.text()).text_or_null("set_off", row.text());
      data.text_or_null("undoes", row.text());
      take(std::move(event), row.text(), std::move(data));
      return row.status();
    });
  }

  Status disputes() {
    return database_.read(schema::dispute_steps, [this](std::uint64_t commit, const Row& values) {
      RowReader row(schema::dispute_steps, commit, values);
      const std::string line = row.text();
      const std::string id = line + "-d" + std::to_string(row.integer());
      const std::string step = std::to_string(row.integer());
      const std::string document = row.text();
      Event event{{}, id + " " + step, row.id<PartyId>(), {}, period_of(document), commit, {}};
      event.buyer = row.id<PartyId>();
      const std::string state = row.text();
      event.type = "dispute." + (state == "open" ? std::string("opened") : state);
      Json data;
      data.object().field("dispute", id).field("line", line).field("document", document);
      data.field("seller", event.seller.text()).field("buyer", event.buyer.text());
      data.field("state", state).field("text", row.text()).text_or_null("credit", row.text());
      row.integer();  // the commit of its evidence counts everybody's changes
      take(std::move(event), row.text(), std::move(data));
      return row.status();
    });
  }

  Status closings() {
    return database_.read(schema::closings, [this](std::uint64_t commit, const Row& values) {
      RowReader row(schema::closings, commit, values);
      const std::string place = std::to_string(row.integer());
      Event event{{}, {}, row.id<PartyId>(), {}, {}, commit, {}};
      const std::string period = row.text();
      const std::string state = row.text();
      event.type = "period." + state;
      event.subject = event.seller.text() + " " + period + " " + std::to_string(commit) + "-" +
                      place;
      Json data;
      data.object().field("seller", event.seller.text()).field("period", period);
      data.field("state", state);
      row.text();     // when its documents say they were issued
      row.integer();  // the commit it was computed from
      take(std::move(event), row.text(), std::move(data));
      return row.status();
    });
  }

  [[nodiscard]] std::optional<Period> period_of(const std::string& document) const {
    const auto found_at = periods_.find(document);
    if (found_at == periods_.end()) return {};
    return found_at->second;
  }

  store::Database& database_;
  const std::uint64_t after_;
  std::map<std::string, Period> periods_;
};

}  // namespace

Result<std::vector<Event>> read_events(store::Database& database, std::uint64_t commit) {
  Events events(database, commit);
  if (auto read = events.read(); !read) return pass(read);
  return std::move(events.found);
}

}  // namespace tollbridge::delivery
