// SPDX-License-Identifier: Apache-2.0
// Price sheets, commitments and the catalogue of meters: what a caller buys at and sells at, never
// what others do.
#include <array>

#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"
#include "api/native/price_rows.h"
#include "core/limits.h"
#include "engine/apply_book.h"
#include "engine/what_if.h"
#include "rating/catalogue.h"
#include "views/change_view.h"
#include "views/price_view.h"

namespace tollbridge::api::native {
namespace {

using rating::PriceSheet;
using registry::Registry;

Relation relation_to_sheet(const Call& call, const Registry& registry, const PriceSheet& sheet) {
  return relation_to_trade(registry, call.principal, {sheet.seller, sheet.buyer});
}

// The sheet as this caller may see it.
Result<PriceSheet> shown(const Call& call, const Registry& registry,
                         const rating::PriceBook& prices, const PriceSheet& sheet) {
  const Relation relation = relation_to_sheet(call, registry, sheet);
  if (relation == Relation::bought) return as_the_buyer_sees_it(prices, sheet);
  return sheet;
}

// Registry and prices of the newest commit.
struct Known {
  std::shared_ptr<const Registry> registry;
  std::shared_ptr<const rating::PriceBook> prices;
};
Result<Known> known_to(Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto prices = desk.prices();
  if (!prices) return pass(prices);
  return Known{*registry, *prices};
}

Result<Response> list_sheets(const Call& call, Desk& desk) {
  auto known = known_to(desk);
  if (!known) return pass(known);
  auto list = ListAnswer::begin(call, "sheets");
  if (!list) return pass(list);
  for (const PriceSheet* sheet : known->prices->sheets()) {
    if (relation_to_sheet(call, *known->registry, *sheet) == Relation::none) continue;
    if (!list->take(sheet->id.text())) continue;
    auto seen = shown(call, *known->registry, *known->prices, *sheet);
    if (!seen) return pass(seen);
    views::append_sheet_row(list->json(), *seen);
  }
  return list->end();
}

// The sheet the path names, as this caller may see it.
Result<PriceSheet> sheet_of(const Call& call, const Known& known) {
  const PriceSheet* sheet = known.prices->sheet(SheetId(call.at("sheet")));
  if (sheet == nullptr) {
    return std::unexpected<Error>(not_found_error(Object::sheet, call.at("sheet")));
  }
  return shown(call, *known.registry, *known.prices, *sheet);
}

Json sheet_json(const PriceSheet& sheet) {
  Json json;
  views::append_sheet(json, sheet);
  return json;
}

Result<Response> get_sheet(const Call& call, Desk& desk) {
  auto known = known_to(desk);
  if (!known) return pass(known);
  auto sheet = sheet_of(call, *known);
  if (!sheet) return pass(sheet);
  return document(call, sheet_json(*sheet));
}

Result<Response> get_sheet_rows(const Call& call, Desk& desk) {
  auto known = known_to(desk);
  if (!known) return pass(known);
  auto sheet = sheet_of(call, *known);
  if (!sheet) return pass(sheet);
  Response response;
  response.body = rating::price_csv({sheet->links, sheet->prices});
  response.content_type = "text/csv; charset=utf-8";
  response.header("ETag", tag_of(sheet_json(*sheet).text()));
  return response;
}

constexpr std::array sheet_fields{"seller", "buyer", "currency", "from", "to", "base", "markup"};

bool is_csv(const Call& call) {
  return call.request.header("content-type").starts_with("text/csv");
}

void give(engine::Entry& entry, const std::string& key, const std::string& text) {
  entry.fields[key] = {engine::FieldState::given, text, {}, 0};
}

// Every fault of the rows, with its line in a CSV or its place in JSON.
Status check_rows(const Call& call, const std::string& csv) {
  auto table = rating::parse_price_csv(csv);
  if (table) return {};
  if (is_csv(call)) return pass(table);
  return std::unexpected<Error>(with_row_pointers(std::move(table.error())));
}

// The sheet as a book of one entry, so that the rules and the diff are those of a book: from the
// parameters and a CSV, or from JSON.
Result<engine::Entry> entry_of(const Call& call) {
  engine::Entry entry;
  entry.path = "price_sheets[0]";
  give(entry, "id", call.at("sheet"));
  std::string csv = call.request.body;
  if (is_csv(call)) {
    for (const char* field : sheet_fields) {
      if (const auto value = call.request.parameter(field)) give(entry, field, *value);
    }
  } else {
    auto body = BodyReader::parse(call.request.body);
    if (!body) return pass(body);
    body->same("id", call.at("sheet"));
    for (const char* field : sheet_fields) {
      if (!body->has(field)) continue;
      std::string text;
      body->text(field, text);
      give(entry, field, text);
      if (text.empty()) entry.fields[field].state = engine::FieldState::null;
    }
    csv = body->has("rows") ? csv_of_rows(*body) : std::string();
    if (auto read = body->finish(); !read) return pass(read);
  }
  if (csv.empty()) return entry;
  if (auto sound = check_rows(call, csv); !sound) return pass(sound);
  give(entry, "file", "rows");
  entry.fields["file"].content = std::move(csv);
  return entry;
}

// Nobody sets prices for another seller, and a base must be one the caller may see.
Status check_seller(const Call& call, const Known& known, const engine::Entry& entry) {
  const PartyId self = is_provider(call) ? provider_party() : call.principal.partner;
  const auto& seller = entry.field("seller");
  if (seller.state == engine::FieldState::given && PartyId(seller.text) != self) {
    return std::unexpected<Error>(
        Error{ErrorKind::denied, "AuthorizationFailed",
              "You set your own prices: 'seller' must be '" + self.text() + "'.", {}, "/seller", 0,
              {}});
  }
  const auto& base = entry.field("base");
  if (base.state != engine::FieldState::given) return {};
  const PriceSheet* sheet = known.prices->sheet(SheetId(base.text));
  if (sheet != nullptr &&
      relation_to_sheet(call, *known.registry, *sheet) != Relation::none) {
    return {};
  }
  return std::unexpected<Error>(Error{ErrorKind::invalid, "UnknownBaseSheet",
                                      "There is no price sheet '" + base.text +
                                          "' that you may see.",
                                      {}, "/base", 0, {}});
}

// A fault of the sheet where its sender finds it: by JSON pointer, or by the parameter.
void point_into_request(const Call& call, Error& fault) {
  constexpr std::string_view entry = "price_sheets[0]";
  if (!fault.path.starts_with(entry)) return;
  fault.path.erase(0, std::min(fault.path.size(), entry.size() + 1));
  if (!is_csv(call)) fault.path.insert(0, "/");
}

// Who is nobody's buyer and who buys from others are one to a seller.
void hide_others(const Call& call, Error& fault) {
  if (is_provider(call) || (fault.code != "NotABuyer" && fault.code != "UnknownBuyer")) return;
  fault.kind = ErrorKind::invalid;
  fault.code = "UnknownBuyer";
  fault.message = "You have no buyer of that name; a seller prices its own buyers only.";
}

std::unexpected<Error> told_to_sender(const Call& call, Error error) {
  for (Error& detail : error.details) {
    point_into_request(call, detail);
    hide_others(call, detail);
  }
  point_into_request(call, error);
  hide_others(call, error);
  return std::unexpected<Error>(std::move(error));
}

Result<Response> put_sheet(const Call& call, Desk& desk) {
  auto known = known_to(desk);
  if (!known) return pass(known);
  std::optional<std::string> tag;
  if (known->prices->sheet(SheetId(call.at("sheet"))) != nullptr) {
    auto sheet = sheet_of(call, *known);
    if (!sheet) return pass(sheet);
    tag = tag_of(sheet_json(*sheet).text());
  }
  if (auto held = check_preconditions(call, tag, true); !held) return pass(held);
  auto entry = entry_of(call);
  if (!entry) return pass(entry);
  if (auto own = check_seller(call, *known, *entry); !own) return pass(own);
  if (!tag && entry->field("seller").state == engine::FieldState::absent) {
    give(*entry, "seller", is_provider(call) ? "provider" : call.principal.partner.text());
  }
  engine::Book book;
  book.root.children["price_sheets"].push_back(std::move(*entry));
  engine::ApplyRequest request{"price import " + call.at("sheet"), call.principal.subject,
                               call.now, is_dry_run(call)};
  auto applied = engine::apply_book(desk.books(), book, request);
  if (!applied) return told_to_sender(call, std::move(applied.error()));
  if (!is_provider(call)) applied->commit.reset();
  auto response = json_response(200, views::applied_json(*applied, request.dry_run).text());
  auto after = known_to(desk);
  if (!after) return pass(after);
  if (auto sheet = sheet_of(call, *after)) {
    response.header("ETag", tag_of(sheet_json(*sheet).text()));
  }
  return response;
}

Result<Response> list_commitments(const Call& call, Desk& desk) {
  auto known = known_to(desk);
  if (!known) return pass(known);
  auto list = ListAnswer::begin(call, "commitments");
  if (!list) return pass(list);
  for (const rating::Commitment* one : known->prices->commitments()) {
    const Relation relation =
        relation_to_trade(*known->registry, call.principal, {one->seller, one->buyer});
    if (relation == Relation::none) continue;
    if (list->take(one->id)) views::append_commitment(list->json(), *one);
  }
  return list->end();
}

Result<Response> list_meters(const Call& call, Desk& /*desk*/) {
  Json json;
  json.object().array("meters");
  for (const rating::CatalogueMeter& meter : rating::catalogue()) {
    views::append_meter(json, meter);
  }
  json.end().end();
  return document(call, json);
}

// "2026-10" or "2026-08..2026-10".
Status read_periods(const std::string& text, engine::WhatIfRequest& request) {
  const std::size_t dots = text.find("..");
  auto first = Period::parse(text.substr(0, dots));
  auto last = dots == std::string::npos ? first : Period::parse(text.substr(dots + 2));
  if (!first || !last) {
    return std::unexpected<Error>(Error{ErrorKind::invalid, "InvalidParameter",
                                        "period must be a month like 2026-10, or the first and "
                                        "last of several like 2026-08..2026-10.",
                                        {}, "period", 0, {}});
  }
  request.first = *first;
  request.last = *last;
  return {};
}

Result<Response> what_if(const Call& call, engine::WhatIfRequest request, const std::string& csv,
                         Evaluation& evaluation) {
  request.price_csv = csv;
  auto result =
      engine::what_if(evaluation.books, evaluation.usage, request, evaluation.progress);
  if (!result && !is_csv(call)) {
    return std::unexpected<Error>(with_row_pointers(std::move(result.error())));
  }
  if (!result) return pass(result);
  return json_response(200, views::what_if_json(*result).text());
}

Result<LongJob> prepare_what_if(const Call& asked, Desk& /*desk*/) {
  const PartyId self = is_provider(asked) ? provider_party() : asked.principal.partner;
  engine::WhatIfRequest request{Period::from_index(0), Period::from_index(0), self, {}};
  if (auto read = read_periods(*asked.request.parameter("period"), request); !read) {
    return pass(read);
  }
  std::string csv = asked.request.body;
  if (!is_csv(asked)) {
    auto body = BodyReader::parse(asked.request.body);
    if (!body) return pass(body);
    csv = csv_of_rows(*body);
    if (auto read = body->finish(); !read) return pass(read);
  }
  return [request, csv](const Call& call, Evaluation& evaluation) {
    return what_if(call, request, csv, evaluation);
  };
}

Result<LongJob> prepare_conversion(const Call& asked, Desk& /*desk*/) {
  rating::VendorSheetRequest request;
  request.day = date_text(instant_of(asked, "at").value_or(asked.now));
  if (const auto code = asked.request.parameter("currency")) {
    auto currency = Currency::find(*code);
    if (!currency) return pass(currency);
    request.currency = *currency;
  }
  request.single_units = asked.request.parameter("single_units") == "true";
  return [request](const Call& call, Evaluation& /*evaluation*/) -> Result<Response> {
    auto sheet = rating::read_vendor_sheet(call.request.body, request);
    if (!sheet) return pass(sheet);
    return json_response(200, views::vendor_sheet_json(*sheet).text());
  };
}

Access signed_in() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}}}};
}

