#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: what the README says works as it stands there. Method: its blocks of commands, run by a
shell, with free ports and a directory of the test in place of its own."""

import os
import pathlib
import re
import socket
import subprocess

from product import BINARY, Case, main

README = pathlib.Path("README.md")
FIRST_INVOICE = pathlib.Path("docs/first-invoice").resolve()


def block(heading):
    """The first block of commands under a heading."""
    section = README.read_text().split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.search(r"```sh\n(.*?)```", section, re.S).group(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Readme(Case):
    def setUp(self):
        super().setUp()
        self.ports = {"8080": str(free_port()), "8443": str(free_port())}
        program = self.product.directory / "bin"
        program.mkdir()
        (program / "tollbridge").symlink_to(pathlib.Path(BINARY).resolve())
        self.path = f"{program}:{os.environ['PATH']}"

    def shell(self, commands):
        """What the commands print; they run as they are, but for where."""
        commands = re.sub(r"^make build.*\n", "", commands)
        commands = commands.replace("docs/first-invoice\n", f"{FIRST_INVOICE}\n")
        commands = commands.replace("/tmp/first-invoice", str(self.product.data))
        listen = " ".join(f"--listen {scheme}://127.0.0.1:{self.ports[port]}"
                          for scheme, port in (("http", "8080"), ("https", "8443")))
        commands = commands.replace("tollbridge serve &", f"tollbridge serve {listen} &")
        for port, free in self.ports.items():
            commands = commands.replace(f":{port}", f":{free}")
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], capture_output=True,
                              env={**os.environ, "PATH": self.path}, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())
        return done.stdout.decode()

    def test_the_first_invoice_is_written_as_told(self):
        printed = self.shell(block("Five minutes to the first invoice"))
        for word in ("created", "accepted", "Total, net", "contoso-000001"):
            self.assertIn(word, printed)

    def test_the_server_answers_as_told(self):
        printed = self.shell(block("Five minutes to the first invoice") + block("Serve it"))
        self.assertIn('"invoices":[{"id":"contoso-000001"', printed)
        self.assertIn('"tenant":"7b6d3d3a-0000-4000-8000-000000000001"', printed)
        self.assertIn("RegistrationNotFound", printed)


if __name__ == "__main__":
    main("__main__")
