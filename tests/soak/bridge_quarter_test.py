#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goal: a quarter of a year of two stacks and one commerce half under every misfortune of
tests/faults/bridge_test.py, many times over, ends with books that agree to the last digit. Method:
that campaign, longer and faster; some 20 minutes.

TOLLBRIDGE_BRIDGE_DAYS (92), TOLLBRIDGE_BRIDGE_SPEED (10000), TOLLBRIDGE_BRIDGE_RESOURCES (100),
TOLLBRIDGE_SEED (1).
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from bridge_test import main
from campaign import Setting

if __name__ == "__main__":
    main(Setting(days=int(os.environ.get("TOLLBRIDGE_BRIDGE_DAYS", "92")),
                 speed=int(os.environ.get("TOLLBRIDGE_BRIDGE_SPEED", "10000")),
                 resources=int(os.environ.get("TOLLBRIDGE_BRIDGE_RESOURCES", "100")),
                 seed=int(os.environ.get("TOLLBRIDGE_SEED", "1"))))
