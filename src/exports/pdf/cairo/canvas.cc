// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/canvas.h"

#include <algorithm>
#include <utility>

namespace tollbridge::exports::pdf::cairo {
namespace {

constexpr std::size_t measured_max = 4096;

struct Rgb {
  int red;
  int green;
  int blue;
};
// In the order of Colour.
constexpr std::array colours{Rgb{28, 32, 38}, Rgb{95, 103, 114}, Rgb{24, 62, 110},
                             Rgb{205, 211, 219}, Rgb{238, 242, 247}};

struct Face {
  int tenths;  // of a point
  bool bold;
  Colour colour;
};
// In the order of Style.
constexpr std::array faces{
    Face{220, true, Colour::accent},  // title
    Face{130, true, Colour::ink},     // seller
    Face{105, true, Colour::ink},     // party
    Face{85, false, Colour::ink},     // body
    Face{85, true, Colour::ink},      // strong
    Face{75, false, Colour::grey},    // small
    Face{80, false, Colour::grey},    // label
    Face{110, true, Colour::accent},  // heading
    Face{75, true, Colour::grey},     // column
    Face{155, true, Colour::accent},  // payable
    Face{95, true, Colour::ink},      // total
    Face{65, false, Colour::ink},     // exact
};
static_assert(faces.size() == styles_count);

constexpr auto points(int units) { return units / 1024.0; }

void set_colour(cairo_t* cairo, Colour colour) {
  const Rgb rgb = colours[static_cast<std::size_t>(colour)];
  cairo_set_source_rgb(cairo, rgb.red / 255.0, rgb.green / 255.0, rgb.blue / 255.0);
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Outlines as they are designed: nothing that depends on a screen.
void set_font_options(PangoContext* context) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
}

// Cairo 1.16 writes the structure, but neither says in the catalog that it is there nor in which
// language the text is. The catalog is the file's last object, so that only what stands behind it
// moves: the table of cross references, whose place the last lines tell.
Result<std::string> with_catalog_entries(std::string bytes, const std::string& language) {
  constexpr std::string_view catalog = "<< /Type /Catalog\n";
  constexpr std::string_view table = "\nxref\n";
  constexpr std::string_view place = "startxref\n";
  const std::size_t at = bytes.rfind(catalog);
  const std::size_t object_end = bytes.find("endobj", at);
  const std::size_t table_at = bytes.rfind(table) + 1;
  const std::size_t place_at = bytes.rfind(place);
  if (at == bytes.npos || object_end == bytes.npos || place_at == bytes.npos ||
      table_at != object_end + std::string_view("endobj\n").size()) {
    return fail(ErrorKind::io, "PdfFailed", "The PDF does not end with its catalog.");
  }
  const std::string entries = "   /MarkInfo << /Marked true >>\n   /Lang (" + language +
                              ")\n   /ViewerPreferences << /DisplayDocTitle true >>\n";
  bytes.replace(place_at + place.size(), bytes.size(),
                std::to_string(table_at + entries.size()) + "\n%%EOF\n");
  bytes.insert(at + catalog.size(), entries);
  return bytes;
}

}  // namespace

Result<std::unique_ptr<Canvas>> Canvas::open(const About& about) {
  auto fonts = open_fonts();
  if (!fonts) return pass(fonts);
  return std::unique_ptr<Canvas>(new Canvas(std::move(*fonts), about));
}

Canvas::Canvas(GObjectPtr<PangoFontMap> fonts, const About& about)
    : language_(about.language),
      fonts_(std::move(fonts)),
      surface_(cairo_pdf_surface_create_for_stream(append, &bytes_, points(page_width),
                                                   points(page_height))),
      cairo_(cairo_create(surface_.get())),
      context_(pango_font_map_create_context(fonts_.get())) {
  cairo_surface_t* surface = surface_.get();
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, about.author.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about.subject.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Tollbridge");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, about.created.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, about.created.c_str());
  set_font_options(context_.get());
  pango_context_set_language(context_.get(), pango_language_from_string(about.language.c_str()));
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  const std::string families = font_families();
  for (std::size_t i = 0; i < styles_count; ++i) {
    layouts_[i].reset(pango_layout_new(context_.get()));
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, families.c_str());
    pango_font_description_set_size(font, faces[i].tenths * point / 10);
    pango_font_description_set_weight(
        font, faces[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layouts_[i].get(), font);
    pango_font_description_free(font);
    pango_layout_set_wrap(layouts_[i].get(), PANGO_WRAP_WORD_CHAR);
  }
}

Canvas::~Canvas() = default;

PangoLayout* Canvas::layout(std::string_view text, Style style, int width, Align align) {
  PangoLayout* layout = layouts_[static_cast<std::size_t>(style)].get();
  const int length = static_cast<int>(text.size());
  pango_layout_set_text(layout, text.data(), length);
  pango_layout_set_width(layout, width == 0 ? -1 : width);
  const bool start = align == Align::start;
  pango_layout_set_alignment(layout, start ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
  // Pango turns sides around for text that runs from right to left; a column has its side.
  const bool ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
  if (!ascii && pango_layout_line_get_resolved_direction(
                    pango_layout_get_line_readonly(layout, 0)) == PANGO_DIRECTION_RTL) {
    pango_layout_set_alignment(layout, start ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  }
  return layout;
}

Extent Canvas::measure(std::string_view text, Style style, int width) {
  auto key = std::tuple(style, width, std::string(text));
  if (const auto found = measured_.find(key); found != measured_.end()) return found->second;
  PangoLayout* shaped = layout(text, style, width, Align::start);
  Extent extent;
  pango_layout_get_size(shaped, &extent.width, &extent.height);
  extent.baseline = pango_layout_get_baseline(shaped);
  if (measured_.size() >= measured_max) measured_.clear();
  measured_.emplace(std::move(key), extent);
  return extent;
}

Extent Canvas::write(std::string_view text, Style style, const Place& place, Align align) {
  Extent extent;
  if (text.empty()) return extent;
  PangoLayout* shaped = layout(text, style, place.width, align);
  pango_layout_get_size(shaped, &extent.width, &extent.height);
  extent.baseline = pango_layout_get_baseline(shaped);
  set_colour(cairo_.get(), faces[static_cast<std::size_t>(style)].colour);
  cairo_move_to(cairo_.get(), points(place.x), points(place.y));
  pango_cairo_show_layout(cairo_.get(), shaped);
  return extent;
}

void Canvas::rule(int x, int y, int width, int thickness, Colour colour) {
  fill({x, y, width}, thickness, colour);
}

void Canvas::fill(const Place& place, int height, Colour colour) {
  set_colour(cairo_.get(), colour);
  cairo_rectangle(cairo_.get(), points(place.x), points(place.y), points(place.width),
                  points(height));
  cairo_fill(cairo_.get());
}

void Canvas::begin(const char* tag) { cairo_tag_begin(cairo_.get(), tag, nullptr); }
void Canvas::end(const char* tag) { cairo_tag_end(cairo_.get(), tag); }

void Canvas::bookmark(const std::string& title, int page, int y) {
  const std::string to =
      "page=" + std::to_string(page) + " pos=[0 " + std::to_string(y / point) + "]";
  cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT, title.c_str(), to.c_str(),
                                CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

void Canvas::next_page() { cairo_show_page(cairo_.get()); }

Result<std::string> Canvas::finish() {
  cairo_status_t status = cairo_status(cairo_.get());
  cairo_.reset();
  cairo_surface_finish(surface_.get());
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface_.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    return fail(ErrorKind::io, "PdfFailed",
                std::string("The PDF could not be made: ") + cairo_status_to_string(status) + ".");
  }
  return with_catalog_entries(std::move(bytes_), language_);
}

}  // namespace tollbridge::exports::pdf::cairo
