// SPDX-License-Identifier: Apache-2.0
// Goal: what the kernel counts for a group is what is posted for its owner. Method: a tree of
// control groups made by hand, with its figures; and the groups of this very machine.
#include "stack/host/host_collector.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "core/check.h"
#include "ops/real_clock.h"

namespace tollbridge::stack::host {
namespace {

namespace fs = std::filesystem;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();

class HostTest : public ::testing::Test {
 protected:
  HostTest() {
    std::string pattern = (fs::temp_directory_path() / "cgroup_XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr);
    root_ = pattern;
  }
  ~HostTest() override { fs::remove_all(root_); }

  void put(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  // "resource meter source" -> "kind value"
  std::map<std::string, std::string> read(const std::string& rules) {
    const auto parsed = parse_host_rules(rules);
    CHECK(parsed.has_value());
    const HostReadings found = read_host(*parsed, root_.string(), noon);
    problems_ = found.problems;
    std::map<std::string, std::string> texts;
    for (const Posted& one : found.readings) {
      EXPECT_TRUE(check(one, noon));
      texts[one.track.series.resource.text() + " " + one.track.series.meter.text() +
            (one.track.source.empty() ? "" : " ") + one.track.source] =
          std::string(to_string(one.meaning.kind)) + " " + one.reading.value.to_string();
    }
    return texts;
  }

  fs::path root_;
  std::vector<std::string> problems_;
};

using Texts = std::map<std::string, std::string>;

TEST_F(HostTest, a_unit_is_metered_by_processor_memory_and_disks) {
  put("system.slice/web.service/cpu.stat",
      "usage_usec 7200000000\nuser_usec 1\nsystem_usec 2\n");
  put("system.slice/web.service/memory.current", "3221225472\n");
  put("system.slice/web.service/io.stat",
      "8:0 rbytes=1073741824 wbytes=536870912 rios=1 wios=2 dbytes=0 dios=0\n"
      "8:16 rbytes=0 wbytes=1 rios=0 wios=1 dbytes=0 dios=0\n");
  const auto found = read(R"({"host":"web1","gap":120,"rules":[
      {"cgroup":"system.slice/web.service","subscription":"shop","cpu":"CPU","memory":"RAM",
       "read":"READ","written":"WRITE","location":"north"}]})");
  const std::string web = "/hosts/web1/system.slice/web.service ";
  EXPECT_EQ(found, (Texts{{web + "CPU", "counter 2"},
                          {web + "RAM", "gauge 3"},
                          {web + "READ 8:0", "counter 1"},
                          {web + "READ 8:16", "counter 0"},
                          {web + "WRITE 8:0", "counter 0.5"},
                          {web + "WRITE 8:16", "counter 0.000000000931322574"}}));
  EXPECT_TRUE(problems_.empty());
}

TEST_F(HostTest, a_pattern_meters_each_group_it_matches_and_nothing_deeper) {
  for (const auto* name : {"a", "b", "deep/c"}) {
    put("machine.slice/" + std::string(name) + ".scope/cpu.stat", "usage_usec 3600000000\n");
  }
  put("machine.slice/other.service/cpu.stat", "usage_usec 3600000000\n");
  const auto found = read(R"({"host":"h","rules":[
      {"cgroup":"machine.slice/*.scope","subscription":"shop","cpu":"CPU"},
      {"cgroup":"none.slice","subscription":"shop","cpu":"CPU"}]})");
  EXPECT_EQ(found, (Texts{{"/hosts/h/machine.slice/a.scope CPU", "counter 1"},
                          {"/hosts/h/machine.slice/b.scope CPU", "counter 1"}}));
  EXPECT_EQ(problems_, std::vector<std::string>{"no control group matches 'none.slice'"});
}

TEST_F(HostTest, what_the_kernel_does_not_offer_is_not_posted) {
  put("cpu.stat", "nothing here\n");
  put("memory.current", "max\n");
  EXPECT_EQ(read(R"({"host":"h","rules":[{"subscription":"s","cpu":"CPU","memory":"RAM",
                     "read":"R"}]})"),
            Texts{});
}

TEST_F(HostTest, a_figure_as_large_as_the_kernel_can_tell_is_exact) {
  put("memory.current", "18446744073709551615\n");
  EXPECT_EQ(read(R"({"host":"h","rules":[{"subscription":"s","memory":"RAM"}]})").begin()->second,
            "gauge 17179869183.999999999068677425");
}

TEST(HostRules, are_read_whole_or_refused_with_the_place) {
  const auto fault = [](const std::string& text) {
    const auto rules = parse_host_rules(text);
    return rules ? std::string() : rules.error().message;
  };
  EXPECT_EQ(fault(R"({"host":"h","rules":[]})"), "");
  EXPECT_EQ(fault("{"), "In the rules the text is no JSON.");
  EXPECT_EQ(fault("[]"), "In the rules the whole is no object.");
  EXPECT_EQ(fault(R"({"rules":[]})"), "In the rules host is missing.");
  EXPECT_EQ(fault(R"({"host":"h"})"), "In the rules rules is no list.");
  EXPECT_EQ(fault(R"({"host":"h","gap":0,"rules":[]})"),
            "In the rules gap is no whole number from 1 to 86400.");
  EXPECT_EQ(fault(R"({"host":"h","rules":[{"subscription":"s","cpus":"C"}]})"),
            "In the rules rules[0].cpus is not known.");
  EXPECT_EQ(fault(R"({"host":"h","rules":[{"cpu":"C"}]})"),
            "In the rules rules[0].subscription is missing.");
  EXPECT_EQ(fault(R"({"host":"h","rules":[{"subscription":"s"}]})"),
            "In the rules rules[0] measures nothing; name a meter for cpu, memory, read or "
            "written.");
  EXPECT_EQ(fault(R"({"host":"h","rules":[{"subscription":"s","cpu":"C","cgroup":"../etc"}]})"),
            "In the rules rules[0].cgroup is no path below the root.");
}

TEST(ThisMachine, is_metered_where_it_has_control_groups_of_version_2) {
  const std::string root = find_cgroup_root();
  if (root.empty() || !fs::exists(root + "/cpu.stat")) {
    GTEST_SKIP() << "this machine offers no cgroup v2 below /sys/fs/cgroup";
  }
  const auto rules =
      parse_host_rules(R"({"host":"here","rules":[{"subscription":"s","cpu":"CPU"}]})").value();
  const Instant now = ops::RealClock().now();
  const auto first = read_host(rules, root, now);
  ASSERT_EQ(first.readings.size(), 1U);
  volatile std::uint64_t work = 0;
  for (int i = 0; i < 50'000'000; ++i) work = work + 1;
  const auto second = read_host(rules, root, now + std::chrono::seconds(1));
  EXPECT_GT(second.readings[0].reading.value, first.readings[0].reading.value);
  EXPECT_TRUE(check(second.readings[0], now + std::chrono::seconds(1)));
}

}  // namespace
}  // namespace tollbridge::stack::host
