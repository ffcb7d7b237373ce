// SPDX-License-Identifier: Apache-2.0
// What the tools of a stack ask commerce about the stack's registration, at commerce's face of
// Azure Resource Manager (azure-stack.md 3.1, 8.2, 8.11), in the process of the command.
//
// What cannot be reached, or is busy, is asked three times, 10 seconds apart: every call may be
// made twice. Errors of all: Unreachable, NotEncrypted, AnswerTooLong of web/exchange.h;
// CommerceAnswer (io), something that is no answer of commerce; else commerce's own code and
// message, refused where commerce says 400 or 409.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "web/exchange.h"

namespace tollbridge::cli {

struct CommerceSetting {
  std::string url;      // of commerce
  std::string token;    // the bearer token of who may register
  std::string ca_file;  // trusted instead of the system's; may be empty
  web::Exchange exchange = web::exchange;
  std::function<void()> wait = {};  // between attempts; empty: 10 seconds
};

// Where a registration is.
struct RegistrationPlace {
  std::string subscription;
  std::string group;
  std::string name;
  friend bool operator==(const RegistrationPlace&, const RegistrationPlace&) = default;
};

class CommerceCalls {
 public:
  CommerceCalls(CommerceSetting setting, const RegistrationPlace& place);

  // Whether it is a new one.
  Result<bool> put(const std::string& registration_token);
  // The stack it is of; empty: there is none.
  Result<std::optional<StackId>> registered_stack();
  Status remove();

  // RegistrationResourceLock (R13).
  Status lock();
  Status unlock();
  Result<bool> is_locked();

  Result<std::string> activation_key();

  struct Customer {
    std::string tenant;
    std::string subscription;
  };
  Result<std::vector<Customer>> customers();
  Status put_customer(const Customer& customer);
  Status remove_customer(const std::string& subscription);

 private:
  struct Asked {
    std::string method;
    std::string path{};  // behind the registration's
    std::string version = "2017-06-01";
    std::string body{};
  };
  // What was answered, whatever it is.
  Result<web::Answer> ask(const Asked& asked);
  // The same where success is expected.
  Result<std::string> answer_to(const Asked& asked);
  // The same where nothing may be there: then empty.
  Result<std::optional<std::string>> answer_if_there(const Asked& asked);

  CommerceSetting setting_;
  std::string registration_;
};

}  // namespace tollbridge::cli
