#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: Microsoft's own Python clients work unchanged against `tollbridge serve`.

Method: the landscape of clients_test.py, TLS with the development certificate, every operation of
azure-mgmt-azurestack and azure-mgmt-commerce that is about billing, with good calls and bad ones,
by the blocking clients; the reading ones once more by the asyncio clients.

    python3 -m venv build/python
    build/python/bin/pip install -r tests/conformance/requirements.txt
    build/python/bin/python tests/conformance/python_clients.py     # make conformance does"""

import asyncio
import base64
import contextlib
import datetime
import json
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.transport import RequestsTransport
from azure.mgmt.azurestack import AzureStackManagementClient
from azure.mgmt.azurestack.aio import AzureStackManagementClient as AsyncStackClient
from azure.mgmt.azurestack.models import (
    CustomerSubscription, MarketplaceProductLogUpdate, RegistrationParameter)
from azure.mgmt.commerce import UsageManagementClient
from azure.mgmt.commerce.aio import UsageManagementClient as AsyncUsageClient

from clients_test import WORLD, landscape, tokens
from serving import Server

GROUP, NAME = "azurestack", "python"
OCTOBER = (datetime.datetime(2026, 10, 1, tzinfo=datetime.timezone.utc),
           datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc))
FILTER = ("OfferDurableId eq 'MS-AZR-0145P' and Currency eq 'EUR' and Locale eq 'en-US' "
          "and RegionInfo eq 'SE'")


class Credential:
    """A token we already have, as the clients want one."""

    def __init__(self, token):
        self.token = token

    def get_token(self, *_scopes, **_options):
        return AccessToken(self.token, int(time.time()) + 3600)


