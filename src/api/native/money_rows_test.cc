// SPDX-License-Identifier: Apache-2.0
// Goal: prices, usage, invoices and periods over /v1: nobody sees another party's sell prices or
// margin. Method: a small trade in memory, billed for October, asked through the service by each.
#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

std::string close_october(Trade& trade, const Principal& who, const std::string& body = "{}") {
  const std::string tag = header_of(trade.get(who, "/v1/periods/2026-10"), "ETag");
  const auto closed =
      trade.send(Method::post, who, "/v1/periods/2026-10/close", body,
                 {{"content-type", "application/json"}, {"if-match", tag}});
  EXPECT_EQ(closed.status, 200) << closed.body;
  return closed.body;
}

TEST(MoneyRows, sheets_are_seen_by_who_sells_and_who_buys_by_them) {
  Trade trade;
  const auto sheets = [&](const Principal& who) {
    return each(trade.get(who, "/v1/price-sheets"), "sheets", "id");
  };
  EXPECT_EQ(sheets(provider()), (Texts{"provider-2026"}));
  EXPECT_EQ(sheets(contoso()), (Texts{"contoso-retail", "provider-2026"}));
  EXPECT_EQ(sheets(litware()), (Texts{"fabrikam-2026"}));
  EXPECT_EQ(trade.get(provider(), "/v1/price-sheets/contoso-retail").status, 404);
  EXPECT_EQ(trade.get(northern_operator(), "/v1/price-sheets").status, 403);
}

TEST(MoneyRows, a_buyer_sees_the_prices_but_not_the_base_and_markup_they_are_made_of) {
  Trade trade;
  const auto bought = read_json(trade.get(litware(), "/v1/price-sheets/fabrikam-2026"));
  EXPECT_TRUE(bought.at("base").is_null());
  EXPECT_EQ(bought.at("markup"), "0");
  EXPECT_EQ(bought.at("prices").at(0).at("tiers").at(0).at("unit_price"), "0.55");
  const auto own = read_json(trade.get(fabrikam(), "/v1/price-sheets/fabrikam-2026"));
  EXPECT_EQ(own.at("base"), "provider-2026");
  EXPECT_EQ(own.at("markup"), "0.1");
  EXPECT_EQ(trade.get(litware(), "/v1/price-sheets/fabrikam-2026/rows").body.find("0.5,"),
            std::string::npos);
}

TEST(MoneyRows, a_sheet_is_given_as_json_or_csv_and_corrected_only_with_its_tag) {
  Trade trade;
  const std::string path = "/v1/price-sheets/litware-2026";
  const auto given = trade.send(Method::put, litware(), path,
                                R"({"currency":"EUR","from":"2026-01-01","rows":[
                                  {"meter":"vcpu","unit":"1 Hour","unit_price":"0.8"}]})");
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(read_json(trade.get(litware(), path)).at("seller"), "litware");
  const auto csv = trade.get(litware(), path + "/rows");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_NE(csv.body.find("vcpu"), std::string::npos);

  const std::string correction = "meter,name,unit,unit_price\nvcpu,vCPU,1 Hour,0.9\n";
  EXPECT_EQ(trade.send(Method::put, litware(), path, correction, {{"content-type", "text/csv"}})
                .status, 428);
  const std::string tag = header_of(trade.get(litware(), path), "ETag");
  const auto corrected = trade.send(Method::put, litware(), path, correction,
                                    {{"content-type", "text/csv"}, {"if-match", tag}});
  ASSERT_EQ(corrected.status, 200) << corrected.body;
  EXPECT_EQ(read_json(trade.get(litware(), path)).at("prices").at(0).at("tiers").at(0)
                .at("unit_price"), "0.9");
}

TEST(MoneyRows, every_fault_of_a_sheets_rows_is_told_with_its_place) {
  Trade trade;
  const auto refused = trade.send(Method::put, litware(), "/v1/price-sheets/litware-2026",
                                  R"({"currency":"EUR","from":"2026-01-01","rows":[
                                    {"meter":"a","unit_price":"dear"},
                                    {"meter":"b","unit_price":"1"},
                                    {"meter":"c","unit_price":"-1"}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(each(refused, "errors", "pointer"), (Texts{"/rows/0", "/rows/2"}));
  EXPECT_EQ(trade.send(Method::put, litware(), "/v1/price-sheets/l",
                       R"({"currency":"EUR","from":"2026-01-01","rows":[
                         {"meter":"a","unit_price":1}]})").status, 400)
      << "prices are texts";
}

