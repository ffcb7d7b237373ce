// SPDX-License-Identifier: Apache-2.0
#include "cli/document_file.h"

#include "core/check.h"
#include "exports/pdf/paper.h"

namespace tollbridge::cli {

Result<exports::pdf::cairo::Pdf> write_pdf(const billing::Document& document,
                                           const registry::Registry& registry,
                                           exports::pdf::Language language,
                                           const std::string& path, Host& host) {
  const auto paper = exports::pdf::paper_of(document, registry, language);
  if (!paper) return std::unexpected<Error>(paper.error());
  auto pdf = exports::pdf::cairo::draw(*paper);
  if (!pdf) return pdf;
  auto file = host.create_lines(path);
  if (!file) return pass(file);
  // A file of lines ends its last one by itself.
  CHECK(pdf->bytes.ends_with('\n'));
  const std::string_view bytes(pdf->bytes);
  if (auto written = (*file)->append(bytes.substr(0, bytes.size() - 1)); !written) {
    return pass(written);
  }
  if (auto closed = (*file)->close(); !closed) return pass(closed);
  return pdf;
}

}  // namespace tollbridge::cli
