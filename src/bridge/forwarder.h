// SPDX-License-Identifier: Apache-2.0
// The sending end at work: does one step of the outbox at a time with the ports it is given.
//
// Everything it must not forget is in the spool before it is sent. It may be killed between any two
// calls of a port; made anew it goes on from the spool and asks commerce where it stands.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "bridge/link.h"
#include "bridge/outbox.h"
#include "bridge/receipt.h"
#include "bridge/source.h"
#include "bridge/spool.h"

namespace tollbridge::bridge {

class Forwarder {
 public:
  struct Ports {
    Spool& spool;
    Link& link;
    Source& source;
    Sign sign;
    Verifies own_key;  // of this stack, for what it takes back
    ReadReceipt read_receipt;
  };

  // Errors: those of the spool.
  static Result<Forwarder> open(const StackId& stack, Ports ports);

  // With an outbox that was open before.
  Forwarder(StackId stack, Ports ports, Outbox outbox)
      : stack_(std::move(stack)), ports_(std::move(ports)), outbox_(std::move(outbox)) {}

  // Does what is next and says what it was. What goes wrong on the link or at commerce is waited
  // out and stands in last_failure(); Errors are those of this machine: spool, journal, directory,
  // key. They may be tried again, later.
  Result<Step> step(Instant now, std::uint64_t random);

  // After somebody looked at what stopped it, or from time to time.
  void ask_again() { outbox_.must_ask(); }

  [[nodiscard]] const Outbox& outbox() const { return outbox_; }
  [[nodiscard]] const std::optional<Error>& last_failure() const { return last_failure_; }
  // When commerce last answered.
  [[nodiscard]] const std::optional<Instant>& last_contact() const { return last_contact_; }

 private:
  Status ask(Instant now, std::uint64_t random);
  Status take_back(std::uint64_t number, Instant now, std::uint64_t random);
  Status send(std::uint64_t number, Instant now, std::uint64_t random);
  Status cut(Instant now);
  // Notes that commerce answered.
  void reached(Instant now);
  // Notes what went wrong; waits, and asks where pasts differ.
  void failed(const Error& error, Instant now, std::uint64_t random);

  StackId stack_;
  Ports ports_;
  Outbox outbox_;
  std::optional<Error> last_failure_;
  std::optional<Instant> last_contact_;
};

}  // namespace tollbridge::bridge
