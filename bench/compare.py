#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a change did to speed: a base revision and this tree, built alike, on one machine, in turn.

    python3 bench/compare.py [--base origin/main] [--rounds 5] [--records 1000000]

Builds the base revision under build/compare/, then repeats every workload `rounds` times, base and
tree one after the other (each goes first as often as the other), and prints the ratio of the
middle times with the least and greatest ratio of a round. Below 1 the tree is faster. A ratio whose
spread reaches over 1 says nothing.
"""

import argparse
import pathlib
import statistics
import subprocess

import workloads
from workloads import ROOT


def build_base(revision):
    """The program of another revision, in a work tree of its own."""
    folder = ROOT / "build/compare/base"
    if not folder.exists():
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--detach", folder, revision],
                       check=True)
    subprocess.run(["git", "-C", folder, "checkout", "--quiet", "--detach", revision], check=True)
    for command in (["cmake", "--preset", "release", "--log-level=WARNING"],
                    ["cmake", "--build", "--preset", "release", "--target", "tollbridge"]):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return str(folder / "build/release/tollbridge")


def one_round(binary, inputs, folder):
    """Seconds of each workload."""
    seconds = {}
    for form, files in inputs.items():
        month = workloads.Month(binary, folder / "data")
        month.apply(files[0].parent / "book.yaml")
        seconds[f"import {form}"] = month.load(files)[0]
        seconds[f"import {form} again"] = month.load(files)[0]
    for name, work in (("start", month.start), ("usage show", month.show),
                       ("rate", month.rate), ("close", month.close)):
        seconds[name] = work()[0]
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=1_000_000)
    args = parser.parse_args()
    tree = str(ROOT / "build/release/tollbridge")
    base = build_base(args.base)
    folder = ROOT / "build/compare"
    inputs = {form: workloads.generate(tree, folder / form, args.records, form)
              for form in ("csv", "ndjson")}
    rounds = []
    for number in range(args.rounds):
        order = [("base", base), ("tree", tree)]
        rounds.append({name: one_round(binary, inputs, pathlib.Path(folder))
                       for name, binary in (order if number % 2 == 0 else reversed(order))})
    print(f"| workload | base s | tree s | tree / base | least | greatest |\n"
          "| --- | --: | --: | --: | --: | --: |")
    for name in rounds[0]["base"]:
        ratios = [r["tree"][name] / r["base"][name] for r in rounds]
        middle = {who: statistics.median(r[who][name] for r in rounds) for who in ("base", "tree")}
        print(f"| {name} | {middle['base']:.3f} | {middle['tree']:.3f} | "
              f"{middle['tree'] / middle['base']:.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")


if __name__ == "__main__":
    main()
