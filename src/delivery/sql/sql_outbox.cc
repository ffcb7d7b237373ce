// SPDX-License-Identifier: Apache-2.0
#include "delivery/sql/sql_outbox.h"

#include <algorithm>
#include <utility>

#include "delivery/sql/read_events.h"
#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::delivery {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;
using store::Transaction;

constexpr std::size_t told_bytes_max = 500;
constexpr std::int64_t nothing_asked = -1;
constexpr const char* own_actor = "delivery";  // what is done without anybody asking

Row row_of(const Destination& one) {
  return {one.id, std::string(to_string(one.way)), one.party.text(), one.target,
          static_cast<std::int64_t>(one.since), std::int64_t{one.removed ? 1 : 0},
          tollbridge::to_string(one.known_at), one.actor};
}

Result<Outcome> parse_outcome(std::string_view text) {
  for (const Outcome one :
       {Outcome::delivered, Outcome::failed, Outcome::refused, Outcome::unsure}) {
    if (to_string(one) == text) return one;
  }
  return fail(ErrorKind::damaged, "UnknownOutcome", "No outcome is called so.");
}

std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (text.size() > told_bytes_max) text.resize(told_bytes_max);
  return text;
}

Row ending_row(const std::string& message, std::uint32_t n, const Ending& ending, Instant now) {
  return {message, std::int64_t{n}, std::string(to_string(ending.outcome)),
          tollbridge::to_string(now),
          ending.retry_after ? std::int64_t{ending.retry_after->count()} : nothing_asked,
          one_line(ending.told)};
}

bool concerns(const Destination& destination, const Event& event) {
  return event.commit > destination.since &&
         (event.seller == destination.party || event.buyer == destination.party);
}

std::unexpected<Error> unknown_message(const std::string& id) {
  return fail(ErrorKind::not_found, "UnknownMessage", "There is no message '" + id + "'.");
}

// By id, where attempts and their endings are put in.
using ById = std::map<std::string, Message, std::less<>>;

Status read_attempts(store::Database& database, ById& messages) {
  auto begun = database.read(
      schema::message_attempts, [&](std::uint64_t commit, const Row& values) -> Status {
        RowReader row(schema::message_attempts, commit, values);
        const auto found = messages.find(row.text());
        row.integer();  // rows come in the order of their numbers
        if (found == messages.end()) return {};
        found->second.attempts.push_back({row.instant(), {}, {}, {}});
        found->second.told.emplace_back();
        return row.status();
      });
  if (!begun) return begun;
  return database.read(
      schema::message_endings, [&](std::uint64_t commit, const Row& values) -> Status {
        RowReader row(schema::message_endings, commit, values);
        const auto found = messages.find(row.text());
        const auto place = static_cast<std::size_t>(row.integer()) - 1;
        if (found == messages.end() || place >= found->second.attempts.size()) return {};
        Attempt& attempt = found->second.attempts[place];
        attempt.outcome = row.parsed(parse_outcome, Outcome::unsure);
        attempt.ended_at = row.instant();
        const std::int64_t after = row.integer();
        if (after != nothing_asked) attempt.retry_after = std::chrono::seconds(after);
        found->second.told[place] = row.text();
        return row.status();
      });
}

Status read_retries(store::Database& database, ById& messages) {
  return database.read(
      schema::message_retries, [&](std::uint64_t commit, const Row& values) -> Status {
        RowReader row(schema::message_retries, commit, values);
        const auto found = messages.find(row.text());
        const auto after = static_cast<std::size_t>(row.integer());
        if (found == messages.end()) return {};
        found->second.counted_after = after;
        found->second.tried_again_at = row.instant();
        return row.status();
      });
}

}  // namespace

