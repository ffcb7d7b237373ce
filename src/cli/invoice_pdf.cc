// SPDX-License-Identifier: Apache-2.0
#include "cli/document_commands.h"
#include "cli/document_file.h"
#include "core/sha256.h"
#include "engine/books.h"
#include "engine/document_registry.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_invoice_pdf(const Arguments& arguments, Context& context) {
  const std::string id = arguments.text("ID");
  auto language = exports::pdf::parse_language(
      arguments.optional_text("--language").value_or("en"));
  if (!language) return pass(language);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto document = (*books)->invoices().document(id);
  if (!document) return pass(document);
  auto registry = engine::registry_of_document(**books, *document);
  if (!registry) return pass(registry);
  const std::string path = arguments.optional_text("--out").value_or(id + ".pdf");
  auto pdf = write_pdf(*document, *registry, *language, path, context.host);
  if (!pdf) return pass(pdf);
  if (context.out.json()) {
    Json json;
    json.object().field("invoice", id).field("file", path);
    json.field("language", to_string(*language)).field("pages", pdf->pages);
    json.field("bytes", pdf->bytes.size()).field("sha256", hex(sha256(pdf->bytes))).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line(path + ": " + counted(pdf->pages, "page", "pages") + ".");
  return Exit::done;
}

}  // namespace

Command invoice_pdf_command() {
  return {"invoice pdf",
          "one document as a PDF",
          "Writes an invoice or credit note as it is sent: summary, tax and payment on the first "
          "page, then every line, by customer subscription. Names and addresses are those known "
          "when the document was issued, so the same document always gives the same bytes. The "
          "PDF is a copy for people: what is proved by verify is the document itself.",
          {"tollbridge invoice pdf provider-000001",
           "tollbridge invoice pdf provider-000001 --language sv --out faktura.pdf"},
          {word("ID", "the document's id, from invoice list"),
           one_of(option("--language", "LANGUAGE", "of its words, numbers and dates (en)"),
                  {"en", "sv"}),
           option("--out", "FILE", "where to (ID.pdf)")},
          run_invoice_pdf, Runs::with_stores, {}, true};
}

}  // namespace tollbridge::cli
