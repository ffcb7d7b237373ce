// SPDX-License-Identifier: Apache-2.0
// What somebody should look at before the invoice says it: tenants that began to fall to a default,
// stacks gone silent, usage without a price or held in quarantine, a month that cannot close.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "api/native/answers.h"
#include "api/native/groups.h"
#include "api/native/scopes.h"
#include "bridge/inbox.h"
#include "engine/rate_period.h"
#include "engine/reconcile.h"
#include "stack/activation.h"

namespace tollbridge::api::native {
namespace {

using registry::Registry;

struct Alert {
  std::string code;
  std::string stack;  // may be empty, as all below
  std::string tenant;
  std::string meter;
  std::string since;
  std::string message;

  [[nodiscard]] std::string key() const {
    return code + "\n" + stack + "\n" + tenant + "\n" + meter;
  }
};

// Which stacks must reach commerce (R19, R53).
bool must_report(registry::BillingModel model) {
  return model == registry::BillingModel::pay_as_you_use ||
         model == registry::BillingModel::ruggedized;
}

// Empty: nothing to be said.
std::string_view contact_words(stack::ContactAge age) {
  switch (age) {
    case stack::ContactAge::fresh: return {};
    case stack::ContactAge::day:
      return "The stack's bridge has not asked for 24 hours; its usage waits at the stack.";
    case stack::ContactAge::week:
      return "The stack's bridge has not asked for 7 days; call its operator.";
    case stack::ContactAge::urgent:
      return "The stack's bridge has not asked for 25 days; after 30 it is out of terms.";
    case stack::ContactAge::out_of_terms:
      return "The stack's bridge has not asked for 30 days: it is out of terms (R53), and after "
             "35 days it may no longer have what commerce loses.";
  }
  return {};
}

// Collects what one caller should know of one month.
class Watch {
 public:
  Watch(const Call& call, Desk& desk, const Registry& registry, Period period,
        bridge::Ledger* batches)
      : call_(call), desk_(desk), registry_(registry), period_(period), batches_(batches) {}

  Result<std::vector<Alert>> all() {
    using Look = Status (Watch::*)();
    for (const Look look : {&Watch::look_at_tenants, &Watch::look_at_stacks,
                            &Watch::look_at_bridges, &Watch::look_at_quarantine,
                            &Watch::look_at_prices, &Watch::look_at_last_month}) {
      if (auto looked = (this->*look)(); !looked) return pass(looked);
    }
    std::ranges::sort(alerts_, {}, &Alert::key);
    return std::move(alerts_);
  }

 private:
  Status look_at_tenants() {
    auto falling = engine::unregistered(desk_.books(), desk_.journal(), period_);
    if (!falling) return pass(falling);
    for (const engine::UnregisteredRow& row : falling->rows) {
      if (!row.is_new || !may_see_unregistered(call_, registry_, row)) continue;
      alerts_.push_back({"TenantFallsToDefault", row.stack.text(), row.tenant.text(), {},
                         row.since.to_string(),
                         "The tenant began to fall to the default subscription; map it, also for "
                         "hours past."});
    }
    return {};
  }

  // A registered stack without usage yesterday and today, in the month that runs.
  Status look_at_stacks() {
    if (!period_.span().contains(Hour::containing(call_.now))) return {};
    auto days = engine::usage_show(desk_.journal(), registry_, period_,
                                   {engine::UsageKey::stack, engine::UsageKey::day});
    if (!days) return pass(days);
    std::map<std::string, std::string> last;
    for (const engine::UsageSum& sum : *days) last[sum.keys[0]] = sum.keys[1];
    const std::string yesterday = date_text(call_.now - std::chrono::hours(24));
    for (const auto* stack : registry_.stacks()) {
      const std::string& id = stack->cloud_id.text();
      const bool registered =
          registry_.registration_at(stack->cloud_id, Hour::containing(call_.now)) != nullptr;
      if (!registered || last[id] >= yesterday) continue;
      if (relation_to(registry_, call_.principal, Object::stack, id) == Relation::none) continue;
      alerts_.push_back({"SilentStack", id, {}, {},
                         last[id].empty() ? period_.begin().to_string() : last[id],
                         "The stack is registered and sent no usage since."});
    }
    return {};
  }

  // A stack that must keep a link and whose bridge has not asked for long (R53).
  Status look_at_bridges() {
    if (batches_ == nullptr || !period_.span().contains(Hour::containing(call_.now))) return {};
    for (const auto* stack : registry_.stacks()) {
      const auto* registration =
          registry_.registration_at(stack->cloud_id, Hour::containing(call_.now));
      if (registration == nullptr || !must_report(registration->billing_model)) continue;
      const std::string& id = stack->cloud_id.text();
      if (relation_to(registry_, call_.principal, Object::stack, id) == Relation::none) continue;
      const auto last = batches_->last_contact(stack->cloud_id);
      if (!last) return std::unexpected(last.error());
      if (!*last) continue;
      const std::string_view told = contact_words(stack::contact_age(**last, call_.now));
      if (told.empty()) continue;
      alerts_.push_back({"BridgeSilent", id, {}, {}, tollbridge::to_string(**last),
                         std::string(told)});
    }
    return {};
  }

