// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/letterhead.h"

#include <algorithm>

#include "exports/pdf/cairo/columns.h"

namespace tollbridge::exports::pdf::cairo {
namespace {

constexpr int top = 46 * point;
constexpr int middle = text_left + text_width * 56 / 100;  // where the right half begins
constexpr int left_width = middle - text_left - 20 * point;
constexpr int right_width = text_left + text_width - middle;
constexpr int text_right = text_left + text_width;
constexpr int facts_label_width = 96 * point;

class Letterhead {
 public:
  Letterhead(const Paper& paper, Canvas& canvas, Ink ink)
      : paper_(paper), canvas_(canvas), drawn_(ink == Ink::drawn) {}

  int write() {
    int y = std::max(contact(paper_.seller, Style::seller, Style::small, top),
                     top + put(paper_.title, Style::title, {middle, top - 8 * point, right_width},
                               Align::end, "H1"));
    y += 12 * point;
    if (drawn_) canvas_.rule(text_left, y, text_width, point * 5 / 4, Colour::accent);
    y += 16 * point;
    const int facts_bottom = facts(y);
    const int label = put(text(Text::billed_to, paper_.language), Style::label,
                          {text_left, y, left_width}, Align::start, "P");
    y = std::max(contact(paper_.buyer, Style::party, Style::body, y + label + 2 * point),
                 facts_bottom);
    y = payable(y + 16 * point);
    for (const std::string& remark : paper_.remarks) {
      y += 6 * point + put(remark, Style::body, {text_left, y + 6 * point, text_width},
                           Align::start, "P");
    }
    return y + 16 * point;
  }

 private:
  int put(std::string_view text, Style style, const Place& place, Align align, const char* tag) {
    if (!drawn_) return canvas_.measure(text, style, place.width).height;
    canvas_.begin(tag);
    const int height = canvas_.write(text, style, place, align).height;
    canvas_.end(tag);
    return height;
  }

  // Returns where it ends.
  int contact(const Contact& who, Style name, Style lines, int y) {
    y += put(who.name, name, {text_left, y, left_width}, Align::start, "P") + point;
    for (const std::string& line : who.lines) {
      y += put(line, lines, {text_left, y, left_width}, Align::start, "P");
    }
    return y;
  }

  int facts(int y) {
    for (const Fact& fact : paper_.facts) {
      put(fact.label, Style::label, {middle, y, facts_label_width}, Align::start, "P");
      const int x = middle + facts_label_width;
      const int height =
          put(fact.value, Style::body, {x, y, text_right - x}, Align::start, "P");
      y += std::max(height, 12 * point) + 2 * point;
    }
    return y;
  }

  int payable(int y) {
    constexpr int height = 36 * point;
    constexpr int inset = 12 * point;
    if (drawn_) canvas_.fill({text_left, y, text_width}, height, Colour::wash);
    const Place label{text_left + inset, y + 10 * point, text_width / 3};
    put(paper_.payable.label, Style::heading, label, Align::start, "P");
    const int x = text_left + text_width / 3;
    put(paper_.payable.value, Style::payable, {x, y + 7 * point, text_right - inset - x},
        Align::end, "P");
    return y + height;
  }

  const Paper& paper_;
  Canvas& canvas_;
  bool drawn_;
};

// As much of a text as a line holds.
std::string fitting(std::string_view text, Style style, int width, Canvas& canvas) {
  std::string line = one_line(text);
  for (std::size_t letters = 120; canvas.measure(line, style).width > width && letters > 8;) {
    line = one_line(text, letters);
    letters -= letters / 8;
  }
  return line;
}

}  // namespace

int letterhead(const Paper& paper, Canvas& canvas, Ink ink) {
  return Letterhead(paper, canvas, ink).write();
}

void page_head(const Paper& paper, Canvas& canvas) {
  const int y = 38 * point;
  const int half = text_width / 2 - 8 * point;
  canvas.write(paper.title + " " + fitting(paper.id, Style::small, half * 3 / 4, canvas),
               Style::small, {text_left, y, half});
  canvas.write(fitting(paper.buyer.name, Style::small, half, canvas), Style::small,
               {text_right - half, y, half}, Align::end);
  canvas.rule(text_left, y + 14 * point, text_width, point / 2, Colour::hairline);
}

void page_foot(const Paper& paper, Canvas& canvas, std::size_t page, std::size_t of) {
  const int y = page_height - 46 * point;
  canvas.rule(text_left, y, text_width, point / 2, Colour::hairline);
  const int half = text_width * 3 / 4;
  canvas.write(fitting(paper.seller.name, Style::small, half, canvas), Style::small,
               {text_left, y + 6 * point, half});
  const std::string number = std::string(text(Text::page, paper.language)) + " " +
                             std::to_string(page) + " " +
                             std::string(text(Text::of, paper.language)) + " " +
                             std::to_string(of);
  canvas.write(number, Style::small, {text_left + half, y + 6 * point, text_width - half},
               Align::end);
}

}  // namespace tollbridge::exports::pdf::cairo
