#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: an operator runs a stack's directory and registers the stack with commerce, renews and ends
that, and reads commerce's own words where a rule refuses. Method: two real processes, one of each
half, with their own data directories; the commands of an operator; the face of the stack asked as
its tools ask it."""

import base64
import json

from product import ADATUM, CUSTOMER, DEFAULT, NOBODY, STACK, Case, Product, main
from serving import Server

CLOUD = "9c1e0000-0000-4000-8000-000000000007"
OTHER = "9c1e0000-0000-4000-8000-000000000008"
PROVIDER = "d0000000-0000-4000-8000-000000000007"
HOME = "aaaa0000-0000-4000-8000-000000000001"
SHOP = "5d20c2de-0000-4000-8000-000000000071"
HTTP = ("http://127.0.0.1:0",)


class Directory(Case):
    """The directory by commands, without a server."""

    def setUp(self):
        super().setUp()
        self.create(CLOUD, PROVIDER)

    def create(self, cloud, provider):
        self.product.json("stack", "create", cloud, "--region", "northwest",
                          "--provider-subscription", provider, "--home", HOME)

    def listed(self, *words):
        found = self.product.json("stack", "subscription", "list", CLOUD, *words)["subscriptions"]
        return {one["id"]: one for one in found}

    def test_the_owner_decides_whose_a_subscription_is(self):
        self.product.json("stack", "guest", "add", CLOUD, "adatum.example", ADATUM,
                          "--from", "2026-10-01")
        added = self.product.json("stack", "subscription", "add", CLOUD, SHOP, "--owner",
                                  "ann@adatum.example", "--from", "2026-10-01")
        self.assertEqual((added["tenant"], added["state"]), (ADATUM, "Enabled"))
        self.assertEqual(self.listed()[PROVIDER]["tenant"], HOME)
        error = self.product.error("stack", "subscription", "add", CLOUD, SHOP)
        self.assertEqual(error["code"], "SubscriptionExists")
        error = self.product.error("stack", "subscription", "add", CLOUD, OTHER, "--owner",
                                   "ann@adatum.example", "--from", "2026-09-01")
        self.assertEqual(error["code"], "OwnerDirectoryUnknown")
        error = self.product.error("stack", "subscription", "set", CLOUD, "none", "--name", "x")
        self.assertEqual(error["code"], "SubscriptionNotFound")
        error = self.product.error("stack", "subscription", "set", CLOUD, SHOP, "--owner", "bob",
                                   "--tenant", NOBODY)
        self.assertEqual(error["code"], "InvalidTenantId")
        self.assertEqual(self.listed()[SHOP]["owner"], "ann@adatum.example")

    def test_states_hold_from_when_they_are_said_to(self):
        self.product.json("stack", "subscription", "add", CLOUD, SHOP, "--from", "2026-10-01")
        self.product.json("stack", "subscription", "set", CLOUD, SHOP, "--state", "Disabled",
                          "--from", "2026-10-20T12:00:00Z")
        self.assertEqual(self.listed("--at", "2026-10-20T11:59:59Z")[SHOP]["state"], "Enabled")
        self.assertEqual(self.listed()[SHOP]["state"], "Disabled")
        self.product.json("stack", "subscription", "set", CLOUD, SHOP, "--state", "Deleted")
        error = self.product.error("stack", "subscription", "set", CLOUD, SHOP, "--state",
                                   "Enabled")
        self.assertEqual(error["code"], "SubscriptionDeleted")
        error = self.product.error("stack", "subscription", "set", CLOUD, PROVIDER, "--state",
                                   "Deleted", code=3)
        self.assertEqual((error["rule"], error["code"]), ("R47", "ProviderSubscriptionProtected"))

    def test_a_guest_directory_leaves_after_its_users(self):
        self.product.json("stack", "guest", "add", CLOUD, "adatum.example", ADATUM)
        self.product.json("stack", "subscription", "add", CLOUD, SHOP, "--tenant", ADATUM)
        error = self.product.error("stack", "guest", "remove", CLOUD, "adatum.example", code=3)
        self.assertEqual((error["rule"], error["code"]), ("R37", "GuestInUse"))
        self.product.json("stack", "subscription", "set", CLOUD, SHOP, "--state", "Deleted")
        self.product.json("stack", "guest", "remove", CLOUD, "adatum.example")
        self.assertEqual(self.product.json("stack", "guest", "list", CLOUD)["guests"], [])

    def token(self, *words):
        told = self.product.json("stack", "token", CLOUD, *words)
        return json.loads(base64.b64decode(told["token"]))

    def test_a_token_says_what_its_billing_model_needs(self):
        claims = self.token("--billing-model", "PayAsYouUse")
        self.assertEqual(claims["cloudId"], CLOUD)
        self.assertEqual(claims["providerSubscriptionId"], PROVIDER)
        self.assertEqual(claims["bridgeKey"]["kty"], "EC")
        self.assertNotIn("d", claims["bridgeKey"], "the private half stays")
        self.assertEqual(claims["bridgeKey"],
                         self.token("--billing-model", "Development")["bridgeKey"])
        self.assertTrue(claims["usageReportingEnabled"])  # R53
        capacity = self.token("--billing-model", "Capacity", "--agreement", "EA-1")
        self.assertFalse(capacity["usageReportingEnabled"])  # R54
        for words, rule, code in [
                (("Capacity",), "R19", "MissingAgreementNumber"),
                (("Custom",), "R19", "MissingMsAssetTag"),
                (("PayAsYouUse", "--usage-reporting", "off"), "R20", "UsageReportingRequired"),
                (("PayAsYouUse", "--disconnected"), "R20", "UsageReportingRequired"),
                (("Ruggedized", "--disconnected"), "R56", "NotDisconnected")]:
            error = self.product.error("stack", "token", CLOUD, "--billing-model", *words, code=3)
            self.assertEqual((error["rule"], error["code"]), (rule, code), words)
        error = self.product.error("stack", "token", OTHER, "--billing-model", "Development")
        self.assertEqual(error["code"], "UnknownStack")


class Registering(Case):
    """A stack process and a commerce process."""

    def setUp(self):
        super().setUp()
        self.commerce = Product(self.product.directory / "commerce")
        self.commerce.directory.mkdir()
        self.commerce.book()
        self.address = self.serve(self.commerce, "commerce")
        self.owner = self.commerce.run("token", "--role", "partner", "--partner",
                                       "contoso").stdout.strip()
        self.token_file = self.product.file("owner.token", self.owner + "\n")
        self.create(CLOUD, PROVIDER)

    def serve(self, product, half):
        server = Server(product, listen=HTTP, options=("--half", half))
        self.addCleanup(server.stop)
        return server

    def create(self, cloud, provider):
        self.product.json("stack", "create", cloud, "--region", "northwest",
                          "--provider-subscription", provider, "--home", HOME)

    def words(self, verb, cloud, *more):
        return ("stack", verb, cloud, "--commerce", self.address.url(), "--token-file",
                self.token_file, *more)

    def register(self, *more, cloud=CLOUD, subscription=DEFAULT):
        return self.product.json(*self.words("register", cloud, "--subscription", subscription,
                                             "--name", "west", *more))

    def refused(self, *more, cloud=CLOUD, subscription=DEFAULT, code=3):
        return self.product.error(*self.words("register", cloud, "--subscription", subscription,
                                              "--name", "west", *more), code=code)

    def at_commerce(self, path, version="2017-06-01", method="GET"):
        status, _, body = self.address.ask(
            f"/subscriptions/{DEFAULT}/resourceGroups/azurestack/providers/Microsoft.AzureStack/"
            f"registrations/west{path}?api-version={version}", method, token=self.owner)
        return status, json.loads(body)

    def test_a_stack_is_registered_by_one_command(self):
        stack = self.serve(self.product, "stack")
        done = self.register("--customer", f"{ADATUM}={CUSTOMER}")
        self.assertEqual((done["created"], done["registration"]), (True, "west"))
        status, registration = self.at_commerce("")
        self.assertEqual((status, registration["properties"]["cloudId"]), (200, CLOUD))
        lock = "/providers/Microsoft.Authorization/locks/RegistrationResourceLock"
        self.assertEqual(self.at_commerce(lock, "2016-09-01")[0], 200)
        customers = self.at_commerce("/customerSubscriptions")[1]["value"]
        self.assertEqual([one["properties"]["tenantId"] for one in customers], [ADATUM])
        operator = self.product.run("token", "--role", "operator", "--stack", CLOUD).stdout.strip()
        status, _, body = stack.ask(
            f"/subscriptions/{PROVIDER}/resourceGroups/azurestack-activation/providers/"
            "Microsoft.AzureBridge.Admin/activations/default?api-version=2016-01-01",
            token=operator)
        shown = json.loads(body)["properties"]
        self.assertEqual(status, 200)
        self.assertTrue(shown["usageReportingEnabled"])
        self.assertTrue(shown["azureRegistrationResourceIdentifier"].endswith(
            "/resourceGroups/azurestack/providers/Microsoft.AzureStack/registrations/west"))
        activation = self.product.json("stack", "activation", CLOUD)
        self.assertEqual((activation["state"], activation["registration"]), ("Registered", "west"))
        self.assertEqual(self.register()["created"], False)  # R10

    def test_a_user_sees_its_subscription_on_the_stack(self):
        self.product.json("stack", "guest", "add", CLOUD, "adatum.example", ADATUM)
        self.product.json("stack", "subscription", "add", CLOUD, SHOP, "--owner",
                          "ann@adatum.example", "--name", "Shop")
        stack = self.serve(self.product, "stack")
        path = f"/subscriptions/{SHOP}?api-version=2015-11-01"
        user = self.product.run("token", "--role", "tenant", "--tenant", ADATUM).stdout.strip()
        status, _, body = stack.ask(path, token=user)
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body), {
            "id": f"/subscriptions/{SHOP}", "subscriptionId": SHOP, "tenantId": ADATUM,
            "displayName": "Shop", "state": "Enabled",
            "subscriptionPolicies": {"locationPlacementId": "AzureStack"}})
        other = self.product.run("token", "--role", "tenant", "--tenant", NOBODY).stdout.strip()
        self.assertEqual(stack.ask(path, token=other)[0], 404)  # R61

    def test_renewing_changes_the_billing_model_and_keeps_the_name(self):
        self.register()
        again = self.product.json("stack", "renew", CLOUD, "--token-file", self.token_file)
        self.assertEqual((again["created"], again["registration"]), (False, "west"))
        self.product.json("stack", "renew", CLOUD, "--token-file", self.token_file,
                          "--billing-model", "Development")
        activation = self.product.json("stack", "activation", CLOUD)
        self.assertEqual(activation["billing_model"], "Development")
        self.assertEqual(self.at_commerce("")[1]["properties"]["billingModel"], "Development")

    def test_a_stack_knows_its_commerce_half_by_its_key(self):
        thumbprint = self.commerce.json("bridge", "key")["thumbprint"]
        self.assertEqual(self.commerce.run("bridge", "key").stdout.strip(), thumbprint)
        self.assertEqual(self.refused("--commerce-key", "x" * 43)["code"],
                         "ActivationOfAnotherCommerce")
        self.assertEqual(self.product.json("stack", "activation", CLOUD)["state"],
                         "Not registered")
        self.register("--commerce-key", thumbprint)
        activation = self.product.json("stack", "activation", CLOUD)
        self.assertEqual(activation["commerce_key"], thumbprint)
        # The same claims, altered or bare, by the hand of somebody else.
        _, answer = self.at_commerce("/getactivationkey", method="POST")
        header, claims, signature = answer["activationKey"].split(".")
        body = json.loads(base64.urlsafe_b64decode(claims + "=="))
        body["usageEndpoint"] = "http://127.0.0.1:9"
        altered = base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
        for key, code in ((f"{header}.{altered}.{signature}", "ActivationSignatureWrong"),
                          (json.dumps(body), "ActivationNotSigned")):
            error = self.product.error("stack", "activate", CLOUD, "-", stdin=key, code=3)
            self.assertEqual(error["code"], code)
        # Commerce has lost its key and made another one.
        (self.commerce.data / "activation-key.pem").unlink()
        self.address.stop()
        self.address = self.serve(self.commerce, "commerce")
        self.owner = self.commerce.run("token", "--role", "partner", "--partner",
                                       "contoso").stdout.strip()
        self.token_file = self.product.file("again.token", self.owner)
        self.assertEqual(self.refused()["code"], "ActivationOfAnotherCommerce")
        self.register("--commerce-key", self.commerce.json("bridge", "key")["thumbprint"])

    def test_what_commerce_refuses_is_told_in_its_words(self):
        self.create(OTHER, "d0000000-0000-4000-8000-000000000008")
        self.create(STACK, "d0000000-0000-4000-8000-000000000001")
        self.register()
        self.assertEqual(self.refused(cloud=OTHER)["code"], "CloudIdUpdateNotAllowed")  # R9
        error = self.product.error(*self.words("register", STACK, "--subscription", DEFAULT,
                                               "--name", "east"), code=3)
        self.assertEqual(error["code"], "CloudIdAlreadyRegistered")  # R8
        error = self.refused("--billing-model", "Capacity", "--agreement", "EA-1")
        self.assertEqual(error["code"], "InvalidDefaultSubscription")  # R19: only EA
        error = self.refused(subscription="2f3e0000-0000-4000-8000-0000000000ff", code=1)
        self.assertEqual(error["code"], "RegistrationNotFound")
        error = self.refused("--customer", f"{NOBODY}={DEFAULT}")
        self.assertEqual(error["code"], "InvalidCSPSubscription")  # R23
        self.token_file = self.product.file("wrong.token", "letmein")
        self.assertEqual(self.refused(code=1)["code"], "InvalidAuthenticationToken")

    def test_unregistering_asks_for_lock_and_customers_first(self):
        words = ("stack", "unregister", CLOUD, "--token-file", self.token_file)
        self.assertEqual(self.product.error(*words, code=3)["code"], "NotActivated")
        self.register("--customer", f"{ADATUM}={CUSTOMER}")
        error = self.product.error(*words, code=3)
        self.assertEqual((error["rule"], error["code"]), ("R13", "ScopeLocked"))
        lock = (f"/subscriptions/{DEFAULT}/resourceGroups/azurestack/providers/"
                "Microsoft.AzureStack/registrations/west/providers/Microsoft.Authorization/locks/"
                "RegistrationResourceLock?api-version=2016-09-01")
        self.assertEqual(self.address.ask(lock, "DELETE", token=self.owner)[0], 200)
        error = self.product.error(*words, code=3)
        self.assertEqual((error["rule"], error["code"]), ("R34", "CustomersLeft"))
        self.assertEqual(self.at_commerce("")[0], 200)
        self.assertEqual(self.product.json(*words, "--force")["removed"], True)
        self.assertEqual(self.at_commerce("")[0], 404)
        self.assertEqual(self.product.json("stack", "activation", CLOUD)["state"],
                         "Not registered")

    def test_a_stack_without_a_link_is_registered_by_hand(self):
        stack_token = self.product.run("stack", "token", CLOUD, "--billing-model", "Development",
                                       "--disconnected").stdout.strip()
        base = (f"/subscriptions/{DEFAULT}/resourceGroups/azurestack/providers/"
                "Microsoft.AzureStack/registrations/west")
        body = json.dumps({"properties": {"registrationToken": stack_token}}).encode()
        kind = {"Content-Type": "application/json"}
        status, _, _ = self.address.ask(base + "?api-version=2017-06-01", "PUT", body, self.owner,
                                        headers=kind)
        self.assertEqual(status, 201)
        _, _, answer = self.address.ask(base + "/getactivationkey?api-version=2017-06-01", "POST",
                                        b"", self.owner)
        key = json.loads(answer)["activationKey"]
        done = self.product.json("stack", "activate", CLOUD, "-", stdin=key + "\n")
        self.assertFalse(done["sends_usage"])  # R55: collected, not sent
        self.create(OTHER, "d0000000-0000-4000-8000-000000000008")
        error = self.product.error("stack", "activate", OTHER, "-", stdin=key, code=3)
        self.assertEqual((error["rule"], error["code"]), ("R9", "ActivationOfAnotherStack"))
        self.product.json("stack", "deactivate", CLOUD)
        self.assertEqual(self.product.json("stack", "activation", CLOUD)["state"],
                         "Not registered")


if __name__ == "__main__":
    main("__main__")
