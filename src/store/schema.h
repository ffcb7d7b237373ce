// SPDX-License-Identifier: Apache-2.0
// Every table of the books as the newest migration leaves it. The adapters name these and no SQL;
// a test compares them with the database.
#pragma once

#include <span>

#include "store/table.h"

namespace tollbridge::store::schema {

// Facts of the registry: one table per kind, one row per fact, parts in tables of their own.
// `position` is the fact's place in its change, `item` the part's place in its fact.
extern const Table providers;
extern const Table partners;
extern const Table customers;
extern const Table customer_tenants;
extern const Table subscriptions;
extern const Table subscription_inactive;
extern const Table subscription_owners;
extern const Table stacks;
extern const Table stack_keys;  // the keys of those that have one
extern const Table local_subscriptions;
extern const Table registrations;
extern const Table registration_details;
extern const Table mappings;
extern const Table party_papers;  // fields of Papers that are given
extern const Table exchange_rates;
extern const Table version_months;  // the `from` of the facts that have one

// Facts of prices.
extern const Table price_sheets;
extern const Table price_links;
extern const Table prices;
extern const Table price_tiers;
extern const Table commitments;

// Billing.
extern const Table closings;
extern const Table closing_heads;
extern const Table closing_waived;
extern const Table documents;
extern const Table document_texts;
extern const Table payments;
extern const Table dispute_steps;

// The journal's marks and independent counts.
extern const Table marks;
extern const Table usage_counts;

// Batches from stacks.
extern const Table batch_stacks;  // a number for each stack that ever sent one
extern const Table batches;
extern const Table batch_rejections;
extern const Table batch_usage;     // what each said by meter and hour
extern const Table batch_setbacks;  // how far back a stack was set; a row while it is

// Messages to others.
extern const Table destinations;
extern const Table destination_secrets;  // none of one that was removed
extern const Table messages;
extern const Table message_attempts;
extern const Table message_endings;
extern const Table message_retries;  // by hand: counted anew after so many attempts

// What the service keeps.
extern const Table kept_answers;
extern const Table cost_switches;

// All of them.
std::span<const Table* const> tables();

}  // namespace tollbridge::store::schema
