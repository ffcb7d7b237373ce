// SPDX-License-Identifier: Apache-2.0
// Registering a stack with commerce, as stack register and stack renew do it (azure-stack.md 8.2):
// token of the stack, registration, lock, activation key, activation; then its customers.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/commerce_calls.h"

namespace tollbridge::cli {

// --billing-model and what belongs to it, of a registration token.
std::vector<Parameter> token_parameters(bool model_required = true);

// --commerce, --token-file, --ca-file. Errors: WrongUsage, those of reading the file.
std::vector<Parameter> commerce_parameters(bool url_required);
Result<CommerceSetting> commerce_of(const Arguments& arguments, Context& context,
                                    const std::string& otherwise = {});

// --commerce-key: whose signature an activation key must have.
Parameter commerce_key_parameter();

// A name that may stand in a path as it is. Errors: WrongUsage.
Status check_place(const RegistrationPlace& place);

// Where the stack is registered, as its activation key says.
struct Activated {
  RegistrationPlace place;
  std::string commerce;
  std::string billing_model;
  std::string agreement;
};
// Errors: NotActivated (refused), those of stack activation.
Result<Activated> activated_by(const Arguments& arguments, Context& context);

struct Registering {
  std::string cloud_id;
  std::vector<std::string> token_words;  // of stack token, after the cloud id
  std::vector<CommerceCalls::Customer> customers;
};
struct Registered {
  bool created = false;
};
Result<Registered> register_stack(const Arguments& arguments, Context& context,
                                  CommerceCalls& commerce, const Registering& wish);

// What register and renew print.
Result<Exit> print_registered(Context& context, const std::string& cloud_id,
                              const RegistrationPlace& place, const Registered& done);

}  // namespace tollbridge::cli
