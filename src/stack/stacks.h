// SPDX-License-Identifier: Apache-2.0
// The stacks this process runs the stack half of, each open. Implemented by server/ over the data
// directory; faces and commands know this port.
//
// One thread: the engine's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"
#include "stack/books.h"
#include "stack/bridge_state.h"
#include "stack/stack_half.h"

namespace tollbridge::stack {

// What was said of a stack when it was made here; it stays.
struct Profile {
  StackId cloud_id;
  std::string region;
  LocalSubscriptionId provider_subscription;  // infrastructure lives here (R47)
  TenantId home;  // the directory the stack was deployed with
  friend bool operator==(const Profile&, const Profile&) = default;
};

class LocalStack {
 public:
  virtual ~LocalStack() = default;
  [[nodiscard]] virtual const Profile& profile() const = 0;
  // Where its files lie: the spool and the key of its bridge, too.
  [[nodiscard]] virtual const std::string& directory() const = 0;
  virtual StackHalf& half() = 0;
  virtual StackBooks& books() = 0;
  virtual journal::Journal& journal() = 0;

  // What its bridge told last; empty until one has run in this process.
  [[nodiscard]] const std::optional<BridgeState>& bridge_state() const { return bridge_state_; }
  void show(BridgeState state) { bridge_state_ = std::move(state); }

 private:
  std::optional<BridgeState> bridge_state_;
};

class Stacks {
 public:
  virtual ~Stacks() = default;
  // By cloud id; they live as long as this.
  [[nodiscard]] virtual std::vector<LocalStack*> all() = 0;
  // Makes it, with its provider subscription in the directory. A stack that is there with the same
  // profile is given as it is. Errors: InvalidCloudId, MissingField (invalid), StackExists
  // (conflict: with another profile), those of its stores.
  virtual Result<LocalStack*> make(const Profile& profile, Instant now) = 0;

  // Null: it is not here.
  [[nodiscard]] LocalStack* find(const StackId& cloud_id);
  // The stack whose directory knows the local subscription. Null: none.
  [[nodiscard]] LocalStack* owner_of(const LocalSubscriptionId& subscription);
};

// Of a process that runs none: nothing is found, and nothing can be made (NoStackHalf, refused).
Stacks& no_stacks();

}  // namespace tollbridge::stack
