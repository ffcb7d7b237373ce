// SPDX-License-Identifier: Apache-2.0
#include "server/stack_place.h"

#include <algorithm>
#include <array>
#include <span>

#include "bridge/status/contact.h"
#include "journal/rocksdb/rocks_journal.h"
#include "server/data_directory.h"
#include "server/secret_file.h"
#include "server/stack_bridge_key.h"
#include "stack/activation.h"

namespace tollbridge::server {
namespace {

constexpr std::size_t folder_name_max = 100;

// What StackBooks keeps of the profile; the region comes last and says that the stack is made.
constexpr std::string_view region_note = "region";
constexpr std::string_view provider_note = "provider_subscription";
constexpr std::string_view home_note = "home";

bool names_a_folder(const std::string& id) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= folder_name_max && id.front() != '.' &&
         std::ranges::all_of(id, plain);
}

}  // namespace

Result<std::unique_ptr<StackPlace>> StackPlace::open(Disk& disk, Clock& clock,
                                                     const std::string& data,
                                                     const StackId& stack,
                                                     const stack::StackRules& rules) {
  if (!names_a_folder(stack.text())) {
    return fail(ErrorKind::invalid, "InvalidCloudId",
                "The cloud id '" + stack.text() +
                    "' cannot name a folder; use letters, digits, dashes, dots and underscores.");
  }
  std::unique_ptr<StackPlace> place(new StackPlace());
  place->disk_ = &disk;
  place->directory_ = data + std::string(stacks_folder) + "/" + stack.text();
  store::OpenOptions options;
  options.directory = place->directory_;
  options.layout = &store::stack_layout();
  auto database = store::Database::open(disk, options);
  if (!database) return pass(database);
  place->database_ = *std::move(database);
  place->marks_ = std::make_unique<journal::SqlMarkStore>(*place->database_, clock, "stack");
  auto journal = journal::open_rocks_journal(place->directory_ + std::string(journal_folder),
                                             *place->marks_);
  if (!journal) return pass(journal);
  place->journal_ = *std::move(journal);
  auto books = stack::SqlStackBooks::open(*place->database_);
  if (!books) return pass(books);
  place->books_ = *std::move(books);
  auto half = stack::StackHalf::open(stack, *place->books_, *place->journal_, rules);
  if (!half) return pass(half);
  place->half_ = *std::move(half);
  place->profile_ = {stack, place->books_->note(region_note),
                     LocalSubscriptionId(place->books_->note(provider_note)),
                     TenantId(place->books_->note(home_note))};
  return place;
}

Status StackPlace::keep_profile(const stack::Profile& profile, Instant now) {
  stack::LocalSubscription provider;
  provider.id = profile.provider_subscription;
  provider.tenant = profile.home;
  provider.display_name = "Default Provider Subscription";
  provider.state = stack::SubscriptionState::enabled;
  const stack::DirectoryFact fact{provider, now, now, "stack create"};
  if (!half_->directory().begin(profile.provider_subscription)) {
    if (auto told = half_->record(std::span(&fact, 1), now); !told) return told;
  }
  const std::array notes{std::pair{provider_note, profile.provider_subscription.text()},
                         std::pair{home_note, profile.home.text()},
                         std::pair{region_note, profile.region}};
  for (const auto& [name, text] : notes) {
    if (auto kept = books_->keep_note(name, text, now); !kept) return kept;
  }
  profile_ = profile;
  return {};
}

namespace {

// Every file of the folder that can still be read; what goes meanwhile is not needed.
Status copy_files(Disk& disk, const std::string& from, const std::string& to) {
  const auto names = disk.list(from);
  if (!names && names.error().kind == ErrorKind::not_found) return {};
  if (!names) return std::unexpected(names.error());
  if (auto made = disk.make_directories(to); !made) return made;
  for (const std::string& name : *names) {
    const auto bytes = disk.read_all(from + "/" + name);
    if (!bytes && bytes.error().kind == ErrorKind::not_found) continue;
    if (!bytes) return std::unexpected(bytes.error());
    if (auto copied = disk.replace(to + "/" + name, *bytes); !copied) return copied;
  }
  return {};
}

// A file that need not be there.
Status copy_if_there(Disk& disk, const std::string& from, const std::string& to) {
  const auto bytes = disk.read_all(from);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return {};
  if (!bytes) return std::unexpected(bytes.error());
  return disk.replace(to, *bytes);
}

}  // namespace

