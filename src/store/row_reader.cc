// SPDX-License-Identifier: Apache-2.0
#include "store/row_reader.h"

#include "store/database_parts.h"

namespace tollbridge::store {

std::optional<Hour> RowReader::optional_hour() {
  if (std::get<std::string>(row_[next_]).empty()) {
    ++next_;
    return std::nullopt;
  }
  return hour();
}

Currency RowReader::currency() {
  return parsed(Currency::find, Currency::find("EUR").value());
}

void RowReader::fault() {
  if (!status_) return;
  status_ = damaged(place_of(table_, row_, commit_) + " has a " +
                    std::string(table_.columns[next_ - 1].name) + " that cannot be read");
}

std::string optional_hour_text(const std::optional<Hour>& hour) {
  return hour ? hour->to_string() : std::string();
}

}  // namespace tollbridge::store