Result<std::vector<Destination>> SqlOutbox::destinations() {
  std::vector<Destination> all;
  auto read = database_.read(schema::destinations, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::destinations, commit, values);
    Destination one;
    one.id = row.text();
    one.way = row.parsed(parse_way, Way::webhook);
    one.party = row.id<PartyId>();
    one.target = row.text();
    one.since = static_cast<std::uint64_t>(row.integer());
    one.removed = row.integer() != 0;
    one.known_at = row.instant();
    one.actor = row.text();
    all.push_back(std::move(one));
    return row.status();
  });
  if (!read) return pass(read);
  return all;
}

Status SqlOutbox::add(const Destination& wanted, const std::vector<std::string>& secrets) {
  if (auto named = check_destination_id(wanted.id); !named) return named;
  auto known = database_.find(schema::destinations, {wanted.id});
  if (!known) return pass(known);
  if (*known) {
    return fail(ErrorKind::conflict, "DestinationExists",
                "There is or was a destination '" + wanted.id + "'; choose another id.");
  }
  Destination made = wanted;
  made.since = database_.newest();
  auto done = database_.transact(
      {made.known_at, made.actor, "destination add", made.id},
      [&](Transaction& transaction) -> Status {
        for (std::size_t i = 0; i < secrets.size(); ++i) {
          auto kept = transaction.put(schema::destination_secrets,
                                      {made.id, static_cast<std::int64_t>(i), secrets[i]});
          if (!kept) return kept;
        }
        return transaction.put(schema::destinations, row_of(made));
      });
  if (!done) return pass(done);
  return {};
}

Status SqlOutbox::remove(const std::string& id, Instant now, const std::string& actor) {
  auto all = destinations();
  if (!all) return pass(all);
  const auto found = std::ranges::find(*all, id, &Destination::id);
  if (found == all->end() || found->removed) {
    return fail(ErrorKind::not_found, "UnknownDestination",
                "There is no destination '" + id + "'.");
  }
  auto known = secrets(id);
  if (!known) return pass(known);
  found->removed = true;
  auto done = database_.transact(
      {now, actor, "destination remove", id}, [&](Transaction& transaction) -> Status {
        for (std::size_t i = 0; i < known->size(); ++i) {
          auto gone = transaction.erase(schema::destination_secrets,
                                        {id, static_cast<std::int64_t>(i)});
          if (!gone) return gone;
        }
        return transaction.put(schema::destinations, row_of(*found));
      });
  if (!done) return pass(done);
  return {};
}

Result<std::vector<std::string>> SqlOutbox::secrets(const std::string& destination) {
  std::vector<std::string> found;
  auto read = database_.read(schema::destination_secrets, [&](std::uint64_t, const Row& values) {
    if (std::get<std::string>(values[0]) == destination) {
      found.push_back(std::get<std::string>(values[2]));
    }
    return Status();
  });
  if (!read) return pass(read);
  return found;
}

Result<std::size_t> SqlOutbox::gather(const MayTell& may_tell, Instant now) {
  auto all = destinations();
  if (!all) return pass(all);
  std::erase_if(*all, &Destination::removed);
  if (all->empty()) return 0;
  auto known = messages();
  if (!known) return pass(known);
  std::set<std::string, std::less<>> ids;
  for (const Message& one : *known) ids.insert(one.id);
  auto events = read_events(database_, std::ranges::min(*all, {}, &Destination::since).since);
  if (!events) return pass(events);
  std::vector<Row> rows;
  for (const Event& event : *events) {
    for (const Destination& to : *all) {
      std::string id = message_id(to.id, event.type + " " + event.subject);
      if (!concerns(to, event) || ids.contains(id) || !may_tell(to.party, event)) continue;
      rows.push_back({std::move(id), to.id, event.type, event.subject, event.body,
                      tollbridge::to_string(now)});
    }
  }
  if (rows.empty()) return 0;
  auto done = database_.transact(
      {now, own_actor, "messages", std::to_string(rows.size())},
      [&](Transaction& transaction) -> Status {
        for (const Row& row : rows) {
          if (auto added = transaction.add(schema::messages, row); !added) return added;
        }
        return {};
      });
  if (!done) return pass(done);
  return rows.size();
}

