// SPDX-License-Identifier: Apache-2.0
// Goal: the same rules hold for a record whatever form it came in. Method: one good record of each
// shape, and every rule broken once, by hand.
#include "intake/fields.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "core/limits.h"
#include "intake/json/test_support.h"

namespace tollbridge::intake {
namespace {

RecordFields good() {
  RecordFields fields;
  fields.stack = "9C1E0000000040008000000000000001";
  fields.subscription = "5D20C2DE-0000-4000-8000-000000000001";
  fields.tenant = "{7B6D3D3A-0000-4000-8000-000000000001}";
  fields.meter = "F271A8A388C04D93956A063A0E1D2F92";
  fields.resource = "\\Subscriptions\\S\\VM0";
  fields.start = "2026-10-01T13:00:00Z";
  fields.end = "2026-10-01T14:00:00Z";
  fields.quantity = "2.0";
  return fields;
}

ReadBack add(const RecordFields& fields, Shape shape = Shape::compact,
             const Options& options = {}) {
  RowMaker maker(options);
  Portion portion;
  maker.add(fields, shape, {7, "the line"}, portion);
  ReadBack back;
  add_portion(portion, back);
  return back;
}

std::string code(const RecordFields& fields, Shape shape = Shape::compact,
                 const Options& options = {}) {
  const ReadBack back = add(fields, shape, options);
  return back.rejected.empty() ? "accepted" : back.rejected.front().code;
}

RecordFields with(std::string_view RecordFields::*field, std::string_view text) {
  RecordFields fields = good();
  fields.*field = text;
  return fields;
}

TEST(Fields, ids_are_compared_in_their_normal_form) {
  RecordFields fields = good();
  fields.event_id = "Event-1";
  fields.location = "NorthWest";
  fields.tags = R"({"b": 1, "a": 2})";
  fields.revision = "3";
  fields.reported_at = "2026-10-01T15:00:00+01:00";
  const ReadBack back = add(fields);
  ASSERT_EQ(back.rows.size(), 1U);
  EXPECT_EQ(back.rows[0],
            (ReadRow{"9c1e0000-0000-4000-8000-000000000001", "5d20c2de-0000-4000-8000-000000000001",
                     "7b6d3d3a-0000-4000-8000-000000000001", "f271a8a3-88c0-4d93-956a-063a0e1d2f92",
                     "/subscriptions/s/vm0", "Event-1", "NorthWest", R"({"a":2,"b":1})",
                     "2026-10-01T13:00:00Z", "2026-10-01T14:00:00Z", "2", "2026-10-01T14:00:00Z",
                     3, 7}));
}

TEST(Fields, every_required_field_is_missed) {
  for (const auto field : {&RecordFields::stack, &RecordFields::subscription, &RecordFields::meter,
                           &RecordFields::resource, &RecordFields::start,
                           &RecordFields::quantity}) {
    EXPECT_EQ(code(with(field, "")), "MissingField");
  }
  for (const auto field : {&RecordFields::tenant, &RecordFields::end}) {
    EXPECT_EQ(code(with(field, "")), "accepted");
  }
}

TEST(Fields, a_missing_stack_is_the_one_of_the_options) {
  Options options;
  options.stack = StackId("DATACENTER-1");
  EXPECT_EQ(add(with(&RecordFields::stack, ""), Shape::compact, options).rows.at(0).stack,
            "DATACENTER-1");
  EXPECT_EQ(add(good(), Shape::compact, options).rows.at(0).stack,
            "9c1e0000-0000-4000-8000-000000000001");
}

TEST(Fields, focus_charges_may_have_no_resource_but_need_an_end) {
  EXPECT_EQ(code(with(&RecordFields::resource, ""), Shape::focus), "accepted");
  EXPECT_EQ(code(with(&RecordFields::end, ""), Shape::focus), "MissingField");
  EXPECT_EQ(code(with(&RecordFields::end, ""), Shape::azure), "MissingField");
}

TEST(Fields, without_end_a_start_off_the_hour_is_an_event) {
  RecordFields fields = with(&RecordFields::start, "2026-10-01T13:17:05.25Z");
  fields.end = {};
  EXPECT_EQ(add(fields).rows.at(0).start, "2026-10-01T13:17:05.25Z");
  EXPECT_EQ(add(fields).rows.at(0).end, "");
}

TEST(Fields, a_span_ends_after_it_begins_and_within_a_month) {
  const auto end = [](std::string_view text) { return code(with(&RecordFields::end, text)); };
  EXPECT_EQ(end("2026-10-01T13:00:00Z"), "InvalidTime");
  EXPECT_EQ(end("2026-10-01T12:59:59Z"), "InvalidTime");
  EXPECT_EQ(end("2026-10-01T13:00:00.000000001Z"), "accepted");
  EXPECT_EQ(end("2026-11-01T13:00:00Z"), "accepted");
  EXPECT_EQ(end("2026-11-01T13:00:00.000000001Z"), "SpanTooLong");
}

TEST(Fields, a_whole_hour_of_azure_is_that_hours_quantity) {
  EXPECT_EQ(add(good(), Shape::azure).rows.at(0).end, "");
  RecordFields half = with(&RecordFields::end, "2026-10-01T13:30:00+00:00Z");
  EXPECT_EQ(add(half, Shape::azure).rows.at(0).end, "2026-10-01T13:30:00Z");
  RecordFields shifted = with(&RecordFields::start, "2026-10-01T13:30:00");
  shifted.end = "2026-10-01T14:30:00";
  EXPECT_EQ(add(shifted, Shape::azure).rows.at(0).end, "2026-10-01T14:30:00Z");
}

TEST(Fields, azure_rows_longer_than_an_hour_would_double_the_hourly_ones) {
  const RecordFields daily = with(&RecordFields::end, "2026-10-02T13:00:00Z");
  EXPECT_EQ(code(daily, Shape::azure), "NotHourly");
  Options options;
  options.daily = true;
  EXPECT_EQ(add(daily, Shape::azure, options).rows.at(0).end, "2026-10-02T13:00:00Z");
  EXPECT_EQ(code(with(&RecordFields::end, "2026-10-01T13:00:00Z"), Shape::azure), "InvalidTime");
}

TEST(Fields, numbers_and_times_that_are_none_are_refused) {
  EXPECT_EQ(code(with(&RecordFields::quantity, "1,5")), "InvalidNumber");
  EXPECT_EQ(code(with(&RecordFields::quantity, "NaN")), "InvalidNumber");
  EXPECT_EQ(code(with(&RecordFields::quantity, "1e40")), "NumberOutOfRange");
  EXPECT_EQ(code(with(&RecordFields::start, "yesterday")), "InvalidTime");
  EXPECT_EQ(code(with(&RecordFields::end, "later")), "InvalidTime");
  EXPECT_EQ(code(with(&RecordFields::reported_at, "once")), "InvalidTime");
  EXPECT_EQ(code(with(&RecordFields::revision, "1.0")), "InvalidNumber");
  EXPECT_EQ(code(with(&RecordFields::revision, "-1")), "InvalidNumber");
  EXPECT_EQ(code(with(&RecordFields::revision, "9223372036854775808")), "NumberOutOfRange");
  EXPECT_EQ(code(with(&RecordFields::revision, "9223372036854775807")), "NumberOutOfRange");
  EXPECT_EQ(code(with(&RecordFields::revision, "1000000000000001")), "NumberOutOfRange");
  EXPECT_EQ(code(with(&RecordFields::revision, "1000000000000000")), "accepted");
}

TEST(Fields, usage_before_1970_belongs_to_no_period_and_is_refused) {
  EXPECT_EQ(code(with(&RecordFields::start, "1969-12-31T23:59:59Z")), "InvalidTime");
  EXPECT_EQ(code(with(&RecordFields::start, "1970-01-01T00:00:00+14:00")), "InvalidTime");
  EXPECT_NE(code(with(&RecordFields::start, "1970-01-01T00:00:00Z")), "InvalidTime");
}

TEST(Fields, negative_and_zero_quantities_are_usage_too) {
  EXPECT_EQ(add(with(&RecordFields::quantity, "-2.50")).rows.at(0).quantity, "-2.5");
  EXPECT_EQ(add(with(&RecordFields::quantity, "0")).rows.at(0).quantity, "0");
}

TEST(Fields, a_quantity_with_more_than_18_digits_is_rounded_and_counted) {
  const ReadBack back = add(with(&RecordFields::quantity, "6.36465847492218e-06"));
  EXPECT_EQ(back.rows.at(0).quantity, "0.000006364658474922");
  EXPECT_EQ(back.rounded, 1U);
  RecordFields rejected = with(&RecordFields::quantity, "0.0000000000000000001");
  rejected.revision = "x";
  EXPECT_EQ(add(rejected).rounded, 0U);
}

TEST(Fields, ids_and_tags_have_a_greatest_length) {
  const std::string id(limits::id_bytes_max, 'x');
  const std::string tags(limits::tags_bytes_max, 'x');
  EXPECT_EQ(code(with(&RecordFields::resource, id)), "accepted");
  EXPECT_EQ(code(with(&RecordFields::resource, id + "x")), "FieldTooLong");
  EXPECT_EQ(code(with(&RecordFields::event_id, id + "x")), "FieldTooLong");
  EXPECT_EQ(code(with(&RecordFields::tags, tags)), "accepted");
  EXPECT_EQ(code(with(&RecordFields::tags, tags + "x")), "FieldTooLong");
}

TEST(Fields, control_characters_are_no_part_of_an_id) {
  EXPECT_EQ(code(with(&RecordFields::meter, "a\nb")), "InvalidField");
  EXPECT_EQ(code(with(&RecordFields::tenant, std::string_view("a\0b", 3))), "InvalidField");
}

TEST(Fields, the_text_of_a_rejected_record_is_kept_on_request) {
  EXPECT_EQ(add(with(&RecordFields::start, "x")).rejected.at(0).text, "");
  Options options;
  options.keep_rejected_text = true;
  const ReadBack back = add(with(&RecordFields::start, "x"), Shape::compact, options);
  EXPECT_EQ(back.rejected.at(0).text, "the line");
  EXPECT_EQ(back.rejected.at(0).line, 7U);
}

// A maker that remembers texts of the last portion must not give its indexes to the next.
TEST(Fields, every_portion_has_its_own_strings) {
  RowMaker maker({});
  for (const char* first : {"meter-a", "meter-b"}) {
    Portion portion;
    maker.add(with(&RecordFields::meter, first), Shape::compact, {}, portion);
    maker.add(with(&RecordFields::meter, "meter-a"), Shape::compact, {}, portion);
    ReadBack back;
    add_portion(portion, back);
    EXPECT_EQ(back.rows.at(0).meter, first);
    EXPECT_EQ(back.rows.at(1).meter, "meter-a");
  }
}

RC_GTEST_PROP(Fields, the_fast_way_to_read_a_quantity_agrees_with_the_exact_one, ()) {
  const std::string text = *rc::gen::container<std::string>(
      *rc::gen::inRange(0, 24), rc::gen::element('0', '1', '5', '9', '.', '-', 'e'));
  const auto fast = read_quantity(text);
  const auto exact = parse_entered_quantity(text);
  RC_ASSERT(fast.has_value() == exact.has_value());
  if (exact) {
    RC_ASSERT(fast->quantity == exact->quantity);
    RC_ASSERT(fast->rounded == exact->rounded);
  }
}

}  // namespace
}  // namespace tollbridge::intake
