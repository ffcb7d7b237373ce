// SPDX-License-Identifier: Apache-2.0
// What a file declares, and what applying it would record (contract.md, "BOOK.yaml").
//
// A Book is the file as it was written: texts with their lines, keys checked against book_schema.h,
// nothing interpreted. plan_book interprets it against what is recorded: create or change by key,
// all or nothing, every fault of the file at once with its path, line, code and rule.
//
// An object that a file does not mention stays, and so does a field it leaves out; a field given as
// null (`to: ~`) is cleared. Applying the same book again changes nothing.
//
// Pure values; the reader of YAML is in engine/yaml.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "rating/price_book.h"
#include "registry/advice.h"
#include "registry/registry.h"

namespace tollbridge::engine {

enum class FieldState : std::uint8_t {
  absent,  // not in the file
  null,    // `key:` or `key: ~`
  bad,     // there, but of the wrong shape: a fault of the file already
  given,
};

struct Field {
  FieldState state = FieldState::absent;
  std::string text;
  std::string content;    // of the file that a field `file` names
  std::int64_t line = 0;  // 1-based
};

struct FieldList {
  FieldState state = FieldState::absent;
  std::vector<Field> items;
  std::int64_t line = 0;
};

// One object of the file.
struct Entry {
  std::string path;       // "registrations[0].customer_subscriptions[2]"
  std::int64_t line = 0;  // where it begins
  std::map<std::string, Field, std::less<>> fields;
  std::map<std::string, FieldList, std::less<>> lists;
  std::map<std::string, std::vector<Entry>, std::less<>> children;

  [[nodiscard]] const Field& field(std::string_view key) const;    // absent if not there
  [[nodiscard]] const FieldList& list(std::string_view key) const;  // likewise
  [[nodiscard]] const std::vector<Entry>& entries(std::string_view key) const;
};

struct Book {
  Entry root;                  // `provider` is a child list of at most one
  std::vector<Error> faults;  // found while reading; plan_book adds its own
};

// One field that changes. A new object has a row for each of its fields, without `before`.
struct FieldChange {
  std::string object;  // "partner", "price sheet", "mapping", …
  std::string key;     // "contoso", "azurestack-1 / 7b6d… / 2026-10-01T00:00:00Z"
  std::string field;
  std::optional<std::string> before;
  std::string after;  // empty: cleared
  bool created = false;
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

struct BookPlan {
  Change change;  // nothing in it: the file says what is recorded already
  std::vector<FieldChange> diff;
  std::vector<registry::Warning> warnings;  // of the registrations in the file
};

// `now` is the hour of the command. A single fault is handed back as itself; several as
// InvalidBook, or BookRefused if every one of them rests on a rule; `details` has all of them, by
// line. Codes of its own: MissingField, DuplicateKey, UnknownPartner, UnknownCustomer,
// UnknownSeller, UnknownBuyer, NotABuyer, UnknownBaseSheet, BaseSheetCycle, CurrencyMismatch,
// MarkupWithoutBase, SharedSubscription (R29), MissingProvider; those of core, registry/rules.h,
// registry/party_rules.h and rating/price_sheet.h are handed on.
Result<BookPlan> plan_book(const Book& book, const registry::Registry& registry,
                           const rating::PriceBook& prices, Hour now);

}  // namespace tollbridge::engine
