// SPDX-License-Identifier: Apache-2.0
// The fonts documents are set in: those of three named packages and no others, whatever else the
// machine has and however it is configured, so that the same document gives the same bytes.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <string>

#include "core/result.h"

namespace tollbridge::exports::pdf::cairo {

// Packages of Debian 12 that must be installed.
inline constexpr std::string_view font_packages =
    "fonts-noto-core fonts-droid-fallback fonts-symbola";

struct GObjectDeleter {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, GObjectDeleter>;

// A font map of its own: one thread uses it at a time. Errors: FontsMissing.
Result<GObjectPtr<PangoFontMap>> open_fonts();

// Families for Pango, in the order in which they are tried for a letter.
std::string font_families();

}  // namespace tollbridge::exports::pdf::cairo