std::vector<Operation> sheet_rows() {
  auto all = row("price_sheet_list", Method::get, "/v1/price-sheets",
                 "The sheets you sell and buy by");
  all.text = "Of sheets you buy by the base and markup are not shown: they are the seller's "
             "margin.";
  all.query = list_parameters();
  all.answers = {{200, "PriceSheetList", "sheets by id", "application/json"}};
  all.access = signed_in();
  all.run = list_sheets;
  auto one = row("price_sheet_get", Method::get, "/v1/price-sheets/{sheet}", "One price sheet");
  one.answers = {{200, "PriceSheet", "the sheet with its prices", "application/json"}};
  one.access = {Object::sheet, "sheet",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own, Relation::bought}},
                 {Role::reseller, {Relation::own, Relation::bought}}}};
  one.run = get_sheet;
  auto csv = one;
  csv.id = "price_sheet_rows";
  csv.path = "/v1/price-sheets/{sheet}/rows";
  csv.summary = "The rows of a price sheet as CSV";
  csv.answers = {{200, "", "the CSV that a price sheet is imported from", "text/csv"}};
  csv.run = get_sheet_rows;
  auto put = row("price_sheet_put", Method::put, "/v1/price-sheets/{sheet}",
                 "Add a price sheet, or correct one");
  put.text = "JSON, or the CSV with the sheet's other fields as parameters. A sheet that exists "
             "is corrected from its `from` on, and closed periods then show adjustments; it needs "
             "If-Match. Every fault of the rows is told at once.";
  for (const char* field : sheet_fields) {
    put.query.push_back({field, ParameterType::text, false,
                         std::string(field) + " of the sheet, where the body is CSV", {}, false});
  }
  put.query.push_back(dry_run_parameter());
  put.body = {Takes::text, "PriceSheetInput", {"application/json", "text/csv"},
              limits::sheet_bytes_max};
  put.answers = {{200, "Applied", "what changed, or would", "application/json"}};
  put.access = {Object::sheet, "sheet",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own}},
                 {Role::reseller, {Relation::own}}}};
  put.access.create = {Role::provider, Role::partner, Role::reseller};
  put.run = put_sheet;
  return {all, one, csv, put};
}

}  // namespace

