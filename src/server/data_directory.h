// SPDX-License-Identifier: Apache-2.0
// A data directory: made on first use, of a known format, and owned by one process at a time. It
// and everything in it is for the account that made it only (0700, 0600); opening one sets the
// process's umask so.
//
//   DATA/format        "tollbridge data 1"; an unknown one is refused, never converted by guessing
//   DATA/lock          locked while a process owns the directory; holds its id and command
//   DATA/config.yaml   options (ops/config.h), written by people; not part of a backup
//   DATA/dev-issuer.pem  the built-in issuer's key (development_key.h); not part of a backup
//   DATA/books.sqlite  registry, prices, documents, audit, marks; its newest commit in books.head
//   DATA/journal/      the usage
//   DATA/batches/      batches taken from stacks, 35 days long (bridge/sql)
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/world.h"

namespace tollbridge::server {

class DataDirectory {
 public:
  // Makes and locks it. `command` is told to whoever finds it busy. Errors: DataDirectoryBusy
  // (busy); DataDirectoryNotEmpty (a directory with other things in it), DataFormatUnknown
  // (invalid); DiskFull, DiskReadOnly, DiskDenied, DiskFailed (io).
  static Result<DataDirectory> open(Disk& disk, const std::string& path,
                                    const std::string& command);

  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;  // descriptor; -1 after a move
};

// A directory is ours if it holds our format, and new if it holds nothing but what people or other
// commands put there before: a lock, options, the development issuer's key. Asked before anything
// is written there. Errors: DataDirectoryNotEmpty, DataDirectoryDamaged, those of the disk.
Status check_data_directory(Disk& disk, const std::string& path);

inline constexpr std::string_view data_format = "tollbridge data 1\n";
inline constexpr std::string_view format_name = "format";
inline constexpr std::string_view journal_folder = "/journal";

}  // namespace tollbridge::server
