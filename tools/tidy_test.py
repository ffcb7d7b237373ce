#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule of tools/tidy.py, once kept and once broken, on small trees in a temporary folder."""

import pathlib
import sys
import tempfile
import unittest

import tidy

LAYERS = """
core           :              | sha256.cc:openssl/
store          : core         | soci/
ops            : core         | fmt/
rating         : core
rating/sql     : core rating store
billing        : core rating
cli            : all          | CLI/
"""
MODULES = ("core", "store", "ops", "rating", "rating/sql", "billing", "cli")
MAP = "".join(f"| `src/{m}/` | owns |\n" for m in MODULES)


class Rules(unittest.TestCase):
    def faults(self, files):
        """What tidy says of a sound tree with these files written over it."""
        tree = {"layers.txt": LAYERS, "ARCHITECTURE.md": MAP}
        tree.update({f"src/{m}/README.md": "# It\n" for m in MODULES})
        tree.update(files)
        with tempfile.TemporaryDirectory() as root:
            for path, text in tree.items():
                if text is not None:
                    whole = pathlib.Path(root, path)
                    whole.parent.mkdir(parents=True, exist_ok=True)
                    whole.write_bytes(text.encode())
            return [f"{path}: {message}" for path, _, message in tidy.Tidy(root).run()]

    def passes(self, path, text, **more):
        self.assertEqual(self.faults({path: text, **more}), [])

    def fails(self, path, text, why):
        found = self.faults({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(why, found[0])

    def test_a_sound_tree_has_no_fault(self):
        self.assertEqual(self.faults({}), [])

    def test_a_folder_needs_a_row_and_a_row_a_folder(self):
        found = self.faults({"src/extra/README.md": "# It\n",
                             "ARCHITECTURE.md": MAP + "| `src/extra/` |\n"})
        self.assertEqual(found, ["layers.txt: src/extra/ has no row"])
        found = self.faults({"src/store/README.md": None, "ARCHITECTURE.md":
                             MAP.replace("| `src/store/` | owns |\n", "")})
        self.assertEqual(found, ["layers.txt: src/store/ does not exist"])

    def test_a_data_folder_needs_no_row(self):
        self.passes("src/rating/data/Meters List.csv", "a\tb \r\n")

    def test_a_row_names_only_rows_above(self):
        self.fails("layers.txt", LAYERS.replace("store          : core",
                                                "store          : core ops"), "not a row above")

    def test_modules_form_no_cycle_through_an_adapter(self):
        layers = LAYERS.replace("cli            : all", "core/x : billing\ncli            : all")
        found = self.faults({"layers.txt": layers, "src/core/x/README.md": "# It\n",
                             "ARCHITECTURE.md": MAP + "| `src/core/x/` |\n"})
        self.assertTrue(found and all("cycle" in f for f in found), found)

    def test_support_of_tests_may_reach_as_far_as_they_but_serves_only_them(self):
        shared = {"src/rating/a_testing.h":
                  '#pragma once\n#include <gtest/gtest.h>\n#include "rating/sql/a.h"\n'}
        self.passes("src/rating/a_test.cc", '#include "rating/a_testing.h"\n', **shared)
        found = self.faults({"src/rating/a.cc": '#include "rating/a_testing.h"\n', **shared})
        self.assertEqual(found, ['src/rating/a.cc: "rating/a_testing.h" is for tests only'])

    def test_a_layers_line_is_a_row(self):
        self.fails("layers.txt", LAYERS + "what is this\n", "not a row")

    def test_an_include_follows_its_row(self):
        self.passes("src/billing/a.cc", '#include "rating/a.h"\n#include "rating/data.h"\n')
        self.passes("src/billing/a.cc", '#include "generated/version.h"\n')
        self.passes("src/cli/a.cc", '#include "rating/sql/a.h"\n')
        self.fails("src/rating/a.cc", '#include "billing/a.h"\n', "rating may not include billing")
        self.fails("src/rating/a.cc", '#include "rating/sql/a.h"\n', "may not include rating/sql")
        self.fails("src/rating/a.cc", '#include "nothing/a.h"\n', "not in layers.txt")
        self.fails("src/rating/a.cc", '#include "a.h"\n', "start at src/")
        self.fails("src/rating/a.cc", '#include "tests/support/a.h"\n', "does not include tests")

    def test_a_unit_test_may_name_the_adapters_of_what_it_reaches(self):
        self.passes("src/billing/a_test.cc",
                    '#include "rating/sql/a.h"\n#include <gtest/gtest.h>\n')
        self.fails("src/rating/a_test.cc", '#include "billing/a.h"\n', "may not include billing")

    def test_an_include_in_a_comment_is_none(self):
        self.passes("src/rating/a.cc", '/*\n#include "billing/a.h"\n*/\n')

    def test_a_third_party_header_stays_in_its_row(self):
        self.passes("src/store/a.cc", "#include <soci/soci.h>\n")
        self.passes("src/core/sha256.cc", "#include <openssl/evp.h>\n")
        self.fails("src/core/other.cc", "#include <openssl/evp.h>\n", "not allowed in core")
        self.fails("src/rating/a.cc", "#include <soci/soci.h>\n", "not allowed in rating")
        self.fails("src/rating/a.cc", "#include <gtest/gtest.h>\n", "not allowed in rating")
        self.passes("src/rating/a_bench.cc", "#include <benchmark/benchmark.h>\n")

    def test_a_module_root_touches_no_world(self):
        self.passes("src/rating/a.cc", "#include <vector>\n")
        self.passes("src/rating/sql/a.cc", "#include <mutex>\n#include <unistd.h>\n")
        self.passes("src/rating/a_test.cc", "#include <thread>\n")
        self.fails("src/rating/a.cc", "#include <mutex>\n", "pure rating")
        self.fails("src/rating/a.cc", "#include <unistd.h>\n", "pure rating")

    def test_own_header_comes_first(self):
        header = {"src/rating/a.h": "#pragma once\n"}
        self.passes("src/rating/a.cc", '#include "rating/a.h"\n\n#include <vector>\n', **header)
        found = self.faults({"src/rating/a.cc": '#include <vector>\n#include "rating/a.h"\n',
                             **header})
        self.assertEqual(found, ['src/rating/a.cc: own header first: "rating/a.h"'])

    def test_the_map_names_every_folder(self):
        self.fails("ARCHITECTURE.md", MAP.replace("| `src/rating/sql/` | owns |\n", ""),
                   "lacks `src/rating/sql/`")
        self.fails("ARCHITECTURE.md", MAP + "| `src/gone/` |\n", "src/gone/ does not exist")
        found = self.faults({"ARCHITECTURE.md": None})
        self.assertEqual(found, ["ARCHITECTURE.md: is missing"])

    def test_lines_have_a_limit(self):
        self.passes("src/core/a.cc", "// " + "x" * 97 + "\n")
        self.passes("src/core/a.cc", "// https://example.com/" + "x" * 97 + "\n")
        self.fails("src/core/a.cc", "// " + "x" * 98 + "\n", "101 columns")

    def test_functions_have_a_limit(self):
        body = "  f();\n"
        self.passes("src/core/a.cc", "void g() {\n" + body * 68 + "}\n")
        self.fails("src/core/a.cc", "void g() {\n" + body * 69 + "}\n", "g has 71 lines")
        self.fails("src/core/a.cc", "namespace n {\nclass A {\n public:\n  int m(B b = {}) {\n" +
                   body * 69 + "  }\n};\n}\n", "m has 71 lines")
        self.fails("src/core/a.cc", "A::A(int x)\n    : x_{x},\n      y_(x) {\n" + body * 69 +
                   "}\n", "A::A has 73 lines")
        self.fails("src/core/a_test.cc", "TEST(A, b) {\n" + body * 69 + "}\n", "A.b has 71 lines")
        self.passes("src/core/a.cc", "const T t = {\n" + "  {1, 2},\n" * 80 + "};\n")
        self.passes("src/core/a.h", "#pragma once\nstruct alignas(8) A {\n" + "  int x();\n" * 80 +
                    "};\n")

    def test_files_have_a_limit(self):
        self.passes("src/core/a.cc", "int x;\n" * 600)
        self.fails("src/core/a.cc", "int x;\n" * 601, "601 lines")

    def test_sinners_are_listed_and_the_list_shrinks(self):
        self.passes("src/core/a.cc", "int x;\n" * 601,
                    **{tidy.SINNERS: "# old\nfile src/core/a.cc\n"})
        self.fails(tidy.SINNERS, "function src/core/a.cc:g\n", "sins no more")

    def test_money_has_no_binary_fractions(self):
        self.passes("src/core/a.cc",
                    '// a double\nconst char* c = "double";\nint doubled = 1\'000;\n')
        self.passes("src/ops/a.cc", "double x;\n")
        self.fails("src/core/a.cc", "double x;\n", "Decimal")
        self.fails("src/rating/sql/a.cc", "float x;\n", "Decimal")
        self.fails("src/rating/a_test.cc", "float x;\n", "Decimal")

    def test_time_is_an_argument(self):
        for bad in ("std::chrono::system_clock::now()", "time(nullptr)",
                    "std::chrono::steady_clock::now()"):
            self.fails("src/core/a.cc", f"auto t = {bad};\n", "Instant")
            self.passes("src/ops/a.cc", f"auto t = {bad};\n")
            self.passes("src/core/a_test.cc", f"auto t = {bad};\n")

    def test_chance_and_environment_have_their_places(self):
        self.fails("src/core/a.cc", "int x = std::rand();\n", "seed")
        self.fails("src/core/a_test.cc", "std::random_device d;\n", "seed")
        self.passes("src/ops/a.cc", "std::random_device d;\n")
        self.passes("src/core/a.cc", "int x = operand(1);\n")
        self.fails("src/core/a.cc", 'f(std::getenv("A"));\n', "option table")
        self.passes("src/cli/a.cc", 'f(std::getenv("A"));\n')

    def test_only_the_rim_prints(self):
        self.fails("src/ops/a.cc", "std::cout << 1;\n", "the rim prints")
        self.fails("src/core/a.cc", 'std::printf("x");\n', "the rim prints")
        self.passes("src/core/a.cc", 'std::fprintf(f, "x");\nstd::snprintf(b, 1, "x");\n')
        self.passes("src/cli/a.cc", "std::cout << 1;\n")

    def test_other_banned_words(self):
        self.fails("src/core/a.cc", "using namespace std;\n", "spelled out")
        self.passes("src/core/a.cc", "using namespace std::chrono_literals;\n")
        self.fails("src/core/a.cc", "assert(x);\n", "CHECK")
        self.fails("src/core/a.cc", "#include <cassert>\n", "CHECK")
        self.passes("src/core/a.cc", "static_assert(1 == 1);\n")

    def test_markers_name_an_issue(self):
        word = "TO" "DO"
        self.fails("src/core/a.cc", f"// {word}: later\n", "name an issue")
        self.fails("README.md", f"{word}\n", "name an issue")
        self.passes("src/core/a.cc", f"// {word}(#12): later\n")
        self.fails("src/core/a.cc", "// XX" "X: later\n", "name an issue")
        self.passes("src/core/a.cc", "// XX" "X is no currency\n")

    def test_a_header_has_its_pragma(self):
        self.passes("src/core/a.h", "// Story.\n#pragma once\n")
        self.fails("src/core/a.h", "int f();\n", "#pragma once")

    def test_text_is_clean(self):
        self.fails("src/core/a.cc", "\tint x;\n", "tab")
        self.fails("src/core/a.cc", "int x; \n", "trailing space")
        self.fails("src/core/a.cc", "int x;\r\n", "carriage return")
        self.fails("src/core/a.cc", "int x;", "no newline")
        self.passes("Makefile", "all:\n\techo\n")
        self.passes("tests/scenarios/golden/a.md", "as it came \r\n")

    def test_file_names_are_snake_case(self):
        self.passes("src/core/one_two.cc", "int x;\n")
        self.fails("src/core/OneTwo.cc", "int x;\n", "snake_case")
        self.fails("tools/one-two.py", "x = 1\n", "snake_case")

    def test_test_names_have_no_bad_underscore(self):
        self.passes("src/core/a_test.cc", "TEST(A, a_b) {}\nRC_GTEST_PROP(A, c_d, (int x)) {}\n")
        for name in ("_a", "a_", "a__b"):
            self.fails("src/core/a_test.cc", f"TEST_F(A, {name}) {{}}\n", "underscore")
        self.fails("src/core/a_test.cc", "TEST(A, DISABLED_b) {}\n", "run or removed")

    def test_links_lead_somewhere(self):
        self.passes("README.md", "[a](src/core/README.md#it) [b](https://example.com) `[c](d)`\n")
        self.fails("src/core/README.md", "[a](gone.md)\n", "leads nowhere")
        self.fails("README.md", "[a](../outside.md)\n", "leads nowhere")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Rules)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len({id(test) for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
