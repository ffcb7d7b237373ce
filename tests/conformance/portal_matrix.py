#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: every page of the portal, for every role, in both languages, wide and narrow, dark and
light, can be used by everybody, and shows each role nothing but its own.

Method: portal/matrix/run.mjs in Debian's Chromium on the demo's data: axe and the width of each
picture, and the addresses a role does not have. The pictures stay in build/portal_matrix/, with
index.html to look through them.

    python3 tests/conformance/portal_matrix.py [ROLE…]      # make conformance"""

import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "functional"))

from portal_browser_test import run  # noqa: E402

PICTURES = pathlib.Path("build/portal_matrix")


def main():
    shutil.rmtree(PICTURES, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="tollbridge_matrix_") as directory:
        failed = run(directory, "portal/matrix/run.mjs", [str(PICTURES), *sys.argv[1:]], 7200)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
