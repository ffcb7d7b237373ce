// SPDX-License-Identifier: Apache-2.0
#include "cli/stack_registering.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/inner.h"

namespace tollbridge::cli {
namespace {

constexpr std::size_t token_bytes_max = 64 * 1024;

Result<std::string> read_token(const std::string& path, Context& context) {
  auto text = context.host.read_file(path, token_bytes_max);
  if (!text) return text;
  std::erase_if(*text, [](unsigned char c) { return c <= ' '; });
  if (text->empty()) return wrong_usage("--token-file: '" + path + "' is empty");
  return text;
}

// A member of a document of ours.
std::string text_of(const nlohmann::json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::vector<Parameter> token_parameters(bool model_required) {
  auto model = one_of(option("--billing-model", "MODEL", "how its usage becomes money"),
                      {"PayAsYouUse", "Capacity", "Development", "Custom", "Ruggedized"});
  model.required = model_required;
  return {std::move(model), option("--agreement", "NUMBER", "EA agreement, for Capacity"),
          option("--asset-tag", "TAG", "for Custom"),
          one_of(option("--usage-reporting", "WHETHER", "send usage (as the model has it)"),
                 {"on", "off"})};
}

std::vector<Parameter> commerce_parameters(bool url_required) {
  auto url = option("--commerce", "URL", url_required ? "where commerce answers"
                                                      : "(where it was registered)");
  url.required = url_required;
  return {std::move(url),
          required_option("--token-file", "FILE",
                          "with the bearer token of an owner of the subscription"),
          option("--ca-file", "PEM", "certificates to trust instead of the system's")};
}

Result<CommerceSetting> commerce_of(const Arguments& arguments, Context& context,
                                    const std::string& otherwise) {
  CommerceSetting setting;
  setting.url = arguments.has("--commerce") ? arguments.text("--commerce") : otherwise;
  setting.ca_file = arguments.text("--ca-file");
  auto token = read_token(arguments.text("--token-file"), context);
  if (!token) return pass(token);
  setting.token = *std::move(token);
  return setting;
}

Parameter commerce_key_parameter() {
  return option("--commerce-key", "THUMBPRINT",
                "of commerce's key, as bridge key says there (the one of the last time)");
}

Status check_place(const RegistrationPlace& place) {
  for (const std::string& name : {place.subscription, place.group, place.name}) {
    const bool plain = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
             c == '-' || c == '_' || c == '.' || c == '(' || c == ')';
    });
    if (plain) continue;
    return wrong_usage("'" + name + "' cannot name a subscription, group or registration: letters, "
                       "digits and ._()- can");
  }
  return {};
}

Result<Activated> activated_by(const Arguments& arguments, Context& context) {
  const std::string id = arguments.text("CLOUD_ID");
  auto printed = run_inner(arguments, context, {"stack", "activation", id});
  if (!printed) return pass(printed);
  const auto document = nlohmann::json::parse(*printed, nullptr, false);
  Activated found{{text_of(document, "subscription"), text_of(document, "resource_group"),
                   text_of(document, "registration")},
                  text_of(document, "commerce"), text_of(document, "billing_model"),
                  text_of(document, "agreement_number")};
  if (!found.place.name.empty()) return found;
  return fail(ErrorKind::refused, "NotActivated",
              "Stack " + id + " is not registered; do it with: tollbridge stack register.");
}

Result<Registered> register_stack(const Arguments& arguments, Context& context,
                                  CommerceCalls& commerce, const Registering& wish) {
  std::vector<std::string> words{"stack", "token", wish.cloud_id};
  words.insert(words.end(), wish.token_words.begin(), wish.token_words.end());
  auto printed = run_inner(arguments, context, words);
  if (!printed) return pass(printed);
  const auto document = nlohmann::json::parse(*printed, nullptr, false);
  auto created = commerce.put(text_of(document, "token"));
  if (!created) return pass(created);
  if (auto locked = commerce.lock(); !locked) return pass(locked);
  auto key = commerce.activation_key();
  if (!key) return pass(key);
  std::vector<std::string> activate{"stack", "activate", wish.cloud_id, "--key", *key};
  if (arguments.has("--commerce-key")) {
    activate.insert(activate.end(), {"--commerce-key", arguments.text("--commerce-key")});
  }
  auto activated = run_inner(arguments, context, std::move(activate));
  if (!activated) return pass(activated);
  for (const CommerceCalls::Customer& customer : wish.customers) {
    auto added = commerce.put_customer(customer);
    if (added) continue;
    added.error().message = "The stack is registered; its customer " + customer.tenant +
                            " is not: " + added.error().message;
    return pass(added);
  }
  return Registered{*created};
}

Result<Exit> print_registered(Context& context, const std::string& cloud_id,
                              const RegistrationPlace& place, const Registered& done) {
  if (context.out.json()) {
    Json json;
    json.object().field("cloud_id", cloud_id).field("registration", place.name);
    json.field("resource_group", place.group).field("subscription", place.subscription);
    json.field("created", done.created).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("Stack " + cloud_id + (done.created ? " is registered as " : " is registered "
                   "again as ") + place.name + "; tenants without a mapping are charged to " +
                   place.subscription + ".");
  context.out.line("See what it says: tollbridge stack activation " + cloud_id);
  return Exit::done;
}

}  // namespace tollbridge::cli
