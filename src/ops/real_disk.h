// SPDX-License-Identifier: Apache-2.0
// The machine's files behind the door of core/world.h.
//
// A sync that fails ends the process with a message (D3): the kernel may have dropped what was to
// be written, so neither a retry nor an acknowledgement is safe; the next start recovers from what
// the disk really holds. All other failures are Errors of kind `io`: DiskFull, DiskReadOnly,
// DiskDenied, DiskFailed; a missing file is `not_found`, FileNotFound. Each names its path.
// Safe on any thread; two writers of one path are the caller's mistake.
#pragma once

#include "core/world.h"

namespace tollbridge::ops {

class RealDisk final : public Disk {
 public:
  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) override;
  Result<std::string> read_all(const std::string& path) override;
  Status replace(const std::string& path, std::string_view bytes) override;
  Status remove(const std::string& path) override;
  Status make_directories(const std::string& path) override;
  Status sync_directory(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& path) override;
  Result<std::uint64_t> free_bytes(const std::string& path) override;
};

// Prints what failed and why, and aborts. Never returns.
[[noreturn]] void sync_failed(const std::string& path, int error_number);

}  // namespace tollbridge::ops
