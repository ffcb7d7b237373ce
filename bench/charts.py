#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The charts of docs/performance.md, from the results in bench/results/.

    python3 bench/charts.py

goals.json is what bench/goals.py writes (`sizes`: records, and seconds of each command), peers.json
the seconds of the table bench/peers/compare.py prints. Writes docs/images/goals.svg and peers.svg;
the same results make the same bytes.
"""

import json
import math

from workloads import ROOT

COLOURS = {"import": "#0f6cbd", "rate": "#107c10", "close": "#c239b3", "show": "#d83b01"}


def cost(results, path):
    """Seconds over records, both by powers of ten."""
    width, height, left, bottom = 640, 400, 70, 50
    names = list(COLOURS)
    xs = [math.log10(r["records"]) for r in results]
    ys = [math.log10(r[f"{name}_s"]) for r in results for name in names]
    low_x, high_x = math.floor(min(xs)), math.ceil(max(xs))
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys))
    at_x = lambda v: left + (v - low_x) / (high_x - low_x) * (width - left - 110)
    at_y = lambda v: height - bottom - (v - low_y) / (high_y - low_y) * (height - bottom - 20)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    for power in range(low_x, high_x + 1):
        parts.append(f'<line x1="{at_x(power):.1f}" x2="{at_x(power):.1f}" y1="20" '
                     f'y2="{height - bottom}" stroke="#ddd"/><text x="{at_x(power):.1f}" '
                     f'y="{height - bottom + 18}" text-anchor="middle">{10 ** power:,}</text>')
    for power in range(low_y, high_y + 1):
        parts.append(f'<line x1="{left}" x2="{width - 110}" y1="{at_y(power):.1f}" '
                     f'y2="{at_y(power):.1f}" stroke="#ddd"/><text x="{left - 8}" '
                     f'y="{at_y(power) + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>')
    label_y = 0
    for name in sorted(names, key=lambda name: -results[-1][f"{name}_s"]):
        points = [(at_x(math.log10(r["records"])), at_y(math.log10(r[f"{name}_s"])))
                  for r in results]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[name]}" '
                     'stroke-width="2"/>')
        label_y = max(points[-1][1] + 4, label_y + 14)
        parts.append(f'<text x="{points[-1][0] + 8:.1f}" y="{label_y:.1f}" '
                     f'fill="{COLOURS[name]}">{name}</text>')
    parts.append(f'<text x="{(width - 40) / 2:.0f}" y="{height - 8}" text-anchor="middle">usage '
                 'records of the month</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def peers(result, path):
    """Records a second of each contender: a bar for each, by what is done."""
    bar, width, left = 26, 640, 160
    rates = [(work, name, result["records"] / seconds)
             for work, all_of_it in result["seconds"].items()
             for name, seconds in all_of_it.items()]
    height = bar * (len(rates) + len(result["seconds"])) + 20
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    at, work_before = 10, None
    greatest = max(rate for _, _, rate in rates)
    for work, name, rate in rates:
        if work != work_before:
            parts.append(f'<text x="8" y="{at + 17}" font-weight="bold">{work}, records a second'
                         '</text>')
            at, work_before = at + bar, work
        length = rate / greatest * (width - left - 90)
        colour = COLOURS[work] if name.startswith("Tollbridge") else "#8a8886"
        parts.append(f'<text x="{left - 8}" y="{at + 15}" text-anchor="end">{name}</text>'
                     f'<rect x="{left}" y="{at}" width="{length:.1f}" height="{bar - 6}" '
                     f'fill="{colour}"/><text x="{left + length + 6:.1f}" y="{at + 15}">'
                     f'{rate:,.0f}</text>')
        at += bar
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def main():
    results, images = ROOT / "bench/results", ROOT / "docs/images"
    read = lambda name: json.loads((results / name).read_text(encoding="utf-8"))
    cost(read("goals.json")["sizes"], images / "goals.svg")
    peers(read("peers.json"), images / "peers.svg")


if __name__ == "__main__":
    main()
