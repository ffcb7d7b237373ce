// SPDX-License-Identifier: Apache-2.0
#include "server/command_host.h"

#include <filesystem>

#include "intake/compression/unpack.h"
#include "intake/json/json.h"
#include "intake/reader.h"
#include "server/backup.h"
#include "server/pipeline.h"

namespace tollbridge::server {
namespace {

constexpr std::size_t written_bytes_max = 64 * 1024 * 1024;

class StreamedFile final : public intake::ByteSource {
 public:
  explicit StreamedFile(CommandReader& reader) : reader_(reader) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (ended_) return 0;
    auto taken = reader_.read(buffer, capacity);
    ended_ = taken && *taken == 0;
    return taken;
  }

 private:
  CommandReader& reader_;
  bool ended_ = false;
};

// Lines kept until the command is answered.
class KeptLines final : public cli::LineFile {
 public:
  explicit KeptLines(std::string& text) : text_(text) {}

  Status append(std::string_view line) override {
    if (text_.size() + line.size() >= written_bytes_max) {
      return fail(ErrorKind::invalid, "FileTooLarge",
                  "More than " + std::to_string(written_bytes_max) +
                      " bytes in one file is more than a server hands back; import in "
                      "parts, export for one buyer, or stop the server and run it here.");
    }
    text_.append(line).push_back('\n');
    return {};
  }
  Status close() override { return {}; }

 private:
  std::string& text_;
};

std::unexpected<Error> only_here(const std::string& what) {
  return fail(ErrorKind::invalid, "NotWhileServing",
              what + " works on a data directory that no server has open.");
}

}  // namespace

Result<std::string> CommandHost::read_file(const std::string& path, std::size_t bytes_max) {
  const auto found = setting_.files.find(path);
  if (found == setting_.files.end()) {
    needed_.push_back(path);
    return fail(ErrorKind::not_found, "FileNotFound", "'" + path + "' was not sent.");
  }
  if (found->second.size() > bytes_max) {
    return fail(ErrorKind::invalid, "FileTooLarge",
                "'" + path + "' has " + std::to_string(found->second.size()) +
                    " bytes; at most " + std::to_string(bytes_max) + " are read.");
  }
  return found->second;
}

std::string CommandHost::beside(const std::string& path, const std::string& name) {
  return (std::filesystem::path(path).parent_path() / name).string();
}

engine::UsageSource CommandHost::usage_source(const std::string& path,
                                              const intake::Options& options,
                                              const cli::Progress& /*progress*/) {
  return [this, path, options](const intake::PortionSink& sink) -> Status {
    const bool sent = setting_.streamed != nullptr &&
                      next_streamed_ < setting_.streamed_files.size() &&
                      setting_.streamed_files[next_streamed_] == path;
    if (!sent) return fail(ErrorKind::not_found, "FileNotFound", "'" + path + "' was not sent.");
    ++next_streamed_;
    const engine::UsageSource read = [&](const intake::PortionSink& parsed) -> Status {
      const auto unpacked =
          intake::compression::unpacking(std::make_unique<StreamedFile>(*setting_.streamed));
      return intake::read_usage(*unpacked, options, intake::json::make_parser, parsed);
    };
    return pipelined(read, sink, [this] { setting_.streamed->stop(); });
  };
}

Result<std::unique_ptr<cli::LineFile>> CommandHost::create_lines(const std::string& path) {
  return std::make_unique<KeptLines>(written_[path]);
}

Result<cli::BackupReport> CommandHost::backup(const std::string& directory) {
  if (setting_.directory.empty()) {
    return fail(ErrorKind::invalid, "NotOnThisMachine",
                "A backup is written by the machine of the server; run it there.");
  }
  const auto path = std::filesystem::path(setting_.directory) / directory;
  journal::Journal& kept = setting_.kept != nullptr ? *setting_.kept : setting_.journal;
  return backup_stores(setting_.disk, setting_.clock,
                       {setting_.data, setting_.books, kept, setting_.stacks}, path.string());
}

Result<cli::BackupReport> CommandHost::restore(const std::string& /*directory*/) {
  return only_here("restore");
}

Result<std::string> CommandHost::development_key() {
  return fail(ErrorKind::invalid, "NotOnThisMachine",
              "A token is made where the key of the data directory lies; run it there.");
}

Status CommandHost::make_demo_directory(const std::string& /*directory*/) {
  return only_here("demo");
}

Result<bridge::CommerceEnd*> CommandHost::commerce_end() {
  if (setting_.commerce != nullptr) return setting_.commerce;
  return fail(ErrorKind::invalid, "NotThisHalf",
              "This server runs the stack half alone; run the command at commerce.");
}

Result<std::vector<bridge::StackArrivals>> CommandHost::arrivals(Period month) {
  return bridge::reconcile_arrivals(setting_.sent, setting_.journal, month);
}

Status CommandHost::serve(const Serve& /*asked*/) { return only_here("serve"); }

}  // namespace tollbridge::server
