// SPDX-License-Identifier: Apache-2.0
// Goal: @azure/arm-commerce-profile-2020-09-01-hybrid 2.1.0, the clients' newer generation,
// unchanged, over TLS with a certificate it was told to trust.
// Method: every operation; iteration by rows and by pages; refusals.
import { assert, base, check, credential, done, refused, require, world } from "./harness.mjs";

const { UsageManagementClient } = require("@azure/arm-commerce-profile-2020-09-01-hybrid");

const as = (who, subscription) =>
  new UsageManagementClient(credential(who), subscription, { endpoint: base });
const user = as("tenant", world.local);
const october = [new Date("2026-10-01T00:00:00Z"), new Date("2026-11-01T00:00:00Z")];
const hourly = { aggregationGranularity: "Hourly" };

await check("usageAggregates.list follows every nextLink", async () => {
  const seen = new Set();
  for await (const row of user.usageAggregates.list(...october, hourly)) {
    assert.equal(row.meterId, world.meter);
    seen.add(`${row.usageStartTime.toISOString()} ${row.instanceData}`);
  }
  assert.equal(seen.size, 2 * world.resources + 1);
});

await check("usageAggregates.list by page: a thousand rows each", async () => {
  const sizes = [];
  for await (const page of user.usageAggregates.list(...october, hourly).byPage()) {
    sizes.push(page.length);
  }
  assert.deepEqual(sizes, [1000, 1000, 1000, 1000, 2 * world.resources - 3999]);
});

await check("usageAggregates.list by page, on from a token", async () => {
  const pages = user.usageAggregates.list(...october, hourly).byPage();
  await pages.next();
  const second = (await pages.next()).value;
  assert.equal(second.length, 1000);
  const continuationToken = second.continuationToken;
  const on = user.usageAggregates.list(...october, hourly).byPage({ continuationToken });
  assert.equal((await on.next()).value.length, 1000);
});

await check("usageAggregates.list: days, and what a partner sees", async () => {
  let sum = 0;
  const client = as("contoso", world.customer);
  for await (const row of client.usageAggregates.list(...october)) sum += row.quantity;
  assert.equal(sum, 3 * world.resources + 1);
});

await check("usageAggregates.list: refusals have their codes", async () => {
  const first = (client, ...rest) => client.usageAggregates.list(...rest).next();
  await refused(first(user, new Date("2026-10-01T01:00:00Z"), october[1]), 400, "InvalidProperty");
  await refused(first(user, october[0], new Date("2027-01-01T00:00:00Z")), 400,
                "RequestEndTimeIsInFuture");
  await refused(first(as("tenant", world.other_local), ...october), 404, "SubscriptionNotFound");
  await assert.rejects(first(as("not.a.token", world.local), ...october),
                       (error) => error.statusCode === 401);
});

await check("rateCard.get", async () => {
  const filter = "OfferDurableId eq 'MS-AZR-0145P' and Currency eq 'EUR' and Locale eq 'en-US' " +
                 "and RegionInfo eq 'SE'";
  const card = await as("contoso", world.customer).rateCard.get(filter);
  assert.equal(card.locale, "en-US");
  assert.equal(card.meters.find((one) => one.meterId === world.meter).unit, "1 Hour");
  await refused(as("contoso", world.customer).rateCard.get("nothing"), 400, "InvalidProperty");
});

done();