TEST(MoneyRows, nobody_sets_prices_for_another_seller_or_on_a_base_it_may_not_see) {
  Trade trade;
  EXPECT_EQ(trade.send(Method::put, litware(), "/v1/price-sheets/x",
                       R"({"seller":"fabrikam","currency":"EUR","from":"2026-01-01"})").status,
            403);
  const auto refused =
      trade.send(Method::put, litware(), "/v1/price-sheets/x",
                 R"({"currency":"EUR","from":"2026-01-01","base":"provider-2026","markup":"0"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(read_json(refused).at("code"), "UnknownBaseSheet");
}

TEST(MoneyRows, usage_is_added_up_within_what_the_caller_may_see) {
  Trade trade;
  const auto quantity = [&](const Principal& who) {
    const auto rows = read_json(trade.get(who, "/v1/usage?period=2026-10")).at("rows");
    return rows.empty() ? std::string("none") : rows.at(0).at("quantity").get<std::string>();
  };
  EXPECT_EQ(quantity(provider()), "70");
  EXPECT_EQ(quantity(contoso()), "10");
  EXPECT_EQ(quantity(fabrikam()), "60");
  EXPECT_EQ(quantity(litware()), "20");
  EXPECT_EQ(quantity(tailspin()), "none") << "its customer's usage falls to Fabrikam's default";
  EXPECT_EQ(quantity(northern_operator()), "10");
  EXPECT_EQ(quantity(user_of(lamna_tenant)), "40");
  const auto by = trade.get(provider(), "/v1/usage?period=2026-10&by=tenant,meter&by=stack");
  EXPECT_EQ(each(by, "rows", "stack"), (Texts{north, south, south}));
  EXPECT_EQ(trade.get(user_of(lamna_tenant), "/v1/usage?period=2026-10&by=payer").status, 403);
  EXPECT_EQ(trade.get(provider(), "/v1/usage?period=2026-10&by=colour").status, 400);
  EXPECT_EQ(trade.get(provider(), "/v1/usage").status, 400) << "the period is needed";
}

TEST(MoneyRows, what_falls_to_a_default_is_shown_with_money_only_to_who_pays_it) {
  Trade trade;
  const auto rows = [&](const Principal& who) {
    return read_json(trade.get(who, "/v1/unregistered?period=2026-10")).at("rows");
  };
  EXPECT_EQ(rows(fabrikam()).at(0).at("amount"), "20.00");
  EXPECT_EQ(rows(provider()).size(), 1U);
  EXPECT_EQ(rows(contoso()).size(), 0U);
  EXPECT_EQ(rows(northern_operator()).size(), 0U);
  Principal southern = northern_operator();
  southern.stack = StackId(south);
  EXPECT_TRUE(rows(southern).at(0).at("amount").is_null());
}

TEST(MoneyRows, alerts_name_what_needs_a_look_to_who_may_see_it) {
  Trade trade;
  const auto codes = [&](const Principal& who, const std::string& query = {}) {
    return each(trade.get(who, "/v1/alerts" + query), "alerts", "code");
  };
  EXPECT_EQ(codes(provider(), "?period=2026-10"), (Texts{"TenantFallsToDefault"}));
  EXPECT_EQ(codes(fabrikam(), "?period=2026-10"), (Texts{"TenantFallsToDefault"}));
  EXPECT_EQ(codes(contoso(), "?period=2026-10"), Texts{});
  EXPECT_EQ(codes(northern_operator()), (Texts{"SilentStack"})) << "nothing came in November";
  EXPECT_EQ(codes(provider()).size(), 2U);
  EXPECT_EQ(trade.get(user_of(adatum_tenant), "/v1/alerts").status, 403);
}

TEST(MoneyRows, charges_are_previewed_for_what_one_sells_and_buys) {
  Trade trade;
  const auto sales = [&](const Principal& who) {
    std::set<std::string> seen;
    const auto json = read_json(trade.get(who, "/v1/charges?period=2026-10"));
    for (const auto& charge : json.at("charges")) {
      seen.insert(charge.at("seller").get<std::string>() + ">" +
                  charge.at("buyer").get<std::string>());
    }
    return seen;
  };
  using Sales = std::set<std::string>;
  EXPECT_EQ(sales(provider()), (Sales{"provider>contoso", "provider>fabrikam"}));
  EXPECT_EQ(sales(contoso()), (Sales{"contoso>adatum", "provider>contoso"}));
  EXPECT_EQ(sales(litware()), (Sales{"fabrikam>litware"}));
}

TEST(MoneyRows, a_month_is_closed_once_its_state_was_read) {
  Trade trade;
  EXPECT_EQ(trade.send(Method::post, provider(), "/v1/periods/2026-10/close", "{}").status, 428);
  EXPECT_EQ(trade.send(Method::post, provider(), "/v1/periods/2026-10/close?dry_run=true", "")
                .status, 200);
  EXPECT_EQ(trade.send(Method::post, contoso(), "/v1/periods/2026-10/close?dry_run=true",
                       R"({"seller":"provider"})").status, 403);
  const auto closed = nlohmann::json::parse(close_october(trade, provider()));
  ASSERT_EQ(closed.at("invoices").size(), 2U) << "the provider's own; others' are theirs to see";
  EXPECT_EQ(closed.at("invoices").at(0).at("total"), "5.00");
  const auto state = read_json(trade.get(contoso(), "/v1/periods/2026-10"));
  ASSERT_EQ(state.at("sellers").size(), 1U);
  EXPECT_EQ(state.at("sellers").at(0).at("state"), "closed");
  EXPECT_EQ(each(trade.get(litware(), "/v1/periods"), "periods", "seller"), Texts{});
  EXPECT_EQ(trade.get(provider(), "/v1/periods/October").status, 400);
}

TEST(MoneyRows, documents_are_seen_by_their_seller_and_buyer_only) {
  Trade trade;
  close_october(trade, provider());
  const auto ids = [&](const Principal& who) {
    return each(trade.get(who, "/v1/invoices"), "invoices", "id");
  };
  EXPECT_EQ(ids(provider()), (Texts{"provider-000001", "provider-000002"}));
  EXPECT_EQ(ids(contoso()), (Texts{"contoso-000001", "provider-000001"}));
  EXPECT_EQ(ids(litware()), (Texts{"fabrikam-000001"}));
  EXPECT_EQ(ids(tailspin()), Texts{});
  EXPECT_EQ(trade.get(provider(), "/v1/invoices/contoso-000001").status, 404);
  EXPECT_EQ(trade.get(user_of(adatum_tenant), "/v1/invoices/contoso-000001").status, 404);
  EXPECT_EQ(each(trade.get(contoso(), "/v1/invoices?seller=provider"), "invoices", "id"),
            (Texts{"provider-000001"}));
  const auto bought = read_json(trade.get(contoso(), "/v1/invoices/provider-000001"));
  EXPECT_EQ(bought.at("total"), "5.00");
  EXPECT_TRUE(bought.at("inputs").is_null()) << "they count the stacks of others";
}

TEST(MoneyRows, a_line_is_explained_verified_and_credited) {
  Trade trade;
  close_october(trade, provider());
  const auto why =
      trade.get(contoso(), "/v1/invoices/provider-000001/lines/1/explanation");
  ASSERT_EQ(why.status, 200) << why.body;
  EXPECT_EQ(read_json(why).at("records").at(0).at("quantity"), "10");
  EXPECT_EQ(trade.get(contoso(), "/v1/invoices/provider-000001/lines/9/explanation").status, 404);
  // A part of another document's id is no line of this one.
  for (const char* line : {"1-1", "-1", "x", "provider-000001-1-1"}) {
    EXPECT_EQ(trade.get(contoso(), std::string("/v1/invoices/provider-000001/lines/") + line +
                                       "/explanation")
                  .status,
              404)
        << line;
  }
  const auto verified = trade.send(Method::post, contoso(), "/v1/verify", "");
  ASSERT_EQ(verified.status, 200) << verified.body;
  EXPECT_EQ(each(verified, "documents", "id"), (Texts{"contoso-000001", "provider-000001"}));
  EXPECT_TRUE(read_json(verified).at("ok").get<bool>());

  const std::string path = "/v1/invoices/contoso-000001/credit";
  EXPECT_EQ(trade.send(Method::post, contoso(), path, "{}").status, 400);
  const auto note = trade.send(Method::post, contoso(), path,
                               R"({"reason":"outage","lines":[{"line":"1","amount":"1.00"}]})");
  ASSERT_EQ(note.status, 201) << note.body;
  EXPECT_EQ(header_of(note, "Location"), "https://127.0.0.1:8443/v1/invoices/contoso-000002");
  EXPECT_EQ(trade.send(Method::post, contoso(), "/v1/invoices/provider-000001/credit",
                       R"({"reason":"mine"})").status, 403);
}

TEST(MoneyRows, the_provider_sees_that_sales_further_down_reconcile_but_not_their_amounts) {
  Trade trade;
  const auto proved = read_json(trade.get(provider(), "/v1/periods/2026-10/reconciliation"));
  EXPECT_TRUE(proved.at("ok").get<bool>());
  for (const auto& hop : proved.at("amounts")) EXPECT_EQ(hop.at("seller"), "provider");
  EXPECT_EQ(trade.get(contoso(), "/v1/periods/2026-10/reconciliation").status, 403);
}

TEST(MoneyRows, another_sheet_is_tried_without_writing_anything) {
  Trade trade;
  const auto before = trade.desk->books().commit().value();
  const auto tried = trade.send(Method::post, contoso(), "/v1/what-if?period=2026-10",
                                R"({"rows":[{"meter":"vcpu","unit_price":"1"}]})");
  ASSERT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(read_json(tried).at("seller"), "contoso");
  EXPECT_EQ(read_json(tried).at("rows").at(0).at("then"), "10.00");
  EXPECT_EQ(trade.desk->books().commit().value(), before);
}

TEST(MoneyRows, a_book_is_the_providers_and_says_every_fault_with_its_line) {
  Trade trade;
  const Headers yaml{{"content-type", "application/yaml"}};
  const std::string book = "partners:\n  - {id: wingtip, kind: direct, name: Wingtip, "
                           "country: SE, currency: EUR}\n";
  EXPECT_EQ(trade.send(Method::post, contoso(), "/v1/books", book, yaml).status, 403);
  EXPECT_EQ(trade.send(Method::post, provider(), "/v1/books?dry_run=true", book, yaml).status,
            200);
  EXPECT_EQ(trade.get(provider(), "/v1/partners/wingtip").status, 404);
  ASSERT_EQ(trade.send(Method::post, provider(), "/v1/books", book, yaml).status, 200);
  EXPECT_EQ(trade.get(provider(), "/v1/partners/wingtip").status, 200);
  const auto refused = trade.send(Method::post, provider(), "/v1/books",
                                  "partners:\n  - {id: a}\n  - {id: b}\n", yaml);
  EXPECT_EQ(refused.status, 400);
  EXPECT_GE(read_json(refused).at("errors").size(), 2U);
  EXPECT_EQ(read_json(refused).at("errors").at(0).at("line"), 2);
  EXPECT_EQ(each(trade.get(provider(), "/v1/audit?limit=1"), "entries", "actor"), (Texts{"book"}));
  EXPECT_EQ(trade.send(Method::post, provider(), "/v1/audit/verify", "").status, 200);
}

TEST(MoneyRows, faults_of_a_sheet_are_told_where_they_stand_in_the_request) {
  Trade trade;
  const auto put = [&](const std::string& body) {
    return read_json(trade.send(Method::put, litware(), "/v1/price-sheets/l", body));
  };
  const auto wrong = put(R"({"currency":"EUR","from":"2026-01-01","to":"2025-01-01",
                             "rows":[{"meter":"vcpu","unit_price":"1"}]})");
  EXPECT_EQ(wrong.at("code"), "InvalidSpan");
  EXPECT_NE(wrong.dump().find("\"/to\""), std::string::npos) << wrong;
  EXPECT_EQ(wrong.dump().find("price_sheets"), std::string::npos) << wrong;
  const auto csv = trade.send(Method::put, litware(),
                              "/v1/price-sheets/l?currency=EUR&from=2026-01-01&to=2025-01-01",
                              "meter,unit_price\nvcpu,1\n", {{"content-type", "text/csv"}});
  EXPECT_EQ(csv.body.find("price_sheets"), std::string::npos) << csv.body;
}

