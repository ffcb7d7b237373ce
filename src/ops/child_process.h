// SPDX-License-Identifier: Apache-2.0
// A program that this process starts and ends; by default a second copy of itself.
//
// It never stays behind: it is killed with the object, and by the kernel when this process dies,
// however that comes. Its environment is this process's without TOLLBRIDGE_*, so that its words
// alone say what it does.
//
// For one thread, which must live as long: the kernel watches over the thread that started it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"

namespace tollbridge::ops {

inline constexpr std::size_t child_input_max = 4'096;  // bytes

class ChildProcess {
 public:
  struct Setting {
    std::vector<std::string> words;  // after the program's name
    std::string log;                 // the file its standard error is appended to
    std::string input = {};          // its standard input, at most child_input_max
    std::string program = "/proc/self/exe";
  };

  // Errors: ChildFailed (io): there is no room for it. A program that cannot be run ends with 127.
  static Result<std::unique_ptr<ChildProcess>> start(const Setting& setting);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next line of its standard output. Errors: ChildEnded (io), ChildSlow (busy).
  Result<std::string> line(std::chrono::milliseconds longest);

  struct Ended {
    int code = 0;         // 128 and more: by a signal
    std::string printed;  // what of its standard output was not read yet
  };
  // Waits until it has ended. Errors: ChildSlow (busy).
  Result<Ended> wait(std::chrono::milliseconds longest);
  // The same after asking it to end (SIGTERM).
  Result<Ended> stop(std::chrono::milliseconds longest);

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}

  // Reads what comes until `longest` has passed, true if something came or all has come.
  bool read_more(std::chrono::milliseconds longest);

  pid_t pid_;
  int output_;
  std::string unread_;
  bool all_read_ = false;
  bool ended_ = false;
  int code_ = 0;
};

}  // namespace tollbridge::ops
