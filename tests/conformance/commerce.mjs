// SPDX-License-Identifier: Apache-2.0
// Goal: @azure/arm-commerce 3.0.0, unchanged, reads usage and prices here; and what operators'
// scripts ask of a stack without a client.
// Method: every operation, good calls, each code of spec/azure-stack.md 4.2, pages.
import { ask, assert, base, check, credential, done, refused, require, tokens, world }
  from "./harness.mjs";

const { UsageManagementClient } = require("@azure/arm-commerce");

const as = (who, subscription) =>
  new UsageManagementClient(credential(who), subscription, { baseUri: base, noRetryPolicy: true });
const user = as("tenant", world.local);
const october = [new Date("2026-10-01T00:00:00Z"), new Date("2026-11-01T00:00:00Z")];
const hourly = { aggregationGranularity: "Hourly" };

await check("usageAggregates.list: a day's sum by default", async () => {
  const rows = await user.usageAggregates.list(...october, {});
  assert.equal(rows.length, 1000);
  const first = rows[0];
  assert.equal(first.type, "Microsoft.Commerce/UsageAggregate");
  assert.equal(first.name, `${world.local}-${world.meter}`);
  assert.equal(first.subscriptionId, world.local);
  assert.equal(first.meterId, world.meter);
  assert.equal(first.quantity, 3);
  assert.equal(first.usageStartTime.toISOString(), "2026-10-10T00:00:00.000Z");
  assert.equal(first.usageEndTime.toISOString(), "2026-10-11T00:00:00.000Z");
});

await check("usageAggregates.list: instanceData is JSON in a string", async () => {
  const [row] = await user.usageAggregates.list(...october, hourly);
  const told = await ask("GET", `/subscriptions/${world.local}/providers/Microsoft.Commerce/` +
    "UsageAggregates?api-version=2015-06-01-preview&reportedStartTime=2026-10-01T00%3A00%3A00Z" +
    "&reportedEndTime=2026-11-01T00%3A00%3A00Z&aggregationGranularity=Hourly", "tenant");
  const data = JSON.parse(told.body.value[0].properties.instanceData)["Microsoft.Resources"];
  assert.deepEqual(Object.keys(data), ["resourceUri", "location", "tags", "additionalInfo"]);
  assert.equal(data.location, "northwest");
  assert.equal(row.quantity, 1);
});

await check("usageAggregates.listNext: every row of 4,501, once", async () => {
  const seen = new Set();
  let page = await user.usageAggregates.list(...october, hourly);
  for (let pages = 1; ; pages += 1) {
    for (const row of page) seen.add(`${row.usageStartTime.toISOString()} ${row.instanceData}`);
    if (!page.nextLink) {
      assert.equal(pages, 5);
      break;
    }
    page = await user.usageAggregates.listNext(page.nextLink, ...october, hourly);
  }
  assert.equal(seen.size, 2 * world.resources + 1);
});

await check("usageAggregates.list: the token alone, as a parameter", async () => {
  const first = await user.usageAggregates.list(...october, hourly);
  const continuationToken = new URL(first.nextLink).searchParams.get("continuationToken");
  const second = await user.usageAggregates.list(...october, { ...hourly, continuationToken });
  assert.equal(second.length, 1000);
  assert.notEqual(second[0].instanceData, first[0].instanceData);
  await refused(user.usageAggregates.list(...october, { continuationToken }), 400,
                "InvalidProperty");
});

await check("usageAggregates.list: by reported time, not by time of use", async () => {
  const day = (from, to) => [new Date(`2026-10-${from}T00:00:00Z`),
                             new Date(`2026-10-${to}T00:00:00Z`)];
  assert.equal((await user.usageAggregates.list(...day(20, 21), {})).length, 1);
  assert.equal((await user.usageAggregates.list(...day(21, 22), {})).length, 0);
});

await check("usageAggregates.list: a commerce subscription's, for its partner only", async () => {
  const rows = await as("contoso", world.customer).usageAggregates.list(...october, {});
  assert.equal(rows[0].subscriptionId, world.customer);
  for (const who of ["tenant", "operator", "fabrikam"]) {
    await refused(as(who, world.customer).usageAggregates.list(...october, {}), 404,
                  "SubscriptionNotFound");
  }
});

await check("usageAggregates.list: nobody else's local subscription", async () => {
  await refused(as("tenant", world.other_local).usageAggregates.list(...october, {}), 404,
                "SubscriptionNotFound");
  assert.equal((await as("operator", world.local).usageAggregates.list(...october, {})).length,
               1000);
});

const list = (from, to, options = {}) =>
  user.usageAggregates.list(new Date(from), new Date(to), options);
