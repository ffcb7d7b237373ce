// SPDX-License-Identifier: Apache-2.0
// The commands about bridges that are not in commands.h: what is carried by hand, and
// what is taken again. One function per file of the same name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "stack/stacks.h"

namespace tollbridge::cli {

Command bridge_certificate_command();
Command bridge_export_command();
Command bridge_give_back_command();
Command bridge_import_command();
Command bridge_key_command();
Command bridge_receive_command();
Command bridge_rewind_command();

// A file of lines, where the caller is.
Status write_lines(Context& context, const std::string& path,
                   const std::vector<std::string>& lines);

std::vector<std::string> lines_of(std::string_view text);

// The number of a batch that --from names. Errors: WrongUsage.
Result<std::optional<std::uint64_t>> from_batch(const Arguments& arguments);

// What is given back to a stack is sealed for a key of its own, `parcel_key_file` in its directory.
// The key and its certificate; made on first use. Errors: those of the disk.
Result<std::string> stack_parcel_identity(stack::LocalStack& local, Instant now);
inline constexpr std::string_view parcel_key_file = "/parcel-key.pem";
inline constexpr std::size_t certificate_bytes_max = 64 * 1024;

}  // namespace tollbridge::cli
