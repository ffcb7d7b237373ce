// SPDX-License-Identifier: Apache-2.0
#include "cli/export_commands.h"
#include "cli/export_files.h"
#include "cli/stores.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_invoice_ubl(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  const std::string id = arguments.text("ID");
  auto document = stores->books.invoices().document(id);
  if (!document) return pass(document);
  auto xml = ubl_of(*document, *stores);
  if (!xml) return pass(xml);
  const std::string path = arguments.text("--out");
  if (!path.empty()) {
    auto written = write_export(context.host, path, [&](const exports::TextSink& sink) {
      return sink(*xml);
    });
    if (!written) return pass(written);
  }
  if (context.out.json()) {
    Json json;
    json.object().field("id", id).text_or_null("path", path).field("ubl", *xml).end();
    context.out.print(json);
  } else if (path.empty()) {
    context.out.line(std::string_view(*xml).substr(0, xml->size() - 1));
  } else {
    context.out.line(id + " is in " + path);
  }
  return Exit::done;
}

}  // namespace

Command invoice_ubl_command() {
  return {"invoice ubl",
          "one document as an electronic invoice",
          "Writes an invoice or credit note as Peppol BIS Billing 3.0 (UBL 2.1), as it was issued. "
          "What the format demands and the books do not have is refused by name: both parties "
          "need an electronic address, which their VAT number is.",
          {"tollbridge invoice ubl provider-000001 --out provider-000001.xml"},
          {word("ID", "the document's id, from invoice list"),
           option("--out", "FILE", "where to; without it, it is printed")},
          run_invoice_ubl};
}

}  // namespace tollbridge::cli
