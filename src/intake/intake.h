// SPDX-License-Identifier: Apache-2.0
// Reads usage in every form of contract.md ("Usage, compact forms") into batches. Bad input never
// costs good input: a record that cannot be read is rejected with its line, code and reason, and
// the rest goes on. Memory does not grow with the input.
//
//   bytes -> records of text   reader.h (over record_splitter.h, detect.h)
//   text  -> fields            csv.h, focus.h; intake/json (azure, ndjson, cloudevents)
//   fields -> rows             fields.h, the rules shared by all forms
//
// Bytes come through a ByteSource: intake/file opens files, intake/compression unpacks gzip and
// zstd by their first bytes. All codes of rejections are listed in README.md.
#pragma once

#include <cstddef>
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
// "auto", "azure", … Errors: UnknownFormat.
Result<Format> parse_format(std::string_view name);
std::string_view format_name(Format format);

struct Options {
  Format format = Format::automatic;
  std::optional<StackId> stack;  // for forms that do not carry it (azure, focus)
  bool daily = false;            // accept azure rows longer than an hour (--daily)
  bool keep_rejected_text = false;  // for --reject-file; rows may be rejected later too
};

struct Rejected {
  std::uint64_t line = 0;
  std::string code;  // "InvalidJson", "MissingField", "InvalidTime", "NotHourly", …
  std::string message;
  std::string text;  // the record as it was, if kept; empty for LineTooLong
};

// Where bytes come from. `read` returns 0 at the end. Errors: io.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t capacity) = 0;
  // Bytes taken from outside so far, where that is not what `read` gave (unpacking).
  [[nodiscard]] virtual std::optional<std::uint64_t> packed_bytes() const { return std::nullopt; }
};

// A part of the input, in order.
struct Portion {
  journal::UsageBatch batch;  // at most limits::batch_records_max rows; tenant may be missing (0)
  std::vector<Rejected> rejected;
  std::vector<std::string> row_texts;  // per row, the record as it was; only if kept
  std::uint64_t rounded = 0;     // quantities of the batch cut to 18 digits
  std::uint64_t bytes_read = 0;  // so far, before unpacking
};

// Called with every portion; an Error ends the reading and is handed on.
using PortionSink = std::function<Status(Portion&&)>;

// So many readable bytes stand behind every text a Parser is given (JSON is read in wide steps).
inline constexpr std::size_t text_padding = 64;

// Reads the records of one input in one form; used by one thread, filling one portion after the
// other.
class Parser {
 public:
  virtual ~Parser() = default;
  // Adds what the record's text says to the portion: rows, or a rejection. A record may be several
  // (a line that holds a list of events). `line` is where the text begins. An Error means that
  // the whole input cannot be read (a CSV header without the columns needed).
  virtual Status record(std::string_view text, std::uint64_t line, Portion& portion) = 0;
};

// Makes parsers for the JSON forms; intake/json/json.h has the one there is.
using ParserMaker = std::function<std::unique_ptr<Parser>(Format, const Options&)>;

}  // namespace tollbridge::intake
