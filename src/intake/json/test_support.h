// SPDX-License-Identifier: Apache-2.0
// For tests of intake: a source over a text in chunks of any size, and records as plain texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/intake.h"
#include "intake/json/json.h"
#include "intake/reader.h"

namespace tollbridge::intake {

// Gives `text` in chunks of `chunk` bytes; after it the end, or an error if it is `broken`.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t chunk = 1 << 20, bool broken = false)
      : rest_(text), chunk_(chunk), broken_(broken) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min({capacity, chunk_, rest_.size()});
    if (size == 0 && broken_) return fail(ErrorKind::io, "TruncatedInput", "It is cut off.");
    if (size > 0) std::memcpy(buffer, rest_.data(), size);
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
  std::size_t chunk_;
  bool broken_;
};

// A row with its texts looked up.
struct ReadRow {
  std::string stack, subscription, tenant, meter, resource, event_id, location, tags;
  std::string start, end, quantity, reported_at;
  std::int64_t revision = 0;
  std::uint64_t line = 0;
  friend bool operator==(const ReadRow&, const ReadRow&) = default;
};

struct ReadBack {
  std::vector<ReadRow> rows;
  std::vector<Rejected> rejected;
  std::uint64_t rounded = 0;
  std::size_t portions = 0;
  Status status;

  // "3 InvalidJson, 7 MissingField"
  [[nodiscard]] std::string rejections() const {
    std::string text;
    for (const Rejected& one : rejected) {
      text += (text.empty() ? "" : ", ") + std::to_string(one.line) + " " + one.code;
    }
    return text;
  }
};

inline ReadRow read_row(const journal::UsageBatch& batch, const journal::UsageRow& row) {
  const auto text = [&](std::uint32_t index) { return std::string(batch.strings.text(index)); };
  const auto time = [](std::optional<Instant> at) { return at ? to_string(*at) : std::string(); };
  ReadRow read;
  read.stack = text(row.stack);
  read.subscription = text(row.subscription);
  read.tenant = text(row.tenant);
  read.meter = text(row.meter);
  read.resource = text(row.resource);
  read.event_id = text(row.event_id);
  read.location = text(row.location);
  read.tags = text(row.tags);
  read.start = to_string(row.start);
  read.end = time(row.end);
  read.quantity = row.quantity.to_string();
  read.reported_at = time(row.reported_at);
  read.revision = row.revision;
  read.line = row.line;
  return read;
}

inline void add_portion(const Portion& portion, ReadBack& back) {
  for (const auto& row : portion.batch.rows) back.rows.push_back(read_row(portion.batch, row));
  back.rejected.insert(back.rejected.end(), portion.rejected.begin(), portion.rejected.end());
  back.rounded += portion.rounded;
  ++back.portions;
}

inline ReadBack read_back(ByteSource& source, const Options& options = {}) {
  ReadBack back;
  back.status = read_usage(source, options, json::make_parser, [&](Portion&& portion) -> Status {
    add_portion(portion, back);
    return {};
  });
  return back;
}

inline ReadBack read_back(std::string_view text, const Options& options = {},
                          std::size_t chunk = 1 << 20) {
  TextSource source(text, chunk);
  return read_back(source, options);
}

}  // namespace tollbridge::intake
