// SPDX-License-Identifier: Apache-2.0
// When commerce was reached last, kept in a small file beside the spool so that a restart does not
// make a silent stack look fresh. Losing it, or half of a minute of it, loses nothing else: a file
// that is missing or damaged says nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "core/world.h"

namespace tollbridge::bridge {

inline constexpr std::string_view contact_file = "/bridge-contact";
inline constexpr std::string_view spool_folder = "/spool";
inline constexpr std::string_view key_file = "/bridge-key.pem";

struct Contact {
  std::optional<Instant> activated;  // when the bridge first saw that the stack is activated
  std::optional<Instant> last;       // when commerce answered last
  // What counts for alerts: the last contact or, before the first, the activation.
  [[nodiscard]] std::optional<Instant> counted() const { return last ? last : activated; }
  friend bool operator==(const Contact&, const Contact&) = default;
};

// `directory` is the stack's.
Contact read_contact(Disk& disk, const std::string& directory);
// Errors: those of the disk.
Status write_contact(Disk& disk, const std::string& directory, const Contact& contact);

}  // namespace tollbridge::bridge
