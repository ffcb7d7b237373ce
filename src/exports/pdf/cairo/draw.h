// SPDX-License-Identifier: Apache-2.0
// A paper as the bytes of a PDF file: A4, fonts embedded, text that can be searched and copied, a
// structure for screen readers, a table of contents. The same paper gives the same bytes on every
// run and machine that has the named packages: the file's dates are those of the document, and
// nothing in it is random. Safe on several threads; one draws at a time, so that memory is bounded.
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "exports/pdf/paper.h"

namespace tollbridge::exports::pdf::cairo {

struct Pdf {
  std::string bytes;  // ends with a newline
  std::size_t pages = 0;
};

// Errors: FontsMissing, PdfFailed.
Result<Pdf> draw(const Paper& paper);

// Whether documents can be drawn at all. Errors: FontsMissing.
Status check_fonts();

}  // namespace tollbridge::exports::pdf::cairo
