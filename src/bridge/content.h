// SPDX-License-Identifier: Apache-2.0
// What is inside a batch, unpacked: directory changes, then rows as blocks of the journal's codec
// (journal/block.h) over one dictionary. For the sources of this folder only.
#pragma once

#include <string>
#include <string_view>

#include "bridge/batch.h"

namespace tollbridge::bridge {

std::string write_content(const Batch& batch);

// Counts must be those of the head. Errors: BatchDamaged (invalid).
Result<Batch> read_content(std::string_view raw, const BatchHead& head);

}  // namespace tollbridge::bridge