  Status look_at_quarantine() {
    auto sums = engine::usage_show(desk_.journal(), registry_, period_,
                                   {engine::UsageKey::stack, engine::UsageKey::payer});
    if (!sums) return pass(sums);
    for (const engine::UsageSum& sum : *sums) {
      if (!sum.keys[1].empty()) continue;
      const bool own = is_provider(call_) || call_.principal.stack.text() == sum.keys[0];
      if (!own) continue;
      alerts_.push_back({"QuarantinedUsage", sum.keys[0], {}, {}, {},
                         std::to_string(sum.records) + " records wait for a registration of the "
                         "stack; they are charged to nobody."});
    }
    return {};
  }

  [[nodiscard]] PartyId self() const {
    return is_provider(call_) ? provider_party() : call_.principal.partner;
  }

  Status look_at_prices() {
    auto meters = unrated(period_);
    if (!meters) return pass(meters);
    for (const std::string& meter : *meters) {
      alerts_.push_back({"UnratedUsage", {}, {}, meter, {},
                         "The meter is used and your sheets have no price for it; the month "
                         "cannot close."});
    }
    return {};
  }

  // Meters the caller sells without a price.
  Result<std::set<std::string>> unrated(Period period) {
    std::set<std::string> meters;
    if (self().empty()) return meters;
    auto rated = engine::rate_period(desk_.books(), desk_.journal(), {period, {}, {}});
    if (!rated) return pass(rated);
    for (const rating::Unrated& one : rated->unrated) {
      if (one.seller == self()) meters.insert(one.local_meter.text());
    }
    return meters;
  }

  Result<bool> is_closed(Period period) {
    auto closings = desk_.books().invoices().closings();
    if (!closings) return pass(closings);
    return std::ranges::any_of(*closings, [&](const billing::Closing& one) {
      return one.seller == self() && one.period == period &&
             one.state == billing::PeriodState::closed;
    });
  }

  Status look_at_last_month() {
    const Period last = Period::from_index(period_.index() - 1);
    if (self().empty() || last.end().start() > call_.now) return {};
    auto closed = is_closed(last);
    if (!closed) return pass(closed);
    if (*closed) return {};
    auto meters = unrated(last);
    if (!meters) return pass(meters);
    bool sound = true;
    if (is_provider(call_)) {
      auto proved = engine::reconcile(desk_.books(), desk_.journal(), last);
      if (!proved) return pass(proved);
      sound = proved->ok;
    }
    if (sound && meters->empty()) return {};
    alerts_.push_back({"PeriodCannotClose", {}, {}, {}, last.end().to_string(),
                       last.to_string() + (sound ? " has usage without a price."
                                                 : " does not reconcile.")});
    return {};
  }

  const Call& call_;
  Desk& desk_;
  const Registry& registry_;
  Period period_;
  bridge::Ledger* batches_;
  std::vector<Alert> alerts_;
};

void append_alert(Json& json, const Alert& alert) {
  json.object().field("code", alert.code).text_or_null("stack", alert.stack);
  json.text_or_null("tenant", alert.tenant).text_or_null("meter", alert.meter);
  json.text_or_null("since", alert.since).field("message", alert.message).end();
}

Result<Response> list_alerts(const Call& call, Desk& desk, bridge::Ledger* batches) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, "alerts");
  if (!list) return pass(list);
  Period period = Period::containing(Hour::containing(call.now));
  if (const auto asked = call.request.parameter("period")) period = Period::parse(*asked).value();
  auto alerts = Watch(call, desk, **registry, period, batches).all();
  if (!alerts) return pass(alerts);
  for (const Alert& alert : *alerts) {
    if (list->take(alert.key())) append_alert(list->json(), alert);
  }
  return list->end();
}

}  // namespace

std::vector<Operation> alert_operations(const Options& options) {
  auto all = row("alert_list", Method::get, "/v1/alerts", "What somebody should look at");
  all.text = "TenantFallsToDefault, SilentStack, BridgeSilent (for 24 hours, 7, 25 and 30 days), "
             "QuarantinedUsage, UnratedUsage and PeriodCannotClose (the month before), of what is "
             "yours.";
  all.tag = "Alerts";
  all.query = list_parameters(
      {{"period", ParameterType::period, false, "the month; the one that runs if left out", {},
        false}});
  all.answers = {{200, "AlertList", "alerts by code and object", "application/json"}};
  all.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                      {Role::partner, {Relation::any}},
                                      {Role::reseller, {Relation::any}},
                                      {Role::stack_operator, {Relation::any}}}};
  all.run = [batches = options.batches](const Call& call, Desk& desk) {
    return list_alerts(call, desk, batches);
  };
  return {all};
}

}  // namespace tollbridge::api::native
