// SPDX-License-Identifier: Apache-2.0
#include "server/verified_copy.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/sha256.h"

namespace tollbridge::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_title = "tollbridge backup 1";
constexpr std::size_t piece_bytes = 1024 * 1024;

struct FileSum {
  std::string sha256;
  std::uint64_t bytes = 0;
  friend bool operator==(const FileSum&, const FileSum&) = default;
};

using Manifest = std::map<std::string, FileSum>;  // by path below the backup

std::unexpected<Error> read_failed(const std::string& path) {
  return fail(ErrorKind::io, "DiskFailed", "Cannot read '" + path + "'.");
}

// Calls `take` with every piece of the file.
template <class Take>
Status read_pieces(const std::string& path, Take take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return read_failed(path);
  std::string piece(piece_bytes, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (auto taken = take(std::string_view(piece.data(), got)); !taken) return taken;
  }
  return file.bad() ? Status(read_failed(path)) : Status();
}

Result<FileSum> sum_of(const std::string& path) {
  Sha256 sha;
  FileSum sum;
  auto read = read_pieces(path, [&](std::string_view piece) -> Status {
    sha.update(piece);
    sum.bytes += piece.size();
    return {};
  });
  if (!read) return pass(read);
  sum.sha256 = hex(sha.finish());
  return sum;
}

// All files below the directory but the manifest.
Result<std::vector<std::string>> files_below(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    std::string name = fs::relative(at->path(), directory, error).generic_string();
    if (name != manifest_name) files.push_back(std::move(name));
  }
  if (error) return read_failed(directory);
  std::sort(files.begin(), files.end());
  return files;
}

Result<Manifest> read_manifest(const std::string& directory) {
  const std::string path = directory + "/" + std::string(manifest_name);
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line) || line != manifest_title) {
    return fail(ErrorKind::invalid, "NotABackup",
                "'" + directory + "' is no backup: it has no manifest that this program knows.");
  }
  Manifest manifest;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    FileSum sum;
    std::string name;
    if (fields >> sum.sha256 >> sum.bytes && std::getline(fields >> std::ws, name)) {
      manifest[name] = sum;
      continue;
    }
    return fail(ErrorKind::damaged, "BackupDamaged", "'" + path + "' has a line that is none: " +
                                                         line);
  }
  return manifest;
}

}  // namespace

Result<ManifestTotals> write_manifest(Disk& disk, const std::string& directory) {
  auto files = files_below(directory);
  if (!files) return pass(files);
  ManifestTotals totals;
  std::string text = std::string(manifest_title) + "\n";
  for (const std::string& name : *files) {
    auto sum = sum_of(directory + "/" + name);
    if (!sum) return pass(sum);
    text += sum->sha256 + "  " + std::to_string(sum->bytes) + "  " + name + "\n";
    ++totals.files;
    totals.bytes += sum->bytes;
  }
  const std::string path = directory + "/" + std::string(manifest_name);
  if (auto written = disk.replace(path, text); !written) return pass(written);
  return totals;
}

Result<ManifestTotals> check_manifest(const std::string& directory) {
  auto manifest = read_manifest(directory);
  if (!manifest) return pass(manifest);
  auto files = files_below(directory);
  if (!files) return pass(files);
  Error faults{ErrorKind::damaged, "BackupDamaged",
               "The backup '" + directory + "' is not as it was made; use another one.",
               {}, {}, 0, {}};
  const auto fault = [&faults](const std::string& name, const std::string& what) {
    faults.details.push_back({ErrorKind::damaged, "BackupDamaged", what, {}, name, 0, {}});
  };
  ManifestTotals totals;
  for (const auto& [name, expected] : *manifest) {
    if (!std::binary_search(files->begin(), files->end(), name)) {
      fault(name, "The file is missing.");
      continue;
    }
    auto sum = sum_of(directory + "/" + name);
    if (!sum) return pass(sum);
    if (*sum != expected) fault(name, "The file has changed.");
    ++totals.files;
    totals.bytes += sum->bytes;
  }
  for (const std::string& name : *files) {
    if (!manifest->contains(name)) fault(name, "The file is not named in the manifest.");
  }
  if (!faults.details.empty()) return std::unexpected(std::move(faults));
  return totals;
}

Status copy_manifest_files(Disk& disk, const std::string& directory, const std::string& target) {
  auto manifest = read_manifest(directory);
  if (!manifest) return pass(manifest);
  for (const auto& [name, sum] : *manifest) {
    const fs::path to = fs::path(target) / name;
    const std::string folder = to.parent_path().string();
    if (auto made = disk.make_directories(folder); !made) return made;
    auto out = disk.open_append(to.string());
    if (!out) return pass(out);
    auto copied = read_pieces(directory + "/" + name,
                              [&](std::string_view piece) { return (*out)->append(piece); });
    if (!copied) return copied;
    if (auto synced = (*out)->sync(); !synced) return synced;
    if (auto synced = disk.sync_directory(folder); !synced) return synced;
  }
  return {};
}

}  // namespace tollbridge::server
