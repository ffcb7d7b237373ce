// SPDX-License-Identifier: Apache-2.0
#include "ops/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/check.h"

namespace tollbridge::ops {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int cannot_run = 127;

class Pipe {
 public:
  Pipe() { opened_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool opened() const { return opened_; }
  [[nodiscard]] int end(std::size_t which) const { return ends_[which]; }
  int release(std::size_t which) { return std::exchange(ends_[which], -1); }
  void close(std::size_t which) {
    if (ends_[which] >= 0) ::close(release(which));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool opened_ = false;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> kept_environment() {
  std::vector<std::string> kept;
  for (char** each = environ; *each != nullptr; ++each) {
    if (!std::string_view(*each).starts_with("TOLLBRIDGE_")) kept.emplace_back(*each);
  }
  return kept;
}

// In the new process, between fork and exec: only what is safe there, no memory is asked for.
[[noreturn]] void become(const char* program, char* const* words, char* const* environment,
                         pid_t parent, const std::array<int, 3>& standard) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(cannot_run);  // it died before it could be watched
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  for (std::size_t i = 0; i < standard.size(); ++i) {
    if (::dup2(standard[i], static_cast<int>(i)) < 0) ::_exit(cannot_run);
  }
  ::execve(program, words, environment);
  ::_exit(cannot_run);
}

milliseconds left_until(steady_clock::time_point end) {
  return std::max(milliseconds(0),
                  std::chrono::ceil<milliseconds>(end - steady_clock::now()));
}

std::unexpected<Error> no_room() {
  return fail(ErrorKind::io, "ChildFailed",
              std::string("A process cannot be started: ") + std::strerror(errno) + ".");
}

std::unexpected<Error> slow() {
  return fail(ErrorKind::busy, "ChildSlow", "A process takes longer than it should.");
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const Setting& setting) {
  CHECK(setting.input.size() <= child_input_max);
  Pipe input;
  Pipe output;
  const int log = ::open(setting.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (!input.opened() || !output.opened() || log < 0) return no_room();
  // It fits the pipe, so nobody has to read it meanwhile.
  const auto written = ::write(input.end(1), setting.input.data(), setting.input.size());
  input.close(1);
  std::vector<std::string> words{"tollbridge"};
  words.insert(words.end(), setting.words.begin(), setting.words.end());
  std::vector<std::string> environment = kept_environment();
  const auto word_pointers = pointers_to(words);
  const auto environment_pointers = pointers_to(environment);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(setting.program.c_str(), word_pointers.data(), environment_pointers.data(), parent,
           {input.end(0), output.end(1), log});
  }
  ::close(log);
  if (pid < 0) return no_room();
  std::unique_ptr<ChildProcess> child(new ChildProcess(pid, output.release(0)));
  if (std::cmp_not_equal(written, setting.input.size())) return no_room();
  return child;
}

ChildProcess::~ChildProcess() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(output_);
}

bool ChildProcess::read_more(milliseconds longest) {
  if (all_read_) return true;
  pollfd wait{output_, POLLIN, 0};
  const int ready = ::poll(&wait, 1, static_cast<int>(longest.count()));
  if (ready <= 0) return false;  // also when a signal came in between
  std::array<char, 4096> piece{};
  const auto got = ::read(output_, piece.data(), piece.size());
  if (got < 0) return false;
  if (got == 0) all_read_ = true;
  unread_.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

Result<std::string> ChildProcess::line(milliseconds longest) {
  const auto end = steady_clock::now() + longest;
  for (;;) {
    const auto newline = unread_.find('\n');
    if (newline != std::string::npos) {
      std::string found = unread_.substr(0, newline);
      unread_.erase(0, newline + 1);
      return found;
    }
    if (all_read_) return fail(ErrorKind::io, "ChildEnded", "A process ended too early.");
    const milliseconds left = left_until(end);
    if (left.count() == 0) return slow();
    read_more(left);
  }
}

Result<ChildProcess::Ended> ChildProcess::wait(milliseconds longest) {
  const auto end = steady_clock::now() + longest;
  while (!all_read_) {
    const milliseconds left = left_until(end);
    if (left.count() == 0) return slow();
    read_more(left);
  }
  // Who closes its output ends at once.
  while (!ended_) {
    int status = 0;
    const pid_t found = ::waitpid(pid_, &status, WNOHANG);
    if (found == pid_) {
      ended_ = true;
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      break;
    }
    if (left_until(end).count() == 0) return slow();
    ::poll(nullptr, 0, 1);
  }
  return Ended{code_, std::exchange(unread_, {})};
}

Result<ChildProcess::Ended> ChildProcess::stop(milliseconds longest) {
  if (!ended_) ::kill(pid_, SIGTERM);
  return wait(longest);
}

}  // namespace tollbridge::ops
