// SPDX-License-Identifier: Apache-2.0
// Goal: a command line run by a server does and prints what it would have here. Method: the
// operation over books in memory, its files given in small pieces.
#include "server/command_operation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/desk_testing.h"
#include "api/work/work_threads.h"
#include "ops/real_clock.h"
#include "server/body_testing.h"
#include "server/command_frames.h"

namespace tollbridge::server {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

const std::string book =
    "provider: {name: Nordic, country: SE, currency: EUR}\n"
    "partners:\n"
    "  - {id: contoso, kind: direct, name: Contoso, country: SE, currency: EUR}\n"
    "stacks:\n"
    "  - {cloud_id: 9c1e0000-0000-4000-8000-000000000001, region: north}\n"
    "price_sheets:\n"
    "  - {id: list, seller: provider, currency: EUR, from: 2026-01-01, file: list.csv}\n";
const std::string sheet = "meter,unit_price\nfab6eb84-500b-4a09-a8ca-7358f8bbaea5,0.1\n";
const std::string usage =
    "stack,subscription,tenant,meter,resource,start,quantity\n"
    "9c1e0000-0000-4000-8000-000000000001,s1,7b6d3d3a-0000-4000-8000-000000000001,"
    "fab6eb84-500b-4a09-a8ca-7358f8bbaea5,vm1,2026-10-01T00:00:00Z,1\n"
    "broken line\n";

class CommandOperation : public testing::Test {
 protected:
  nlohmann::json run(const std::vector<std::string>& words, const Files& files = {},
                     bool loopback = true) {
    CommandHeader header{words, "/home/anna", {}};
    std::string bytes;
    for (const auto& [path, content] : files) {
      header.files.push_back(path);
      if (!content.empty()) bytes += piece_head(content.size()) + content;
      bytes += piece_head(0);
    }
    CutBody body(command_header_line(header) + bytes, 11);
    DirectEngine engine(*desk_);
    api::Request request;
    request.loopback = loopback;
    api::Principal principal;
    principal.issuer = issuer_;
    const api::Call call{request, principal, api::Relation::any, {}, desk_->now()};
    ops::RealClock clock;
    ops::RealRandom random;
    api::work::WorkThreads work(clock, random);
    auto response =
        command_operation({ops::Config(), work, clock}).run_stream(call, body, engine);
    if (!response) return {{"code", response.error().code}};
    return nlohmann::json::parse(response->body);
  }

  std::string issuer_ = "local";  // who holds the credential of server.json
  std::unique_ptr<api::MemoryDesk> desk_ = std::make_unique<api::MemoryDesk>();
};

TEST_F(CommandOperation, a_command_asks_for_the_files_it_reads_and_records_nothing_before) {
  auto ran = run({"apply", "set/book.yaml"});
  EXPECT_EQ(ran["needs"], nlohmann::json({"set/book.yaml"}));
  ran = run({"apply", "set/book.yaml"}, {{"set/book.yaml", book}});
  EXPECT_EQ(ran["needs"], nlohmann::json({"set/list.csv"}));
  EXPECT_EQ(desk_->books().commit().value(), 0U);
  ran = run({"apply", "set/book.yaml"}, {{"set/book.yaml", book}, {"set/list.csv", sheet}});
  EXPECT_EQ(ran["needs"], nlohmann::json::array());
  EXPECT_EQ(ran["exit"], 0) << ran;
  EXPECT_EQ(desk_->books().commit().value(), 1U);
}

TEST_F(CommandOperation, usage_is_taken_in_as_it_arrives_and_its_bad_lines_come_back) {
  run({"apply", "book.yaml"}, {{"book.yaml", book}, {"list.csv", sheet}});
  const auto ran = run({"usage", "import", "--json", "--reject-file", "bad.csv", "-"},
                       {{"-", usage}});
  EXPECT_EQ(ran["exit"], 0) << ran;
  const auto report = nlohmann::json::parse(ran["out"].get<std::string>());
  EXPECT_EQ(report["accepted"], 1);
  EXPECT_EQ(report["rejected"], 1);
  EXPECT_EQ(ran["files"][0]["path"], "bad.csv");
  EXPECT_EQ(ran["files"][0]["content"], "broken line\n");
}

TEST_F(CommandOperation, a_refusal_keeps_its_exit_code_and_words) {
  run({"apply", "book.yaml"}, {{"book.yaml", book}, {"list.csv", sheet}});
  const auto ran = run({"close", "2026-11"});
  EXPECT_EQ(ran["exit"], 3) << ran;
  EXPECT_NE(ran["log"].get<std::string>().find("PeriodNotEnded"), std::string::npos);
}

TEST_F(CommandOperation, what_needs_a_directory_of_its_own_is_not_run_by_a_server) {
  EXPECT_EQ(run({"restore", "backup"})["code"], "NotWhileServing");
  EXPECT_EQ(run({"demo"})["code"], "NotWhileServing");
}

TEST_F(CommandOperation, a_token_of_the_provider_does_not_see_what_the_directory_holds) {
  issuer_ = "https://login.example";
  EXPECT_EQ(run({"price", "list"})["code"], "AuthorizationFailed");
}

TEST_F(CommandOperation, a_backup_is_not_written_for_a_caller_on_another_machine) {
  const auto ran = run({"backup", "copy"}, {}, false);
  EXPECT_EQ(ran["exit"], 1);
  EXPECT_NE(ran["log"].get<std::string>().find("NotOnThisMachine"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::server
