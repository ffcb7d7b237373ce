// SPDX-License-Identifier: Apache-2.0
// DATA/dev-issuer.pem: the private key of the built-in issuer of tokens, made on first use and
// readable by the owner of the directory only.
#pragma once

#include <string>

#include "core/result.h"
#include "core/world.h"

namespace tollbridge::server {

inline constexpr std::string_view development_key_name = "dev-issuer.pem";

// The key as PEM. Needs no lock: of several processes that make it at once, one succeeds and all
// read that one's. Errors: those of check_data_directory and of secret_file.h.
Result<std::string> development_key(Disk& disk, const std::string& directory);

}  // namespace tollbridge::server
