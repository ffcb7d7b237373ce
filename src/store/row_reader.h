// SPDX-License-Identifier: Apache-2.0
// Reads the values of a row from left to right into domain types. A value that passed its
// checksum and still cannot be read was not written by this program: BooksDamaged, told once, by
// `status`, for the first such value; until then stand-ins are handed out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "store/table.h"

namespace tollbridge::store {

class RowReader {
 public:
  RowReader(const Table& table, std::uint64_t commit, const Row& row)
      : table_(table), commit_(commit), row_(row) {}

  const std::string& text() { return std::get<std::string>(row_[next_++]); }
  std::int64_t integer() { return std::get<std::int64_t>(row_[next_++]); }
  template <class Id>
  Id id() {
    return Id(text());
  }

  Instant instant() { return parsed(parse_instant, Instant{}); }
  Period period() { return parsed(Period::parse, Period::from_index(0)); }
  Hour hour() { return Hour::containing(instant()); }
  std::optional<Hour> optional_hour();  // empty text: none
  Currency currency();
  template <class Decimal>
  Decimal decimal() {
    return parsed(Decimal::parse, Decimal());
  }

  // The next text by a function from text to Result<T>, e.g. registry::parse_offer.
  template <class Parse, class T>
  T parsed(Parse parse, T stand_in) {
    auto value = parse(std::string_view(text()));
    if (value) return *std::move(value);
    fault();
    return stand_in;
  }

  // Says that the value read last cannot be.
  void fault();
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  const Table& table_;
  std::uint64_t commit_;
  const Row& row_;
  std::size_t next_ = 0;
  Status status_;
};

// The other way, where it is not to_string alone.
std::string optional_hour_text(const std::optional<Hour>& hour);

}  // namespace tollbridge::store
