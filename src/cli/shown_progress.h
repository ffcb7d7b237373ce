// SPDX-License-Identifier: Apache-2.0
// How far a command is, on the error stream while that is a terminal.
#pragma once

#include <cstdint>
#include <string>

#include "cli/command.h"
#include "engine/progress.h"

namespace tollbridge::cli {

// Taken away again when it goes out of scope. A host that watches by itself (Host::watching) is
// told instead, and may end the command.
class ShownProgress final : public engine::Progress {
 public:
  explicit ShownProgress(Context& context);
  ~ShownProgress() override;
  ShownProgress(const ShownProgress&) = delete;
  ShownProgress& operator=(const ShownProgress&) = delete;

  Status step(const engine::Step& step) override;

 private:
  Context& context_;
  engine::Progress* watching_;
  const bool terminal_;
  std::int64_t shown_ = 0;  // when, of Host::mono_nanoseconds
};

// What `work` returns; nothing of the progress is left on the screen then.
template <class Work>
auto with_progress(Context& context, const Work& work) {
  ShownProgress progress(context);
  return work(progress);
}

// "reading usage of 2026-10: 1200000 of 20000000 records"
std::string progress_text(const engine::Step& step);

}  // namespace tollbridge::cli
