// SPDX-License-Identifier: Apache-2.0
// Goal: a process that is started says what it prints and how it ends, and never stays behind.
// Method: shells that print, wait and refuse to end; the process table is asked afterwards.
#include "ops/child_process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tollbridge::ops {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds long_enough{60};

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "tollbridge_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string log() const { return path_ + "/log"; }
  [[nodiscard]] std::string logged() const {
    std::ifstream file(log());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  [[nodiscard]] std::unique_ptr<ChildProcess> shell(const std::string& script,
                                                    const std::string& input = {}) const {
    return ChildProcess::start({{"-c", script}, log(), input, "/bin/sh"}).value();
  }

 private:
  std::string path_;
};

bool runs(pid_t pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

TEST(ChildProcess, it_tells_lines_the_rest_and_the_exit_code) {
  const Scratch scratch;
  const auto child = scratch.shell("echo one; echo two; printf three; echo oops >&2; exit 3");
  EXPECT_EQ(child->line(long_enough).value(), "one");
  const auto ended = child->wait(long_enough).value();
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.printed, "two\nthree");
  EXPECT_EQ(scratch.logged(), "oops\n");
  EXPECT_EQ(child->wait(long_enough).value().code, 3);
}

TEST(ChildProcess, it_is_given_its_input_and_no_variables_of_ours) {
  const Scratch scratch;
  ::setenv("TOLLBRIDGE_DATA", "/elsewhere", 1);
  ::setenv("KEPT_FOR_CHILDREN", "yes", 1);
  const auto child =
      scratch.shell("cat; echo \"$KEPT_FOR_CHILDREN${TOLLBRIDGE_DATA-unset}\"", "secret\n");
  EXPECT_EQ(child->wait(long_enough).value().printed, "secret\nyesunset\n");
  ::unsetenv("TOLLBRIDGE_DATA");
}

TEST(ChildProcess, one_that_ends_before_its_line_and_one_that_is_slow_are_told_apart) {
  const Scratch scratch;
  EXPECT_EQ(scratch.shell("exit 1")->line(long_enough).error().code, "ChildEnded");
  const auto slow = scratch.shell("exec sleep 600");
  EXPECT_EQ(slow->line(milliseconds(20)).error().code, "ChildSlow");
  EXPECT_EQ(slow->wait(milliseconds(20)).error().code, "ChildSlow");
  EXPECT_EQ(slow->stop(long_enough).value().code, 128 + SIGTERM);
}

TEST(ChildProcess, a_program_that_is_not_there_ends_with_127) {
  const Scratch scratch;
  const auto child = ChildProcess::start({{}, scratch.log(), {}, "/no/such/program"}).value();
  EXPECT_EQ(child->wait(long_enough).value().code, 127);
}

TEST(ChildProcess, it_is_killed_with_the_object_even_if_it_will_not_end) {
  const Scratch scratch;
  auto child = scratch.shell("trap '' TERM; echo $$; while :; do sleep 0.05; done");
  const auto pid = static_cast<pid_t>(std::stol(child->line(long_enough).value()));
  EXPECT_TRUE(runs(pid));
  EXPECT_EQ(child->stop(milliseconds(50)).error().code, "ChildSlow");
  child.reset();
  EXPECT_FALSE(runs(pid));
}

TEST(ChildProcess, it_dies_with_the_process_that_started_it) {
  const Scratch scratch;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t middle = ::fork();
  if (middle == 0) {
    const auto child = scratch.shell("echo $$; exec sleep 600");
    const std::string line = child->line(long_enough).value() + "\n";
    if (::write(ends[1], line.data(), line.size()) < 0) ::_exit(1);
    ::pause();
  }
  std::array<char, 32> text{};
  ASSERT_GT(::read(ends[0], text.data(), text.size() - 1), 0);
  const auto pid = static_cast<pid_t>(std::stol(text.data()));
  EXPECT_TRUE(runs(pid));
  ::kill(middle, SIGKILL);
  EXPECT_EQ(::waitpid(middle, nullptr, 0), middle);
  // Whoever inherited it may reap it a little later; a zombie has no program any more.
  const std::string program = "/proc/" + std::to_string(pid) + "/exe";
  for (int i = 0; i < 6000; ++i) {
    std::error_code error;
    if (std::filesystem::read_symlink(program, error).empty()) break;
    ::usleep(10'000);
  }
  std::error_code error;
  EXPECT_TRUE(std::filesystem::read_symlink(program, error).empty());
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace tollbridge::ops