class AsyncCredential(Credential):
    async def get_token(self, *_scopes, **_options):
        return AccessToken(self.token, int(time.time()) + 3600)

    async def close(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass


class Checks:
    """Checks by name; one that raises fails, the rest go on."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    @contextlib.contextmanager
    def check(self, name):
        try:
            yield
            self.passed += 1
        except Exception:
            self.failed += 1
            print(f"FAILED: {name}\n{traceback.format_exc()}")


@contextlib.contextmanager
def refused(status, code):
    """The calls inside must be refused with this status and code, and say why."""
    try:
        yield
    except HttpResponseError as refusal:
        found = refusal.error.code if refusal.error else None
        assert (refusal.status_code, found) == (status, code), (refusal.status_code, found)
        assert len(refusal.message) > 10, refusal.message
        return
    raise AssertionError(f"nobody refused; {status} {code} was expected")


def registration_token(**members):
    text = json.dumps({
        "billingModel": "PayAsYouUse", "objectId": "cfcaef15-bb27-4b6e-9752-c332532a8802",
        "cloudId": WORLD["new_stack"], "usageReportingEnabled": True, "regionNames": ["west"],
        "hardwareInfo": [{"name": "node1", "numCores": 32}], "issuer": "stack", "version": "1.0",
        **members})
    return base64.b64encode(text.encode()).decode()


def parameter(**members):
    return RegistrationParameter(registration_token=registration_token(**members),
                                 location="global")


class Run:
    """The clients of each caller, against one server."""

    def __init__(self, server, made):
        self.base = server.url("https")
        self.authority = str(server.product.data / "dev-ca.pem")
        self.tokens = made
        self.checks = Checks()

    def options(self):
        return {"base_url": self.base, "retry_total": 0}

    def stack(self, who, subscription=WORLD["default"], **options):
        transport = RequestsTransport(connection_verify=self.authority)
        return AzureStackManagementClient(Credential(self.tokens.get(who, who)), subscription,
                                          transport=transport, **self.options(), **options)

    def usage(self, who, subscription=WORLD["local"]):
        transport = RequestsTransport(connection_verify=self.authority)
        return UsageManagementClient(Credential(self.tokens[who]), subscription,
                                     transport=transport, **self.options())

    # azure-mgmt-azurestack ---------------------------------------------------------------------

    def registrations(self):
        check, client = self.checks.check, self.stack("contoso")
        with check("operations.list"):
            names = [one.name for one in client.operations.list()]
            assert "Microsoft.AzureStack/registrations/read" in names, names
        with check("registrations.create_or_update makes it, and does it again"):
            made = client.registrations.create_or_update(GROUP, NAME, parameter())
            again = client.registrations.create_or_update(GROUP, NAME, parameter())
            assert made.id == again.id and made.cloud_id == WORLD["new_stack"], made
            assert made.billing_model == "PayAsYouUse" and made.location == "global"
        with check("registrations.get"):
            found = client.registrations.get(GROUP, NAME)
            assert found.name == NAME and found.etag, found
        with check("registrations.list and list_by_subscription"):
            for listed in (client.registrations.list(GROUP),
                           client.registrations.list_by_subscription()):
                assert sorted(one.name for one in listed) == ["many", NAME]
        with check("registrations.update"):
            told = client.registrations.update(GROUP, NAME, parameter(objectId="new"))
            assert told.object_id == "new", told
        with check("registrations.get_activation_key"):
            key = client.registrations.get_activation_key(GROUP, NAME).activation_key
            body = key.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            assert claims["cloudId"] == WORLD["new_stack"], claims
        with check("registrations.get: an older api-version has the same shape"):
            older = self.stack("contoso", api_version="2017-06-01").registrations.get(GROUP, NAME)
            assert older.as_dict() == client.registrations.get(GROUP, NAME).as_dict()
        with check("registrations.enable_remote_management"):
            client.registrations.enable_remote_management(GROUP, NAME)

    def customer_subscriptions(self):
        check, client = self.checks.check, self.stack("contoso")
        with check("customer_subscriptions.create, get and list"):
            made = client.customer_subscriptions.create(
                GROUP, NAME, WORLD["customer"], CustomerSubscription(tenant_id=WORLD["tenant"]))
            assert made.name == f"{NAME}/{WORLD['customer']}", made.name
            found = client.customer_subscriptions.get(GROUP, NAME, WORLD["customer"])
            assert found.as_dict() == made.as_dict()
            assert [one.id for one in client.customer_subscriptions.list(GROUP, NAME)] == [made.id]
        with check("customer_subscriptions.list pages over 1,000 customers"):
            ids = [one.id for one in client.customer_subscriptions.list(GROUP, "many")]
            assert len(ids) == len(set(ids)) == WORLD["many"], len(ids)
        with check("customer_subscriptions.delete, and again"):
            client.customer_subscriptions.delete(GROUP, NAME, WORLD["customer"])
            client.customer_subscriptions.delete(GROUP, NAME, WORLD["customer"])
            assert not list(client.customer_subscriptions.list(GROUP, NAME))
        with check("products.list is empty, and there is no product"):
            assert not list(client.products.list(GROUP, NAME))
            for call in (lambda: client.products.get(GROUP, NAME, "one"),
                         lambda: client.products.list_details(GROUP, NAME, "one"),
                         lambda: client.products.upload_log(GROUP, NAME, "one",
                                                            MarketplaceProductLogUpdate())):
                with refused(404, "ResourceNotFound"):
                    call()

    def refusals(self):
        check, client = self.checks.check, self.stack("contoso")

        def add(subscription):
            client.customer_subscriptions.create(
                GROUP, NAME, subscription, CustomerSubscription(tenant_id=WORLD["tenant"]))
        for subscription, code in ((WORLD["foreign"], "BadCustomerSubscriptionId"),
                                   ("2f3e0000-0000-4000-8000-0000000000ff",
                                    "BadCustomerSubscriptionId"),
                                   (WORLD["enterprise"], "InvalidCSPSubscription"),
                                   ("no-guid", "InvalidCustomerSubscriptionId")):
            with check(f"{code}: {subscription}"), refused(400, code):
                add(subscription)
        for who in ("fabrikam", "tenant", "operator"):
            with check(f"RegistrationNotFound: to {who}"), refused(404, "RegistrationNotFound"):
                self.stack(who).registrations.get(GROUP, NAME)
        with check("CustomerSubscriptionNotFound"), refused(404, "CustomerSubscriptionNotFound"):
            client.customer_subscriptions.get(GROUP, NAME, WORLD["customer"])
        with check("CloudIdUpdateNotAllowed"), refused(409, "CloudIdUpdateNotAllowed"):
            client.registrations.create_or_update(GROUP, NAME, parameter(cloudId="x"))
        with check("CloudIdAlreadyRegistered"), refused(409, "CloudIdAlreadyRegistered"):
            client.registrations.create_or_update(GROUP, "second", parameter())
        with check("InvalidRegistrationToken"), refused(400, "InvalidRegistrationToken"):
            client.registrations.create_or_update(
                GROUP, "bad", RegistrationParameter(registration_token="%%%", location="global"))
        with check("AuthorizationFailed"), refused(403, "AuthorizationFailed"):
            self.stack("bo").registrations.delete(GROUP, NAME)
        with check("a wrong token"), refused(401, "InvalidAuthenticationToken"):
            self.stack("not.a.token").registrations.get(GROUP, NAME)

    def goodbye(self):
        check, client = self.checks.check, self.stack("contoso")
        with check("registrations.delete, and again"):
            client.registrations.delete(GROUP, NAME)
            client.registrations.delete(GROUP, NAME)
            with refused(404, "RegistrationNotFound"):
                client.registrations.get(GROUP, NAME)

    # azure-mgmt-commerce -----------------------------------------------------------------------

    def commerce(self):
        check, client = self.checks.check, self.usage("tenant")
        with check("usage_aggregates.list: days by default"):
            rows = list(client.usage_aggregates.list(*OCTOBER))
            assert len(rows) == WORLD["resources"], len(rows)
            assert {row.quantity for row in rows} == {3.0, 4.0}, {row.quantity for row in rows}
            assert rows[0].usage_start_time.isoformat() == "2026-10-10T00:00:00+00:00"
        with check("usage_aggregates.list: hours, over all pages, each once"):
            rows = list(client.usage_aggregates.list(*OCTOBER, aggregation_granularity="Hourly",
                                                     show_details=True))
            keys = {(row.usage_start_time, row.instance_data) for row in rows}
            assert len(rows) == len(keys) == 2 * WORLD["resources"] + 1, (len(rows), len(keys))
        with check("usage_aggregates.list: go on from a continuation token"):
            pages = client.usage_aggregates.list(*OCTOBER,
                                                 aggregation_granularity="Hourly").by_page()
            first = list(next(pages))
            rest = sum(len(list(page)) for page in pages)
            assert (len(first), rest) == (1000, 2 * WORLD["resources"] + 1 - 1000)
        with check("usage_aggregates.list: foreign is missing"), \
                refused(404, "SubscriptionNotFound"):
            list(self.usage("tenant", WORLD["other_local"]).usage_aggregates.list(*OCTOBER))
        with check("usage_aggregates.list: in the future"), \
                refused(400, "RequestEndTimeIsInFuture"):
            list(client.usage_aggregates.list(OCTOBER[0], OCTOBER[1].replace(year=2090)))
        with check("usage_aggregates.list: off the day"), refused(400, "InvalidProperty"):
            list(client.usage_aggregates.list(OCTOBER[0].replace(hour=1), OCTOBER[1]))
        with check("rate_card.get"):
            card = self.usage("contoso", WORLD["customer"]).rate_card.get(FILTER)
            meter = next(one for one in card.meters if one.meter_id == WORLD["meter"])
            assert meter.meter_rates == {"0": 0.1, "1000": 0.08}, meter.meter_rates
            assert meter.included_quantity == 10 and card.currency == "EUR"
        with check("rate_card.get: half a filter"), refused(400, "InvalidProperty"):
            self.usage("contoso", WORLD["customer"]).rate_card.get("Currency eq 'EUR'")

    # the asyncio twins -------------------------------------------------------------------------

    async def by_asyncio(self):
        check = self.checks.check
        options = {**self.options(), "connection_verify": self.authority}
        with check("asyncio: registrations and customers"):
            async with AsyncStackClient(AsyncCredential(self.tokens["contoso"]), WORLD["default"],
                                        **options) as client:
                names = [one.name async for one in client.registrations.list(GROUP)]
                assert names == ["many"], names
                found = [one.id async for one in client.customer_subscriptions.list(GROUP, "many")]
                assert len(set(found)) == WORLD["many"], len(found)
        with check("asyncio: usage over all pages"):
            async with AsyncUsageClient(AsyncCredential(self.tokens["tenant"]), WORLD["local"],
                                        **options) as client:
                rows = [row async for row in client.usage_aggregates.list(
                    *OCTOBER, aggregation_granularity="Hourly")]
                assert len(rows) == 2 * WORLD["resources"] + 1, len(rows)

    def all(self):
        self.registrations()
        self.customer_subscriptions()
        self.refusals()
        self.goodbye()
        self.commerce()
        asyncio.run(self.by_asyncio())
        return self.checks


def main():
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tollbridge_python_clients_"))
    server = None
    try:
        product = landscape(directory)
        made = tokens(product)
        server = Server(product, listen=("https://127.0.0.1:0",))
        checks = Run(server, made).all()
    finally:
        if server:
            server.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed", flush=True)
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main())
