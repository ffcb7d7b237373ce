// SPDX-License-Identifier: Apache-2.0
#include "stack/folder/folder_collector.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <utility>
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

// Files whose readings are handed on together, so that many small ones are not a post each.
class Group {
 public:
  Group(const Taker& take, FolderRound& round) : take_(take), round_(round) {}

  Status add(const fs::path& path, json::ParsedReadings&& parsed) {
    files_.push_back({path, readings_.size(), std::move(parsed.rejected)});
    for (Posted& one : parsed.readings) {
      lines_.push_back(one.line);
      readings_.push_back(std::move(one));
      readings_.back().line = readings_.size();  // finds it again when it is rejected
    }
    return readings_.size() < group_readings ? Status() : flush();
  }

  // Hands on, then moves the files away.
  Status flush() {
    std::span<const Posted> left(readings_);
    while (!left.empty()) {
      const auto part = left.first(std::min(left.size(), posted_readings_max));
      auto taken = take_(part);
      if (!taken) return pass(taken);
      round_.collected.accepted += taken->accepted;
      round_.collected.duplicate += taken->duplicate;
      for (intake::Rejected& one : taken->rejected) reject(std::move(one));
      left = left.subspan(part.size());
    }
    round_.collected.readings += readings_.size();
    for (const File& file : files_) finish(file);
    files_.clear();
    readings_.clear();
    lines_.clear();
    return {};
  }

 private:
  static constexpr std::size_t group_readings = 10'000;

  struct File {
    fs::path path;
    std::size_t first;  // of its readings
    std::vector<intake::Rejected> rejected;
  };

  void reject(intake::Rejected&& one) {
    if (one.line == 0 || one.line > lines_.size()) {  // nobody knows which: told of the first file
      files_.front().rejected.push_back(std::move(one));
      return;
    }
    const std::size_t index = one.line - 1;
    const auto after = std::find_if(files_.begin(), files_.end(),
                                    [&](const File& file) { return file.first > index; });
    one.line = lines_[index];
    std::prev(after)->rejected.push_back(std::move(one));
  }

  void finish(const File& file) {
    Collected& all = round_.collected;
    all.rejected_count += file.rejected.size();
    const auto room = rejected_listed_max - std::min(rejected_listed_max, all.rejected.size());
    const auto listed = std::min(room, file.rejected.size());
    all.rejected.insert(all.rejected.end(), file.rejected.begin(),
                        file.rejected.begin() + static_cast<std::ptrdiff_t>(listed));
    const std::string problem = put_away(file.path, file.rejected);
    if (problem.empty()) {
      ++round_.files;
    } else {
      all.problems.push_back(problem);
    }
  }

  const Taker& take_;
  FolderRound& round_;
  std::vector<File> files_;
  std::vector<Posted> readings_;
  std::vector<std::uint64_t> lines_;  // where they stood in their files
};

}  // namespace

Result<FolderRound> collect_folder(const std::string& folder, const Taker& take) {
  FolderRound round;
  auto files = files_in(folder);
  if (!files) return pass(files);
  Group group(take, round);
  for (const fs::path& file : *files) {
    const auto text = text_of(file, round.collected.problems);
    if (!text) continue;
    auto parsed = json::parse_readings(*text, std::numeric_limits<std::size_t>::max());
    if (auto added = group.add(file, std::move(parsed)); !added) return pass(added);
  }
  if (auto flushed = group.flush(); !flushed) return pass(flushed);
  return round;
}

}  // namespace tollbridge::stack::folder
