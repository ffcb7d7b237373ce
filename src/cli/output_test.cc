// SPDX-License-Identifier: Apache-2.0
// Goal: a script reads every fault of a failure. Method: one error with a detail, as text.
#include "cli/output.h"

#include <gtest/gtest.h>

namespace tollbridge::cli {
namespace {

TEST(Output, a_failure_is_a_document_with_all_its_faults) {
  Error error{ErrorKind::refused, "InvalidBook", "2 faults", "", "", 0, {}};
  error.details.push_back({ErrorKind::refused, "InvalidCSPSubscription", "not CSP", "R23",
                           "registrations[0]", 12, {}});
  EXPECT_EQ(error_json(error),
            R"({"error":{"code":"InvalidBook","rule":null,"message":"2 faults","details":[)"
            R"({"path":"registrations[0]","line":12,"code":"InvalidCSPSubscription",)"
            R"("rule":"R23","message":"not CSP"}]}})");
}

}  // namespace
}  // namespace tollbridge::cli
