#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the header that carries a folder's data files inside the binary.

    embed.py DATA_DIR MODULE[/TECH] HEADER

data/meters.csv becomes `tollbridge::<module>::data::meters`, data/sqlite/0001-init.sql becomes
`...::sqlite_0001_init`. `files` lists all of them by relative path, sorted.
"""

import pathlib
import re
import sys

CHUNK = 8000  # literals are cut: some compilers limit one, none limits their concatenation


def symbol(relative: pathlib.PurePath) -> str:
    """The C++ name of a file: its path without the extension, other signs as underscores."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", str(relative.with_suffix("")))
    return "f_" + name if name[0].isdigit() else name


def literal(content: bytes) -> str:
    """Concatenated string literals with exactly these bytes."""
    escapes = {0x22: '\\"', 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x3F: "\\?"}
    parts, line = [], []
    for byte in content:
        plain = chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
        line.append(escapes.get(byte, plain))
        if byte == 0x0A or len(line) >= CHUNK:
            parts.append('"' + "".join(line) + '"')
            line = []
    if line or not parts:
        parts.append('"' + "".join(line) + '"')
    return "\n    ".join(parts)


def header(data: pathlib.Path, folder: str) -> str:
    """The text of the header for all files below `data`."""
    files = sorted(p for p in data.rglob("*") if p.is_file() and not p.name.startswith("."))
    names = {}
    out = [
        f"// Written by tools/embed.py from src/{folder}/data/.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <string_view>",
        "",
        f"namespace tollbridge::{folder.replace('/', '::')}::data {{",
        "",
        "struct File {",
        "  std::string_view path;  // below data/",
        "  std::string_view text;",
        "};",
        "",
    ]
    for path in files:
        relative = path.relative_to(data)
        name = symbol(relative)
        if name in names or name in ("File", "files"):
            sys.exit(f"embed: {relative} would be called {name}, which is taken")
        names[name] = relative.as_posix()
        content = path.read_bytes()
        out.append(f"inline constexpr std::string_view {name}{{\n    {literal(content)},")
        out.append(f"    {len(content)}}};\n")
    out.append(f"inline constexpr std::array<File, {len(names)}> files{{{{")
    out += [f'    {{"{path}", {name}}},' for name, path in names.items()]
    out += ["}};", "", f"}}  // namespace tollbridge::{folder.replace('/', '::')}::data", ""]
    return "\n".join(out)


def main() -> None:
    data, folder, target = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(header(data, folder), encoding="ascii")


if __name__ == "__main__":
    main()
