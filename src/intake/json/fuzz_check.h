// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes given to the reader: it ends, where the buffer ends makes no
// difference, and every row it makes keeps the promises of fields.h. For the fuzz targets and the
// test that replays their corpora.
#pragma once

#include <string>
#include <string_view>

#include "core/check.h"
#include "core/limits.h"
#include "intake/json/compact.h"
#include "intake/json/test_support.h"
#include "intake/text.h"
#include "intake/times.h"

namespace tollbridge::intake {

inline void check_row(const journal::UsageBatch& batch, const journal::UsageRow& row) {
  CHECK(row.line > 0);
  CHECK(row.revision >= 0);
  CHECK(row.stack != 0 && row.subscription != 0 && row.meter != 0);
  for (const std::uint32_t index : {row.stack, row.subscription, row.tenant, row.meter,
                                    row.resource, row.event_id, row.location}) {
    const std::string_view text = batch.strings.text(index);
    CHECK(text.size() <= limits::id_bytes_max);
    CHECK(is_utf8(text) && !has_control_character(text));
  }
  if (row.end) CHECK(*row.end > row.start && *row.end <= span_end_max(row.start));
}

inline ReadBack checked_read(std::string_view bytes, const Options& options, std::size_t chunk) {
  ReadBack back;
  TextSource source(bytes, chunk);
  back.status = read_usage(source, options, json::make_parser, [&](Portion&& portion) -> Status {
    CHECK(portion.batch.rows.size() <= limits::batch_records_max);
    for (const auto& row : portion.batch.rows) check_row(portion.batch, row);
    for (const auto& one : portion.rejected) {
      CHECK(one.line > 0 && !one.code.empty() && is_utf8(one.message));
    }
    add_portion(portion, back);
    return {};
  });
  return back;
}

// The fast way to read a compact record says nothing but what the other one says.
inline void check_both_ways(std::string_view bytes) {
  std::string text(bytes.substr(0, bytes.find('\n')));
  text.reserve(text.size() + text_padding);
  json::CompactRecord record;
  RecordFields plain;
  RecordFields any;
  json::Fault fault;
  if (!record.read_plain(text, plain)) return;
  CHECK(record.read_any(text, any, fault));
  CHECK(plain.meter == any.meter && plain.quantity == any.quantity && plain.start == any.start);
  CHECK(plain.stack == any.stack && plain.subscription == any.subscription);
  CHECK(plain.resource == any.resource && plain.event_id == any.event_id);
}

inline void check_reading(std::string_view bytes, Format format) {
  Options options;
  options.format = format;
  options.stack = StackId("stack");
  options.daily = true;
  const ReadBack whole = checked_read(bytes, options, bytes.size() + 1);
  const ReadBack chunks = checked_read(bytes, options, 1 + bytes.size() % 7);
  CHECK(whole.rows == chunks.rows);
  CHECK(whole.rejections() == chunks.rejections());
  CHECK(whole.status.has_value() == chunks.status.has_value());
  CHECK(whole.rounded <= whole.rows.size());
  check_both_ways(bytes);
}

}  // namespace tollbridge::intake
