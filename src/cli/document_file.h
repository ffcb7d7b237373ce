// SPDX-License-Identifier: Apache-2.0
// Documents as files for people: PDF.
#pragma once

#include <string>

#include "billing/document.h"
#include "cli/host.h"
#include "core/result.h"
#include "exports/pdf/cairo/draw.h"
#include "exports/pdf/language.h"
#include "registry/registry.h"

namespace tollbridge::cli {

// Errors: TooManyLines, FontsMissing, PdfFailed, DiskFailed.
Result<exports::pdf::cairo::Pdf> write_pdf(const billing::Document& document,
                                           const registry::Registry& registry,
                                           exports::pdf::Language language,
                                           const std::string& path, Host& host);

}  // namespace tollbridge::cli
