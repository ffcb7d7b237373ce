#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a command does and prints the same wherever its data is open. Method: one working day of
commands on a directory of its own, on a directory a server has open, and with --server."""

import http.server
import json
import os
import shutil
import threading

from product import (ADATUM, BOOK, CUSTOMER, Case, HEADER, NOBODY, Product, REGISTRATION, main,
                     month_of_usage)
from serving import Server

# The words of each command, and what it reads from its standard input.
DAY = [
    (("apply", BOOK, "--dry-run"), None),
    (("apply", BOOK), None),
    (("apply", BOOK), None),
    (("usage", "import", "-"), "\n".join([HEADER, *month_of_usage(), "a broken line"])),
    (("--json", "usage", "show", "--period", "2026-10", "--by", "tenant"), None),
    (("unregistered", "--period", "2026-10"), None),
    (("tenant", "status", NOBODY), None),
    (("mapping", "list"), None),
    (("mapping", "add", REGISTRATION, NOBODY, "no-guid"), None),
    (("mapping", "add", "nowhere", ADATUM, CUSTOMER), None),
    (("registration", "show", REGISTRATION), None),
    (("rate", "--period", "2026-10"), None),
    (("close", "2026-12"), None),
    (("close", "2026-10", "--dry-run"), None),
    (("--json", "close", "2026-10"), None),
    (("invoice", "list"), None),
    (("--json", "invoice", "show", "provider-000001"), None),
    (("explain", "provider-000001-1"), None),
    (("reconcile", "2026-10"), None),
    (("verify",), None),
    (("audit", "--verify"), None),
    (("mapping", "history", REGISTRATION, ADATUM), None),
    (("advise", "--operator", "reseller"), None),
    (("no", "such", "command"), None),
    (("invoice", "show"), None),
]


class Forwarded(Case):
    def serve(self, product):
        server = Server(product, listen=("http://127.0.0.1:0",))
        self.addCleanup(server.stop)
        return server

    def day(self, product, *words, **options):
        done = [product.run(*words, *command, stdin=stdin, **options) for command, stdin in DAY]
        return [(one.returncode, one.stdout, one.stderr) for one in done]

    def second_product(self):
        return Product(self.product.directory / "second")

    def test_a_day_of_commands_prints_the_same_through_a_server(self):
        here = self.day(self.product)
        self.assertEqual([code for code, _, _ in here],
                         [0] * 8 + [1, 1] + [0] * 2 + [3] + [0] * 10 + [2, 2])
        served = self.second_product()
        served.directory.mkdir()
        self.serve(served)
        for (words, _), alone, through in zip(DAY, here, self.day(served)):
            self.assertEqual(alone, through, words)

    def test_a_day_of_commands_prints_the_same_with_the_address_of_a_server(self):
        served = self.second_product()
        served.directory.mkdir()
        server = self.serve(served)
        here = self.day(self.product)
        away = {"TOLLBRIDGE_TOKEN": server.credential()}
        elsewhere = self.product.directory / "elsewhere"
        through = self.day(served, "--server", server.url(), data=elsewhere, environment=away)
        for (words, _), alone, other in zip(DAY, here, through):
            self.assertEqual(alone, other, words)
        self.assertFalse(elsewhere.exists())

    def test_rejected_lines_are_kept_where_the_command_runs(self):
        self.serve(self.product)
        self.product.book()
        kept = self.product.directory / "rejected.csv"
        done = self.product.usage(["nonsense"], "--reject-file", kept)
        self.assertEqual((done["accepted"], done["rejected"]), (0, 1))
        self.assertEqual(kept.read_text(), "nonsense\n")

    def test_files_of_any_size_and_packing_are_streamed(self):
        self.serve(self.product)
        self.product.book()
        paths = []
        for part in range(2):
            rows = month_of_usage()[part::2]
            path = self.product.file(f"part{part}.csv", "\n".join([HEADER, *rows]) + "\n")
            paths.append(path)
        done = self.product.json("usage", "import", *paths, paths[0])
        self.assertEqual((done["accepted"], done["duplicate"]), (1488, 744))

    def test_a_missing_file_is_named_and_nothing_is_recorded(self):
        self.serve(self.product)
        book = self.product.file("book.yaml", BOOK.read_text())
        error = self.product.error("apply", book)
        self.assertEqual(error["code"], "FileNotFound")
        self.assertIn("provider.csv", error["message"])
        self.assertEqual(self.product.json("audit")["entries"], [])

    def test_price_sheets_outside_the_folder_of_the_book_are_not_sent(self):
        self.serve(self.product)
        text = BOOK.read_text().replace("file: provider.csv", "file: ../secret.csv")
        self.product.file("secret.csv", "meter,unit_price\n")
        book = self.product.file("folder/book.yaml", text)
        shutil.copy(BOOK.parent / "adatum.csv", self.product.directory / "folder")
        self.assertEqual(self.product.error("apply", book)["code"], "FileNotSent")

    def test_only_the_provider_runs_command_lines(self):
        server = self.serve(self.product)
        body = b'{"arguments":["audit"],"directory":"","files":[]}\n'
        self.assertEqual(server.ask("/v1/commands", "POST", body)[0], 401)
        self.assertEqual(server.ask("/v1/commands", "POST", body, token="wrong")[0], 401)
        status, _, answer = server.ask("/v1/commands", "POST", body, token=server.credential())
        self.assertEqual((status, json.loads(answer)["exit"]), (200, 0))

    def test_a_backup_is_made_while_the_server_runs(self):
        self.serve(self.product)
        self.product.book()
        self.product.json("backup", self.product.directory / "copy")
        restored = self.second_product()
        restored.directory.mkdir()
        restored.json("restore", self.product.directory / "copy")
        self.assertEqual(restored.json("partner", "list"), self.product.json("partner", "list"))

    def test_a_server_that_died_is_not_waited_for(self):
        server = self.serve(self.product)
        self.product.book()
        server.process.kill()
        server.process.wait(60)
        self.assertTrue((self.product.data / "server.json").exists())
        self.assertEqual(len(self.product.json("partner", "list")["partners"]), 3)

    def test_a_server_that_is_not_there_is_said_so(self):
        error = self.product.error("--server", "http://127.0.0.1:1", "partner", "list")
        self.assertEqual(error["code"], "ServerUnreachable")
        error = self.product.error("--server", "ftp://x", "partner", "list", code=2)
        self.assertEqual(error["code"], "WrongUsage")

    def test_a_hostile_server_gets_no_file_and_writes_none(self):
        secret = self.product.file("secret.txt", "secret")
        victim = self.product.directory / "victim.txt"
        answers = [{"exit": 0, "out": "", "log": "", "needs": [str(secret)], "files": []},
                   {"exit": 0, "out": "", "log": "", "needs": [],
                    "files": [{"path": str(victim), "content": "owned"}]}]
        got = []

        class Hostile(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                while True:
                    size = int(self.rfile.readline(), 16)
                    got.append(self.rfile.read(size + 2))
                    if size == 0:
                        break
                text = json.dumps(answers.pop(0)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        hostile = http.server.HTTPServer(("127.0.0.1", 0), Hostile)
        threading.Thread(target=hostile.serve_forever, daemon=True).start()
        self.addCleanup(hostile.server_close)
        self.addCleanup(hostile.shutdown)
        url = f"http://127.0.0.1:{hostile.server_port}"
        self.assertEqual(self.product.error("--server", url, "partner", "list")["code"],
                         "FileNotSent")
        self.assertEqual(self.product.error("--server", url, "partner", "list")["code"],
                         "ServerAnswer")
        self.assertNotIn(b"secret", b"".join(got).replace(os.fsencode(str(secret)), b""))
        self.assertFalse(victim.exists())


if __name__ == "__main__":
    main("__main__")
