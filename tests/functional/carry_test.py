#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: usage of a stack without a link comes to commerce by hand, once, and by link later on; what
is wrong with a file is said, with what to do. Method: a stack process whose commerce is down; its
parcels are imported at commerce's data directory and opened by openssl; then commerce comes up."""

import shutil
import subprocess

from product import Case, Product, main
from two_halves import CLOUD, HOME, TwoHalves

LATER = "2026-11-04T00:00:00Z"  # than anything commerce has recorded by its own fast clock


class Carrying(TwoHalves):
    def setUp(self):
        super().setUp()
        self.meter((1, "/a", "1"))
        self.all_there({1: 1})
        self.url = self.address.url()
        self.address.stop()
        certificate = self.commerce.run("bridge", "certificate").stdout
        self.certificate = self.product.file("commerce.pem", certificate)

    def settled(self, rows):
        self.until("settled", lambda found: found["backlog"]["rows"] == rows)

    def pack(self, name, *words):
        path = self.product.directory / name
        packed = self.product.json("bridge", "export", CLOUD, path, *words, now="")
        return path, packed

    def carry(self, path):
        return self.commerce.json("bridge", "import", path, now=LATER)

    def refused(self, path, content=None, product=None):
        if content is not None:
            path = self.product.file("altered.pem", content)
        return (product or self.commerce).error("bridge", "import", path, now=LATER)["code"]

    def test_usage_comes_by_hand_and_then_by_link(self):
        self.meter((2, "/a", "2"), (3, "/b", "3"))
        self.settled(2)
        path, packed = self.pack("one.pem", "--for", self.certificate)
        self.assertEqual((packed["rows"], packed["more"]), (2, False))
        taken = self.carry(path)
        self.assertEqual((taken["taken"], taken["rows"], taken["rejected"]), (1, 2, 0))
        self.assertEqual(self.billed(), self.expected({1: 1, 2: 2, 3: 3}))
        self.assertEqual(self.carry(path)["known"], 1)
        receipts = str(path) + ".receipts"
        received = self.product.json("bridge", "receive", receipts, now="")
        self.assertEqual((received["fresh"], received["through"]), (1, packed["last"]))
        self.assertEqual(self.product.json("bridge", "receive", receipts, now="")["known"], 1)
        self.settled(0)
        error = self.product.error("bridge", "export", CLOUD, path, now="")
        self.assertEqual(error["code"], "NothingToCarry")

        self.meter((4, "/a", "4"), (2, "/a", "5"))  # an hour that was carried is restated
        self.settled(2)
        path, _ = self.pack("two.pem")
        self.commerce.now = LATER
        self.serve_commerce(self.url)  # the link comes back before the parcel is there
        self.all_there({1: 1, 2: 7, 3: 3, 4: 4})
        self.assertEqual(self.carry(path)["taken"], 0)
        self.meter((5, "/a", "1"))
        self.all_there({1: 1, 2: 7, 3: 3, 4: 4, 5: 1})

    def test_parcels_are_refused_with_what_to_do(self):
        self.meter((2, "/a", "2"))
        self.settled(1)
        error = self.product.error("bridge", "export", CLOUD, "x.pem", code=2, now="")
        self.assertIn("bridge certificate", error["message"])
        one, packed = self.pack("one.pem", "--for", self.certificate)
        self.meter((3, "/a", "3"))
        self.settled(2)
        two, _ = self.pack("two.pem", "--from", packed["last"] + 1)
        self.assertEqual(self.refused(two), "BatchGap")
        text = one.read_text()
        self.assertEqual(self.refused(one, text[:len(text) // 2]), "ParcelTorn")
        middle = len(text) // 2
        flipped = "A" if text[middle] != "A" else "B"
        self.assertEqual(self.refused(one, text[:middle] + flipped + text[middle + 1:]),
                         "ParcelDamaged")
        self.assertEqual(self.refused(one, "a letter\n"), "NotAParcel")
        other = Product(self.product.directory / "other")
        other.directory.mkdir()
        other.book()
        self.assertEqual(self.refused(one, product=other), "ParcelForAnother")
        self.assertEqual(self.product.error("bridge", "receive", one, now="")["code"],
                         "ParcelForAnother")  # it is for commerce
        self.assertEqual(self.product.error("bridge", "receive", self.certificate, now="")["code"],
                         "NotReceipts")
        self.assertEqual(self.billed(), self.expected({1: 1}))
        for path in (one, two):
            self.assertEqual(self.carry(path)["taken"], 1)
        self.assertEqual(self.billed(), self.expected({1: 1, 2: 2, 3: 3}))
        torn = self.product.file("torn", (one.parent / "one.pem.receipts").read_text()[:-9])
        self.assertEqual(self.product.error("bridge", "receive", torn, now="")["code"],
                         "ReceiptsTorn")

    def test_a_stack_restored_from_a_backup_takes_back_by_hand(self):
        own = self.product.file(
            "stack.pem", self.product.run("bridge", "certificate", "--stack", CLOUD, now="").stdout)
        backup = self.product.directory / "a-backup"
        self.product.json("backup", backup, now="")
        self.meter((2, "/a", "2"), (3, "/b", "3"))
        self.settled(2)
        path, _ = self.pack("one.pem", "--for", self.certificate)
        self.carry(path)
        self.stack.stop()
        shutil.rmtree(self.product.data)
        self.product.json("restore", backup, now="")
        self.serve_stack()
        self.meter((4, "/a", "4"))
        self.settled(1)
        path, _ = self.pack("two.pem", "--for", self.certificate)
        self.assertEqual(self.refused(path), "BatchDiverged")

        given = self.product.directory / "returned.pem"
        words = ("bridge", "give-back", CLOUD, given, "--for")
        self.commerce.json(*words, own, now=LATER)
        error = self.product.error("bridge", "receive", given, now="")
        self.assertEqual(error["code"], "ParcelForAnother")  # that key went with the disk
        own.write_text(
            self.product.run("bridge", "certificate", "--stack", CLOUD, now="").stdout)
        told = self.commerce.json(*words, own, now=LATER)
        self.assertEqual(told["more"], False)
        taken = self.product.json("bridge", "receive", given, now="")
        self.assertEqual((taken["taken_back"], taken["through"]), (1, told["last"]))
        self.assertEqual(self.product.json("bridge", "receive", given, now="")["taken_back"], 0)
        path, packed = self.pack("three.pem")
        self.assertEqual(packed["first"], told["last"] + 1)
        self.assertEqual(self.carry(path)["taken"], 1)
        self.assertEqual(self.billed(), self.expected({1: 1, 2: 2, 3: 3, 4: 4}))
        error = self.commerce.error(*words, own, "--from", packed["last"] + 1, now=LATER)
        self.assertEqual(error["code"], "NothingTaken")

    def test_only_commerce_can_read_a_parcel_and_openssl_is_enough(self):
        self.meter((2, "/a", "2"))
        self.settled(1)
        path, _ = self.pack("one.pem", "--for", self.certificate)
        opened = subprocess.run(
            ["openssl", "cms", "-decrypt", "-inform", "PEM", "-in", path, "-inkey",
             self.commerce.data / "parcel-key.pem"], capture_output=True, check=True).stdout
        self.assertTrue(opened.startswith(b"TBPC\x01\x01$" + CLOUD.encode()), opened[:60])
        self.assertNotIn(CLOUD, path.read_text())


class Disconnected(Case):
    """A stack that never had a link: token, activation key, parcel and receipts go by hand."""

    def test_all_of_it_goes_by_hand(self):
        error = self.product.error("bridge", "import", "none.pem", now="")
        self.assertEqual(error["code"], "FileNotFound")
        self.product.json("stack", "create", CLOUD, "--region", "northwest",
                          "--provider-subscription", "d0000000-0000-4000-8000-000000000007",
                          "--home", HOME)
        certificate = self.product.file(
            "own.pem", self.product.run("bridge", "certificate").stdout)
        path = self.product.directory / "parcel.pem"
        packed = self.product.json("bridge", "export", CLOUD, path, "--for", certificate)
        self.assertEqual((packed["first"], packed["rows"]), (1, 0))  # its directory
        self.assertEqual(self.product.error("bridge", "import", path)["code"], "UnknownStack")
        receipts = self.product.file("r", f"tollbridge receipts 1\nstack {CLOUD}\nend 0\n")
        self.assertEqual(self.product.error("bridge", "receive", receipts)["code"],
                         "NoReceiptKey")


if __name__ == "__main__":
    main("__main__")
