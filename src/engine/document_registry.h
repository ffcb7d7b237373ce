// SPDX-License-Identifier: Apache-2.0
// The registry as a document's inputs saw it: whose names and addresses stand on it, for ever.
#pragma once

#include "billing/document.h"
#include "core/result.h"
#include "engine/books.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// As known at the document's commit, with the terms in force in its period. Errors: those of
// reading the books.
Result<registry::Registry> registry_of_document(Books& books, const billing::Document& document);

}  // namespace tollbridge::engine
