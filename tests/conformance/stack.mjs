// SPDX-License-Identifier: Apache-2.0
// Goal: @azure/arm-commerce 3.0.0, unchanged, reads at a stack what its readings made.
// Method: the tenant's API by the client, the provider's by hand, as operators' scripts do.
import { ask, assert, base, check, credential, done, refused, require, world } from "./harness.mjs";

const { UsageManagementClient } = require("@azure/arm-commerce");

const user = new UsageManagementClient(credential("tenant"), world.provider_home,
  { baseUri: base, noRetryPolicy: true });
const reported = [new Date("2026-11-03T00:00:00Z"), new Date("2026-11-03T09:00:00Z")];
const hourly = { aggregationGranularity: "Hourly" };
const admin = (rest, who = "operator", subscription = world.provider_home) =>
  ask("GET", `/subscriptions/${subscription}/providers/Microsoft.Commerce.Admin/` +
    "subscriberUsageAggregates?api-version=2015-06-01-preview" +
    "&reportedStartTime=2026-11-03T00%3A00%3A00Z&reportedEndTime=2026-11-03T09%3A00%3A00Z" +
    `&aggregationGranularity=Hourly${rest}`, who);

await check("usageAggregates.list: hours of readings, with the meter's name and unit", async () => {
  const [row] = await user.usageAggregates.list(...reported, hourly);
  assert.equal(row.subscriptionId, world.provider_home);
  assert.equal(row.meterId, world.meter);
  assert.equal(row.quantity, 1.5);
  assert.equal(row.usageStartTime.toISOString(), "2026-11-02T10:00:00.000Z");
  assert.ok(row.unit);
  assert.ok(row.meterName);
});

await check("usageAggregates.listNext: every hour of every resource, once", async () => {
  const seen = new Set();
  let page = await user.usageAggregates.list(...reported, hourly);
  while (true) {
    for (const row of page) seen.add(`${row.usageStartTime.toISOString()} ${row.instanceData}`);
    if (!page.nextLink) break;
    page = await user.usageAggregates.listNext(page.nextLink, ...reported, hourly);
  }
  assert.equal(seen.size, 2 * world.resources);
});

await check("usageAggregates.list: another's subscription is not found", async () => {
  const other = new UsageManagementClient(credential("tenant"), world.local,
    { baseUri: base, noRetryPolicy: true });
  await refused(other.usageAggregates.list(...reported, hourly), 404, "SubscriptionNotFound");
});

await check("subscriberUsageAggregates: of all direct tenants, or of one", async () => {
  const all = await admin("");
  assert.equal(all.status, 200);
  assert.equal(all.body.value.length, 1000);
  assert.ok(all.body.nextLink.startsWith(base));
  const one = await admin(`&subscriberId=${world.provider_home}`);
  assert.equal(one.body.value.length, 1000);
});

await check("subscriberUsageAggregates: SubscriberIdIsNotDirectTenant", async () => {
  const none = await admin(`&subscriberId=${world.local}`);
  assert.equal(`${none.status} ${none.body.error.code}`, "400 SubscriberIdIsNotDirectTenant");
});

await check("subscriberUsageAggregates: of another provider subscription, nothing", async () => {
  assert.equal((await admin("", "operator", world.local)).status, 404);
  assert.equal((await admin("", "contoso")).status, 403);
});

await check("RateCard: only at commerce (R64)", async () => {
  const card = await ask("GET", `/subscriptions/${world.provider_home}/providers/` +
    "Microsoft.Commerce/RateCard?api-version=2016-08-31-preview", "operator");
  assert.equal(card.status, 404);
});

done();
