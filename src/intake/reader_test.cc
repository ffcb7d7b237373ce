// SPDX-License-Identifier: Apache-2.0
// Goal: whatever the form, a good record is read whole and a bad one costs only itself. Method:
// random records printed in every form must read back equal, with any chunk size; then the ends
// of inputs: empty, cut off, refused by whoever takes the portions.
#include "intake/reader.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

constexpr const char* good_line =
    R"({"stack":"s","subscription":"a","tenant":"t","meter":"m","resource":"r",)"
    R"("start":"2026-10-01T00:00:00Z","quantity":1})";

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string csv_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

rc::Gen<std::string> any_id() {
  return rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::element('a', 'z', '0', '-', '/', ',', '"', '\\', ' ', ':', '{')));
}

// An hourly record all forms can say, azure among them.
ReadRow any_hourly_row() {
  ReadRow row;
  row.stack = StackId(*any_id()).text();
  row.subscription = LocalSubscriptionId(*any_id()).text();
  row.meter = MeterId(*any_id()).text();
  row.resource = ResourceId(*any_id()).text();
  row.location = *rc::gen::element<std::string>("", "northwest", "a,\"b\"");
  row.tags = *rc::gen::element<std::string>("", R"({"a":"b \"c\""})", "plain");
  row.start = Hour::from_index(*rc::gen::inRange(400'000, 600'000)).to_string();
  row.quantity = Quantity::from_units(*rc::gen::arbitrary<std::int64_t>()).to_string();
  return row;
}

// One that only the compact forms can say.
ReadRow any_row() {
  ReadRow row = any_hourly_row();
  row.tenant = *rc::gen::element<std::string>("", "7b6d3d3a-0000-4000-8000-000000000001");
  row.event_id = *rc::gen::element<std::string>("", "e-1", "{\"x\"}");
  row.revision = *rc::gen::inRange<std::int64_t>(0, 5);
  row.reported_at = *rc::gen::element<std::string>("", "2026-10-05T01:02:03.5Z");
  const Hour start = Hour::containing(*parse_instant(row.start));
  if (*rc::gen::arbitrary<bool>()) row.end = start.plus(*rc::gen::inRange(1, 600)).to_string();
  return row;
}

std::string compact_json(const ReadRow& row) {
  std::string out = "{";
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out += std::string("\"") + name + "\": " + json_text(text) + ", ";
  };
  add("stack", row.stack);
  add("subscription", row.subscription);
  add("tenant", row.tenant);
  add("meter", row.meter);
  add("resource", row.resource);
  add("start", row.start);
  add("end", row.end);
  add("id", row.event_id);
  add("location", row.location);
  add("tags", row.tags);
  add("reported_at", row.reported_at);
  return out + "\"revision\":" + std::to_string(row.revision) + ",\"quantity\": " + row.quantity +
         "}";
}

std::string compact_csv(const ReadRow& row) {
  std::string out;
  for (const std::string& cell :
       {row.stack, row.subscription, row.tenant, row.meter, row.resource, row.start, row.end,
        row.event_id, row.location, row.tags, row.reported_at, std::to_string(row.revision)}) {
    out += csv_text(cell) + ",";
  }
  return out + row.quantity + "\r\n";
}

const char* csv_header =
    "stack,subscription,tenant,meter,resource,start,end,id,location,tags,reported_at,revision,"
    "quantity\r\n";

std::string azure_json(const ReadRow& row) {
  const std::string instance = R"({"Microsoft.Resources":{"resourceUri":)" +
                               json_text(row.resource) + R"(,"location":)" +
                               json_text(row.location) + R"(,"tags":)" + json_text(row.tags) +
                               R"(,"additionalInfo":""}})";
  const Hour start = Hour::containing(*parse_instant(row.start));
  return R"({"id":"/x","name":"n","properties":{"subscriptionId":)" + json_text(row.subscription) +
         R"(,"usageStartTime":")" + row.start + R"(","usageEndTime":")" +
         start.plus(1).to_string() + R"(","instanceData":)" + json_text(instance) +
         R"(,"quantity":)" + row.quantity + R"(,"meterId":)" + json_text(row.meter) +
         R"(},"cloudId":)" + json_text(row.stack) + "}";
}

