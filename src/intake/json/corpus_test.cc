// SPDX-License-Identifier: Apache-2.0
// Goal: what fuzzing once found stays found. Method: every file of the fuzz corpora goes through
// the same checks as in the fuzz targets; a broken promise ends the test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "intake/json/fuzz_check.h"

namespace tollbridge::intake {
namespace {

void replay(const std::string& target, Format format) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("fuzz/corpus/" + target)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    check_reading(bytes, format);
    ++files;
  }
  EXPECT_GT(files, 2) << target;
}

TEST(Corpus, ndjson_is_replayed) { replay("ndjson", Format::ndjson); }
TEST(Corpus, azure_is_replayed) { replay("azure", Format::azure); }
TEST(Corpus, cloudevents_are_replayed) { replay("cloudevents", Format::cloudevents); }
TEST(Corpus, csv_is_replayed) { replay("csv", Format::csv); }
TEST(Corpus, focus_is_replayed) { replay("focus", Format::focus); }
TEST(Corpus, telling_the_form_is_replayed) { replay("detect", Format::automatic); }

}  // namespace
}  // namespace tollbridge::intake
