// SPDX-License-Identifier: Apache-2.0
// The rules that turn the texts of one record into a row, the same for every form: which fields
// must be there, what a time and a quantity may look like, when an end makes a span, how long an
// id may be, how ids are normalised (core/ids.h).
//
// A RowMaker belongs to one parser, hence to one thread. It keeps tables of what it has seen, of
// fixed size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "intake/intake.h"
#include "intake/memo.h"
#include "journal/record.h"

namespace tollbridge::intake {

// What a form found in a record, as text. Empty is absent. The views need to live for one call.
struct RecordFields {
  std::string_view stack;
  std::string_view subscription;
  std::string_view tenant;
  std::string_view meter;
  std::string_view resource;
  std::string_view start;
  std::string_view end;
  std::string_view quantity;
  std::string_view event_id;
  std::string_view revision;
  std::string_view location;
  std::string_view tags;
  std::string_view reported_at;
};

// Whose names and habits the record has.
enum class Shape : std::uint8_t {
  compact,  // strict times
  azure,    // lenient times; needs an end; a whole hour becomes a start without end; longer: daily
  focus,    // lenient times; needs an end; may have no resource
};

// Where a record stands, for rejections.
struct Place {
  std::uint64_t line = 0;
  std::string_view text;
};

// Adds a rejection; keeps the text if `options` say so.
void reject(const Options& options, const Place& place, std::string_view code, std::string message,
            Portion& portion);

// The quantity in `text`, exactly as parse_entered_quantity has it, but faster for short numbers.
Result<EnteredQuantity> read_quantity(std::string_view text);

class RowMaker {
 public:
  explicit RowMaker(const Options& options);

  // Adds the row, or the reason why it is none: MissingField, InvalidTime, InvalidNumber,
  // NumberOutOfRange, FieldTooLong, InvalidField, NotHourly, SpanTooLong.
  void add(const RecordFields& fields, Shape shape, const Place& place, Portion& portion);

  void reject(const Place& place, std::string_view code, std::string message,
              Portion& portion) const {
    intake::reject(options_, place, code, std::move(message), portion);
  }

  [[nodiscard]] const Options& options() const { return options_; }

 private:
  struct Column;
  using Ids = Memo<Interned>;

  Status fill(const RecordFields& fields, Shape shape, journal::UsageRow& row, Portion& portion);
  Status fill_times(const RecordFields& fields, Shape shape, journal::UsageRow& row);
  Status fill_ids(const RecordFields& fields, Shape shape, journal::UsageRow& row,
                  journal::StringPool& pool);
  Result<Instant> time(std::string_view text, Shape shape);
  static Status check_text(std::string_view text, const Column& column);
  Status intern(std::string_view text, const Column& column, Ids& memo, journal::StringPool& pool,
                std::uint32_t& index);

  Options options_;
  std::string default_stack_;
  std::uint64_t pool_number_ = 0;
  Ids stacks_{64};
  Ids subscriptions_{4096};
  Ids tenants_{4096};
  Ids meters_{1024};
  Ids resources_{16384};
  Ids event_ids_{16};  // rarely seen twice
  Ids locations_{256};
  Ids tags_{1024};
  Memo<Instant> strict_times_{1024};
  Memo<Instant> lenient_times_{1024};
};

}  // namespace tollbridge::intake
