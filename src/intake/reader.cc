// SPDX-License-Identifier: Apache-2.0
#include "intake/reader.h"

#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "intake/csv.h"
#include "intake/detect.h"
#include "intake/fields.h"
#include "intake/focus.h"
#include "intake/record_splitter.h"
#include "intake/window.h"

namespace tollbridge::intake {
namespace {

static_assert(portion_records_max <= limits::batch_records_max);

class Reading {
 public:
  Reading(ByteSource& source, const Options& options, const PortionSink& sink)
      : window_(source), options_(options), sink_(sink) {}

  Status run(const ParserMaker& make_json_parser) {
    fill_front();
    if (window_.text().starts_with(byte_order_mark)) window_.drop(byte_order_mark.size());
    const auto detected = detect(window_.text().substr(0, detect_bytes_max), options_.format);
    if (!detected) return source_failed() ? source_ : std::unexpected(detected.error());
    open(*detected, make_json_parser);
    if (Status read = read_all(); !read) return read;
    if (Status flushed = flush(); !flushed) return flushed;
    return source_;
  }

 private:
  [[nodiscard]] bool source_failed() const { return !source_.has_value(); }

  void fill_front() {
    while (!window_.ended() && !source_failed() && window_.text().size() < detect_bytes_max) {
      source_ = window_.fill();
    }
  }

  void open(const Detected& detected, const ParserMaker& make_json_parser) {
    if (detected.format == Format::csv || detected.format == Format::focus) {
      splitter_ = split_csv();
      parser_ = detected.format == Format::csv ? make_csv_parser(options_)
                                               : make_focus_parser(options_);
    } else {
      splitter_ = detected.lists ? split_json_lists(detected.format == Format::azure)
                                 : split_at_lines();
      parser_ = make_json_parser(detected.format, options_);
    }
    CHECK(parser_ != nullptr);
  }

  // Until the source ends or fails.
  Status read_all() {
    while (true) {
      if (Status taken = take_pieces(); !taken) return taken;
      if (window_.ended() || source_failed()) return {};
      source_ = window_.fill();
    }
  }

  // All pieces the window holds.
  Status take_pieces() {
    Piece piece;
    while (true) {
      const std::size_t used = splitter_->next(window_.text(), window_.ended(), piece);
      if (Status handled = handle(piece); !handled) return handled;
      window_.drop(used);
      portion_bytes_ += used;
      if (used == 0 && piece.kind == Piece::Kind::none) return {};
      if (portion_.batch.rows.size() + portion_.rejected.size() >= portion_records_max ||
          portion_bytes_ >= portion_bytes_max) {
        if (Status flushed = flush(); !flushed) return flushed;
      }
    }
  }

  Status handle(const Piece& piece) {
    if (piece.kind == Piece::Kind::none) return {};
    const std::size_t rejected_before = portion_.rejected.size();
    Status read;
    if (piece.kind == Piece::Kind::rejected) {
      reject(options_, {piece.line, piece.text}, piece.code, piece.message, portion_);
    } else {
      read = parser_->record(piece.text, piece.line, portion_);
      if (options_.keep_rejected_text) {
        portion_.row_texts.resize(portion_.batch.rows.size(), std::string(piece.text));
      }
    }
    if (piece.element == 0) return read;
    for (std::size_t i = rejected_before; i < portion_.rejected.size(); ++i) {
      portion_.rejected[i].message += " (Record " + std::to_string(piece.element) +
                                      " of its list.)";
    }
    return read;
  }

  Status flush() {
    portion_bytes_ = 0;
    if (portion_.batch.rows.empty() && portion_.rejected.empty()) return {};
    portion_.bytes_read = window_.bytes_read();
    Portion full = std::exchange(portion_, Portion{});
    // The next portion is likely as long.
    portion_.batch.rows.reserve(window_.ended() ? 0 : full.batch.rows.size());
    return sink_(std::move(full));
  }

  Window window_;
  Status source_;
  const Options& options_;
  const PortionSink& sink_;
  std::unique_ptr<RecordSplitter> splitter_;
  std::unique_ptr<Parser> parser_;
  Portion portion_;
  std::size_t portion_bytes_ = 0;
};

}  // namespace

Status read_usage(ByteSource& source, const Options& options, const ParserMaker& make_json_parser,
                  const PortionSink& sink) {
  return Reading(source, options, sink).run(make_json_parser);
}

}  // namespace tollbridge::intake
