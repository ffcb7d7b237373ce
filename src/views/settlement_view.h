// SPDX-License-Identifier: Apache-2.0
// Payments, reminders and disputes as JSON.
#pragma once

#include <string>
#include <vector>

#include "billing/dispute.h"
#include "billing/settlement.h"
#include "core/json.h"

namespace tollbridge::views {

// "paid", "open", "state", "due" into the object that is open.
void append_standing(Json& json, const billing::Standing& standing);

// {"id", "invoice", "seller", "buyer", "date", "amount", "currency", "reference", "set_off",
// "undoes", "undone", "known_at"}. `undone`: another entry undoes it.
void append_payment(Json& json, const billing::PaymentEntry& entry, bool undone);
// Whether `entry` is undone by one of `all`.
bool is_undone(const std::vector<billing::PaymentEntry>& all, const billing::PaymentEntry& entry);
// What a command or call recorded, and how the document stands then.
Json recorded_json(const std::vector<billing::PaymentEntry>& entries, const billing::Claim& claim);

// {"as_of", "rows"}: a row per seller, buyer and currency with something overdue.
Json dunning_json(const std::vector<billing::Dunning>& list, Instant as_of);

// {"id", "invoice", "line", "seller", "buyer", "state", "reason", "answer", "credit", "opened_at",
// "closed_at"}, left open where the caller adds to it.
void begin_dispute(Json& json, const billing::Dispute& dispute);
void append_dispute(Json& json, const billing::Dispute& dispute);

}  // namespace tollbridge::views
