// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/cairo/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <array>

namespace tollbridge::exports::pdf::cairo {
namespace {

// Nothing of /etc/fonts is read but the cache that the packages' installation has filled. Pango
// asks for a family "emoji" by itself; Symbola draws emoji as outlines, which can be printed,
// searched and copied.
constexpr const char* configuration = R"(<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/truetype/noto</dir>
  <dir>/usr/share/fonts/truetype/droid</dir>
  <dir>/usr/share/fonts/truetype/ancient-scripts</dir>
  <cachedir>/var/cache/fontconfig</cachedir>
  <selectfont>
    <rejectfont><glob>*</glob></rejectfont>
    <acceptfont>
      <glob>/usr/share/fonts/truetype/noto/NotoSans*-Regular.ttf</glob>
      <glob>/usr/share/fonts/truetype/noto/NotoSans*-Bold.ttf</glob>
      <glob>/usr/share/fonts/truetype/noto/NotoSerifTibetan-Regular.ttf</glob>
      <glob>/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf</glob>
      <glob>/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf</glob>
    </acceptfont>
  </selectfont>
  <match target="pattern">
    <test name="family"><string>emoji</string></test>
    <edit name="family" mode="assign" binding="strong"><string>Symbola</string></edit>
  </match>
</fontconfig>
)";

// Of the scripts that names are written in; scripts not listed are found by their letters.
constexpr std::array families{
    "Noto Sans",           "Noto Sans Arabic",    "Noto Sans Hebrew",     "Noto Sans Devanagari",
    "Noto Sans Bengali",   "Noto Sans Gurmukhi",  "Noto Sans Gujarati",   "Noto Sans Oriya",
    "Noto Sans Tamil",     "Noto Sans Telugu",    "Noto Sans Kannada",    "Noto Sans Malayalam",
    "Noto Sans Sinhala",   "Noto Sans Thai",      "Noto Sans Lao",        "Noto Sans Khmer",
    "Noto Sans Myanmar",   "Noto Sans Georgian",  "Noto Sans Armenian",   "Noto Sans Ethiopic",
    "Droid Sans Fallback", "Noto Sans Symbols",   "Noto Sans Symbols2",   "Noto Sans Math",
    "Symbola",
};

constexpr std::array required{"Noto Sans", "Droid Sans Fallback", "Symbola"};


FcConfig* make_configuration() {
  FcConfig* config = FcConfigCreate();
  const auto* text = reinterpret_cast<const FcChar8*>(configuration);
  if (config != nullptr && FcConfigParseAndLoadFromMemory(config, text, FcTrue) == FcTrue) {
    FcConfigBuildFonts(config);
  }
  return config;
}

bool has_family(FcConfig* config, const char* family) {
  const FcFontSet* fonts = FcConfigGetFonts(config, FcSetSystem);
  if (fonts == nullptr) return false;
  for (int i = 0; i < fonts->nfont; ++i) {
    FcChar8* name = nullptr;
    FcPattern* font = fonts->fonts[i];
    for (int n = 0; FcPatternGetString(font, FC_FAMILY, n, &name) == FcResultMatch; ++n) {
      if (std::string_view(reinterpret_cast<const char*>(name)) == family) return true;
    }
  }
  return false;
}

}  // namespace

Result<GObjectPtr<PangoFontMap>> open_fonts() {
  // Read once; fontconfig's own values may be shared by threads.
  static FcConfig* const config = make_configuration();
  for (const char* family : required) {
    if (config != nullptr && has_family(config, family)) continue;
    return fail(ErrorKind::io, "FontsMissing",
                "The font '" + std::string(family) +
                    "' is not installed; documents are printed with those of the packages " +
                    std::string(font_packages) + ".");
  }
  GObjectPtr<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config);
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), 72);
  return map;
}

std::string font_families() {
  std::string list;
  for (const char* family : families) {
    if (!list.empty()) list += ',';
    list += family;
  }
  return list;
}

}  // namespace tollbridge::exports::pdf::cairo