TEST(MoneyRows, a_foreign_buyer_and_a_missing_one_are_answered_alike) {
  Trade trade;
  const auto put = [&](const std::string& buyer) {
    return trade.send(Method::put, litware(), "/v1/price-sheets/l",
                      R"({"currency":"EUR","from":"2026-01-01","buyer":")" + buyer +
                          R"(","rows":[{"meter":"vcpu","unit_price":"1"}]})");
  };
  const auto foreign = put("adatum");
  const auto missing = put("nobody");
  EXPECT_EQ(foreign.status, 400);
  EXPECT_EQ(read_json(foreign).at("code"), "UnknownBuyer");
  EXPECT_EQ(foreign.body, missing.body);
  EXPECT_EQ(put("relecloud").status, 200);
}

TEST(MoneyRows, a_book_neither_shows_nor_changes_sheets_of_other_sellers) {
  Trade trade;
  const Headers yaml{{"content-type", "application/yaml"}};
  const auto post = [&](const std::string& sheet) {
    return trade.send(Method::post, provider(), "/v1/books", "price_sheets: [{" + sheet + "}]\n",
                      yaml);
  };
  const auto foreign = post("id: contoso-retail, markup: \"0.5\"");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body.find("0.15"), std::string::npos);
  EXPECT_EQ(post("id: x, seller: contoso, currency: EUR, from: 2026-01-01, base: provider-2026")
                .status,
            403);
  const auto based = post("id: x, seller: provider, currency: EUR, from: 2026-01-01, base: "
                          "contoso-retail");
  EXPECT_EQ(read_json(based).at("code"), "UnknownBaseSheet");
  EXPECT_EQ(post("id: x, seller: provider, currency: EUR, from: 2026-01-01, base: provider-2026")
                .status,
            200);
}

