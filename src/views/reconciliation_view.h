// SPDX-License-Identifier: Apache-2.0
// A reconciliation as members of an object somebody adds more to.
#pragma once

#include "billing/reconcile.h"
#include "core/json.h"

namespace tollbridge::views {

void append_reconciliation(Json& json, const billing::Reconciliation& result);

}  // namespace tollbridge::views