std::string event_json(const ReadRow& row, const std::string& data) {
  return R"({"data":)" + data + R"(,"specversion":"1.0","type":"t","source":"/meters","id":)" +
         json_text(row.event_id) + "}";
}

void check(const std::string& text, std::vector<ReadRow> rows, Format format) {
  const auto chunk = *rc::gen::inRange<std::size_t>(1, 200);
  for (const Format asked : {Format::automatic, format}) {
    Options options;
    options.format = asked;
    ReadBack back = read_back(text, options, chunk);
    RC_ASSERT(back.status.has_value());
    RC_ASSERT(back.rejections() == "");
    for (ReadRow& row : back.rows) row.line = 0;
    RC_ASSERT(back.rows == rows);
  }
}

RC_GTEST_PROP(Reader, a_record_printed_as_ndjson_or_csv_reads_back_equal, ()) {
  std::vector<ReadRow> rows;
  std::string ndjson;
  std::string csv = csv_header;
  std::string list = "[";
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
    rows.push_back(any_row());
    ndjson += compact_json(rows.back()) + "\n";
    csv += compact_csv(rows.back());
    list += (list.size() > 1 ? ",\n" : "") + compact_json(rows.back());
  }
  check(ndjson, rows, Format::ndjson);
  check(csv, rows, Format::csv);
  check(list + "]", rows, Format::ndjson);
}

RC_GTEST_PROP(Reader, an_hourly_record_printed_as_azure_reads_back_equal, ()) {
  std::vector<ReadRow> rows;
  std::string lines;
  std::string page = "{\"value\":[";
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
    rows.push_back(any_hourly_row());
    lines += azure_json(rows.back()) + "\n";
    page += (rows.size() > 1 ? "," : "") + azure_json(rows.back());
  }
  check(lines, rows, Format::azure);
  check(page + "],\"nextLink\":\"https://x/?a=[1\"}", rows, Format::azure);
}

RC_GTEST_PROP(Reader, a_record_in_a_cloud_event_reads_back_equal, ()) {
  std::vector<ReadRow> rows;
  std::string lines;
  std::string batch = "[";
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
    const bool azure = *rc::gen::arbitrary<bool>();
    ReadRow row = azure ? any_hourly_row() : any_row();
    row.event_id = *any_id();
    const std::string event = event_json(row, azure ? azure_json(row) : compact_json(row));
    row.event_id = "/meters " + row.event_id;
    rows.push_back(row);
    lines += event + "\n";
    batch += (rows.size() > 1 ? "," : "") + event;
  }
  check(lines, rows, Format::cloudevents);
  check(batch + "]", rows, Format::cloudevents);
}

RC_GTEST_PROP(Reader, corrupt_lines_between_good_ones_cost_only_themselves, ()) {
  std::string text;
  std::vector<std::uint64_t> good;
  std::vector<std::uint64_t> bad;
  for (std::uint64_t line = 1; line <= 12; ++line) {
    if (*rc::gen::arbitrary<bool>()) {
      std::string corrupt(good_line);
      corrupt = corrupt.substr(0, *rc::gen::inRange<std::size_t>(1, corrupt.size()));
      text += corrupt + "\n";
      bad.push_back(line);
    } else {
      text += std::string(good_line) + "\n";
      good.push_back(line);
    }
  }
  Options options;
  options.format = Format::ndjson;
  const ReadBack back = read_back(text, options, *rc::gen::inRange<std::size_t>(1, 300));
  std::vector<std::uint64_t> read;
  std::vector<std::uint64_t> rejected;
  for (const ReadRow& row : back.rows) read.push_back(row.line);
  for (const Rejected& one : back.rejected) rejected.push_back(one.line);
  RC_ASSERT(read == good);
  RC_ASSERT(rejected == bad);
}

