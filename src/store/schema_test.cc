// SPDX-License-Identifier: Apache-2.0
// The tables the adapters name are the tables the database has, in both dialects.
// Method: columns and keys of a fresh database against the descriptions.
#include "store/schema.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "store/layout.h"
#include "store/row_sum.h"

namespace tollbridge::store {
namespace {

using Texts = std::vector<std::string>;

Texts ask(sqlite3* database, const std::string& sql) {
  Texts texts;
  char* text = nullptr;
  EXPECT_EQ(sqlite3_exec(
                database, sql.c_str(),
                [](void* to, int, char** values, char**) {
                  static_cast<Texts*>(to)->emplace_back(values[0]);
                  return 0;
                },
                &texts, &text),
            SQLITE_OK)
      << (text != nullptr ? text : "");
  sqlite3_free(text);
  return texts;
}

class SchemaTest : public testing::TestWithParam<const Layout*> {
 protected:
  void SetUp() override {
    ASSERT_EQ(sqlite3_open(":memory:", &database_), SQLITE_OK);
    for (const Migration& migration : GetParam()->migrations) {
      ask(database_, sql_of(migration, Dialect::sqlite));
    }
  }
  void TearDown() override { sqlite3_close(database_); }
  sqlite3* database_ = nullptr;
};

INSTANTIATE_TEST_SUITE_P(BothKindsOfBooks, SchemaTest,
                         testing::Values(&commerce_layout(), &stack_layout()));

TEST_P(SchemaTest, every_table_has_the_columns_and_the_key_its_description_says) {
  for (const Table* table : GetParam()->tables) {
    const std::string info = "pragma_table_info('" + std::string(table->name) + "')";
    Texts columns;
    Texts key;
    if (table->keyed_by_commit) key.emplace_back("commit_no");
    for (const Column& column : table->columns) {
      columns.push_back(std::string(column.name) +
                        (column.type == ColumnType::text ? " TEXT" : " INTEGER"));
      if (columns.size() <= table->key_columns) key.emplace_back(column.name);
    }
    columns.emplace_back("commit_no INTEGER");
    columns.emplace_back("row_sum TEXT");
    EXPECT_EQ(ask(database_, "SELECT name || ' ' || type FROM " + info), columns);
    EXPECT_EQ(ask(database_, "SELECT name FROM " + info + " WHERE pk > 0 ORDER BY pk"), key);
    EXPECT_EQ(ask(database_, "SELECT name FROM " + info + " WHERE \"notnull\" = 0"), Texts{});
  }
}

TEST_P(SchemaTest, every_table_is_described_and_strict) {
  EXPECT_EQ(ask(database_, "SELECT count(*) FROM sqlite_master WHERE type = 'table'"),
            Texts{std::to_string(GetParam()->tables.size() + 2)});  // commits and table_states
  EXPECT_EQ(ask(database_, "SELECT name FROM pragma_table_list WHERE strict = 0 "
                           "AND name NOT LIKE 'sqlite_%'"),
            Texts{});
}

TEST_P(SchemaTest, migrations_are_numbered_without_gaps_and_fit_postgresql) {
  int expected = 1;
  for (const Migration& migration : GetParam()->migrations) {
    EXPECT_EQ(migration.version, expected++);
    const std::string sql = sql_of(migration, Dialect::postgresql);
    EXPECT_EQ(sql.find("STRICT"), std::string::npos);
    EXPECT_EQ(sql.find("ROWID"), std::string::npos);
    EXPECT_EQ(sql.find('{'), std::string::npos);
    EXPECT_NE(sql.find("BIGINT"), std::string::npos);
  }
  EXPECT_EQ(GetParam()->newest_schema(), expected - 1);
}

TEST(SetSum, does_not_depend_on_the_order_and_gives_back_what_was_taken_out) {
  std::vector<Digest> digests;
  for (int i = 0; i < 100; ++i) digests.push_back(sha256(std::to_string(i)));
  SetSum up;
  SetSum down;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    up.add(digests[i]);
    down.add(digests[digests.size() - 1 - i]);
  }
  EXPECT_EQ(up, down);
  SetSum half = up;
  for (std::size_t i = 0; i < 50; ++i) half.remove(digests[i]);
  SetSum rest;
  for (std::size_t i = 50; i < 100; ++i) rest.add(digests[i]);
  EXPECT_EQ(half, rest);
  EXPECT_NE(half, up);
  SetSum restored;
  EXPECT_TRUE(restored.restore(up.to_string(), up.count()));
  EXPECT_EQ(restored, up);
  EXPECT_FALSE(restored.restore("x" + up.to_string().substr(1), 1));
}

TEST(RowSum, values_that_only_read_alike_have_different_sums) {
  EXPECT_NE(row_digest("t", {"ab", "c"}, 1), row_digest("t", {"a", "bc"}, 1));
  EXPECT_NE(row_digest("t", {"1"}, 1), row_digest("t", {std::int64_t{1}}, 1));
  EXPECT_NE(row_digest("t", {"a"}, 1), row_digest("t", {"a"}, 2));
  EXPECT_NE(row_digest("t", {"a"}, 1), row_digest("u", {"a"}, 1));
  const Digest digest = sha256("x");
  EXPECT_EQ(parse_digest(hex(digest)), digest);
  EXPECT_EQ(parse_digest(hex(digest).substr(1)), std::nullopt);
}

}  // namespace
}  // namespace tollbridge::store
