// SPDX-License-Identifier: Apache-2.0
#include "server/beside.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace tollbridge::server {
namespace {

constexpr int start_milliseconds = 60'000;
constexpr std::string_view ready_word = "ready ";

std::unexpected<Error> failed(const std::string& what) {
  return fail(ErrorKind::io, "DiskFailed", what + ": " + std::strerror(errno) + ".");
}

class Process final : public cli::Beside {
 public:
  Process(pid_t id, int output) : id_(id), output_(output) {}
  ~Process() override {
    ignore_status(stop());  // nobody is left to hear of it
    ::close(output_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] const std::string& url() const override { return url_; }

  // Reads what it prints until it says on which address it is ready.
  bool wait_until_ready() {
    std::string text;
    while (true) {
      pollfd waiting{output_, POLLIN, 0};
      char piece[256];
      if (::poll(&waiting, 1, start_milliseconds) <= 0) return false;
      const ssize_t got = ::read(output_, piece, sizeof(piece));
      if (got <= 0) return false;
      text.append(piece, static_cast<std::size_t>(got));
      const std::size_t begin = text.find(ready_word);
      const std::size_t end = text.find('\n', begin);
      if (begin == std::string::npos || end == std::string::npos) continue;
      const std::size_t url = begin + ready_word.size();
      url_ = text.substr(url, text.find_first_of(" \n", url) - url);
      return true;
    }
  }

  Status stop() override {
    if (id_ == 0) return {};
    ::kill(id_, SIGTERM);
    int how = 0;
    while (::waitpid(id_, &how, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0) return {};
    return fail(ErrorKind::io, "ServerFailed", "A server did not end well; see its log.");
  }

 private:
  pid_t id_;
  int output_;
  std::string url_;
};

// In the new process: only what a process with threads may do after fork().
[[noreturn]] void become(char* const* words, pid_t parent, int output, int log) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);  // it was gone before that
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv("/proc/self/exe", words);
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<cli::Beside>> start_beside(const std::vector<std::string>& words,
                                                  const std::string& log_path) {
  const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return failed("Cannot write '" + log_path + "'");
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) {
    ::close(log);
    return failed("Cannot make a pipe");
  }
  std::vector<std::string> texts{"tollbridge"};
  texts.insert(texts.end(), words.begin(), words.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id == 0) become(pointers.data(), parent, pipe[1], log);
  ::close(log);
  ::close(pipe[1]);
  if (id < 0) {
    ::close(pipe[0]);
    return failed("Cannot start another process");
  }
  auto process = std::make_unique<Process>(id, pipe[0]);
  if (process->wait_until_ready()) return process;
  return fail(ErrorKind::io, "ServerDidNotStart",
              "A server that was to run beside this did not start; '" + log_path + "' says why.");
}

}  // namespace tollbridge::server
