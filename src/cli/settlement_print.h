// SPDX-License-Identifier: Apache-2.0
// Payments and disputes for people, or as JSON.
#pragma once

#include <vector>

#include "billing/dispute.h"
#include "cli/output.h"
#include "engine/settlement.h"

namespace tollbridge::cli {

void print_recorded(const engine::Recorded& done, Output& out);
// Documents with what is open of them.
void print_claims(Output& out, const std::vector<billing::Claim>& claims);
// "Open: 250.00 EUR of 1,250.00, overdue since …"
void print_standing(Output& out, const billing::Claim& claim);
void print_dispute(const billing::Dispute& dispute, Output& out);

}  // namespace tollbridge::cli
