// SPDX-License-Identifier: Apache-2.0
#include "billing/sql/sql_closings.h"

#include <map>
#include <string>

#include "store/row_reader.h"
#include "store/row_sum.h"
#include "store/schema.h"

namespace tollbridge::billing {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

constexpr std::int64_t only = 0;  // a transaction writes one closing

std::string_view state_text(PeriodState state) {
  return state == PeriodState::closed ? "closed" : "closing";
}

Result<PeriodState> parse_state(std::string_view text) {
  if (text == "closed") return PeriodState::closed;
  if (text == "closing") return PeriodState::closing;
  return fail(ErrorKind::invalid, "UnknownPeriodState", std::string(text));
}

Result<Digest> parse_hash(std::string_view text) {
  const auto digest = store::parse_digest(text);
  if (!digest) return fail(ErrorKind::invalid, "InvalidHash", std::string(text));
  return *digest;
}

using HeadsOfCommits = std::map<std::uint64_t, std::vector<journal::Head>>;
using WaivedOfCommits = std::map<std::uint64_t, std::vector<std::string>>;

Result<HeadsOfCommits> read_heads(store::Database& database) {
  HeadsOfCommits heads;
  auto read = database.read(schema::closing_heads, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::closing_heads, commit, values);
    row.integer();  // position
    row.integer();  // the item: rows come in its order
    journal::Head head;
    head.stack = row.id<StackId>();
    head.sequence = static_cast<std::uint64_t>(row.integer());
    head.hash = row.parsed(parse_hash, Digest{});
    heads[commit].push_back(head);
    return row.status();
  });
  if (!read) return pass(read);
  return heads;
}

Result<WaivedOfCommits> read_waived(store::Database& database) {
  WaivedOfCommits waived;
  auto read = database.read(schema::closing_waived, [&](std::uint64_t commit, const Row& values) {
    waived[commit].push_back(std::get<std::string>(values[2]));
    return Status();
  });
  if (!read) return pass(read);
  return waived;
}

}  // namespace

Status add_closing(store::Transaction& transaction, const Closing& closing) {
  std::int64_t item = 0;
  for (const journal::Head& head : closing.inputs.heads) {
    auto added = transaction.add(
        schema::closing_heads, {only, item++, head.stack.text(),
                                static_cast<std::int64_t>(head.sequence), hex(head.hash)});
    if (!added) return added;
  }
  item = 0;
  for (const std::string& meter : closing.waived_meters) {
    auto added = transaction.add(schema::closing_waived, {only, item++, meter});
    if (!added) return added;
  }
  return transaction.add(
      schema::closings,
      {only, closing.seller.text(), closing.period.to_string(),
       std::string(state_text(closing.state)), tollbridge::to_string(closing.issued_at),
       static_cast<std::int64_t>(closing.inputs.commit),
       tollbridge::to_string(closing.inputs.known_at),
       std::int64_t{closing.inputs.rules_version},
       static_cast<std::int64_t>(closing.adjustment_lines)});
}

Result<std::vector<Closing>> read_closings(store::Database& database) {
  auto heads = read_heads(database);
  if (!heads) return pass(heads);
  auto waived = read_waived(database);
  if (!waived) return pass(waived);
  std::map<std::pair<PartyId, Period>, Closing> latest;
  auto read = database.read(schema::closings, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::closings, commit, values);
    row.integer();  // position
    const auto seller = row.id<PartyId>();
    Closing closing{seller, row.period(), {}, {}, {}, {}, 0};
    closing.state = row.parsed(parse_state, closing.state);
    closing.issued_at = row.instant();
    closing.inputs.commit = static_cast<std::uint64_t>(row.integer());
    closing.inputs.known_at = row.instant();
    closing.inputs.rules_version = static_cast<std::uint32_t>(row.integer());
    closing.adjustment_lines = static_cast<std::uint64_t>(row.integer());
    closing.inputs.heads = (*heads)[commit];
    closing.waived_meters = (*waived)[commit];
    latest.insert_or_assign({closing.seller, closing.period}, closing);
    return row.status();
  });
  if (!read) return pass(read);
  std::vector<Closing> closings;
  for (auto& [key, closing] : latest) closings.push_back(std::move(closing));
  return closings;
}

}  // namespace tollbridge::billing
