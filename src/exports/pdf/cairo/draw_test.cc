// SPDX-License-Identifier: Apache-2.0
// Goal: a PDF that is the same on every run and grows no faster than its lines. Method: papers of
// awkward documents, drawn twice; their text is read back in tests/functional/pdf_test.py.
#include "exports/pdf/cairo/draw.h"

#include <gtest/gtest.h>

#include "exports/pdf/paper_testing.h"

namespace tollbridge::exports::pdf::cairo {
namespace {

Result<Pdf> drawn(const std::vector<billing::Line>& lines, const std::string& customer = "Adatum",
                  Language language = Language::english) {
  const auto paper = paper_of(document_testing(lines), registry_testing(customer), language);
  return draw(paper.value());
}

std::vector<billing::Line> many_lines(std::size_t count) {
  std::vector<billing::Line> lines;
  for (std::size_t i = 1; i <= count; ++i) {
    lines.push_back(line_testing(i, 1234, i % 7 == 0 ? "" : "adatum",
                                 "Meter number " + std::to_string(i)));
  }
  return lines;
}

TEST(Draw, a_small_invoice_fits_one_page) {
  const auto pdf = drawn(many_lines(3));
  ASSERT_TRUE(pdf.has_value()) << pdf.error().message;
  EXPECT_EQ(pdf->pages, 1U);
  EXPECT_TRUE(pdf->bytes.starts_with("%PDF-1."));
  EXPECT_TRUE(pdf->bytes.ends_with("%%EOF\n"));
}

TEST(Draw, the_same_paper_gives_the_same_bytes) {
  const auto lines = many_lines(200);
  EXPECT_EQ(drawn(lines)->bytes, drawn(lines)->bytes);
  EXPECT_NE(drawn(lines, "Adatum", Language::swedish)->bytes, drawn(lines)->bytes);
}

TEST(Draw, the_dates_of_the_file_are_those_of_the_document) {
  const auto pdf = drawn(many_lines(1));
  EXPECT_NE(pdf->bytes.find("20261103080000"), std::string::npos);
}

TEST(Draw, names_of_any_script_and_length_are_drawn) {
  for (const std::string& name :
       {std::string("شركة السحابة"), std::string("חברת ענן"), std::string("東京クラウド株式会社"),
        std::string("क्लाउड"), std::string("☁️😀"), std::string("=cmd|' /C calc'!A0"),
        std::string(300, 'W'), std::string("a\0b", 3), std::string("\xff\xfe")}) {
    const auto pdf = drawn(many_lines(2), name);
    ASSERT_TRUE(pdf.has_value()) << name << ": " << pdf.error().message;
    EXPECT_LE(pdf->pages, 3U) << name;
  }
}

TEST(Draw, ten_thousand_lines_are_drawn) {
  const auto pdf = drawn(many_lines(10'000));
  ASSERT_TRUE(pdf.has_value()) << pdf.error().message;
  EXPECT_GT(pdf->pages, 150U);
  EXPECT_LT(pdf->bytes.size(), 40U * 1024 * 1024);
}

}  // namespace
}  // namespace tollbridge::exports::pdf::cairo
