// SPDX-License-Identifier: Apache-2.0
// POST /v1/commands: runs a command line on the server's data, for `tollbridge --server URL` and
// for commands on a data directory that a server has open. For whoever holds the credential of the
// directory's server.json; a token is not enough (decision 7).
//
// Body: command_frames.h. Answer: {"exit","out","log","needs":[…],"files":[{"path","content"}]};
// where `needs` is not empty the command has done nothing and wants to be sent again with those
// files.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "api/long_work.h"
#include "api/operation.h"
#include "core/world.h"
#include "ops/config.h"
#include "server/commerce_end.h"

namespace tollbridge::server {

struct CommandSetting {
  ops::Config config;
  api::LongWork& long_work;  // runs what takes long, beside the engine
  Clock& clock;  // what a command takes as now, unless it says otherwise
  // Told how closing a month for all sellers went, dry or not.
  std::function<void(Period, std::string_view refused)> close_tried = {};
  std::string data = {};  // the data directory
  journal::Journal* kept = nullptr;  // the journal in it, on the engine's thread
  // Of the commerce half, over the engine's desk; empty: it does not run here.
  std::function<std::unique_ptr<CommerceDesk>(api::Desk&)> commerce = {};
};

// With `Prefer: respond-async` a slow command is answered 202, as the operations of api/native are.
api::Operation command_operation(const CommandSetting& setting);

}  // namespace tollbridge::server
