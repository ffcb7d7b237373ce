#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Style as a test: layers, limits, banned words, names and links.

    tools/tidy.py [ROOT]

Reads the files git tracks or would track. Prints one line per fault and exits 1 if there is
one. layers.txt says who may include whom; tools/tidy_sinners.txt lists the functions and files
that were too long when the rule came: an entry that is no longer needed is a fault too, so the
list only shrinks. Every rule has a passing and a failing example in tools/tidy_test.py.
"""

import os
import pathlib
import re
import subprocess
import sys

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600
SINNERS = "tools/tidy_sinners.txt"

# Data under test may hold anything; so may files embedded in the binary.
DATA_FOLDERS = {"data", "testdata", "golden", "corpus", "node_modules"}
TEXT_ENDINGS = (".h", ".cc", ".py", ".sh", ".cmake", ".md", ".ts", ".tsx", ".js", ".css")
TEXT_NAMES = ("CMakeLists.txt", "layers.txt", "Makefile", "run")
CODE_ENDINGS = (".h", ".cc", ".py", ".sh", ".cmake")

MONEY_MODULES = ("core", "registry", "journal", "intake", "metering", "attribution", "rating",
                 "billing", "exports", "stack")
PURE_MODULES = ("registry", "journal", "intake", "metering", "attribution", "rating", "billing",
                "engine", "stack")
PURE_BANNED = {"thread", "mutex", "shared_mutex", "condition_variable", "future", "fstream",
               "filesystem", "iostream", "random"}
TEST_HEADERS = ("gtest/", "gmock/", "rapidcheck.h", "rapidcheck/")
BENCH_HEADERS = ("benchmark/",)
TEST_SUPPORT = ("_suite.h", "_testing.h")
# What the C library and the kernel offer; not for the pure middle.
SYSTEM_HEADER = re.compile(
    r"(sys|arpa|net|netinet|linux)/\w+\.h"
    r"|(dirent|fcntl|netdb|poll|pwd|signal|spawn|termios|unistd|cxxabi|execinfo)\.h")

# (what, where it is allowed, what to use instead). A place is a folder, or `tests`: every test
# and benchmark. An empty list of places means nowhere.
BANNED = [
    (r"\bfloat\b|\bdouble\b", None, "Decimal, Money, Quantity or UnitPrice: no binary fractions"),
    (r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|\btime\s*\(\s*(nullptr|NULL|0)"
     r"\s*\)|\b(gettimeofday|clock_gettime)\s*\(", ("src/ops", "src/server", "tests"),
     "an Instant argument, or the clock of ops/"),
    (r"\bstd::s?rand\b|\b(std::)?random_device\b|(?<![\w.>:])s?rand\s*\(", ("src/ops",),
     "the random source of ops/, or a seed as argument"),
    (r"\b(secure_)?getenv\s*\(", ("src/ops", "src/cli", "src/server", "tests"),
     "the option table of ops/"),
    (r"\bstd::(cout|cerr|clog)\b|(?<!\w)(std::)?(printf|puts)\s*\(",
     ("src/cli", "src/server", "tests"), "a returned value: the rim prints, ops/ logs"),
    (r"\busing\s+namespace\s+std\s*;", (), "std:: spelled out"),
    (r"\bassert\s*\(", (), "CHECK (our own bug) or a Result (input, peers, disks)"),
]
# Three X are also the currency code for "no currency", so they need a colon or a bracket.
MARKER = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "HA" "CK", "XX" "X(?=[:(])"]) +
                    r")\b(?!\s*\(?#\d+)")

TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|R"([^()\\\s]{0,16})\(.*?\)\1"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.[^'\n]*|[^'\\\n])'", re.S)


def code_only(text):
    """C++ with comments and the insides of literals blanked; lines stay where they were."""
    def blank(match):
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        # Quotes stay, so an include keeps its shape and an argument stays an argument.
        return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1]
    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class Row:
    """One line of layers.txt."""

    def __init__(self, name, deps, headers):
        self.name, self.deps, self.headers = name, deps, headers


class Tidy:
    """All faults of one tree."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.faults = []
        self.files = self.list_files()
        self.rows = {}
        self.sins = set()

    def fault(self, path, line, message):
        self.faults.append((path, line, message))

    def list_files(self):
        command = ["git", "-C", str(self.root), "ls-files", "-co", "--exclude-standard", "-z"]
        try:
            listed = subprocess.run(command, capture_output=True, check=True).stdout
            names = listed.decode().split("\0")
        except (OSError, subprocess.CalledProcessError):
            skipped = {".git", "build", "demo", "node_modules", "__pycache__"}
            names = []
            for folder, folders, found in os.walk(self.root):
                folders[:] = [f for f in folders if f not in skipped]
                names += [os.path.relpath(os.path.join(folder, f), self.root) for f in found]
        # A deleted file is still in the index; a link is checked where it leads.
        return sorted(n for n in set(names)
                      if n and (self.root / n).is_file() and not (self.root / n).is_symlink())

    def read(self, path):
        return (self.root / path).read_bytes().decode("utf-8", errors="replace")

    def run(self):
        self.check_layers()
        for path in self.files:
            if DATA_FOLDERS & set(path.split("/")[:-1]):
                continue
            self.check_name(path)
            text = None
            if path.endswith(TEXT_ENDINGS) or os.path.basename(path) in TEXT_NAMES:
                text = self.read(path)
                self.check_text(path, text)
            if path.endswith((".h", ".cc")):
                self.check_cpp(path, text)
            if path.endswith(".md"):
                self.check_links(path, text)
        self.check_map()
        self.check_sinners()
        return self.faults

    # Layers ------------------------------------------------------------------------------------

    def check_layers(self):
        if not (self.root / "layers.txt").exists():
            self.fault("layers.txt", 0, "is missing")
            return
        for number, line in enumerate(self.read("layers.txt").split("\n"), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            found = re.fullmatch(r"([a-z0-9_/]+)\s*:([^|]*)(?:\|(.*))?", line)
            if not found:
                self.fault("layers.txt", number, f"not a row: {line}")
                continue
            name, deps, headers = found.group(1), found.group(2).split(), found.group(3) or ""
            if name in self.rows:
                self.fault("layers.txt", number, f"{name} has a row already")
            if deps == ["all"]:
                deps = list(self.rows)
            # A dependency must stand above, which makes a cycle of rows impossible.
            for dep in deps:
                if dep not in self.rows:
                    self.fault("layers.txt", number, f"{name} names {dep}, not a row above it")
            self.rows[name] = Row(name, deps, headers.split())
            if name not in self.folders():
                self.fault("layers.txt", number, f"src/{name}/ does not exist")
        for folder in sorted(self.folders() - set(self.rows)):
            self.fault("layers.txt", 0, f"src/{folder}/ has no row")
        self.check_cycles()

    def folders(self):
        """Folders under src/ that hold files, but for data."""
        found = set()
        for path in self.files:
            parts = path.split("/")[:-1]
            if len(parts) > 1 and parts[0] == "src" and not DATA_FOLDERS & set(parts):
                found.add("/".join(parts[1:]))
        return found

    def check_cycles(self):
        """Modules taken whole, adapters included, form no cycle either."""
        graph = {}
        for row in self.rows.values():
            module = row.name.split("/")[0]
            graph.setdefault(module, set()).update(d.split("/")[0] for d in row.deps)
        state = {}

        def visit(module, path):
            state[module] = "open"
            for dep in sorted(graph.get(module, ())):
                if dep == module:
                    continue
                if state.get(dep) == "open":
                    cycle = path[path.index(dep):] + [dep]
                    self.fault("layers.txt", 0, "cycle: " + " -> ".join(cycle))
                elif dep not in state:
                    visit(dep, path + [dep])
            state[module] = "done"

        for module in sorted(graph):
            if module not in state:
                visit(module, [module])

    def owner(self, path):
        """The row a path below src/ belongs to: the longest that fits."""
        folder = os.path.dirname(path)
        while folder and folder not in self.rows:
            folder = os.path.dirname(folder)
        return folder

    def reach(self, row, test):
        """Folders `row` may include; for a test also the adapters of those."""
        allowed = {row.name, *row.deps}
        if test:
            allowed |= {n for n in self.rows if n.split("/")[0] in allowed}
        return allowed

    def check_includes(self, path, text, code):
        row = self.rows.get(self.owner(path[4:])) if path.startswith("src/") else None
        base = os.path.basename(path)
        # x_suite.h holds tests that several adapters run, each from its own x_test.cc; x_testing.h
        # what several tests share.
        test = (base.endswith(("_test.cc",) + TEST_SUPPORT) or
                path.startswith(("tests/", "fuzz/")))
        bench = base.endswith("_bench.cc") or path.startswith("bench/")
        loose = test or bench or base.endswith("_fuzz.cc")
        first = None
        for found in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])', code, re.M):
            end = text.index("\n", found.end()) if "\n" in text[found.end():] else len(text)
            name = re.split(r'[>"]', text[found.end():end])[0]
            number = line_of(text, found.start())
            first = first or name
            if found.group(1) == '"':
                self.check_ours(path, number, name, row, loose)
            else:
                self.check_theirs(path, number, name, row, loose,
                                  (TEST_HEADERS if test else ()) +
                                  (BENCH_HEADERS if bench else ()))
        self.check_own_header_first(path, first)

    def check_ours(self, path, number, name, row, loose):
        if "/" not in name:
            self.fault(path, number, f'"{name}": quoted includes start at src/ ("module/file.h")')
            return
        if name.startswith("generated/"):
            return
        if name.startswith(("tests/", "bench/", "fuzz/")):
            if path.startswith("src/"):
                self.fault(path, number, f'"{name}": src/ does not include tests')
            return
        if name.endswith(TEST_SUPPORT) and not loose:
            self.fault(path, number, f'"{name}" is for tests only')
        target = self.owner(name)
        if not target:
            self.fault(path, number, f'"{name}": {name.split("/")[0]} is not in layers.txt')
        elif row and target not in self.reach(row, loose):
            self.fault(path, number, f"{row.name} may not include {target} (layers.txt)")

    def check_theirs(self, path, number, name, row, loose, extra):
        if re.fullmatch(r"\w+", name):  # the standard library
            pure = row and row.name in PURE_MODULES and not loose
            if pure and name in PURE_BANNED:
                self.fault(path, number, f"<{name}> in the pure {row.name}: only its adapters "
                                         f"({row.name}/<tech>) and the rim touch the world")
            if name == "cassert":
                self.fault(path, number, "<cassert>: use CHECK of core/check.h")
            return
        if SYSTEM_HEADER.fullmatch(name):
            if row and row.name in PURE_MODULES and not loose:
                self.fault(path, number, f"<{name}> in the pure {row.name}")
            return
        if name.startswith(extra) or row is None:
            return
        rows = [row]
        if loose:
            rows = [self.rows[r] for r in self.reach(row, True)]
        for header in (h for r in rows for h in r.headers):
            place, _, header = header.rpartition(":")
            if place and place != os.path.basename(path):
                continue
            if name == header or (header.endswith("/") and name.startswith(header)):
                return
        self.fault(path, number, f"<{name}> is not allowed in {row.name} (layers.txt)")

    def check_own_header_first(self, path, first):
        if not path.startswith("src/") or not path.endswith(".cc"):
            return
        own = re.sub(r"(_test|_bench|_fuzz)?\.cc$", ".h", path)
        if (self.root / own).exists() and first != own[4:]:
            self.fault(path, 1, f'own header first: "{own[4:]}"')

    # Text --------------------------------------------------------------------------------------

    def check_name(self, path):
        folder, base = os.path.split(path)
        code = path.endswith(CODE_ENDINGS) and folder
        if not code and not path.startswith("src/") or base.isupper() or base == "README.md":
            return
        if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+)*", base):
            if base != "CMakeLists.txt":
                self.fault(path, 0, "file names are snake_case")
        if path.startswith("src/") and not re.fullmatch(r"[a-z0-9_/]+", folder):
            self.fault(path, 0, "folder names are snake_case")

    def check_text(self, path, text):
        code = path.endswith(CODE_ENDINGS)
        if "\r" in text:
            self.fault(path, line_of(text, text.index("\r")), "carriage return: lines end in LF")
        if text and not text.endswith("\n"):
            self.fault(path, line_of(text, len(text)), "no newline at the end")
        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip("\r")
            if "\t" in line and os.path.basename(path) != "Makefile":
                self.fault(path, number, "tab: indent with spaces")
            if line != line.rstrip():
                self.fault(path, number, "trailing space")
            # Nobody can break an address.
            if code and len(line) > COLUMNS_MAX and "https://" not in line:
                self.fault(path, number, f"{len(line)} columns, {COLUMNS_MAX} are allowed")
            marker = MARKER.search(line)
            if marker:
                self.fault(path, number, f"{marker.group(1)}: do it now or name an issue, "
                                         f"{marker.group(1)}(#12)")

    def check_links(self, path, text):
        text = re.sub(r"^(```|~~~).*?^\1", lambda m: "\n" * m.group(0).count("\n"), text,
                      flags=re.S | re.M)
        text = re.sub(r"`[^`\n]*`", "", text)
        for found in re.finditer(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)", text):
            target = found.group(1).split("#")[0]
            if not target or re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            whole = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if target.startswith("/") or whole.startswith("..") or \
                    not (self.root / whole).exists():
                self.fault(path, line_of(text, found.start()), f"link leads nowhere: {target}")

    # C++ ---------------------------------------------------------------------------------------

    def check_cpp(self, path, text):
        code = code_only(text)
        self.check_includes(path, text, code)
        if path.endswith(".h") and not re.search(r"^#pragma once$", code, re.M):
            self.fault(path, 1, "a header needs #pragma once")
        self.check_banned(path, code)
        self.check_test_names(path, code)
        for name, begin, end in functions(code):
            lines = end - begin + 1
            if lines > FUNCTION_LINES_MAX:
                self.sin("function", f"{path}:{name}", path, begin,
                         f"{name} has {lines} lines, {FUNCTION_LINES_MAX} are allowed")
        lines = text.count("\n")
        if path.startswith("src/") and lines > FILE_LINES_MAX:
            self.sin("file", path, path, 0, f"{lines} lines, {FILE_LINES_MAX} are allowed")

    def check_banned(self, path, code):
        parts = path.split("/")
        test = parts[0] in ("tests", "bench", "fuzz") or \
            path.endswith(("_test.cc", "_bench.cc", "_fuzz.cc"))
        for pattern, places, instead in BANNED:
            if places is None:
                if parts[0] != "src" or parts[1] not in MONEY_MODULES or \
                        path.endswith("_bench.cc"):
                    continue
            elif any(test if p == "tests" else path.startswith(p + "/") for p in places):
                continue
            for found in re.finditer(pattern, code):
                self.fault(path, line_of(code, found.start()),
                           f"{found.group(0).strip()}: use {instead}")

    def check_test_names(self, path, code):
        pattern = r"\b(?:RC_GTEST_(?:FIXTURE_)?PROP|(?:TYPED_)?TEST(?:_[FP])?)\(\s*(\w+),\s*(\w+)"
        for found in re.finditer(pattern, code):
            for name in found.groups():
                number = line_of(code, found.start())
                if name.startswith("_") or name.endswith("_") or "__" in name:
                    self.fault(path, number, f"test name {name}: no leading, trailing or double "
                                             "underscore")
                if name.startswith("DISABLED"):
                    self.fault(path, number, f"{name}: a test is run or removed")

    # Sinners and the map -----------------------------------------------------------------------

    def sin(self, kind, key, path, line, message):
        self.sins.add((f"{kind} {key}", path, line, message))

    def check_sinners(self):
        known = {}
        if (self.root / SINNERS).exists():
            for number, line in enumerate(self.read(SINNERS).split("\n"), 1):
                line = line.split("#")[0].strip()
                if line:
                    known[line] = number
        found = {sin[0] for sin in self.sins}
        for key, path, line, message in sorted(self.sins):
            if key not in known:
                self.fault(path, line, message)
        for key, number in known.items():
            if key not in found:
                self.fault(SINNERS, number, f"{key} sins no more: remove the line")

    def check_map(self):
        if not (self.root / "ARCHITECTURE.md").exists():
            self.fault("ARCHITECTURE.md", 0, "is missing")
            return
        lines = self.read("ARCHITECTURE.md").split("\n")
        table = "\n".join(line for line in lines if line.lstrip().startswith("|"))
        for folder in sorted(self.folders()):
            if not re.search(rf"`(src/)?{re.escape(folder)}/?`", table):
                self.fault("ARCHITECTURE.md", 0, f"the module table lacks `src/{folder}/`")
        for number, line in enumerate(lines, 1):
            for name in re.findall(r"`src/([a-z0-9_/]+?)/?`", line):
                if line.lstrip().startswith("|") and not (self.root / "src" / name).exists():
                    self.fault("ARCHITECTURE.md", number, f"src/{name}/ does not exist")


