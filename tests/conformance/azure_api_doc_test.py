#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: the examples of docs/azure-api.md do what the page says.

Method: each block marked `sh run` is run in one shell after the other against a server; what it
prints must be the block that follows, but for white space and for texts the page leaves out (…)."""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "functional"))

from product import Case, LOCAL, STACK, VM, main  # noqa: E402
from serving import Server  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "azure-api.md"
EXAMPLE = re.compile(r"```sh run\n(.*?)```\n\n```json\n(.*?)```", re.DOTALL)


def pattern(shown):
    """A regular expression of what the page shows."""
    parts = [re.escape("".join(part.split())) for part in shown.split("…")]
    return ".*?".join(parts)


class AzureApiPage(Case):
    def test_the_examples_print_what_the_page_shows(self):
        self.product.book()
        header = "stack,subscription,tenant,meter,resource,start,quantity,reported_at"
        rows = [f"{STACK},{LOCAL},,{VM},/vm1,2026-10-10T{hour}:00:00Z,{quantity},"
                "2026-10-11T00:00:00Z" for hour, quantity in (("08", "2"), ("09", "0.5"))]
        self.product.json("usage", "import", "-", stdin="\n".join([header, *rows]) + "\n")
        token = self.product.run("token", "--role", "partner", "--partner", "contoso").stdout
        server = Server(self.product, listen=("http://127.0.0.1:0",))
        self.addCleanup(server.stop)
        environment = {**os.environ, "base": server.url(), "token": token.strip()}
        examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
        self.assertGreaterEqual(len(examples), 4)
        script = "true\n"
        for commands, shown in examples:
            done = subprocess.run(["bash", "-euo", "pipefail", "-c",
                                   f"{{ {script} }} >/dev/null; {commands}"],
                                  env=environment, capture_output=True, text=True, timeout=60,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            printed = "".join(done.stdout.split())
            self.assertRegex(printed, f"^{pattern(shown)}$")
            # Only what later examples need: the variables.
            script += "\n".join(one for one in commands.splitlines()
                                if re.match(r"\w+=", one)) + "\n"


if __name__ == "__main__":
    main("__main__")
