// SPDX-License-Identifier: Apache-2.0
#include "engine/document_registry.h"

namespace tollbridge::engine {

Result<registry::Registry> registry_of_document(Books& books, const billing::Document& document) {
  auto facts = books.facts();
  if (!facts) return pass(facts);
  return registry::Registry::from_facts(*facts, {document.inputs.commit, {}})
      .in_period(document.period);
}

}  // namespace tollbridge::engine
