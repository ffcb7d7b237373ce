// SPDX-License-Identifier: Apache-2.0
#include "api/token/issuer_keys.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "jose/strict_json.h"

namespace tollbridge::api::token {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t url_bytes_max = 2048;
// How long a caller whose key is unknown waits for a fetch that another one began.
constexpr std::chrono::seconds wait_max{2};

constexpr std::array here{"http://127.0.0.1", "http://localhost", "http://[::1]"};

bool is_here(std::string_view url) {
  return std::ranges::any_of(here, [&](std::string_view start) {
    return url.starts_with(start) && url.size() > start.size() &&
           (url[start.size()] == ':' || url[start.size()] == '/');
  });
}

// Encrypted, or to this machine where that is asked for; nothing that reads differently elsewhere.
Status check_url(std::string_view url, bool may_be_here) {
  const bool plain = std::ranges::all_of(
      url, [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '@'; });
  const bool far = url.starts_with("https://") && url.size() > std::string_view("https://").size();
  if (plain && url.size() <= url_bytes_max && (far || (may_be_here && is_here(url)))) return {};
  return fail(ErrorKind::invalid, "InvalidIssuerUrl",
              "'" + std::string(url.substr(0, url_bytes_max)) +
                  "' is no address of the form https://HOST/PATH (http only to this machine).");
}

std::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorKind::invalid, "InvalidDiscovery", what);
}

// Where the document says the keys are.
Result<std::string> keys_url(const std::string& document, const std::string& issuer,
                             bool may_be_here) {
  const auto members = jose::parse_object(document);
  if (!members) return wrong("The discovery document is no strict JSON object.");
  if (jose::text_of(*members, "issuer") != issuer) {
    return wrong("The discovery document is not of the issuer '" + issuer + "'.");
  }
  auto url = jose::text_of(*members, "jwks_uri");
  if (!url) return wrong("The discovery document names no jwks_uri.");
  if (auto checked = check_url(*url, may_be_here); !checked) return pass(checked);
  return std::move(*url);
}

}  // namespace

Result<std::unique_ptr<IssuerKeys>> IssuerKeys::discovered(Discovery discovery) {
  if (auto checked = check_url(discovery.url, true); !checked) return pass(checked);
  return std::unique_ptr<IssuerKeys>(new IssuerKeys(std::move(discovery)));
}

nanoseconds IssuerKeys::now() const {
  return nanoseconds(discovery_->clock.mono_nanoseconds());
}

bool IssuerKeys::may_fetch() const {
  return !fetching_ && (!tried_ || now() - *tried_ >= fetch_pause);
}

std::shared_ptr<const jose::KeySet> IssuerKeys::current() {
  std::unique_lock lock(mutex_);
  if (!discovery_) return known_;
  if (known_ && now() - known_since_ > keys_kept_max) known_ = nullptr;
  if ((!known_ || now() >= fresh_until_) && may_fetch()) {
    fetch(lock);
  } else if (!known_ && fetching_) {
    fetched_.wait_for(lock, wait_max, [&] { return !fetching_; });
  }
  return known_;
}

std::shared_ptr<const jose::KeySet> IssuerKeys::refreshed() {
  std::unique_lock lock(mutex_);
  if (!discovery_) return known_;
  if (may_fetch()) {
    fetch(lock);
  } else if (fetching_) {
    fetched_.wait_for(lock, wait_max, [&] { return !fetching_; });
  }
  return known_;
}

// The lock is open while the issuer is asked; `fetching_` keeps others from asking too.
void IssuerKeys::fetch(std::unique_lock<std::mutex>& lock) {
  fetching_ = true;
  tried_ = now();
  lock.unlock();
  auto keys = fetch_keys();
  if (!keys) report(keys.error());
  lock.lock();
  fetching_ = false;
  if (keys) {
    known_ = std::move(keys->set);
    known_since_ = now();
    fresh_until_ = known_since_ + keys->kept;
  }
  fetched_.notify_all();
}

Result<IssuerKeys::Keys> IssuerKeys::fetch_keys() const {
  auto document = discovery_->fetcher.get(discovery_->url);
  if (!document) return pass(document);
  auto url = keys_url(document->body, discovery_->issuer, is_here(discovery_->url));
  if (!url) return pass(url);
  auto fetched = discovery_->fetcher.get(*url);
  if (!fetched) return pass(fetched);
  auto set = jose::KeySet::parse(fetched->body);
  if (!set) return pass(set);
  for (const std::string& skipped : set->skipped()) {
    report({ErrorKind::invalid, "UnusableKey", skipped, {}, {}, 0, {}});
  }
  return Keys{std::make_shared<const jose::KeySet>(std::move(*set)),
              std::clamp(fetched->max_age.value_or(keys_kept_otherwise), keys_kept_min,
                         keys_kept_max)};
}

void IssuerKeys::report(const Error& error) const {
  if (!discovery_->on_failure) return;
  Error told = error;
  told.path = discovery_->issuer;
  discovery_->on_failure(told);
}

}  // namespace tollbridge::api::token
