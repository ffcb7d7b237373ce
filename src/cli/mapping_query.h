// SPDX-License-Identifier: Apache-2.0
// The question `mapping list` and `mapping history` share: whose mappings, at which hour, as known
// when.
#pragma once

#include <vector>

#include "cli/command.h"
#include "core/result.h"
#include "registry/history.h"

namespace tollbridge::cli {

std::vector<Parameter> mapping_query_parameters();

struct MappingAnswer {
  registry::HistoryQuery query;
  registry::MappingHistory history;
};
// `--known` with a bare date takes in the whole day. Errors: WrongUsage; RegistrationNotFound, if
// the named registration was never declared.
Result<MappingAnswer> ask_mappings(const Arguments& arguments, Context& context);

}  // namespace tollbridge::cli
