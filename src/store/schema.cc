// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

#include <array>

namespace tollbridge::store::schema {
namespace {

constexpr auto integer = ColumnType::integer;

// A table of facts: keyed by (commit_no, position) and, for parts, their place.
Table facts(std::string_view name, std::vector<Column> columns) {
  return {name, TableKind::history, std::move(columns), 1, true};
}

Table parts(std::string_view name, std::vector<Column> columns, std::size_t key_columns = 2) {
  return {name, TableKind::history, std::move(columns), key_columns, true};
}

}  // namespace

const Table providers = facts("providers", {{"position", integer}, {"known_at"}, {"actor"},
                                            {"name"}, {"country"}, {"currency"}, {"vat_id"},
                                            {"address"}, {"rounding"}});

const Table partners =
    facts("partners", {{"position", integer}, {"known_at"}, {"actor"}, {"id"}, {"kind"},
                       {"distributor"}, {"name"}, {"country"}, {"currency"}, {"vat_id"},
                       {"address"}});

const Table customers =
    facts("customers", {{"position", integer}, {"known_at"}, {"actor"}, {"id"}, {"partner"},
                        {"name"}, {"country"}, {"currency"}, {"vat_id"}, {"address"}});

const Table customer_tenants =
    parts("customer_tenants", {{"position", integer}, {"item", integer}, {"tenant"}});

const Table subscriptions =
    facts("subscriptions", {{"position", integer}, {"known_at"}, {"actor"}, {"id"}, {"offer"},
                            {"partner"}, {"customer"}, {"directory"}});

const Table subscription_inactive =
    parts("subscription_inactive",
          {{"position", integer}, {"item", integer}, {"from_hour"}, {"to_hour"}});

const Table subscription_owners =
    parts("subscription_owners", {{"position", integer}, {"item", integer}, {"subject"}});

const Table stacks =
    facts("stacks", {{"position", integer}, {"known_at"}, {"actor"}, {"cloud_id"}, {"region"},
                     {"provider_subscription"}, {"operated_by"}, {"directory"}});

const Table stack_keys =
    parts("stack_keys", {{"position", integer}, {"item", integer}, {"bridge_key"}});

const Table local_subscriptions =
    facts("local_subscriptions", {{"position", integer}, {"known_at"}, {"actor"}, {"stack"},
                                  {"id"}, {"tenant"}});

const Table registrations =
    facts("registrations",
          {{"position", integer}, {"known_at"}, {"actor"}, {"name"}, {"resource_group"},
           {"subscription"}, {"cloud_id"}, {"billing_model"}, {"from_hour"}, {"to_hour"},
           {"multi_tenancy_approved", integer}, {"agreement_number"}, {"registered_by"}});

const Table registration_details =
    parts("registration_details", {{"position", integer}, {"item", integer}, {"object_id"},
                                   {"token"}, {"tags"}, {"locked", integer}});

const Table mappings =
    facts("mappings", {{"position", integer}, {"known_at"}, {"actor"}, {"registration"},
                       {"tenant"}, {"subscription"}, {"from_hour"}, {"to_hour"}});

const Table version_months =
    parts("version_months", {{"position", integer}, {"item", integer}, {"from_month"}});

const Table party_papers =
    parts("party_papers", {{"position", integer}, {"item", integer}, {"field"}, {"value"}});

const Table exchange_rates =
    facts("exchange_rates", {{"position", integer}, {"known_at"}, {"from_currency"},
                             {"to_currency"}, {"day"}, {"rate"}, {"source"}});

const Table price_sheets =
    facts("price_sheets", {{"position", integer}, {"known_at"}, {"id"}, {"seller"}, {"buyer"},
                           {"currency"}, {"from_hour"}, {"to_hour"}, {"base"}, {"markup"}});

const Table price_links =
    parts("price_links", {{"position", integer}, {"item", integer}, {"local_meter"},
                          {"billing_meter"}, {"factor"}});

const Table prices =
    parts("prices", {{"position", integer}, {"item", integer}, {"billing_meter"}, {"name"},
                     {"unit"}, {"model"}, {"package_size"}, {"included"}});

const Table price_tiers =
    parts("price_tiers", {{"position", integer}, {"item", integer}, {"tier", integer},
                          {"from_quantity"}, {"unit_price"}}, 3);

const Table commitments =
    facts("commitments", {{"position", integer}, {"known_at"}, {"id"}, {"seller"}, {"buyer"},
                          {"currency"}, {"amount"}, {"from_hour"}, {"to_hour"}});

const Table closings =
    facts("closings", {{"position", integer}, {"seller"}, {"period"}, {"state"}, {"issued_at"},
                       {"books_commit", integer}, {"known_at"}, {"rules_version", integer},
                       {"adjustment_lines", integer}});

const Table closing_heads =
    parts("closing_heads", {{"position", integer}, {"item", integer}, {"stack"},
                            {"sequence", integer}, {"hash"}});

const Table closing_waived =
    parts("closing_waived", {{"position", integer}, {"item", integer}, {"meter"}});

const Table documents = {"documents",
                         TableKind::history,
                         {{"id"}, {"seller"}, {"number"}, {"series_no", integer}, {"buyer"},
                          {"period"}, {"type"}, {"currency"}, {"issued_at"}, {"total"},
                          {"payable"}, {"corrects"}, {"digest"},
                          {"parts", integer}},
                         1,
                         false};

const Table document_texts = {
    "document_texts", TableKind::history, {{"id"}, {"part", integer}, {"text"}}, 2, false};

const Table marks = {
    "marks", TableKind::current, {{"stack"}, {"sequence", integer}, {"hash"}}, 1, false};

const Table usage_counts = {"usage_counts",
                            TableKind::current,
                            {{"stack"}, {"meter"}, {"period"}, {"records", integer}, {"quantity"}},
                            3,
                            false};

const Table batch_stacks = {
    "batch_stacks", TableKind::history, {{"stack_no", integer}, {"stack"}}, 1, false};

const Table batches = {"batches",
                       TableKind::history,
                       {{"stack_no", integer}, {"number", integer}, {"hash"}, {"rows", integer},
                        {"changes", integer}, {"rejected", integer}, {"made_at"}, {"taken_at"},
                        {"receipt"}},
                       2,
                       false};

const Table batch_rejections = {
    "batch_rejections",
    TableKind::history,
    {{"stack_no", integer}, {"number", integer}, {"item", integer}, {"row", integer},
     {"change", integer}, {"code"}, {"message"}},
    3,
    false};

const Table batch_usage = {"batch_usage",
                           TableKind::history,
                           {{"stack_no", integer}, {"number", integer}, {"taken"}, {"again"}},
                           2,
                           false};

const Table batch_setbacks = {
    "batch_setbacks",
    TableKind::current,
    {{"stack_no", integer}, {"to_number", integer}, {"until_number", integer}},
    1,
    false};

const Table payments = {
    "payments",
    TableKind::history,
    {{"document"}, {"n", integer}, {"seller"}, {"buyer"}, {"day"}, {"currency"}, {"amount"},
     {"reference"}, {"set_off"}, {"undoes"}, {"known_at"}, {"actor"}},
    2,
    false};

const Table dispute_steps = {
    "dispute_steps",
    TableKind::history,
    {{"line"}, {"n", integer}, {"step", integer}, {"document"}, {"seller"}, {"buyer"}, {"state"},
     {"told"}, {"credit"}, {"evidence_commit", integer}, {"known_at"}, {"actor"}},
    3,
    false};

const Table destinations = {"destinations",
                            TableKind::current,
                            {{"id"}, {"way"}, {"party"}, {"target"}, {"since", integer},
                             {"removed", integer}, {"known_at"}, {"actor"}},
                            1,
                            false};

const Table destination_secrets = {"destination_secrets",
                                   TableKind::current,
                                   {{"destination"}, {"item", integer}, {"secret"}},
                                   2,
                                   false};

const Table messages = {
    "messages",
    TableKind::history,
    {{"id"}, {"destination"}, {"type"}, {"subject"}, {"body"}, {"due_from"}},
    1,
    false};

const Table message_attempts = {"message_attempts",
                                TableKind::history,
                                {{"message"}, {"n", integer}, {"begun_at"}},
                                2,
                                false};

const Table message_endings = {"message_endings",
                               TableKind::history,
                               {{"message"}, {"n", integer}, {"outcome"}, {"ended_at"},
                                {"retry_after", integer}, {"told"}},
                               2,
                               false};

const Table message_retries = {"message_retries",
                               TableKind::history,
                               {{"message"}, {"after", integer}, {"known_at"}, {"actor"}},
                               2,
                               false};

const Table kept_answers = {
    "kept_answers",
    TableKind::current,
    {{"key"}, {"fingerprint"}, {"kept_at"}, {"pending", integer}, {"answer"}},
    1,
    false};

const Table cost_switches =
    facts("cost_switches", {{"position", integer}, {"known_at"}, {"actor"}, {"customer"},
                            {"from_hour"}, {"visible", integer}});

std::span<const Table* const> tables() {
  static constexpr std::array all = {
      &providers, &partners, &customers, &customer_tenants, &subscriptions,
      &subscription_inactive, &subscription_owners, &stacks, &stack_keys, &local_subscriptions,
      &registrations, &registration_details, &mappings, &version_months, &party_papers,
      &exchange_rates, &price_sheets,
      &price_links, &prices, &price_tiers, &commitments, &closings, &closing_heads,
      &closing_waived, &documents,
      &document_texts, &payments, &dispute_steps, &marks, &usage_counts, &batch_stacks, &batches,
      &batch_rejections,
      &batch_usage, &batch_setbacks, &destinations, &destination_secrets, &messages,
      &message_attempts, &message_endings, &message_retries, &kept_answers, &cost_switches};
  return all;
}

}  // namespace tollbridge::store::schema
