// SPDX-License-Identifier: Apache-2.0
#include "cli/shown_progress.h"

namespace tollbridge::cli {
namespace {

constexpr std::int64_t show_every_nanoseconds = 100'000'000;

}  // namespace

std::string progress_text(const engine::Step& step) {
  std::string text = step.doing;
  if (step.done == 0 && step.of <= 1) return text;
  text += ": " + std::to_string(step.done);
  // What was counted before may be less than what is there.
  if (step.of >= step.done) text += " of " + std::to_string(step.of);
  return text + " " + step.unit;
}

ShownProgress::ShownProgress(Context& context)
    : context_(context), watching_(context.host.watching()),
      terminal_(context.host.error_is_terminal()) {}

ShownProgress::~ShownProgress() {
  if (shown_ != 0) context_.out.progress({});
}

Status ShownProgress::step(const engine::Step& step) {
  if (watching_ != nullptr) return watching_->step(step);
  if (!terminal_) return {};
  const std::int64_t now = context_.host.mono_nanoseconds();
  if (shown_ != 0 && now - shown_ < show_every_nanoseconds) return {};
  shown_ = now;
  context_.out.progress(progress_text(step));
  return {};
}

}  // namespace tollbridge::cli
