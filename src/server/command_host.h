// SPDX-License-Identifier: Apache-2.0
// The machine a command sees when a server runs it for a caller elsewhere: the server's books and
// journal, and the files that came with the command. One command per host, one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/halves.h"
#include "cli/host.h"
#include "bridge/arrivals.h"
#include "core/world.h"
#include "server/command_frames.h"

namespace tollbridge::server {

class CommandHost final : public cli::Host, public cli::HalvesHost {
 public:
  struct Setting {
    engine::Books& books;
    journal::Journal& journal;
    stack::Stacks& stacks;
    const ops::Config& config;
    Clock& clock;
    Disk& disk;
    std::string directory;  // the caller's working directory; empty: it is not on this machine
    std::map<std::string, std::string> files;  // by the path the command names
    CommandReader* streamed = nullptr;         // files read piece by piece, in their order
    std::vector<std::string> streamed_files;
    engine::Progress* watching = nullptr;
    std::string data = {};  // the server's data directory
    journal::Journal* kept = nullptr;  // what lies in it; null: `journal`, which may be of stacks
    bridge::CommerceEnd* commerce = nullptr;  // null: commerce does not run here
    std::vector<bridge::SentUsage> sent = {};  // what stacks sent of the command's month
  };
  explicit CommandHost(Setting setting) : setting_(std::move(setting)) {}

  // Files the command asked for and did not get: nothing was recorded, and it can be run again
  // with them.
  [[nodiscard]] const std::vector<std::string>& needed() const { return needed_; }
  // What the command wrote into files, by path.
  [[nodiscard]] const std::map<std::string, std::string>& written() const { return written_; }

  Instant now() override { return setting_.clock.now(); }
  std::int64_t mono_nanoseconds() override { return setting_.clock.mono_nanoseconds(); }
  const ops::Config* config() override { return &setting_.config; }
  void use(const Use& /*use*/) override {}
  Result<std::optional<int>> forward(const Forwarded& /*command*/, std::ostream& /*out*/,
                                     std::ostream& /*log*/) override {
    return std::nullopt;
  }
  Result<engine::Books*> books() override { return &setting_.books; }
  Result<journal::Journal*> journal() override { return &setting_.journal; }
  Result<stack::Stacks*> stacks() override { return &setting_.stacks; }
  Result<bridge::CommerceEnd*> commerce_end() override;
  Result<std::vector<bridge::StackArrivals>> arrivals(Period month) override;
  Result<std::string> development_key() override;
  Result<std::string> read_file(const std::string& path, std::size_t bytes_max) override;
  std::string beside(const std::string& path, const std::string& name) override;
  engine::UsageSource usage_source(const std::string& path, const intake::Options& options,
                                   const cli::Progress& progress) override;
  Result<std::unique_ptr<cli::LineFile>> create_lines(const std::string& path) override;
  Result<cli::BackupReport> backup(const std::string& directory) override;
  Result<cli::BackupReport> restore(const std::string& directory) override;
  Status make_demo_directory(const std::string& directory) override;
  Status serve(const Serve& asked) override;
  engine::Progress* watching() override { return setting_.watching; }
  bool error_is_terminal() override { return false; }

 private:
  Setting setting_;
  std::size_t next_streamed_ = 0;
  std::vector<std::string> needed_;
  std::map<std::string, std::string> written_;
};

}  // namespace tollbridge::server