Status StackPlace::copy_to(const std::string& directory) {
  const std::string spool(bridge::spool_folder);
  if (auto made = disk_->make_directories(directory); !made) return made;
  if (auto copied = copy_files(*disk_, directory_ + spool, directory + spool); !copied) {
    return copied;
  }
  const std::string contact(bridge::contact_file);
  auto copied = copy_if_there(*disk_, directory_ + contact, directory + contact);
  if (!copied) return copied;
  if (copied = database_->copy_to(directory); !copied) return copied;
  const std::string journal(journal_folder);
  if (copied = journal_->copy_to(directory + journal); !copied) return copied;
  const std::string key(bridge::key_file);
  auto secret = read_secret(directory_ + key);
  if (!secret && secret.error().kind == ErrorKind::not_found) return {};
  if (!secret) return pass(secret);
  return write_secret(directory + key, *secret);
}

namespace {

// Makes the key of the stack's bridge where there is none, and keeps its public half for the
// registration token.
Status keep_bridge_key(StackPlace& place, Instant now) {
  auto key = stack_bridge_key(place.directory());
  if (!key) return pass(key);
  const std::string jwk = key->public_jwk();
  if (place.books().note(stack::bridge_key_note) == jwk) return {};
  return place.books().keep_note(stack::bridge_key_note, jwk, now);
}

}  // namespace

Result<std::unique_ptr<StackPlaces>> StackPlaces::open(Disk& disk, Clock& clock,
                                                       const std::string& data,
                                                       const stack::StackRules& rules) {
  std::unique_ptr<StackPlaces> places(new StackPlaces(disk, clock, data, rules));
  auto names = disk.list(data + std::string(stacks_folder));
  if (!names && names.error().kind == ErrorKind::not_found) return places;
  if (!names) return pass(names);
  for (const std::string& name : *names) {
    auto place = StackPlace::open(disk, clock, data, StackId(name), rules);
    if (!place) return pass(place);
    if (auto kept = keep_bridge_key(**place, clock.now()); !kept) return pass(kept);
    places->places_[StackId(name)] = *std::move(place);
  }
  return places;
}

std::vector<stack::LocalStack*> StackPlaces::all() {
  std::vector<stack::LocalStack*> list;
  for (const auto& [id, place] : places_) {
    if (!place->profile().region.empty()) list.push_back(place.get());
  }
  return list;
}

Result<stack::LocalStack*> StackPlaces::make(const stack::Profile& profile, Instant now) {
  if (profile.region.empty() || profile.provider_subscription.empty() || profile.home.empty()) {
    return fail(ErrorKind::invalid, "MissingField",
                "A stack is made with its region, its default provider subscription and its home "
                "directory.");
  }
  auto found = places_.find(profile.cloud_id);
  if (found == places_.end()) {
    auto place = StackPlace::open(disk_, clock_, data_, profile.cloud_id, rules_);
    if (!place) return pass(place);
    found = places_.emplace(profile.cloud_id, *std::move(place)).first;
  }
  StackPlace& place = *found->second;
  if (place.profile() == profile) return &place;
  if (!place.profile().region.empty()) {
    return fail(ErrorKind::conflict, "StackExists",
                "The stack " + profile.cloud_id.text() + " is here already, in region " +
                    place.profile().region + " with provider subscription " +
                    place.profile().provider_subscription.text() + " and home directory " +
                    place.profile().home.text() + "; that stays.");
  }
  if (auto kept = keep_bridge_key(place, now); !kept) return pass(kept);
  if (auto kept = place.keep_profile(profile, now); !kept) return pass(kept);
  return &place;
}

}  // namespace tollbridge::server
