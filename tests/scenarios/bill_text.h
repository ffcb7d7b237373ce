// SPDX-License-Identifier: Apache-2.0
// Bills as text for people to review: everything a biller would ask about, and nothing that
// depends on the order of arrival (no digests, heads or commits). Pure functions.
#pragma once

#include <string>

#include "billing/document.h"
#include "billing/reconcile.h"
#include "engine/close_period.h"
#include "engine/customers_without_usage.h"
#include "engine/rate_period.h"
#include "engine/unregistered.h"
#include "engine/what_if.h"

namespace tollbridge::scenarios {

// Amounts of one document, one line each; the first line names it.
std::string document_text(const billing::Document& document);

std::string close_text(const engine::CloseResult& result);
std::string rated_text(const engine::RatedPeriod& rated);
std::string unregistered_text(const engine::Unregistered& unregistered);
std::string what_if_text(const engine::WhatIf& result);
std::string quiet_text(const std::vector<engine::QuietCustomer>& customers);

// Where attributed usage went, by seller, stack and meter, and what is still to be billed.
std::string reconciled_text(const billing::Reconciliation& reconciliation);

}  // namespace tollbridge::scenarios
