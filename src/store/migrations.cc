// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.h"

#include <array>

namespace tollbridge::store {
namespace {

constexpr std::string_view first_books = R"sql(
CREATE TABLE commits (
  no {integer} NOT NULL PRIMARY KEY, prev_hash TEXT NOT NULL, hash TEXT NOT NULL,
  known_at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL,
  row_count {integer} NOT NULL, rows_sum TEXT NOT NULL, state TEXT NOT NULL
) {strict};
CREATE TABLE table_states (
  name TEXT NOT NULL PRIMARY KEY, row_count {integer} NOT NULL, rows_sum TEXT NOT NULL
) {clustered};
CREATE TABLE providers (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  name TEXT NOT NULL, country TEXT NOT NULL, currency TEXT NOT NULL, vat_id TEXT NOT NULL,
  address TEXT NOT NULL, rounding TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE partners (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL, id TEXT NOT NULL,
  kind TEXT NOT NULL, distributor TEXT NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL,
  currency TEXT NOT NULL, vat_id TEXT NOT NULL, address TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE customers (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL, id TEXT NOT NULL,
  partner TEXT NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL, currency TEXT NOT NULL,
  vat_id TEXT NOT NULL, address TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE customer_tenants (
  position {integer} NOT NULL, item {integer} NOT NULL, tenant TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE subscriptions (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL, id TEXT NOT NULL,
  offer TEXT NOT NULL, partner TEXT NOT NULL, customer TEXT NOT NULL,
  directory TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE subscription_inactive (
  position {integer} NOT NULL, item {integer} NOT NULL, from_hour TEXT NOT NULL,
  to_hour TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE subscription_owners (
  position {integer} NOT NULL, item {integer} NOT NULL, subject TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE stacks (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  cloud_id TEXT NOT NULL, region TEXT NOT NULL, provider_subscription TEXT NOT NULL,
  operated_by TEXT NOT NULL, directory TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE local_subscriptions (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  stack TEXT NOT NULL, id TEXT NOT NULL, tenant TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE registrations (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  name TEXT NOT NULL, resource_group TEXT NOT NULL, subscription TEXT NOT NULL,
  cloud_id TEXT NOT NULL, billing_model TEXT NOT NULL, from_hour TEXT NOT NULL,
  to_hour TEXT NOT NULL, multi_tenancy_approved {integer} NOT NULL,
  agreement_number TEXT NOT NULL, registered_by TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE mappings (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  registration TEXT NOT NULL, tenant TEXT NOT NULL, subscription TEXT NOT NULL,
  from_hour TEXT NOT NULL, to_hour TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE price_sheets (
  position {integer} NOT NULL, known_at TEXT NOT NULL, id TEXT NOT NULL,
  seller TEXT NOT NULL, buyer TEXT NOT NULL, currency TEXT NOT NULL, from_hour TEXT NOT NULL,
  to_hour TEXT NOT NULL, base TEXT NOT NULL, markup TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE price_links (
  position {integer} NOT NULL, item {integer} NOT NULL, local_meter TEXT NOT NULL,
  billing_meter TEXT NOT NULL, factor TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE prices (
  position {integer} NOT NULL, item {integer} NOT NULL, billing_meter TEXT NOT NULL,
  name TEXT NOT NULL, unit TEXT NOT NULL, model TEXT NOT NULL, package_size TEXT NOT NULL,
  included TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE price_tiers (
  position {integer} NOT NULL, item {integer} NOT NULL, tier {integer} NOT NULL,
  from_quantity TEXT NOT NULL, unit_price TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item, tier)
) {clustered};
CREATE TABLE commitments (
  position {integer} NOT NULL, known_at TEXT NOT NULL, id TEXT NOT NULL,
  seller TEXT NOT NULL, buyer TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL,
  from_hour TEXT NOT NULL, to_hour TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE closings (
  position {integer} NOT NULL, seller TEXT NOT NULL, period TEXT NOT NULL,
  state TEXT NOT NULL, issued_at TEXT NOT NULL, books_commit {integer} NOT NULL,
  known_at TEXT NOT NULL, rules_version {integer} NOT NULL,
  adjustment_lines {integer} NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE closing_heads (
  position {integer} NOT NULL, item {integer} NOT NULL, stack TEXT NOT NULL,
  sequence {integer} NOT NULL, hash TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE closing_waived (
  position {integer} NOT NULL, item {integer} NOT NULL, meter TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE documents (
  id TEXT NOT NULL, seller TEXT NOT NULL, number TEXT NOT NULL, series_no {integer} NOT NULL,
  buyer TEXT NOT NULL, period TEXT NOT NULL, type TEXT NOT NULL, currency TEXT NOT NULL,
  issued_at TEXT NOT NULL, total TEXT NOT NULL, payable TEXT NOT NULL, corrects TEXT NOT NULL,
  digest TEXT NOT NULL, parts {integer} NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (seller, series_no)
) {strict};
CREATE TABLE document_texts (
  id TEXT NOT NULL, part {integer} NOT NULL, text TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (id, part)
) {strict};
CREATE TABLE marks (
  stack TEXT NOT NULL, sequence {integer} NOT NULL, hash TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack)
) {clustered};
CREATE TABLE usage_counts (
  stack TEXT NOT NULL, meter TEXT NOT NULL, period TEXT NOT NULL, records {integer} NOT NULL,
  quantity TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (stack, meter, period)
) {clustered};
)sql";

// What registering by a token tells (spec/azure-stack.md 3.2.3); books write no such row.
constexpr std::string_view registration_details = R"sql(
CREATE TABLE registration_details (
  position {integer} NOT NULL, item {integer} NOT NULL, object_id TEXT NOT NULL,
  token TEXT NOT NULL, tags TEXT NOT NULL, locked {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
)sql";

// What the service keeps beside the facts: answers given again to a repeated request, and whether a
// customer sees its costs.
constexpr std::string_view service_records = R"sql(
CREATE TABLE kept_answers (
  key TEXT NOT NULL, fingerprint TEXT NOT NULL, kept_at TEXT NOT NULL,
  pending {integer} NOT NULL, answer TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (key)
) {clustered};
CREATE TABLE cost_switches (
  position {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  customer TEXT NOT NULL, from_hour TEXT NOT NULL, visible {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
)sql";

// The month from which a version of a party, a subscription or a local subscription holds; none for
// those that hold since always, as all did before.
constexpr std::string_view version_months = R"sql(
CREATE TABLE version_months (
  position {integer} NOT NULL, item {integer} NOT NULL, from_month TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
)sql";

// Batches taken from stacks, what was not taken of them, and the keys books declare for stacks.
constexpr std::string_view batches = R"sql(
CREATE TABLE stack_keys (
  position {integer} NOT NULL, item {integer} NOT NULL, bridge_key TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE batch_stacks (
  stack_no {integer} NOT NULL, stack TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (stack_no), UNIQUE (stack)
) {clustered};
CREATE TABLE batches (
  stack_no {integer} NOT NULL, number {integer} NOT NULL, hash TEXT NOT NULL,
  rows {integer} NOT NULL, changes {integer} NOT NULL, rejected {integer} NOT NULL,
  made_at TEXT NOT NULL, taken_at TEXT NOT NULL, receipt TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack_no, number)
) {clustered};
CREATE TABLE batch_rejections (
  stack_no {integer} NOT NULL, number {integer} NOT NULL, item {integer} NOT NULL,
  row {integer} NOT NULL, change {integer} NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack_no, number, item)
) {clustered};
)sql";

// What papers name of a party beyond its name and address: a row per field that is given. And the
// rates of exchange that are known.
constexpr std::string_view papers_and_rates = R"sql(
CREATE TABLE party_papers (
  position {integer} NOT NULL, item {integer} NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position, item)
) {clustered};
CREATE TABLE exchange_rates (
  position {integer} NOT NULL, known_at TEXT NOT NULL, from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL, day TEXT NOT NULL, rate TEXT NOT NULL, source TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
)sql";

// What batches said by meter and hour, and stacks set back to an earlier batch.
constexpr std::string_view batch_sums = R"sql(
CREATE TABLE batch_usage (
  stack_no {integer} NOT NULL, number {integer} NOT NULL, taken TEXT NOT NULL, again TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack_no, number)
) {clustered};
CREATE TABLE batch_setbacks (
  stack_no {integer} NOT NULL, to_number {integer} NOT NULL, until_number {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack_no)
) {clustered};
)sql";

// What became of documents after they were issued: payments, and lines that were disputed.
constexpr std::string_view settlements = R"sql(
CREATE TABLE payments (
  document TEXT NOT NULL, n {integer} NOT NULL, seller TEXT NOT NULL, buyer TEXT NOT NULL,
  day TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL, reference TEXT NOT NULL,
  set_off TEXT NOT NULL, undoes TEXT NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (document, n)
) {clustered};
CREATE TABLE dispute_steps (
  line TEXT NOT NULL, n {integer} NOT NULL, step {integer} NOT NULL, document TEXT NOT NULL,
  seller TEXT NOT NULL, buyer TEXT NOT NULL, state TEXT NOT NULL, told TEXT NOT NULL,
  credit TEXT NOT NULL, evidence_commit {integer} NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (line, n, step)
) {clustered};
)sql";

// Whom messages go to, what they are, and every attempt to hand one over. An attempt and its end
// are two rows: the first is written before anything is sent.
constexpr std::string_view outbox = R"sql(
CREATE TABLE destinations (
  id TEXT NOT NULL, way TEXT NOT NULL, party TEXT NOT NULL, target TEXT NOT NULL,
  since {integer} NOT NULL, removed {integer} NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (id)
) {clustered};
CREATE TABLE destination_secrets (
  destination TEXT NOT NULL, item {integer} NOT NULL, secret TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (destination, item)
) {clustered};
CREATE TABLE messages (
  id TEXT NOT NULL, destination TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
  body TEXT NOT NULL, due_from TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (id)
) {clustered};
CREATE TABLE message_attempts (
  message TEXT NOT NULL, n {integer} NOT NULL, begun_at TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (message, n)
) {clustered};
CREATE TABLE message_endings (
  message TEXT NOT NULL, n {integer} NOT NULL, outcome TEXT NOT NULL, ended_at TEXT NOT NULL,
  retry_after {integer} NOT NULL, told TEXT NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (message, n)
) {clustered};
CREATE TABLE message_retries (
  message TEXT NOT NULL, after {integer} NOT NULL, known_at TEXT NOT NULL, actor TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (message, after)
) {clustered};
)sql";

constexpr std::array all = {
    Migration{1, "the first books", first_books},
    Migration{2, "details of registrations", registration_details},
    Migration{3, "answers kept, and costs shown", service_records},
    Migration{4, "months from which terms hold", version_months},
    Migration{5, "batches of stacks", batches},
    Migration{6, "papers of parties, rates of exchange", papers_and_rates},
    Migration{7, "what batches said", batch_sums},
    Migration{8, "payments and disputes", settlements},
    Migration{9, "messages to others", outbox},
};

struct Word {
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgresql;
};

constexpr std::array words = {
    Word{"{integer}", "INTEGER", "BIGINT"},
    Word{"{strict}", "STRICT", ""},
    Word{"{clustered}", "STRICT, WITHOUT ROWID", ""},
};

}  // namespace

std::span<const Migration> migrations() { return all; }

std::string sql_of(const Migration& migration, Dialect dialect) {
  std::string sql(migration.text);
  for (const Word& word : words) {
    const std::string_view by = dialect == Dialect::sqlite ? word.sqlite : word.postgresql;
    for (auto at = sql.find(word.name); at != std::string::npos;
         at = sql.find(word.name, at + by.size())) {
      sql.replace(at, word.name.size(), by);
    }
  }
  return sql;
}

}  // namespace tollbridge::store