await check("InvalidProperty: off the day, off the hour, end before start", async () => {
  await refused(list("2026-10-01T01:00:00Z", "2026-10-02T00:00:00Z"), 400, "InvalidProperty");
  await refused(list("2026-10-01T00:30:00Z", "2026-10-02T00:00:00Z", hourly), 400,
                "InvalidProperty");
  await refused(list("2026-10-02T00:00:00Z", "2026-10-02T00:00:00Z"), 400, "InvalidProperty");
});
await check("RequestEndTimeIsInFuture: tomorrow, and for days today", async () => {
  await refused(list("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z"), 400,
                "RequestEndTimeIsInFuture");
  await refused(list("2026-10-01T00:00:00Z", "2026-11-04T00:00:00Z"), 400,
                "RequestEndTimeIsInFuture");
});

const u2 = (query, provider = world.provider_home, space = "Microsoft.Commerce.Admin") =>
  `/subscriptions/${provider}/providers/${space}/subscriberUsageAggregates?${query}`;
const window = "api-version=2015-06-01-preview&reportedStartTime=2026-10-01T00%3A00%3A00%2B00%3A00" +
               "&reportedEndTime=2026-11-01T00%3A00%3A00%2B00%3A00";
const verdict = (told) => `${told.status} ${told.body?.error?.code ?? ""}`.trim();

await check("subscriberUsageAggregates: every subscription of the stack", async () => {
  const told = await ask("GET", u2(`${window}&subscriberId=${world.other_local}`), "operator");
  assert.equal(told.body.value.length, 1);
  assert.equal(told.body.value[0].properties.quantity, 0.123456789012345678);
  const all = await ask("GET", u2(window), "operator");
  assert.equal(all.body.value.length, 1000);
  assert.ok(all.body.nextLink.startsWith(base));
  for (const space of ["Microsoft.Commerce", "microsoft.commerce.admin/locations"]) {
    const same = await ask("GET", u2(window, world.provider_home, space), "operator");
    assert.equal(same.body.value.length, 1000);
  }
});
await check("subscriberUsageAggregates: quantities are written digit by digit", async () => {
  const response = await fetch(base + u2(`${window}&subscriberId=${world.other_local}`),
                               { headers: { authorization: `Bearer ${tokens.operator}` } });
  assert.match(await response.text(), /"quantity":0\.123456789012345678,/);
});
await check("each wrong query has its code", async () => {
  for (const [query, expected] of [
    ["reportedStartTime=x", "400 NoApiVersion"],
    ["api-version=1.0", "400 InvalidApiVersionParameter"],
    ["api-version=2015-06-01-preview", "400 InvalidProperty"],
    [window.replace("2026-10-01T", "tomorrow"), "400 InvalidProperty"],
    [`${window}&aggregationGranularity=Weekly`, "400 InvalidAggregationGranularity"],
    [`${window}&subscriberId=nobody`, "400 SubscriberIdIsNotDirectTenant"],
    [`${window}&continuationToken=abc`, "400 InvalidProperty"]]) {
    assert.equal(verdict(await ask("GET", u2(query), "operator")), expected);
  }
  const nowhere = `/subscriptions//providers/Microsoft.Commerce/UsageAggregates?${window}`;
  assert.equal(verdict(await ask("GET", nowhere, "operator")),
               "400 SubscriptionIdMissingInRequest");
  assert.equal(verdict(await ask("GET", u2(window), "contoso")), "403 AuthorizationFailed");
  assert.equal(verdict(await ask("GET", u2(window, world.local), "operator")),
               "404 SubscriptionNotFound");
});
await check("times as operators' scripts write them", async () => {
  for (const time of ["2026-10-01T00:00:00", "2026-10-01T00%3a00%3a00%2b00%3a00Z",
                      "2026-10-01T00:00:00+00:00", "2026-09-30T17:00:00.0000000-07:00"]) {
    const query = `api-version=2015-06-01-preview&reportedstartTime=${time}` +
                  "&ReportedEndTime=2026-11-01T00:00:00Z";
    assert.equal((await ask("GET", u2(query), "operator")).status, 200, time);
  }
});

const filter = "OfferDurableId eq 'MS-AZR-0145P' and Currency eq 'EUR' and Locale eq 'en-US' " +
               "and RegionInfo eq 'SE'";
await check("rateCard.get: what the partner pays", async () => {
  const card = await as("contoso", world.customer).rateCard.get(filter);
  assert.equal(card.currency, "EUR");
  assert.equal(card.isTaxIncluded, false);
  const meter = card.meters.find((one) => one.meterId === world.meter);
  assert.deepEqual(meter.meterRates, { 0: 0.1, 1000: 0.08 });
  assert.equal(meter.includedQuantity, 10);
});
await check("rateCard.get: a wrong filter is refused, flat", async () => {
  await refused(as("contoso", world.customer).rateCard.get("Currency eq 'EUR'"), 400,
                "InvalidProperty");
  await refused(as("fabrikam", world.customer).rateCard.get(filter), 404, "SubscriptionNotFound");
});

done();
