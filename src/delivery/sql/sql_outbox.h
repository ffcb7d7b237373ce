// SPDX-License-Identifier: Apache-2.0
// delivery::Outbox over the books' database. Each call that writes is one commit of it. Events are
// read from the rows of documents, payments, disputes and closings, by the commit that wrote them:
// nothing is forgotten because a process died between issuing a document and telling it.
//
// One thread at a time. Errors: store/database.h.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "delivery/outbox.h"
#include "store/database.h"

namespace tollbridge::delivery {

class SqlOutbox final : public Outbox {
 public:
  // `database` must outlive it.
  explicit SqlOutbox(store::Database& database) : database_(database) {}

  Result<std::vector<Destination>> destinations() override;
  Status add(const Destination& wanted, const std::vector<std::string>& secrets) override;
  Status remove(const std::string& id, Instant now, const std::string& actor) override;
  Result<std::vector<std::string>> secrets(const std::string& destination) override;
  Result<std::size_t> gather(const MayTell& may_tell, Instant now) override;
  Result<std::vector<Message>> messages() override;
  Result<std::uint32_t> begin(const std::string& message, Instant now) override;
  Status end(const std::string& message, std::uint32_t attempt, const Ending& ending,
             Instant now) override;
  Result<std::size_t> end_abandoned(Instant now) override;
  Status retry(const std::string& message, Instant now, const std::string& actor) override;

 private:
  Result<Message> message(const std::string& id);

  store::Database& database_;
};

}  // namespace tollbridge::delivery
