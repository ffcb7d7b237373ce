// SPDX-License-Identifier: Apache-2.0
// Goal: a stack is told of each tenant before its usage comes. Method: an exchange that listens.
#include "simulate/declare_tenants.h"

#include <gtest/gtest.h>

#include <vector>

namespace tollbridge::simulate {
namespace {

class Directory {
 public:
  Status declare() {
    DeclareSetting setting;
    setting.to = "http://127.0.0.1:1";
    setting.provider_subscription = "p";
    setting.region = "north";
    setting.token = []() -> Result<std::string> { return "t"; };
    const std::vector<ProviderTenant> tenants{{"5d20c2de-0000", "7b6d3d3a-0000"}};
    return declare_tenants(setting, tenants, [&](const web::Ask& ask) -> Result<web::Answer> {
      asked.push_back(ask.method + " " + ask.url);
      body = ask.body;
      web::Answer answer;
      answer.status = status;
      return answer;
    });
  }
  long status = 201;
  std::vector<std::string> asked;
  std::string body;
};

TEST(DeclareTenants, the_directory_comes_before_its_subscription) {
  Directory directory;
  EXPECT_TRUE(directory.declare().has_value());
  EXPECT_EQ(directory.asked,
            (std::vector<std::string>{
                "PUT http://127.0.0.1:1/subscriptions/p/resourceGroups/system.north/providers/"
                "Microsoft.Subscriptions.Admin/directoryTenants/t7b6d3d3a.example"
                "?api-version=2015-11-01",
                "PUT http://127.0.0.1:1/subscriptions/p/providers/Microsoft.Subscriptions.Admin/"
                "subscriptions/5d20c2de-0000?api-version=2015-11-01"}));
  EXPECT_NE(directory.body.find(R"("tenantId":"7b6d3d3a-0000")"), std::string::npos);
}

TEST(DeclareTenants, what_is_refused_is_told_by_its_kind) {
  const auto code = [](long status) {
    Directory directory;
    directory.status = status;
    return directory.declare().error().code;
  };
  EXPECT_EQ(code(401), "DirectoryBusy");
  EXPECT_EQ(code(503), "DirectoryFailed");
  EXPECT_EQ(code(404), "DirectoryRefused");
}

}  // namespace
}  // namespace tollbridge::simulate
