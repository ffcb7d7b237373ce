// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_documents.h"

#include <set>
#include <sstream>
#include <utility>

#include "cli/document_file.h"
#include "cli/document_view.h"
#include "cli/export_files.h"
#include "engine/document_registry.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

Status write_text(const std::string& path, const std::string& content, Host& host) {
  auto file = host.create_lines(path);
  if (!file) return pass(file);
  if (auto written = (*file)->append(content); !written) return written;
  return (*file)->close();
}

Status write_ubl(const billing::Document& document, const std::string& path, const Stores& stores,
                 Host& host) {
  auto xml = ubl_of(document, stores);
  if (!xml && xml.error().kind == ErrorKind::refused) return {};
  if (!xml) return pass(xml);
  auto written = write_export(host, path, [&](const exports::TextSink& sink) {
    return sink(*xml);
  });
  if (!written) return pass(written);
  return {};
}

Status write_invoice(const billing::Document& document, const registry::Registry& registry,
                     const std::string& stem, const Stores& stores, Host& host) {
  auto pdf = write_pdf(document, registry, exports::pdf::Language::english, stem + ".pdf", host);
  if (!pdf) return pass(pdf);
  if (auto ubl = write_ubl(document, stem + ".xml", stores, host); !ubl) return ubl;
  std::ostringstream text;
  Output out(text, text, {});
  print_document(out, document);
  Json json;
  views::append_document(json, document);
  if (auto written = write_text(stem + ".txt", text.str(), host); !written) return written;
  return write_text(stem + ".json", json.text(), host);
}

Status write_exports(const ExportRequest& request, const Stores& stores, Host& host) {
  engine::Progress& unseen = engine::no_progress();
  for (const auto version : {exports::focus::Version::v1_4, exports::focus::Version::v1_2}) {
    auto focus = write_focus(request, version, host, stores, unseen);
    if (!focus) return pass(focus);
  }
  auto lines = write_lines(request, host, stores, unseen);
  if (!lines) return pass(lines);
  return {};
}

}  // namespace

Status write_demo_documents(const DemoMonth& month, const DemoOptions& options,
                            const Stores& stores, Host& host) {
  if (month.documents.empty()) return {};
  // One close made them all, of the same inputs.
  auto registry = engine::registry_of_document(stores.books, month.documents.front());
  if (!registry) return pass(registry);
  std::set<std::pair<PartyId, PartyId>> bought_by_partners;
  for (const billing::Document& document : month.documents) {
    const std::string stem = options.directory + "/invoices/" + document.id;
    auto written = write_invoice(document, *registry, stem, stores, host);
    if (!written) return written;
    if (registry->partner(document.buyer) != nullptr) {
      bought_by_partners.emplace(document.seller, document.buyer);
    }
  }
  for (const auto& [seller, buyer] : bought_by_partners) {
    auto written = write_exports({options.month, seller, buyer, options.directory + "/exports"},
                                 stores, host);
    if (!written) return written;
  }
  return {};
}

}  // namespace tollbridge::cli
