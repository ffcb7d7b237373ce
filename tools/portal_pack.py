#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packs the built portal into the one file that the program carries (src/api/portal/pack.h).

    portal_pack.py FOLDER PACK

Files that shrink by a tenth are gzipped, once, as small as can be; index.html is not, because the
server changes it. Source maps and what begins with a dot stay out. The same files give the same
bytes, and a pack that would not change is left alone. A folder that is not there gives an empty
pack.
"""

import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
INDEX = "index.html"


def packed(path, content):
    """How a file is kept, and its bytes."""
    small = gzip.compress(content, 9, mtime=0)
    if path != INDEX and len(small) * 10 < len(content) * 9:
        return "gzip", small
    return "plain", content


def pack_of(folder):
    """The bytes of the pack."""
    files = sorted(one for one in folder.rglob("*")
                   if one.is_file() and one.suffix != ".map"
                   and not any(part.startswith(".") for part in one.relative_to(folder).parts))
    if not any(one == folder / INDEX for one in files):
        return b""
    lines, contents = [], []
    for file in files:
        path = file.relative_to(folder).as_posix()
        kind = TYPES.get(file.suffix)
        if kind is None or not path.isascii() or not path.isprintable():
            sys.exit(f"portal_pack.py: {path}: of no kind that the portal serves")
        content = file.read_bytes()
        form, kept = packed(path, content)
        tag = hashlib.sha256(content).hexdigest()[:32]
        lines.append(f"{path}\t{kind}\t{tag}\t{form}\t{len(kept)}\t{len(content)}\n")
        contents.append(kept)
    head = f"tollbridge portal pack 1\n{len(lines)}\n{''.join(lines)}\n"
    return head.encode() + b"".join(contents)


def main():
    folder, pack = map(pathlib.Path, sys.argv[1:])
    made = pack_of(folder)
    if pack.is_file() and pack.read_bytes() == made:
        return
    pack.parent.mkdir(parents=True, exist_ok=True)
    pack.write_bytes(made)


if __name__ == "__main__":
    main()
