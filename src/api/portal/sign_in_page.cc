// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/html.h"
#include "api/portal/form.h"
#include "api/portal/pages.h"
#include "api/portal/sign_in.h"
#include "core/base64.h"
#include "core/sha256.h"
#include "registry/registry.h"

namespace tollbridge::api::portal {
namespace {

using registry::PartnerKind;
using registry::Registry;

constexpr std::size_t shown_max = 100;

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1.5rem;"
    "color:#1b1b1b;background:#fff}h1{font-size:1.5rem;line-height:1.2}h2{font-size:1rem;"
    "margin:1.5rem 0 .5rem}ul{list-style:none;margin:0;padding:0}li{margin:.25rem 0}"
    "button{font:inherit;width:100%;text-align:left;padding:.5rem .75rem;border:1px solid #767676;"
    "border-radius:4px;background:#fff;color:inherit;cursor:pointer}button:hover{background:#eee}"
    "button:focus-visible{outline:2px solid #0f6cbd;outline-offset:2px}small{color:#555;"
    "display:block;overflow-wrap:anywhere}@media(prefers-color-scheme:dark){body{color:#eee;"
    "background:#1b1b1b}button{background:#292929;border-color:#999}button:hover{background:#333}"
    "small{color:#bbb}}";

std::string front(std::string_view title) {
  return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><title>" + escaped_for_html(title) + "</title><style>" +
         std::string(style) + "</style></head><body><main><h1>" + escaped_for_html(title) +
         "</h1>";
}

constexpr std::string_view back = "</main></body></html>";

SignInPage finished(std::string html) {
  const Digest digest = sha256(style);
  const std::string hash =
      base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return {std::move(html), "default-src 'none'; style-src 'sha256-" + hash +
                               "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"};
}

// A heading with its choices; nothing where there are none.
class Group {
 public:
  explicit Group(std::string title) : title_(std::move(title)) {}

  void add(const std::string& choice, const std::string& name, const std::string& detail) {
    ++count_;
    if (count_ > shown_max) return;
    items_ += "<li><button name=\"principal\" value=\"" + escaped_for_html(choice) + "\">" +
              escaped_for_html(name) + "<small>" + escaped_for_html(detail) +
              "</small></button></li>";
  }
  [[nodiscard]] std::string html() const {
    if (count_ == 0) return {};
    std::string text = "<h2>" + title_ + "</h2><ul>" + items_ + "</ul>";
    if (count_ > shown_max) {
      text += "<p>and " + std::to_string(count_ - shown_max) + " more: tollbridge token</p>";
    }
    return text;
  }

 private:
  std::string title_;
  std::string items_;
  std::size_t count_ = 0;
};

std::string groups_of(const Registry& registry) {
  Group provider("Provider");
  const auto* house = registry.provider();
  provider.add("provider", house == nullptr ? "Provider" : house->details.name,
               "sees all usage and its own sales");
  Group partners("Partners");
  Group resellers("Resellers");
  for (const auto* partner : registry.partners()) {
    const bool resells = partner->kind == PartnerKind::reseller;
    const std::string role = resells ? "reseller" : "partner";
    const std::string detail = std::string(to_string(partner->kind)) + " " + partner->id.text();
    (resells ? resellers : partners)
        .add(role + ":" + partner->id.text(), partner->details.name, detail);
  }
  Group operators("Operators of stacks");
  for (const auto* stack : registry.stacks()) {
    operators.add("operator:" + stack->cloud_id.text(),
                  stack->region.empty() ? "Stack" : stack->region, stack->cloud_id.text());
  }
  Group users("Users of customers");
  for (const auto* customer : registry.customers()) {
    for (const TenantId& tenant : customer->tenants)
      users.add("tenant:" + tenant.text(), customer->details.name, "directory " + tenant.text());
  }
  return provider.html() + partners.html() + resellers.html() + operators.html() + users.html();
}

}  // namespace

SignInPage sign_in_page(const Registry& registry,
                        const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string html = front("Development sign-in");
  html += "<p>For trying out on this machine: there is no password. Whom do you want to be?</p>"
          "<form method=\"post\" action=\"" + std::string(authorize_path) + "\">";
  for (const auto& [name, value] : fields) {
    html += "<input type=\"hidden\" name=\"" + escaped_for_html(name) + "\" value=\"" +
            escaped_for_html(value) + "\">";
  }
  html += groups_of(registry) + "</form>";
  html += back;
  return finished(std::move(html));
}

SignInPage refusal_page(const std::string& why) {
  std::string html = front("This sign-in cannot go on");
  html += "<p>" + escaped_for_html(why) + "</p><p><a href=\"/portal/\">To the portal</a></p>";
  html += back;
  return finished(std::move(html));
}

}  // namespace tollbridge::api::portal
