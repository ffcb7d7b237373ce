// SPDX-License-Identifier: Apache-2.0
// The records behind a sum of usage.
#include "engine/usage_records.h"

#include "api/native/answers.h"
#include "api/native/portal_rows.h"
#include "api/native/scopes.h"
#include "views/document_view.h"

namespace tollbridge::api::native {
namespace {

// The day that was asked for, else the whole month. A day of another month is a fault.
Result<HourSpan> hours_of(const Call& call) {
  const HourSpan month = Period::parse(*call.request.parameter("period")).value().span();
  const auto day = instant_of(call, "day");
  if (!day) return month;
  const Hour begin = Hour::containing(std::chrono::floor<std::chrono::days>(*day));
  if (begin < month.begin || begin >= month.end) {
    return std::unexpected<Error>(Error{ErrorKind::invalid, "InvalidParameter",
                                        "The day is no day of the period.", {}, "day", 0, {}});
  }
  return HourSpan{begin, begin.plus(24)};
}

template <class Id>
void narrow(const Call& call, std::string_view name, std::optional<Id>& wanted) {
  if (const auto asked = call.request.parameter(name)) wanted = Id(*asked);
}

Result<engine::UsageRecordsRequest> request_of(const Call& call, const ListAnswer& list) {
  auto hours = hours_of(call);
  if (!hours) return pass(hours);
  engine::UsageRecordsRequest request{.hours = *hours};
  narrow(call, "stack", request.stack);
  narrow(call, "tenant", request.tenant);
  narrow(call, "subscription", request.subscription);
  narrow(call, "meter", request.meter);
  narrow(call, "payer", request.payer);
  const bool commerce = call.principal.role != Role::stack_operator &&
                        call.principal.role != Role::tenant;
  if (request.payer && !commerce) {
    return fail(ErrorKind::denied, "AuthorizationFailed",
                "Who pays is not known on the stack; leave payer out.");
  }
  request.after = list.after();
  request.max = list.limit() + 1;  // one more tells that there is another page
  return request;
}

Result<Response> list_records(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "rows");
  if (!list) return pass(list);
  auto request = request_of(call, *list);
  if (!request) return pass(request);
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto records = engine::usage_records(desk.journal(), **registry, *request,
                                       usage_scope(call, **registry));
  if (!records) return pass(records);
  for (const engine::UsageRecord& one : *records) {
    if (!list->take(one.key)) continue;
    views::begin_record(list->json(), one.record);
    list->json().end();
  }
  return list->end();
}

}  // namespace

Operation usage_records_operation() {
  auto made = row("usage_records", Method::get, "/v1/usage/records",
                  "The records behind a sum of usage");
  made.text = "Counted records, oldest first. A quantity is that of the hours asked for that you "
              "may see, so records add up to the sum of GET /v1/usage with the same filters.";
  made.tag = "Usage";
  made.query = list_parameters(
      {{"period", ParameterType::period, true, "the month", {}, false},
       {"day", ParameterType::day_or_instant, false, "only this day of it", {}, false},
       {"stack", ParameterType::text, false, "only this stack's", {}, false},
       {"tenant", ParameterType::text, false, "only this tenant's", {}, false},
       {"subscription", ParameterType::text, false, "only of this local subscription", {}, false},
       {"meter", ParameterType::text, false, "only of this local meter", {}, false},
       {"payer", ParameterType::text, false,
        "only what this commerce subscription pays; not for stacks' own people", {}, false}});
  made.answers = {{200, "UsageRecords", "records, oldest first", "application/json"}};
  made.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                       {Role::partner, {Relation::any}},
                                       {Role::reseller, {Relation::any}},
                                       {Role::stack_operator, {Relation::any}},
                                       {Role::tenant, {Relation::any}}}};
  made.run = list_records;
  return made;
}

}  // namespace tollbridge::api::native
