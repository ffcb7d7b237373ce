// SPDX-License-Identifier: Apache-2.0
// The files of the portal as one text, made by tools/portal_pack.py and carried by the program:
//
//   tollbridge portal pack 1
//   <number of files>
//   for each: <path> <content type> <tag> gzip|plain <bytes here> <bytes unpacked>, tabs between
//   an empty line, then the bytes of all files, one after the other
//
// Immutable, safe on any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::api::portal {

struct PackedFile {
  std::string_view content_type;
  std::string_view tag;  // of its unpacked bytes: hexadecimal digits
  bool gzip = false;
  std::string_view bytes;
  std::size_t unpacked_bytes = 0;
};

class Pack {
 public:
  // `text` must outlive it; an empty one holds no file. Errors: PortalPackDamaged.
  static Result<Pack> read(std::string_view text);

  // Null if there is none. `path` is below the portal: "index.html", "assets/app-1a2b.js".
  [[nodiscard]] const PackedFile* find(std::string_view path) const;

 private:
  std::map<std::string_view, PackedFile> files_;
};

// Errors: PortalPackDamaged.
Result<std::string> unpacked(const PackedFile& file);

}  // namespace tollbridge::api::portal
