// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "store/migrations.h"

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
CREATE TABLE marks (
  stack TEXT NOT NULL, sequence {integer} NOT NULL, hash TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (stack)
) {clustered};
CREATE TABLE usage_counts (
  stack TEXT NOT NULL, meter TEXT NOT NULL, period TEXT NOT NULL, records {integer} NOT NULL,
  quantity TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (stack, meter, period)
) {clustered};
CREATE TABLE tracks (
  no {integer} NOT NULL, subscription TEXT NOT NULL, meter TEXT NOT NULL,
  resource TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, measure TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (no)
) {clustered};
CREATE TABLE readings (
  track {integer} NOT NULL, at {integer} NOT NULL, id TEXT NOT NULL,
  end_at {integer} NOT NULL, value TEXT NOT NULL, gap {integer} NOT NULL,
  taken_at {integer} NOT NULL, location TEXT NOT NULL, tags TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (track, at, id)
) {clustered};
CREATE TABLE due (
  track {integer} NOT NULL, from_hour {integer} NOT NULL, to_hour {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (track, from_hour)
) {clustered};
CREATE TABLE plans (
  position {integer} NOT NULL, from_at TEXT NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, name TEXT NOT NULL, resource_group TEXT NOT NULL,
  display_name TEXT NOT NULL, description TEXT NOT NULL, external_reference TEXT NOT NULL,
  quota_ids TEXT NOT NULL, removed {integer} NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE offers (
  position {integer} NOT NULL, from_at TEXT NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, name TEXT NOT NULL, resource_group TEXT NOT NULL,
  display_name TEXT NOT NULL, description TEXT NOT NULL, external_reference TEXT NOT NULL,
  state TEXT NOT NULL, base_plans TEXT NOT NULL, addon_plans TEXT NOT NULL,
  delegated_to TEXT NOT NULL, removed {integer} NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE subscriptions (
  position {integer} NOT NULL, from_at TEXT NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, id TEXT NOT NULL, display_name TEXT NOT NULL, owner TEXT NOT NULL,
  tenant TEXT NOT NULL, offer TEXT NOT NULL, state TEXT NOT NULL,
  delegated_provider TEXT NOT NULL, external_reference TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE guests (
  position {integer} NOT NULL, from_at TEXT NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, name TEXT NOT NULL, tenant TEXT NOT NULL, removed {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
CREATE TABLE notes (
  name TEXT NOT NULL, text TEXT NOT NULL, commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (name)
) {clustered};
)sql";

// Tracks may go again; rows of `tracks` cannot, since their commits name them.
constexpr std::string_view tracks_that_go = R"sql(
CREATE TABLE live_tracks (
  no {integer} NOT NULL, subscription TEXT NOT NULL, meter TEXT NOT NULL,
  resource TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, measure TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (no)
) {clustered};
)sql";

constexpr std::string_view overruled_hours = R"sql(
CREATE TABLE overruled (
  subscription TEXT NOT NULL, meter TEXT NOT NULL, resource TEXT NOT NULL,
  hour {integer} NOT NULL, stack TEXT NOT NULL, commerce TEXT NOT NULL, since {integer} NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL,
  PRIMARY KEY (subscription, meter, resource, hour)
) {clustered};
)sql";

constexpr std::string_view plans_acquired = R"sql(
CREATE TABLE acquired_plans (
  position {integer} NOT NULL, from_at TEXT NOT NULL, known_at TEXT NOT NULL,
  actor TEXT NOT NULL, subscription TEXT NOT NULL, id TEXT NOT NULL, plan TEXT NOT NULL,
  external_reference TEXT NOT NULL, removed {integer} NOT NULL, commit_no {integer} NOT NULL,
  row_sum TEXT NOT NULL, PRIMARY KEY (commit_no, position)
) {clustered};
)sql";

constexpr std::string_view commits_that_go = R"sql(
CREATE TABLE chain_start (
  id {integer} NOT NULL, after_no {integer} NOT NULL, after_hash TEXT NOT NULL,
  commit_no {integer} NOT NULL, row_sum TEXT NOT NULL, PRIMARY KEY (id)
) {clustered};
)sql";

constexpr std::array all = {
    Migration{1, "the first books of a stack", first_books},
    Migration{2, "tracks that can be dropped", tracks_that_go},
    Migration{3, "hours commerce overruled", overruled_hours},
    Migration{4, "plans that subscriptions acquire", plans_acquired},
    Migration{5, "commits that are forgotten", commits_that_go},
};

}  // namespace

std::span<const Migration> stack_migrations() { return all; }

}  // namespace tollbridge::store
