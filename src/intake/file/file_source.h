// SPDX-License-Identifier: Apache-2.0
// A file, or standard input, as a source of bytes.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "intake/intake.h"

namespace tollbridge::intake::file {

// "-" is standard input. Errors: FileNotFound, FileUnreadable; reading may fail with the latter.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

}  // namespace tollbridge::intake::file
