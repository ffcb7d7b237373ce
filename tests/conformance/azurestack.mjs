// SPDX-License-Identifier: Apache-2.0
// Goal: @azure/arm-azurestack 2.1.1, unchanged, registers a stack and manages its customers here.
// Method: every operation of the client, with good calls and with bad ones for each code of
// spec/azure-stack.md 4.1.
import { ask, assert, base, check, credential, done, refused, require, world } from "./harness.mjs";

const { AzureStackManagementClient } = require("@azure/arm-azurestack");

const as = (who, subscription = world.default) =>
  new AzureStackManagementClient(credential(who), subscription,
                                 { baseUri: base, noRetryPolicy: true });
const client = as("contoso");
const group = "azurestack";
const name = "conformance";

const token = (members = {}) => Buffer.from(JSON.stringify({
  billingModel: "PayAsYouUse",
  objectId: "cfcaef15-bb27-4b6e-9752-c332532a8802",
  cloudId: world.new_stack,
  usageReportingEnabled: true,
  regionNames: ["west"],
  hardwareInfo: [{ name: "node1", numCores: 32 }],
  issuer: "stack",
  version: "1.0",
  ...members,
})).toString("base64");
const parameters = (members) => ({ registrationToken: token(members), location: "global" });
const claims = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
const path = (registration, subscription = world.default) =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.AzureStack` +
  `/registrations/${registration}`;

await check("operations.list", async () => {
  const operations = await client.operations.list();
  assert.ok(operations.some((one) => one.name === "Microsoft.AzureStack/registrations/read"));
});

await check("registrations.createOrUpdate makes, and answers 201", async () => {
  const made = await client.registrations.createOrUpdate(group, name, parameters());
  assert.equal(made._response.status, 201);
  assert.equal(made.cloudId, world.new_stack);
  assert.equal(made.billingModel, "PayAsYouUse");
  assert.equal(made.location, "global");
  assert.equal(made.etag, made._response.headers.get("etag"));
});

await check("registrations.createOrUpdate again answers 200", async () => {
  const again = await client.registrations.createOrUpdate(group, name, parameters());
  assert.equal(again._response.status, 200);
});

await check("registrations.get", async () => {
  const found = await client.registrations.get(group, name);
  assert.equal(found.id, path(name));
  assert.equal(found.type, "Microsoft.AzureStack/registrations");
  assert.equal(found.objectId, "cfcaef15-bb27-4b6e-9752-c332532a8802");
});

await check("registrations.list", async () => {
  const names = (await client.registrations.list(group)).map((one) => one.name);
  assert.deepEqual(names, ["conformance", "many"]);
});

await check("registrations.listNext follows a link", async () => {
  const link = `${base}/subscriptions/${world.default}/resourceGroups/${group}/providers/` +
               "Microsoft.AzureStack/registrations?api-version=2017-06-01";
  assert.equal((await client.registrations.listNext(link)).length, 2);
});

await check("registrations.update sends a new token and no location", async () => {
  const told = await client.registrations.update(group, name,
                                                 { registrationToken: token({ objectId: "new" }) });
  assert.equal(told.objectId, "new");
});

await check("registrations.getActivationKey gives a JWT of RS256", async () => {
  const key = (await client.registrations.getActivationKey(group, name)).activationKey;
  assert.equal(JSON.parse(Buffer.from(key.split(".")[0], "base64url")).alg, "RS256");
  assert.equal(claims(key).cloudId, world.new_stack);
  assert.equal(claims(key).registrationName, name);
  assert.equal(claims(key).hardwareInfo[0].numCores, 32);
});

await check("customerSubscriptions.create answers 200 with the mapping", async () => {
  const made = await client.customerSubscriptions.create(group, name, world.customer,
                                                         { tenantId: world.tenant });
  assert.equal(made._response.status, 200);
  assert.equal(made.tenantId, world.tenant);
  assert.equal(made.name, `${name}/${world.customer}`);
  assert.equal(made.id, `${path(name)}/customerSubscriptions/${world.customer}`);
});

await check("customerSubscriptions.create without a tenant takes the customer's", async () => {
  const made = await client.customerSubscriptions.create(group, name, world.customer, {});
  assert.equal(made.tenantId, world.tenant);
});

await check("customerSubscriptions.create in upper case is stored in lower case", async () => {
  const made = await client.customerSubscriptions.create(
    group, name, world.customer.toUpperCase(), { tenantId: world.tenant });
  assert.equal(made.name, `${name}/${world.customer}`);
});

await check("customerSubscriptions.get and list", async () => {
  const found = await client.customerSubscriptions.get(group, name, world.customer);
  assert.equal(found.tenantId, world.tenant);
  const all = await client.customerSubscriptions.list(group, name);
  assert.deepEqual(all.map((one) => one.id), [found.id]);
  assert.equal(all.nextLink, undefined);
});

await check("customerSubscriptions.list and listNext page over 1,000 customers", async () => {
  const first = await client.customerSubscriptions.list(group, "many");
  assert.equal(first.length, 1000);
  const second = await client.customerSubscriptions.listNext(first.nextLink);
  assert.equal(second.nextLink, undefined);
  const ids = new Set([...first, ...second].map((one) => one.id));
  assert.equal(ids.size, world.many);
});

await check("customerSubscriptions.deleteMethod, and again", async () => {
  const gone = await client.customerSubscriptions.deleteMethod(group, name, world.customer);
  assert.equal(gone._response.status, 204);
  const again = await client.customerSubscriptions.deleteMethod(group, name, world.customer);
  assert.equal(again._response.status, 204);
  assert.equal((await client.customerSubscriptions.list(group, name)).length, 0);
  await refused(client.customerSubscriptions.get(group, name, world.customer), 404,
                "CustomerSubscriptionNotFound");
});

await check("products.list, listNext and getProducts are empty", async () => {
  assert.equal((await client.products.list(group, name)).length, 0);
  const link = `${base}${path(name)}/products?api-version=2017-06-01`;
  assert.equal((await client.products.listNext(link)).length, 0);
  assert.equal((await client.products.getProducts(group, name, {})).length, 0);
});

for (const [operation, ...rest] of [["get"], ["listDetails"], ["getProduct", {}],
                                    ["uploadLog", {}]]) {
  await check(`products.${operation} finds no product`, async () => {
    await refused(client.products[operation](group, name, "one", ...rest), 404,
                  "ResourceNotFound");
  });
}

// Refusals, in the order of the published codes ----------------------------------------------

await check("RegistrationNotFound: nothing there, or not for this caller", async () => {
  await refused(client.registrations.get(group, "none"), 404, "RegistrationNotFound");
  await refused(as("fabrikam").registrations.get(group, name), 404, "RegistrationNotFound");
  await refused(as("tenant").registrations.get(group, name), 404, "RegistrationNotFound");
  await refused(client.customerSubscriptions.list(group, "none"), 404, "RegistrationNotFound");
});

const add = (id, registration = name, from = client) =>
  from.customerSubscriptions.create(group, registration, id, { tenantId: world.tenant });

await check("InvalidCustomerSubscriptionId: no GUID", async () => {
  await refused(add("no-guid"), 400, "InvalidCustomerSubscriptionId");
});
await check("InvalidCSPSubscription: of another kind", async () => {
  await refused(add(world.enterprise), 400, "InvalidCSPSubscription");
});
await check("BadCustomerSubscriptionId: foreign and unknown are one answer", async () => {
  await refused(add(world.foreign), 400, "BadCustomerSubscriptionId");
  await refused(add("2f3e0000-0000-4000-8000-0000000000ff"), 400, "BadCustomerSubscriptionId");
});
await check("UnauthorizedCspRegistration: an EA default takes no customers", async () => {
  const enterprise = as("contoso", world.enterprise);
  await enterprise.registrations.createOrUpdate(group, "ea", parameters({ cloudId: "ea-stack" }));
  await refused(add(world.customer, "ea", enterprise), 403, "UnauthorizedCspRegistration");
});
await check("CustomerSubscriptionsNotAllowed: capacity takes no customers", async () => {
  const enterprise = as("contoso", world.enterprise);
  await enterprise.registrations.createOrUpdate(
    group, "ea", parameters({ cloudId: "ea-stack", billingModel: "Capacity",
                              agreementNumber: "E-1" }));
  await refused(add(world.customer, "ea", enterprise), 409, "CustomerSubscriptionsNotAllowed");
  assert.equal((await enterprise.registrations.deleteMethod(group, "ea"))._response.status, 200);
});
await check("CloudIdUpdateNotAllowed: a name belongs to one stack", async () => {
  await refused(client.registrations.createOrUpdate(group, name, parameters({ cloudId: "x" })),
                409, "CloudIdUpdateNotAllowed");
});
await check("CloudIdAlreadyRegistered: a stack is registered once", async () => {
  await refused(client.registrations.createOrUpdate(group, "second", parameters()), 409,
                "CloudIdAlreadyRegistered");
});
for (const [why, text] of [["no base64", "%%%"],
                           ["no JSON", Buffer.from("hello").toString("base64")],
                           ["version", token({ version: "9.0" })],
                           ["billing model", token({ billingModel: "Gift" })]]) {
  await check(`InvalidRegistrationToken: ${why}`, async () => {
    await refused(client.registrations.createOrUpdate(
      group, "bad", { registrationToken: text, location: "global" }), 400,
                  "InvalidRegistrationToken");
  });
}
for (const [code, members] of [["MissingMsAssetTag", { billingModel: "Custom" }],
                               ["UsageReportingRequired", { usageReportingEnabled: false }],
                               ["InvalidDefaultSubscription",
                                { billingModel: "Capacity", agreementNumber: "E-1" }]]) {
  await check(`${code}: the billing model wants it`, async () => {
    await refused(client.registrations.createOrUpdate(
      group, "bad", parameters({ cloudId: "bad", ...members })), 400, code);
  });
}
await check("MissingAgreementNumber: capacity needs its agreement", async () => {
  await refused(as("contoso", world.enterprise).registrations.createOrUpdate(
    group, "bad", parameters({ cloudId: "bad", billingModel: "Capacity" })), 400,
                "MissingAgreementNumber");
});
await check("AuthorizationFailed: others of the partner do not change what was registered",
            async () => {
  await refused(as("bo").registrations.update(group, name, { registrationToken: token() }), 403,
                "AuthorizationFailed");
  await refused(as("bo").registrations.deleteMethod(group, name), 403, "AuthorizationFailed");
  assert.equal((await as("bo").registrations.get(group, name)).name, name);
});
await check("InvalidRequestContent: no token, no object", async () => {
  const url = `${path("bad")}?api-version=2017-06-01`;
  const told = await ask("PUT", url, "contoso", { properties: {} });
  assert.equal(`${told.status} ${told.body.error.code}`, "400 InvalidRequestContent");
  assert.equal(told.headers.get("x-ms-error-code"), "InvalidRequestContent");
});
await check("401 without a token, and with a wrong one", async () => {
  const told = await ask("GET", `${path(name)}?api-version=2017-06-01`);
  assert.equal(told.status, 401);
  assert.match(told.headers.get("www-authenticate") ?? "", /^Bearer/);
  await assert.rejects(as("not.a.token").registrations.get(group, name),
                       (error) => error.statusCode === 401);
});
await check("MissingApiVersionParameter and InvalidApiVersionParameter", async () => {
  for (const [query, code] of [["", "MissingApiVersionParameter"],
                               ["?api-version=2001-01-01", "InvalidApiVersionParameter"]]) {
    const told = await ask("GET", path(name) + query, "contoso");
    assert.equal(`${told.status} ${told.body.error.code}`, `400 ${code}`);
  }
});
await check("ScopeLocked: a locked registration is unlocked before it is deleted", async () => {
  const lock = `${path(name)}/providers/Microsoft.Authorization/locks/RegistrationResourceLock` +
               "?api-version=2016-09-01";
  const body = { properties: { level: "CanNotDelete" } };
  assert.equal((await ask("PUT", lock, "contoso", body)).status, 201);
  await refused(client.registrations.deleteMethod(group, name), 409, "ScopeLocked");
  assert.equal((await ask("DELETE", lock, "contoso")).status, 200);
});
await check("conditional requests", async () => {
  const url = `${path(name)}?api-version=2017-06-01`;
  const etag = (await ask("GET", url, "contoso")).headers.get("etag");
  assert.equal((await ask("GET", url, "contoso", null, { "if-none-match": etag })).status, 304);
  const told = await ask("DELETE", url, "contoso", null, { "if-match": "\"other\"" });
  assert.equal(`${told.status} ${told.body.error.code}`, "412 PreconditionFailed");
});
await check("every api-version has one shape", async () => {
  const texts = new Set();
  for (const version of ["2017-06-01", "2020-06-01-preview", "2022-06-01"]) {
    const told = await ask("GET", `${path(name)}?api-version=${version}`, "contoso");
    texts.add(JSON.stringify(told.body));
  }
  assert.equal(texts.size, 1);
});

await check("registrations.deleteMethod, and again", async () => {
  assert.equal((await client.registrations.deleteMethod(group, name))._response.status, 200);
  assert.equal((await client.registrations.deleteMethod(group, name))._response.status, 204);
  await refused(client.registrations.get(group, name), 404, "RegistrationNotFound");
});
await check("a removed stack registers again under its name", async () => {
  const made = await client.registrations.createOrUpdate(group, name, parameters());
  assert.equal(made._response.status, 201);
  assert.equal(made.name, name);
});

done();
