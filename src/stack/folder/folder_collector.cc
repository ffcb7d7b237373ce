// SPDX-License-Identifier: Apache-2.0
#include "stack/folder/folder_collector.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <vector>

#include "core/json.h"
#include "stack/json/readings.h"

namespace tollbridge::stack::folder {
namespace {

namespace fs = std::filesystem;

bool is_whole(const std::string& name) {
  return !name.starts_with('.') && !name.ends_with(".tmp") && !name.ends_with(".part");
}

Result<std::vector<fs::path>> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    std::error_code gone;
    if (at->is_regular_file(gone) && is_whole(at->path().filename().string())) {
      files.push_back(at->path());
    }
  }
  if (error) {
    return fail(ErrorKind::io, "FolderUnreadable",
                "The folder '" + folder + "' cannot be read: " + error.message() + ".");
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<std::string> text_of(const fs::path& path, std::vector<std::string>& problems) {
  std::error_code error;
  if (fs::file_size(path, error) > file_bytes_max && !error) {
    problems.push_back(path.string() + " is longer than 256 MiB; split it");
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    problems.push_back(path.string() + " cannot be read");
    return std::nullopt;
  }
  return text;
}

std::string rejections(const std::vector<intake::Rejected>& rejected) {
  std::string text;
  for (const intake::Rejected& one : rejected) {
    Json json;
    json.object().field("line", one.line).field("code", one.code);
    json.field("message", one.message).end();
    text += json.text() + "\n";
  }
  return text;
}

// A name in `done` that is not taken: a file may come again under an old name.
fs::path free_name(const fs::path& done, const std::string& name) {
  std::error_code error;
  fs::path path = done / name;
  for (int n = 2; fs::exists(path, error); ++n) path = done / (name + "." + std::to_string(n));
  return path;
}

// Moves the file out of the way; what was rejected is written first.
std::string put_away(const fs::path& file, const std::vector<intake::Rejected>& rejected) {
  const fs::path done = file.parent_path() / "done";
  std::error_code error;
  fs::create_directories(done, error);
  const fs::path to = free_name(done, file.filename().string());
  if (!rejected.empty()) {
    std::ofstream list(to.string() + ".rejected", std::ios::binary | std::ios::trunc);
    list << rejections(rejected);
    if (!list.flush()) return to.string() + ".rejected cannot be written";
  }
  fs::rename(file, to, error);
  return error ? file.string() + " cannot be moved to done: " + error.message() : "";
}

}  // namespace

Result<FolderRound> collect_folder(const std::string& folder, const Taker& take) {
  FolderRound round;
  auto files = files_in(folder);
  if (!files) return pass(files);
  for (const fs::path& file : *files) {
    const auto text = text_of(file, round.collected.problems);
    if (!text) continue;
    auto parsed = json::parse_readings(*text, std::numeric_limits<std::size_t>::max());
    Collected of_file;
    if (auto handed = hand_on(parsed.readings, take, of_file); !handed) return pass(handed);
    std::vector<intake::Rejected> rejected = std::move(parsed.rejected);
    rejected.insert(rejected.end(), of_file.rejected.begin(), of_file.rejected.end());
    round.collected.readings += of_file.readings;
    round.collected.accepted += of_file.accepted;
    round.collected.duplicate += of_file.duplicate;
    round.collected.rejected_count += rejected.size();
    const std::string problem = put_away(file, rejected);
    if (problem.empty()) {
      ++round.files;
    } else {
      round.collected.problems.push_back(problem);
    }
  }
  return round;
}

}  // namespace tollbridge::stack::folder
