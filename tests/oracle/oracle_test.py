# SPDX-License-Identifier: Apache-2.0
"""Goal: an independent recomputation agrees with the product to the last minor unit.

Method: random landscapes are given, step by step, to the real binary and to the oracle; after each
close every document is compared line by line. Then the generated demo month, at a tenth of its
size. TOLLBRIDGE_LANDSCAPES (100) sets how many landscapes, TOLLBRIDGE_SEED (1) where they begin.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import landscapes
import oracle

BINARY = os.path.abspath(os.environ.get("TOLLBRIDGE", "build/release/tollbridge"))


class Product:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.day = 0

    def run(self, *words, code=0):
        # Everything happens after the months are over, a day at a time.
        self.day += 1
        now = f"2027-{1 + self.day // 28:02}-{1 + self.day % 28:02}T09:00:00Z"
        command = [BINARY, "--data", str(self.folder / "data"), "--json", "--now", now, *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != code:
            raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout[:3000]}"
                                 f"{done.stderr[:1000]}")
        return json.loads(done.stdout)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


def take_step(product, world, step):
    kind = step[0]
    if kind == "apply":
        _, book, texts = step
        for name, text in texts.items():
            product.write(name, text)
        product.run("apply", product.write("book.json", json.dumps(book)))
        world.apply(book, texts)
    elif kind == "import":
        path = product.write("usage.csv", step[1])
        report = product.run("usage", "import", path)
        counts = world.use(oracle.read_usage(path))
        compare("import", counts, {name: report[name] for name in counts})
    elif kind == "map":
        _, registration, tenant, subscription, start = step
        product.run("mapping", "add", registration, tenant, subscription, "--from", start)
        world.add_mapping(registration, tenant, subscription, start)
    elif kind == "unmap":
        _, registration, tenant, start = step
        there_was_one = world.unmap(registration, tenant, start)
        answer = product.run("mapping", "remove", registration, tenant, "--from", start,
                             code=0 if there_was_one else 1)
        if not there_was_one:
            compare("remove", "CustomerSubscriptionNotFound", answer["error"]["code"])
    else:
        check_close(product, world, step[1])


def compare(what, expected, found):
    if expected == found:
        return
    if isinstance(expected, list):
        only = [row for row in expected if row not in found]
        extra = [row for row in found if row not in expected]
        raise AssertionError(f"{what}\nonly expected {only}\nonly found {extra}")
    raise AssertionError(f"{what}\nexpected {expected}\nfound    {found}")


def check_close(product, world, period):
    expected = world.close(period)
    closed = product.run("close", period)
    found = {}
    for entry in closed["invoices"]:
        invoice = product.run("invoice", "show", entry["id"])
        found[invoice["seller"], invoice["buyer"]] = invoice
    compare(f"documents of {period}", sorted(expected), sorted(found))
    for key, document in expected.items():
        check_document(world, key, document, found[key])


def check_document(world, key, expected, invoice):
    currency = world.currency_of(key[1])
    lines = [(line["subscription"], line["meter"], line["unit_price"], line["quantity"],
              line["amount"]) for line in invoice["lines"] if line["kind"] == "usage"]
    usage = [(k[1], k[2], oracle.plain(k[4]), oracle.plain(quantity),
              oracle.money_text(units, currency))
             for k, (quantity, units) in expected["usage"].items()]
    # A line whose slices cancel out says nothing either way.
    usage = sorted(line for line in usage if line[3] != "0")
    compare(f"{key} usage", usage, sorted(line for line in lines if line[3] != "0"))
    adjustments = sorted((k[0], k[2], k[3], oracle.plain(k[5]), oracle.money_text(units, currency))
                         for k, units in expected["adjustment"].items())
    found = sorted((line["of"]["period"], line["subscription"], line["meter"], line["unit_price"],
                    line["amount"]) for line in invoice["lines"] if line["kind"] == "adjustment")
    compare(f"{key} adjustments", adjustments, found)
    total = sum(units for _, units in expected["usage"].values()) + sum(
        expected["adjustment"].values())
    compare(f"{key} total", oracle.money_text(total, currency), invoice["total"])


def try_landscape(seed):
    with tempfile.TemporaryDirectory() as folder:
        product, world = Product(folder), oracle.World()
        try:
            for step in landscapes.Landscape(seed).steps:
                take_step(product, world, step)
            product.run("verify")
            for seller_periods in world.closed.values():
                for period in set(seller_periods):
                    product.run("reconcile", period)
        except (AssertionError, KeyError, ValueError) as problem:
            return f"landscape {seed}: {type(problem).__name__}: {problem}"
    return None


def try_demo(records):
    """The demo writes its book and usage; the oracle reads them and checks October's invoices.

    One stack is metered: its file is what its simulated providers say the hours must come to, and
    the product never reads that. So readings, stack half and bridge are under the oracle, too.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([BINARY, "demo", "--out", folder, "--records", str(records),
                               "--customers", "16"],
                              capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 0:
            return f"demo: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-1000:]}"
        root = pathlib.Path(folder)
        world = oracle.World()
        texts = {path.name: path.read_text() for path in root.glob("*.csv")
                 if not path.name.startswith("usage-")}
        world.apply(oracle.read_book((root / "book.yaml").read_text()), texts)
        # Corrections come after what they correct, as in the demo.
        for path in sorted(root.glob("usage-*"), key=lambda p: "corrections" in p.name):
            stack = next((s for s in world.stacks if s.startswith(path.name[6:14])), None)
            world.use(oracle.read_usage(str(path), stack))
        product = Product(folder)
        try:
            expected = world.close("2026-10")
            found = {}
            for entry in product.run("invoice", "list")["invoices"]:
                if entry["period"] == "2026-10":
                    invoice = product.run("invoice", "show", entry["id"])
                    found[invoice["seller"], invoice["buyer"]] = invoice
            compare("documents", sorted(expected), sorted(found))
            for key, document in expected.items():
                check_document(world, key, document, found[key])
        except AssertionError as problem:
            return f"demo month: {problem}"
    return None


def main():
    count = int(os.environ.get("TOLLBRIDGE_LANDSCAPES", "100"))
    first = int(os.environ.get("TOLLBRIDGE_SEED", "1"))
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        problems = list(pool.map(try_landscape, range(first, first + count)))
    problems.append(try_demo(int(os.environ.get("TOLLBRIDGE_DEMO_RECORDS", "100000"))))
    failed = [problem for problem in problems if problem]
    for problem in failed[:5]:
        print(problem[:4000])
    print(f"{len(problems) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
