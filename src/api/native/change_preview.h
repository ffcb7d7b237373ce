// SPDX-License-Identifier: Apache-2.0
// Rows that tell what a change of the registry would do to the money, before it is made.
#pragma once

#include <string>

#include "api/native/answers.h"
#include "api/native/operations.h"

namespace tollbridge::api::native {

struct PreviewedChange {
  registry::ProposedChange change;
  Hour from;  // since when it holds
};

// The change a call asks about; the rules of the change itself are asked, nothing is recorded.
using Proposal = Result<PreviewedChange> (*)(const Call& call, const registry::Registry& registry);

// A POST that answers the effects in the sales the caller is part of. Body, access and tag are the
// caller's to fill in.
Operation preview_row(std::string id, std::string path, std::string summary, Proposal proposal,
                      const Options& options);

}  // namespace tollbridge::api::native