TEST(MoneyRows, a_packed_body_is_refused_where_it_is_not_unpacked) {
  Trade trade;
  EXPECT_EQ(trade.send(Method::put, litware(), "/v1/price-sheets/l", "x",
                       {{"content-type", "text/csv"}, {"content-encoding", "gzip"}}).status,
            415);
}

TEST(MoneyRows, a_vendors_price_file_becomes_rows_and_writes_nothing) {
  Trade trade;
  const std::string file =
      "MeterId,UnitOfMeasure,UnitPrice,Currency\nm,10K,0.5,EUR\nn,1 Hour,-1,EUR\n";
  const auto convert = [&](const Principal& who, const std::string& query, const std::string& body,
                           const std::string& type) {
    return trade.send(Method::post, who, "/v1/price-files" + query, body,
                      {{"content-type", type}});
  };
  const auto told = read_json(convert(litware(), "?single_units=true", file, "text/csv"));
  EXPECT_EQ(told.at("csv"),
            "meter,name,unit,model,tier_from,unit_price,package_size,included,billing_meter,"
            "factor\n"
            "m,,10K,flat,0,0.5,1,0,m,0.0001\n");
  EXPECT_EQ(told.at("currency"), "EUR");
  EXPECT_EQ(told.at("errors").at(0).at("line"), 3);
  const auto retail = read_json(convert(provider(), "?at=2026-10-01",
                                        R"([{"meterId":"r","retailPrice":2,"unitOfMeasure":"1"}])",
                                        "application/json"));
  EXPECT_EQ(retail.at("meters"), 1);
  EXPECT_TRUE(retail.at("currency").is_null());
  EXPECT_EQ(convert(litware(), "", "meter,price\n", "text/csv").status, 400);
  EXPECT_EQ(convert(litware(), "?currency=XXX", file, "text/csv").status, 400);
  EXPECT_EQ(convert(northern_operator(), "", file, "text/csv").status, 403);
}

}  // namespace
}  // namespace tollbridge::api::native