Result<std::vector<Message>> SqlOutbox::messages() {
  ById by_id;
  std::vector<std::pair<std::uint64_t, std::string>> order;
  auto read = database_.read(schema::messages, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::messages, commit, values);
    Message one;
    one.id = row.text();
    one.destination = row.text();
    one.type = row.text();
    one.subject = row.text();
    one.body = row.text();
    one.due_from = row.instant();
    order.emplace_back(commit, one.id);
    by_id.emplace(one.id, std::move(one));
    return row.status();
  });
  if (!read) return pass(read);
  if (auto attempts = read_attempts(database_, by_id); !attempts) return pass(attempts);
  if (auto retries = read_retries(database_, by_id); !retries) return pass(retries);
  std::ranges::sort(order);
  std::vector<Message> all;
  all.reserve(order.size());
  for (const auto& [commit, id] : order) all.push_back(std::move(by_id.find(id)->second));
  return all;
}

Result<Message> SqlOutbox::message(const std::string& id) {
  auto all = messages();
  if (!all) return pass(all);
  const auto found = std::ranges::find(*all, id, &Message::id);
  if (found == all->end()) return unknown_message(id);
  return std::move(*found);
}

Result<std::uint32_t> SqlOutbox::begin(const std::string& message, Instant now) {
  auto known = database_.find(schema::messages, {message});
  if (!known) return pass(known);
  if (!*known) return unknown_message(message);
  std::uint32_t n = 1;
  auto done = database_.transact(
      {now, own_actor, "attempt", message}, [&](Transaction& transaction) -> Status {
        for (;; ++n) {
          auto made = transaction.find(schema::message_attempts, {message, std::int64_t{n}});
          if (!made) return pass(made);
          if (!*made) break;
        }
        return transaction.add(schema::message_attempts,
                               {message, std::int64_t{n}, tollbridge::to_string(now)});
      });
  if (!done) return pass(done);
  return n;
}

Status SqlOutbox::end(const std::string& message, std::uint32_t attempt, const Ending& ending,
                      Instant now) {
  auto done = database_.transact(
      {now, own_actor, "attempt " + std::string(to_string(ending.outcome)), message},
      [&](Transaction& transaction) {
        return transaction.add(schema::message_endings,
                               ending_row(message, attempt, ending, now));
      });
  if (!done) return pass(done);
  return {};
}

Result<std::size_t> SqlOutbox::end_abandoned(Instant now) {
  auto all = messages();
  if (!all) return pass(all);
  const Ending ending{Outcome::unsure, {}, "the process that sent it ended"};
  std::vector<Row> rows;
  for (const Message& one : *all) {
    for (std::size_t i = 0; i < one.attempts.size(); ++i) {
      if (one.attempts[i].outcome) continue;
      rows.push_back(ending_row(one.id, static_cast<std::uint32_t>(i) + 1, ending, now));
    }
  }
  if (rows.empty()) return 0;
  auto done = database_.transact(
      {now, own_actor, "attempts abandoned", std::to_string(rows.size())},
      [&](Transaction& transaction) -> Status {
        for (const Row& row : rows) {
          if (auto added = transaction.add(schema::message_endings, row); !added) return added;
        }
        return {};
      });
  if (!done) return pass(done);
  return rows.size();
}

Status SqlOutbox::retry(const std::string& id, Instant now, const std::string& actor) {
  auto known = message(id);
  if (!known) return pass(known);
  if (standing_of(*known).state != DeliveryState::given_up) {
    return fail(ErrorKind::conflict, "NotGivenUp",
                "The message '" + id + "' was not given up; see: delivery list.");
  }
  auto done = database_.transact(
      {now, actor, "message retry", id}, [&](Transaction& transaction) {
        return transaction.add(schema::message_retries,
                               {id, static_cast<std::int64_t>(known->attempts.size()),
                                tollbridge::to_string(now), actor});
      });
  if (!done) return pass(done);
  return {};
}

}  // namespace tollbridge::delivery
