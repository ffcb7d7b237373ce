// SPDX-License-Identifier: Apache-2.0
// Cuts a stream into the texts of records, with the line each begins on, in memory bounded by
// limits::line_bytes_max. Three ways to cut: at newlines (NDJSON and its kin), at newlines outside
// quotes (CSV), at the elements of JSON lists (API pages, batches of events).
//
// A splitter sees a window on the stream that always begins where it stopped. It never gives up on
// the stream: what cannot be cut is rejected and it finds its way back at the next line, or for
// JSON lists at the next element. Pure values, one thread each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "intake/intake.h"

namespace tollbridge::intake {

struct Piece {
  enum class Kind : std::uint8_t {
    none,      // nothing but blank space, or more is needed
    record,    // `text` is one record
    rejected,  // `code` and `message` say why; `text` is what was cut out
  };
  Kind kind = Kind::none;
  std::string_view text;
  std::uint64_t line = 0;
  std::uint64_t element = 0;  // which element of its JSON list, from 1; 0: not in a list
  std::string_view code;
  std::string message;
};

class RecordSplitter {
 public:
  virtual ~RecordSplitter() = default;
  // Takes the next piece from the front of `window`; `last` says that nothing follows it. Returns
  // how many bytes are done with: 0 only if the window is empty or more is needed, and never 0
  // while the window holds more than line_bytes_max + 2 bytes or is the last. At the end it is
  // called with an empty last window until it gives no piece.
  virtual std::size_t next(std::string_view window, bool last, Piece& piece) = 0;
};

// One record a line; blank lines are none.
std::unique_ptr<RecordSplitter> split_at_lines();

// One record a line, but not inside quotes. A line whose quotes do not add up is rejected alone.
std::unique_ptr<RecordSplitter> split_csv();

// The elements of JSON lists: `[…]`, and with `pages` also `{…,"value":[…],…}`; several may follow
// each other. Objects outside of lists are records too.
std::unique_ptr<RecordSplitter> split_json_lists(bool pages);

}  // namespace tollbridge::intake
