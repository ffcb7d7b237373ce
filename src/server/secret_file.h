// SPDX-License-Identifier: Apache-2.0
// Files only their owner may read: keys and credentials.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::server {

// Replaces the file as a whole; mode 0600 from its first byte on. Errors: DiskFailed.
Status write_secret(const std::string& path, std::string_view bytes);

// Errors: FileNotFound (not_found); SecretIsShared (invalid) if others may read it; DiskFailed.
Result<std::string> read_secret(const std::string& path);

}  // namespace tollbridge::server
