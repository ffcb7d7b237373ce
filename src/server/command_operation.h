// SPDX-License-Identifier: Apache-2.0
// POST /v1/commands: runs a command line on the server's data, for `tollbridge --server URL` and
// for commands on a data directory that a server has open. For whoever holds the credential of the
// directory's server.json; a token is not enough (decision 7).
//
// Body: command_frames.h. Answer: {"exit","out","log","needs":[…],"files":[{"path","content"}]};
// where `needs` is not empty the command has done nothing and wants to be sent again with those
// files.
#pragma once

#include "api/operation.h"
#include "ops/config.h"

namespace tollbridge::server {

api::Operation command_operation(const ops::Config& config);

}  // namespace tollbridge::server
