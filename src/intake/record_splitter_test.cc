// SPDX-License-Identifier: Apache-2.0
// Goal: one bad record costs only itself, wherever the buffer happens to end. Method: texts cut
// whole and byte by byte must give the same pieces; the ways lines, quotes and lists can be broken.
#include "intake/record_splitter.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "core/limits.h"

namespace tollbridge::intake {
namespace {

// "1:text" for a record, "2!Code" for a rejection, one after the other; the stream comes in steps
// of `chunk` bytes.
std::vector<std::string> pieces(RecordSplitter& splitter, std::string_view stream,
                                std::size_t chunk) {
  std::vector<std::string> found;
  std::size_t begin = 0;
  std::size_t end = 0;
  while (true) {
    const bool last = end == stream.size();
    Piece piece;
    const std::size_t used = splitter.next(stream.substr(begin, end - begin), last, piece);
    if (piece.kind == Piece::Kind::record) {
      found.push_back(std::to_string(piece.line) + ":" + std::string(piece.text));
    } else if (piece.kind == Piece::Kind::rejected) {
      found.push_back(std::to_string(piece.line) + "!" + std::string(piece.code));
    }
    begin += used;
    if (used > 0 || piece.kind != Piece::Kind::none) continue;
    if (last) return found;
    end = std::min(end + chunk, stream.size());
  }
}

using Make = std::unique_ptr<RecordSplitter> (*)();

std::unique_ptr<RecordSplitter> split_pages() { return split_json_lists(true); }

std::vector<std::string> cut(Make make, std::string_view stream) {
  const auto whole = pieces(*make(), stream, stream.size() + 1);
  if (stream.size() < 10'000) {
    EXPECT_EQ(pieces(*make(), stream, 1), whole) << stream;
  }
  return whole;
}

using Pieces = std::vector<std::string>;

TEST(LineSplitter, lines_are_counted_with_the_blank_ones) {
  EXPECT_EQ(cut(split_at_lines, "a\r\n\n  \nb\nc"), (Pieces{"1:a", "4:b", "5:c"}));
  EXPECT_EQ(cut(split_at_lines, ""), Pieces{});
  EXPECT_EQ(cut(split_at_lines, "\n\n"), Pieces{});
}

TEST(LineSplitter, a_line_that_is_too_long_costs_only_itself) {
  const std::string fits(limits::line_bytes_max, 'x');
  EXPECT_EQ(cut(split_at_lines, "a\n" + fits + "\r\nb"), (Pieces{"1:a", "2:" + fits, "3:b"}));
  EXPECT_EQ(cut(split_at_lines, "a\n" + fits + "y\nb"), (Pieces{"1:a", "2!LineTooLong", "3:b"}));
  EXPECT_EQ(cut(split_at_lines, fits + fits + fits + "\nb"), (Pieces{"1!LineTooLong", "2:b"}));
  EXPECT_EQ(cut(split_at_lines, fits + fits), Pieces{"1!LineTooLong"});
  EXPECT_EQ(pieces(*split_at_lines(), fits + fits + "\nb", 4096), (Pieces{"1!LineTooLong", "2:b"}));
}

TEST(CsvSplitter, newlines_inside_quotes_belong_to_the_cell) {
  EXPECT_EQ(cut(split_csv, "a,\"x\ny\",b\r\nc"), (Pieces{"1:a,\"x\ny\",b", "3:c"}));
  EXPECT_EQ(cut(split_csv, "\"a\"\"\n\"\nb"), (Pieces{"1:\"a\"\"\n\"", "3:b"}));
  EXPECT_EQ(cut(split_csv, "a,\"\"\nb"), (Pieces{"1:a,\"\"", "2:b"}));
  EXPECT_EQ(cut(split_csv, "5\" disk,1\nb"), (Pieces{"1:5\" disk,1", "2:b"}));
}

TEST(CsvSplitter, quotes_that_do_not_add_up_cost_only_their_line) {
  EXPECT_EQ(cut(split_csv, "a\nb,\"c\nd\ne"), (Pieces{"1:a", "2!InvalidCsv", "3:d", "4:e"}));
  EXPECT_EQ(cut(split_csv, "b,\"c\n\"d\",e\nf"), (Pieces{"1!InvalidCsv", "2:\"d\",e", "3:f"}));
  EXPECT_EQ(cut(split_csv, "\"a\"b\nc"), (Pieces{"1!InvalidCsv", "2:c"}));
  EXPECT_EQ(cut(split_csv, "a,\"b"), Pieces{"1!InvalidCsv"});
}

TEST(CsvSplitter, a_quote_never_closed_is_given_up_after_the_greatest_length) {
  const std::string filler(limits::line_bytes_max / 2, 'x');
  EXPECT_EQ(cut(split_csv, "a,\"b\n" + filler + "\n" + filler + "\n" + filler + "\nc"),
            (Pieces{"1!InvalidCsv", "2:" + filler, "3:" + filler, "4:" + filler, "5:c"}));
  EXPECT_EQ(cut(split_csv, "\"" + filler + filler + filler + "\"\nc"),
            (Pieces{"1!LineTooLong", "2:c"}));
}

TEST(JsonListSplitter, elements_are_records) {
  EXPECT_EQ(cut(split_pages, R"([{"a":1}, {"b":[1,2]},{"c":"}]"}])"),
            (Pieces{R"(1:{"a":1})", R"(1:{"b":[1,2]})", R"(1:{"c":"}]"})"}));
  EXPECT_EQ(cut(split_pages, "[]\n[\n]"), Pieces{});
}