TEST(Reader, nothing_is_no_usage_and_no_error) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", "{\"value\":[]}", "[]"}) {
    const ReadBack back = read_back(text);
    EXPECT_TRUE(back.status) << text;
    EXPECT_EQ(back.portions, 0U) << text;
  }
}

TEST(Reader, a_broken_first_line_does_not_hide_the_form) {
  const ReadBack back = read_back("{\"stack\":\"s\n" + std::string(good_line));
  EXPECT_EQ(back.rows.size(), 1U);
  EXPECT_EQ(back.rejections(), "1 InvalidJson");
}

TEST(Reader, an_input_of_no_known_form_is_refused_by_name) {
  for (const std::string text : {"hello world\n1,2,3\n", "<xml/>"}) {
    const ReadBack back = read_back(text);
    ASSERT_FALSE(back.status);
    EXPECT_EQ(back.status.error().code, "UnknownFormat");
  }
  const ReadBack wide = read_back(std::string_view("\xFF\xFE{\0\"\0", 6));
  ASSERT_FALSE(wide.status);
  EXPECT_NE(wide.status.error().message.find("UTF-16"), std::string::npos);
}

TEST(Reader, a_source_that_fails_midway_gives_its_whole_records_first) {
  const std::string text = std::string(good_line) + "\n" + good_line + "\n" + good_line;
  TextSource source(text, 7, true);
  const ReadBack back = read_back(source);
  ASSERT_FALSE(back.status);
  EXPECT_EQ(back.status.error().code, "TruncatedInput");
  // The third may be cut inside a number, so nobody can know that it is whole.
  EXPECT_EQ(back.rows.size(), 2U);
  EXPECT_EQ(back.rejections(), "");
}

TEST(Reader, who_takes_the_portions_can_end_the_reading) {
  TextSource source(good_line);
  int calls = 0;
  const Status status = read_usage(source, {}, json::make_parser, [&](Portion&&) -> Status {
    ++calls;
    return fail(ErrorKind::io, "DiskFull", "The disk is full.");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "DiskFull");
  EXPECT_EQ(calls, 1);
}

TEST(Reader, long_inputs_come_in_portions) {
  std::string text;
  for (std::size_t i = 0; i < portion_records_max + 10; ++i) text += std::string(good_line) + "\n";
  const ReadBack back = read_back(text);
  EXPECT_EQ(back.rows.size(), portion_records_max + 10);
  EXPECT_EQ(back.rows.back().line, portion_records_max + 10);
  EXPECT_EQ(back.portions, 2U);
}

TEST(Reader, rows_keep_their_text_when_they_may_be_rejected_later) {
  const std::string text = std::string(good_line) + "\nbad\n" + good_line + " \n";
  for (const bool keep : {true, false}) {
    TextSource source(text);
    Options options;
    options.keep_rejected_text = keep;
    std::vector<std::string> texts;
    const Status status =
        read_usage(source, options, json::make_parser, [&](Portion&& portion) -> Status {
          texts = portion.row_texts;
          return {};
        });
    ASSERT_TRUE(status);
    ASSERT_EQ(texts.size(), keep ? 2U : 0U);
    if (!keep) continue;
    EXPECT_TRUE(texts[0].starts_with(good_line));
    EXPECT_TRUE(texts[1].starts_with(good_line));
  }
}

TEST(Reader, a_record_of_a_list_is_found_by_its_number) {
  const ReadBack back =
      read_back("[" + std::string(good_line) + ",{\"stack\":\"s\"}," + good_line + "]");
  EXPECT_EQ(back.rows.size(), 2U);
  ASSERT_EQ(back.rejections(), "1 MissingField");
  EXPECT_NE(back.rejected[0].message.find("Record 2 of its list"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::intake
