// SPDX-License-Identifier: Apache-2.0
#include "store/stack_schema.h"

#include <array>

#include "store/schema.h"

namespace tollbridge::store::stack_schema {
namespace {

constexpr auto integer = ColumnType::integer;

Table facts(std::string_view name, std::vector<Column> columns) {
  std::vector<Column> all = {{"position", integer}, {"from_at"}, {"known_at"}, {"actor"}};
  all.insert(all.end(), columns.begin(), columns.end());
  return {name, TableKind::history, std::move(all), 1, true};
}

}  // namespace

const Table tracks = {"tracks",
                      TableKind::history,
                      {{"no", integer}, {"subscription"}, {"meter"}, {"resource"}, {"source"},
                       {"kind"}, {"measure"}},
                      1,
                      false};

const Table live_tracks = {"live_tracks",
                           TableKind::current,
                           {{"no", integer}, {"subscription"}, {"meter"}, {"resource"}, {"source"},
                            {"kind"}, {"measure"}},
                           1,
                           false};

const Table readings = {"readings",
                        TableKind::current,
                        {{"track", integer}, {"at", integer}, {"id"}, {"end_at", integer},
                         {"value"}, {"gap", integer}, {"taken_at", integer}, {"location"},
                         {"tags"}},
                        3,
                        false};

const Table due = {"due",
                   TableKind::current,
                   {{"track", integer}, {"from_hour", integer}, {"to_hour", integer}},
                   2,
                   false};

const Table overruled = {"overruled",
                         TableKind::current,
                         {{"subscription"}, {"meter"}, {"resource"}, {"hour", integer},
                          {"stack"}, {"commerce"}, {"since", integer}},
                         4,
                         false};

const Table plans =
    facts("plans", {{"name"}, {"resource_group"}, {"display_name"}, {"description"},
                    {"external_reference"}, {"quota_ids"}, {"removed", integer}});

const Table offers =
    facts("offers", {{"name"}, {"resource_group"}, {"display_name"}, {"description"},
                     {"external_reference"}, {"state"}, {"base_plans"}, {"addon_plans"},
                     {"delegated_to"}, {"removed", integer}});

const Table subscriptions =
    facts("subscriptions", {{"id"}, {"display_name"}, {"owner"}, {"tenant"}, {"offer"}, {"state"},
                            {"delegated_provider"}, {"external_reference"}});

const Table guests = facts("guests", {{"name"}, {"tenant"}, {"removed", integer}});

const Table acquired_plans =
    facts("acquired_plans", {{"subscription"}, {"id"}, {"plan"}, {"external_reference"},
                             {"removed", integer}});

const Table notes = {"notes", TableKind::current, {{"name"}, {"text"}}, 1, false};

const Table chain_start = {"chain_start",
                           TableKind::current,
                           {{"id", integer}, {"after_no", integer}, {"after_hash"}},
                           1,
                           false};

std::span<const Table* const> tables() {
  static constexpr std::array all = {&tracks,        &live_tracks,   &readings, &due,
                                     &plans,         &offers,        &subscriptions,
                                     &guests,        &notes,         &schema::marks,
                                     &schema::usage_counts, &overruled,     &acquired_plans,
                                     &chain_start};
  return all;
}

}  // namespace tollbridge::store::stack_schema