TEST(JsonListSplitter, a_page_has_its_records_in_value) {
  EXPECT_EQ(cut(split_pages, "{\n \"nextLink\": \"x\\\"[\",\n \"value\": [\n  {\n\"a\":1}\n]}\n"
                             "{\"value\":[{\"b\":2}],\"count\":{\"c\":[3]}}\n{\"d\":4}"),
            (Pieces{"4:{\n\"a\":1}", "7:{\"b\":2}", "8:{\"d\":4}"}));
  EXPECT_EQ(cut(split_pages, R"({"value":[]})"), Pieces{});
}

TEST(JsonListSplitter, only_pages_are_opened) {
  const auto plain = [] { return split_json_lists(false); };
  EXPECT_EQ(cut(+plain, "[{\"value\":[1]}]"), Pieces{"1:{\"value\":[1]}"});
  EXPECT_EQ(cut(+plain, "{\"value\":[1]}"), Pieces{"1:{\"value\":[1]}"});
}

TEST(JsonListSplitter, a_broken_element_costs_only_itself) {
  EXPECT_EQ(cut(split_pages, "{\"value\":[\n{\"a\":1},\n{\"b\":\"x},\n{\"c\":3}\n]}"),
            (Pieces{"2:{\"a\":1}", "3:{\"b\":\"x},", "4:{\"c\":3}"}));
  EXPECT_EQ(cut(split_pages, "[\n{\"a\":{\"b\":1}\n{\"c\":3}]"),
            (Pieces{"2:{\"a\":{\"b\":1}\n", "3:{\"c\":3}"}));
  EXPECT_EQ(cut(split_pages, "[1,{\"a\":1},nonsense\n{\"b\":2}]"),
            (Pieces{"1!InvalidJson", "1:{\"a\":1}", "1!InvalidJson", "2:{\"b\":2}"}));
  EXPECT_EQ(cut(split_pages, "what\n[{\"a\":1}]"), (Pieces{"1!InvalidJson", "2:{\"a\":1}"}));
}

TEST(JsonListSplitter, a_list_that_is_cut_off_is_noticed) {
  EXPECT_EQ(cut(split_pages, R"({"value":[{"a":1},{"b")"),
            (Pieces{R"(1:{"a":1})", "1!InvalidJson", "1!InvalidJson"}));
  EXPECT_EQ(cut(split_pages, R"([{"a":1},)"), (Pieces{R"(1:{"a":1})", "1!InvalidJson"}));
  EXPECT_EQ(cut(split_pages, R"({"value":[{"a":1}])"), (Pieces{R"(1:{"a":1})", "1!InvalidJson"}));
}

TEST(JsonListSplitter, an_element_that_is_too_long_costs_only_itself) {
  const std::string big = "{\"a\":\"" + std::string(limits::line_bytes_max, 'x') + "\"}";
  EXPECT_EQ(cut(split_pages, "[" + big + ",{\"b\":1}]"), (Pieces{"1!LineTooLong", "1:{\"b\":1}"}));
  const std::string bigger = "{\"a\":\"" + std::string(3 * limits::line_bytes_max, 'x') + "\"}";
  EXPECT_EQ(cut(split_pages, "[" + bigger + ",{\"b\":1}]"),
            (Pieces{"1!LineTooLong", "1:{\"b\":1}"}));
  EXPECT_EQ(pieces(*split_pages(), "[" + bigger + ",{\"b\":1}]", 5000),
            (Pieces{"1!LineTooLong", "1:{\"b\":1}"}));
}

RC_GTEST_PROP(RecordSplitter, pieces_do_not_depend_on_where_the_buffer_ends, ()) {
  const std::string stream = *rc::gen::container<std::string>(
      rc::gen::element('a', '"', ',', '\n', '{', '}', '[', ']', ':', '\\', ' ', '\r'));
  const auto chunk = *rc::gen::inRange<std::size_t>(1, 9);
  for (const Make make : {Make{split_at_lines}, Make{split_csv}, Make{split_pages}}) {
    RC_ASSERT(pieces(*make(), stream, chunk) == pieces(*make(), stream, stream.size() + 1));
  }
}

}  // namespace
}  // namespace tollbridge::intake