std::vector<Operation> price_operations(const Options& options) {
  std::vector<Operation> rows = sheet_rows();
  auto commitments = row("commitment_list", Method::get, "/v1/commitments",
                         "What buyers agreed to spend at least");
  commitments.query = list_parameters();
  commitments.answers = {{200, "CommitmentList", "commitments by id", "application/json"}};
  commitments.access = signed_in();
  commitments.run = list_commitments;
  auto meters = row("meter_list", Method::get, "/v1/meters", "The built-in catalogue of meters");
  meters.answers = {{200, "MeterList", "meters", "application/json"}};
  meters.access = signed_in();
  meters.access.allow.push_back({Role::stack_operator, {Relation::any}});
  meters.access.allow.push_back({Role::tenant, {Relation::any}});
  meters.run = list_meters;
  auto tried = row("what_if", Method::post, "/v1/what-if",
                   "What another price sheet would have come to");
  tried.text = "Prices the usage of one or several months as if the sheet had been your standard "
               "one. Writes nothing.";
  tried.query = {{"period", ParameterType::text, true,
                  "a month, or the first and last of several: 2026-08..2026-10", {}, false}};
  tried.body = {Takes::text, "PriceRows", {"application/json", "text/csv"},
                limits::sheet_bytes_max};
  tried.answers = {{200, "WhatIf", "differences by period and buyer", "application/json"},
                   accepted_answer()};
  tried.access = signed_in();
  tried.run = long_handler({tried.id, prepare_what_if, ""}, options.long_work);
  auto converted = row("price_file_convert", Method::post, "/v1/price-files",
                       "A price file of Azure or Partner Center as rows of a sheet");
  converted.text = "Reads what `tollbridge price convert` reads: CSV, or the public retail prices "
                   "as JSON. Rows that cannot be read are told and left out. Writes nothing.";
  converted.query = {
      {"at", ParameterType::day_or_instant, false, "rows in force on that day; now if left out",
       {}, false},
      {"currency", ParameterType::text, false, "rows in it; that of the first row if left out",
       {}, false},
      {"single_units", ParameterType::flag, false,
       "meters count 1 where the unit says 10 or 10K: rows get a factor", {}, false}};
  converted.body = {Takes::text, "", {"text/csv", "application/json"}, limits::sheet_bytes_max};
  converted.answers = {{200, "ConvertedPrices", "the rows, and what was left out",
                        "application/json"},
                       accepted_answer()};
  converted.access = signed_in();
  converted.run = long_handler({converted.id, prepare_conversion, ""}, options.long_work);
  for (auto* each : {&commitments, &meters, &tried, &converted}) rows.push_back(*each);
  for (Operation& each : rows) each.tag = "Prices";
  return rows;
}

}  // namespace tollbridge::api::native
