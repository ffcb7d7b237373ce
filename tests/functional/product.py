# SPDX-License-Identifier: Apache-2.0
"""The real binary as a test drives it, a small landscape to bill, a runner that counts cases."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BINARY = os.environ.get("TOLLBRIDGE", "build/release/tollbridge")

STACK = "9c1e0000-0000-4000-8000-000000000001"
LOCAL = "5d20c2de-0000-4000-8000-000000000001"
ADATUM = "7b6d3d3a-0000-4000-8000-000000000001"    # tenant of the customer, mapped
NOBODY = "7b6d3d3a-0000-4000-8000-000000000099"    # tenant nobody registered
DEFAULT = "2f3e0000-0000-4000-8000-00000000000a"
CUSTOMER = "2f3e0000-0000-4000-8000-00000000000b"
REGISTRATION = "azurestack-9c1e0000"
VM = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5"
BOOK = pathlib.Path("tests/fixtures/books/contract.yaml").resolve()
NOVEMBER = "2026-11-03T08:00:00Z"
HEADER = "stack,subscription,tenant,meter,resource,start,quantity"


class Product:
    """One data directory and the program on it."""

    def __init__(self, directory, now=NOVEMBER):
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "data"
        self.now = now

    def run(self, *words, stdin=None, now=None, data=None, environment=None):
        """The finished process; stdout and stderr as text. `stdin` may be bytes."""
        command = [BINARY, "--data", str(data or self.data), *map(str, words)]
        variables = {k: v for k, v in os.environ.items() if not k.startswith("TOLLBRIDGE")}
        moment = self.now if now is None else now
        if moment:
            variables["TOLLBRIDGE_NOW"] = moment
        variables.update(environment or {})
        if isinstance(stdin, str):
            stdin = stdin.encode()
        done = subprocess.run(command, input=stdin or b"", capture_output=True, env=variables,
                              timeout=120, check=False)
        done.stdout = done.stdout.decode()
        done.stderr = done.stderr.decode()
        return done

    def json(self, *words, code=0, **options):
        """The one JSON document printed; the exit code must be `code`."""
        done = self.run("--json", *words, **options)
        if done.returncode != code:
            raise AssertionError(f"{words}: exit code {done.returncode}, not {code}\n"
                                 f"{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout)

    def error(self, *words, code=1, **options):
        return self.json(*words, code=code, **options)["error"]

    def file(self, name, content):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return path

    def book(self):
        """Applies the book of the contract."""
        return self.json("apply", BOOK)

    def usage(self, lines, *words, **options):
        """Imports CSV lines through a pipe."""
        return self.json("usage", "import", "-", *words,
                         stdin="\n".join([HEADER, *lines]) + "\n", **options)


def line(hour=0, quantity="1", tenant="", local=LOCAL, meter=VM, resource="/vm1", stack=STACK,
         month="2026-10"):
    day, hour = divmod(hour, 24)
    start = f"{month}-{day + 1:02d}T{hour:02d}:00:00Z"
    return f"{stack},{local},{tenant},{meter},{resource},{start},{quantity}"


def month_of_usage():
    """A virtual machine of the customer, and half a one of somebody nobody registered."""
    return ([line(h, "2") for h in range(744)] +
            [line(h, "0.5", tenant=NOBODY, local="elsewhere", resource="/vm2")
             for h in range(744)])


class Case(unittest.TestCase):
    """A test with a fresh data directory."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="tollbridge_test_")
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.product = Product(self.directory)

    def assert_keys(self, found, expected):
        """Every key of `expected` is there."""
        self.assertEqual(set(expected) - set(found), set(), f"missing in {sorted(found)}")


class CountingResult(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main(module):
    """Runs the module's tests; the last line is for tools/run_tests.py."""
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    runner = unittest.TextTestRunner(resultclass=CountingResult, verbosity=1)
    result = runner.run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.skipped)
    print(f"{result.passed} passed, {failed} failed", flush=True)
    raise SystemExit(1 if failed or not result.passed else 0)