CONTAINER = re.compile(r"^(inline\s+)?namespace\b|\b(class|struct|union|enum)\b[^()=]*$"
                       r"|^extern\s*\" *\"$")


def functions(code):
    """(name, first line, last line) of each function body; code_only() text goes in.

    Counts braces: what stands between the last `;`, `{` or `}` and a `{` tells whether that
    opens a scope to look into, a function, or a value. Good enough to find what is too long.
    """
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  code, flags=re.M)
    found, start, at = [], 0, 0
    while True:
        match = re.compile(r"[;{}]").search(code, at)
        if not match:
            return found
        at = match.end()
        if match.group(0) != "{":
            start = at
            continue
        head = code[start:match.start()]
        head = re.sub(r"\b(public|private|protected)\s*:(?!:)", lambda m: " " * len(m.group(0)),
                      head)
        stripped = re.sub(r"\balignas\s*\([^)]*\)|\[\[.*?\]\]", "", head.strip())
        if CONTAINER.search(stripped) and not stripped.endswith(")"):
            start = at
            continue
        at = closing(code, at)
        if head.count("(") > head.count(")"):
            continue  # a value among arguments
        if re.match(r"\s*[,{]", code[at:at + 200]) and ")" in head:
            continue  # a member initializer: the body is yet to come
        if "(" in head:
            begin = start + len(head) - len(head.lstrip())
            found.append((function_name(head), line_of(code, begin), line_of(code, at - 1)))
        start = at


def closing(code, at):
    """The offset after the brace that closes the one before `at`."""
    depth = 1
    for match in re.compile(r"[{}]").finditer(code, at):
        depth += 1 if match.group(0) == "{" else -1
        if depth == 0:
            return match.end()
    return len(code)


def function_name(head):
    test = re.search(r"\b((?:TYPED_)?TEST(?:_[FP])?|RC_GTEST_\w+)\s*\(\s*(\w+),\s*(\w+)", head)
    if test:
        return f"{test.group(2)}.{test.group(3)}"
    named = re.search(r"(~?[\w:]+|operator\s*\S+?)\s*\(", head)
    return named.group(1) if named else "a function"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    tidy = Tidy(root)
    faults = sorted(tidy.run(), key=lambda f: (f[0], f[1], f[2]))
    for path, line, message in faults:
        print(f"{path}:{line}: {message}" if line else f"{path}: {message}")
    print(f"tidy: {len(tidy.files)} files, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
