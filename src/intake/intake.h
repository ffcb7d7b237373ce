// SPDX-License-Identifier: Apache-2.0
// Reads usage in every form of contract.md ("Usage, compact forms") into batches. Bad input never
// costs good input: a line that cannot be read is rejected with its number, code and reason, and
// the rest goes on. Memory does not grow with the input.
//
// The forms' parsers: intake/json (azure, ndjson, cloudevents), intake/csv.h (csv, focus). Bytes
// come through a ByteSource; intake/compression unpacks gzip and zstd by their first bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "journal/record.h"

namespace tollbridge::intake {

enum class Format : std::uint8_t { automatic, azure, ndjson, csv, cloudevents, focus };
Result<Format> parse_format(std::string_view name);  // "auto", "azure", …

struct Options {
  Format format = Format::automatic;
  std::optional<StackId> stack;  // for forms that do not carry it (azure, focus)
  bool daily = false;            // accept azure rows longer than an hour (--daily)
  bool keep_rejected_text = false;  // for --reject-file
};

struct Rejected {
  std::uint64_t line = 0;
  std::string code;  // "InvalidJson", "MissingField", "InvalidTime", "NotHourly", …
  std::string message;
  std::string text;  // the line as it was, if kept
};

// Where bytes come from. `read` returns 0 at the end. Errors: io.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity) = 0;
};

// A part of the input, in order.
struct Portion {
  journal::UsageBatch batch;  // at most limits::batch_records_max rows; tenant may be missing (0)
  std::vector<Rejected> rejected;
  std::uint64_t rounded = 0;     // quantities of the batch cut to 18 digits
  std::uint64_t bytes_read = 0;  // so far, before unpacking
};

// Called with every portion; an Error ends the reading and is handed on.
using PortionSink = std::function<Status(Portion&&)>;

// A parser of one input in one form; made by intake/reader.h.
class Parser {
 public:
  virtual ~Parser() = default;
  // Takes whole lines (the last may lack its newline). `first_line` is the number of the first.
  virtual void lines(std::string_view text, std::uint64_t first_line, Portion& portion) = 0;
};

}  // namespace tollbridge::intake
