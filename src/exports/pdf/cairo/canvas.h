// SPDX-License-Identifier: Apache-2.0
// A PDF in the making: pages to write text, rules and areas on. Lengths are whole Pango units
// (1/1024 point) from the top left; text is shaped by Pango, whatever its script and direction.
// One thread. What is written inside begin()/end() is part of the structure a reader walks.
#pragma once

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "core/result.h"
#include "exports/pdf/cairo/fonts.h"
#include "exports/pdf/paper.h"

namespace tollbridge::exports::pdf::cairo {

inline constexpr int point = PANGO_SCALE;
inline constexpr int page_width = 609'562;   // A4
inline constexpr int page_height = 862'095;

enum class Colour : std::uint8_t { ink, grey, accent, hairline, wash };

enum class Style : std::uint8_t {
  title, seller, party, body, strong, small, label, heading, column, payable, total, exact
};
inline constexpr std::size_t styles_count = 12;

struct Extent {
  int width = 0;
  int height = 0;
  int baseline = 0;  // of the first line
};

struct Place {
  int x = 0;
  int y = 0;
  int width = 0;  // text is broken to it
};

class Canvas {
 public:
  struct About {
    std::string title;
    std::string author;
    std::string subject;
    std::string language;
    std::string created;  // RFC 3339
  };
  // Errors: FontsMissing.
  static Result<std::unique_ptr<Canvas>> open(const About& about);
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  ~Canvas();

  // Unbroken where width is 0.
  Extent measure(std::string_view text, Style style, int width = 0);
  // Returns the extent it took.
  Extent write(std::string_view text, Style style, const Place& place, Align align = Align::start);
  void rule(int x, int y, int width, int thickness, Colour colour);
  void fill(const Place& place, int height, Colour colour);

  void begin(const char* tag);  // "Table", "TR", "TD", "H1", "P", …
  void end(const char* tag);
  // An entry of the reader's table of contents, which leads to this page.
  void bookmark(const std::string& title, int page, int y);
  void next_page();

  // The whole file; nothing may be written after. Errors: PdfFailed.
  Result<std::string> finish();

 private:
  Canvas(GObjectPtr<PangoFontMap> fonts, const About& about);
  PangoLayout* layout(std::string_view text, Style style, int width, Align align);

  struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
  };
  std::string bytes_;
  std::string language_;
  GObjectPtr<PangoFontMap> fonts_;
  std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface_;
  std::unique_ptr<cairo_t, SurfaceDeleter> cairo_;
  GObjectPtr<PangoContext> context_;
  std::array<GObjectPtr<PangoLayout>, styles_count> layouts_;
  // The same names come in thousands of rows.
  std::map<std::tuple<Style, int, std::string>, Extent> measured_;
};

}  // namespace tollbridge::exports::pdf::cairo
