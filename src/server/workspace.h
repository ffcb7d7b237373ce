// SPDX-License-Identifier: Apache-2.0
// The real machine behind cli/host.h: the data directory with its books and its journal, files,
// the clock, the second thread of an import. The one place that knows which adapter serves which
// port. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/halves.h"
#include "cli/host.h"
#include "core/world.h"
#include "engine/books.h"
#include "journal/journal.h"
#include "ops/real_clock.h"
#include "server/backup.h"
#include "server/data_directory.h"
#include "server/stack_place.h"

namespace tollbridge::server {

class Workspace final : public cli::Host, public cli::HalvesHost {
 public:
  Workspace(Clock& clock, Disk& disk);
  ~Workspace() override;

  Instant now() override { return clock_.now(); }
  std::int64_t mono_nanoseconds() override { return clock_.mono_nanoseconds(); }

  void use(const Use& use) override;
  Result<std::optional<int>> forward(const Forwarded& command, std::ostream& out,
                                     std::ostream& log) override;
  Result<engine::Books*> books() override;
  Result<journal::Journal*> journal() override;
  Result<stack::Stacks*> stacks() override;
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

  Status serve(const Serve& serve) override;

  bool error_is_terminal() override;

 private:
  Result<DataDirectory*> directory();
  Clock& clock() {
    if (sped_) return *sped_;
    return fixed_ ? static_cast<Clock&>(*fixed_) : clock_;
  }
  Result<cli::BackupReport> restore_into(const std::string& staging, const std::string& directory);

  Clock& clock_;
  Disk& disk_;
  std::string path_;
  std::string command_;
  std::optional<ops::FixedClock> fixed_;  // --now
  std::optional<ops::SpedClock> sped_;    // --now with --speed
  ops::Config config_;
  std::optional<DataDirectory> directory_;
  OpenStores stores_;
  std::unique_ptr<StackPlaces> stacks_;
  struct Commerce;
  std::unique_ptr<Commerce> commerce_;
};

}  // namespace tollbridge::server
