// SPDX-License-Identifier: Apache-2.0
// The messages that are to leave the house, and where they are kept: whom they go to, what became
// of each attempt. Messages are made of what the books recorded after the destination was added:
// documents, payments, lines in question, months closed. Implemented by delivery/sql.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "delivery/attempts.h"

namespace tollbridge::delivery {

enum class Way : std::uint8_t { webhook, folder };
std::string_view to_string(Way way);
Result<Way> parse_way(std::string_view text);  // Errors: UnknownWay

struct Destination {
  std::string id;  // "erp": 1 to 64 of a-z, 0-9 and '-'; never used again, also when removed
  Way way = Way::webhook;
  PartyId party;           // it is told what this party sells and buys
  std::string target;      // a URL, or a folder
  std::uint64_t since = 0;  // it is told of later commits of the books only
  bool removed = false;
  Instant known_at{};
  std::string actor;
  friend bool operator==(const Destination&, const Destination&) = default;
};

// Errors: InvalidDestination.
Status check_destination_id(std::string_view id);

// Something the books recorded.
struct Event {
  std::string type;     // "document.issued"
  std::string subject;  // "provider-000001"
  PartyId seller;
  PartyId buyer;                         // empty: concerns the seller alone
  std::optional<Period> period = {};     // of the document it is about
  std::uint64_t commit = 0;
  std::string body;     // JSON {"type","timestamp","data"}: the same for ever
};

struct Message {
  std::string id;
  std::string destination;
  std::string type;
  std::string subject;
  std::string body;
  Instant due_from{};
  std::vector<Attempt> attempts = {};
  std::vector<std::string> told = {};   // of each attempt: what the receiver or the network said
  std::size_t counted_after = 0;        // tried again by hand after so many attempts
  std::optional<Instant> tried_again_at = {};
};

// Of one that was tried again by hand: by the attempts since.
Standing standing_of(const Message& message);

struct Ending {
  Outcome outcome = Outcome::failed;
  std::optional<std::chrono::seconds> retry_after = {};
  std::string told = {};  // one line, at most 500 bytes; never a secret
};

// Whether the party may be told: customers that do not see their costs may not (yet).
using MayTell = std::function<bool(const PartyId& party, const Event& event)>;

class Outbox {
 public:
  virtual ~Outbox() = default;

  virtual Result<std::vector<Destination>> destinations() = 0;  // by id, those removed, too
  // From the commit of this call on. Errors: DestinationExists (conflict), InvalidDestination.
  virtual Status add(const Destination& wanted, const std::vector<std::string>& secrets) = 0;
  // Its messages are kept and not sent; its secrets are gone. Errors: UnknownDestination.
  virtual Status remove(const std::string& id, Instant now, const std::string& actor) = 0;
  virtual Result<std::vector<std::string>> secrets(const std::string& destination) = 0;

  // Makes the messages that are missing; how many.
  virtual Result<std::size_t> gather(const MayTell& may_tell, Instant now) = 0;
  virtual Result<std::vector<Message>> messages() = 0;  // in the order they were made in
  // Durable when it returns: send only then. The attempt's number, from 1. Errors: UnknownMessage.
  virtual Result<std::uint32_t> begin(const std::string& message, Instant now) = 0;
  virtual Status end(const std::string& message, std::uint32_t attempt, const Ending& ending,
                     Instant now) = 0;
  // Ends attempts nobody makes any more, as unsure; how many. Before the first of this process.
  virtual Result<std::size_t> end_abandoned(Instant now) = 0;
  // By hand, of one that was given up. Errors: UnknownMessage; NotGivenUp (conflict).
  virtual Status retry(const std::string& message, Instant now, const std::string& actor) = 0;
};

}  // namespace tollbridge::delivery
