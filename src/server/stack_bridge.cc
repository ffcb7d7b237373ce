// SPDX-License-Identifier: Apache-2.0
#include "server/stack_bridge.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bridge/jose/receipts.h"
#include "bridge/jose/stack_key.h"
#include "bridge/link/http_link.h"
#include "bridge/status/state_at_rest.h"
#include "server/stack_bridge_key.h"
#include "server/stack_through.h"
#include "stack/json/activation.h"

namespace tollbridge::server {
namespace {

using bridge::StepKind;
using stack::BridgeWork;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int steps_a_turn = 32;
constexpr seconds first_wait_here{1};
constexpr seconds longest_wait_here{60};
constexpr seconds keep_contact_every{60};
constexpr seconds look_at_files_every{30};
// Whoever restores commerce or the stack is heard of by then.
constexpr std::chrono::hours ask_again_every{1};

std::int64_t after(std::int64_t now, nanoseconds wait) { return now + wait.count(); }

}  // namespace

// What is there while usage is sent, under one activation key.
struct StackBridge::Works {
  Works(StackBridge& of, const bridge::StackKey& key, const bridge::StackPublicKey& own,
        const std::vector<bridge::Spooled>& spooled)
      : link(options_of(of, key)), source(of.stack_, *of.journal_, *of.changes_),
        forwarder(of.stack_,
                  {*of.spool_, link, source,
                   [key](std::string_view bytes) { return key.sign(bytes); },
                   [own](std::string_view bytes, std::string_view signature) {
                     return own.verifies(bytes, signature);
                   },
                   [jwk = of.activation_->receipt_key](std::string_view text) {
                     return bridge::read_receipt(text, jwk);
                   }},
                  bridge::Outbox(spooled)) {}

  static bridge::link::LinkOptions options_of(const StackBridge& of, const bridge::StackKey& key) {
    bridge::link::LinkOptions options;
    options.endpoint = of.activation_->usage_endpoint;
    options.stack = of.stack_;
    options.ca_file = of.world_.commerce_ca;
    options.plain_http_anywhere = of.world_.plain_http_anywhere;
    options.stopping = of.world_.stopping;
    options.token = [key, stack = of.stack_, audience = of.activation_->usage_resource,
                     world = of.world_] {
      return key.upload_token(stack, audience, world.tokens.now(), world.random.u64());
    };
    return options;
  }

  bridge::link::HttpLink link;
  bridge::Source source;
  bridge::Forwarder forwarder;
};

struct StackBridge::Seen {
  std::string directory;
  std::string activation;
  Instant now{};
};

StackBridge::StackBridge(StackId stack, const BridgeWorld& world)
    : stack_(std::move(stack)), world_(world),
      journal_(stack_journal_through(world_.engine, stack_)),
      changes_(stack_directory_through(world_.engine, stack_)), unsent_(stack_) {
  next_.stack = stack_;
}

StackBridge::~StackBridge() = default;

std::optional<stack::BridgeState> StackBridge::state() const {
  const std::lock_guard lock(mutex_);
  return shown_;
}

bool StackBridge::turn() {
  if (world_.clock.mono_nanoseconds() < try_again_at_) return false;
  bool more = false;
  const Status done = work(more);
  if (done) {
    failures_here_ = 0;
    return more;
  }
  // Batches or receipts were carried by hand; they are looked at anew.
  if (done.error().code == bridge::spool_changed) {
    works_.reset();
    return true;
  }
  // A server that stops, and a stack that is not there any more, are no failures of the bridge.
  if (done.error().code == "ServerStopping" || done.error().code == "StackNotFound") return false;
  failed_here(done.error());
  return false;
}

Status StackBridge::work(bool& more) {
  auto seen = look();
  if (!seen) return pass(seen);
  if (!spool_) {
    directory_ = seen->directory;
    auto opened = bridge::FileSpool::open_shared(
        world_.disk, directory_ + std::string(bridge::spool_folder));
    if (!opened) return pass(opened);
    spool_.emplace(*std::move(opened));
    contact_ = bridge::read_contact(world_.disk, directory_);
  }
  if (seen->activation != activation_text_) switch_to(seen->activation, seen->now);
  const std::string off = bridge::why_off(activation_, seen->now);
  if (!off.empty()) {
    works_.reset();
    if (next_.why.empty() || next_.work != BridgeWork::off) next_.why = off;
    next_.work = BridgeWork::off;
    return look_at_files(seen->now);
  }
  if (works_ && spool_->changed()) works_.reset();
  if (!works_) {
    if (auto opened = open_works(); !opened) return opened;
  }
  return run_steps(more);
}

Result<StackBridge::Seen> StackBridge::look() {
  Seen seen;
  auto done = with_stack(world_.engine, stack_, [&](stack::LocalStack& local, Instant now) {
    seen = {local.directory(), local.books().note(stack::activation_note), now};
    return Status();
  });
  if (!done) return pass(done);
  return seen;
}

void StackBridge::switch_to(const std::string& activation_text, Instant now) {
  works_.reset();
  activation_text_ = activation_text;
  activation_.reset();
  look_again_at_ = 0;
  next_.why.clear();
  next_.work = BridgeWork::off;
  if (activation_text.empty()) return;
  auto parsed = stack::json::parse_activation_key(activation_text);
  if (!parsed) {
    next_.why = parsed.error().message;
    return;
  }
  activation_ = *std::move(parsed);
  if (!contact_.activated) contact_.activated = now;
}

Status StackBridge::open_works() {
  auto key = stack_bridge_key(directory_);
  if (!key) return pass(key);
  auto own = bridge::StackPublicKey::read(key->public_jwk());
  if (!own) return pass(own);
  if (activation_->receipt_key.empty()) {
    return fail(ErrorKind::invalid, "NoReceiptKey",
                "The activation key names no key of receipts; register the stack anew.");
  }
  const auto spooled = spool_->entries();
  if (!spooled) return std::unexpected(spooled.error());
  works_ = std::make_unique<Works>(*this, *key, *own, *spooled);
  next_.why.clear();
  return bridge::write_contact(world_.disk, directory_, contact_);
}

Status StackBridge::run_steps(bool& more) {
  bridge::Forwarder& forwarder = works_->forwarder;
  Instant now{};
  more = true;
  for (int i = 0; more && i < steps_a_turn && !world_.stopping(); ++i) {
    now = world_.engine.now();
    const auto step = forwarder.step(now, world_.random.u64());
    if (!step) return std::unexpected(step.error());
    note_step(*step, now);
    more = step->kind != StepKind::rest && step->kind != StepKind::wait &&
           step->kind != StepKind::stopped;
  }
  if (world_.stopping()) return bridge::write_contact(world_.disk, directory_, contact_);
  if (auto kept = keep_contact(); !kept) return kept;
  if (auto counted = count(forwarder.outbox()); !counted) return counted;
  show(now);
  return {};
}

void StackBridge::note_step(const bridge::Step& step, Instant now) {
  const bridge::Forwarder& forwarder = works_->forwarder;
  next_.why = step.why;
  switch (step.kind) {
    case StepKind::rest: next_.work = BridgeWork::resting; break;
    case StepKind::wait: next_.work = BridgeWork::waiting; break;
    case StepKind::stopped:
      if (next_.work != BridgeWork::stopped) {
        stopped_at_ = now;
        world_.event("bridge.stopped", stack_.text() + ": " + step.why);
      }
      next_.work = BridgeWork::stopped;
      break;
    default: next_.work = BridgeWork::sending; break;
  }
  const bool long_ago = now < stopped_at_ || now - stopped_at_ >= ask_again_every;
  if (step.kind == StepKind::stopped && long_ago) {
    stopped_at_ = now;
    works_->forwarder.ask_again();
  }
  if (forwarder.last_contact()) contact_.last = forwarder.last_contact();
  const auto& error = forwarder.last_failure();
  if (!error || error->code == "LinkStopped") {
    tell_failure(std::nullopt);
    return;
  }
  stack::BridgeFailure failure{error->code, error->message, now, {}};
  if (step.kind == StepKind::wait) failure.next_try = step.until;
  tell_failure(failure);
}

Status StackBridge::keep_contact() {
  const std::int64_t mono = world_.clock.mono_nanoseconds();
  if (mono < contact_kept_at_ || !contact_.last) return {};
  contact_kept_at_ = after(mono, keep_contact_every);
  return bridge::write_contact(world_.disk, directory_, contact_);
}

Status StackBridge::count(const bridge::Outbox& outbox) {
  next_.newest = outbox.last();
  next_.watermark = outbox.watermark();
  const auto backlog = unsent_.count(outbox, *spool_, *journal_);
  if (!backlog) return std::unexpected(backlog.error());
  next_.backlog = *backlog;
  return {};
}

// Batches may be carried by hand meanwhile.
Status StackBridge::look_at_files(Instant now) {
  const std::int64_t mono = world_.clock.mono_nanoseconds();
  tell_failure(std::nullopt);
  if (mono < look_again_at_) return {};
  look_again_at_ = after(mono, look_at_files_every);
  const auto spooled = spool_->entries();
  if (!spooled) return std::unexpected(spooled.error());
  if (auto counted = count(bridge::Outbox(*spooled)); !counted) return counted;
  next_.watermark = bridge::received_up_to(*spooled);
  show(now);
  return {};
}

// What goes wrong on this machine is tried again, later each time; nothing is lost by that.
void StackBridge::failed_here(const Error& error) {
  const nanoseconds full = nanoseconds(first_wait_here) * (1 << std::min(failures_here_, 6));
  const nanoseconds wait = std::min<nanoseconds>(full, longest_wait_here);
  ++failures_here_;
  try_again_at_ = after(world_.clock.mono_nanoseconds(), wait);
  const Instant now = world_.engine.now();
  next_.work = BridgeWork::waiting;
  tell_failure(stack::BridgeFailure{error.code, error.message, now, now + wait});
  works_.reset();
  show(now);
}

void StackBridge::tell_failure(const std::optional<stack::BridgeFailure>& failure) {
  next_.failure = failure;
  if (failure && (!told_ || told_->code != failure->code)) {
    told_ = failure;
    world_.event("bridge.failed", stack_.text() + ": " + failure->code + ": " + failure->message);
  }
  if (failure) next_.failure->since = told_->since;
  if (!failure && told_) {
    world_.event("bridge.recovered", stack_.text() + ": after " + told_->code);
    told_.reset();
  }
}

void StackBridge::tell_alerts(const std::vector<stack::Alert>& alerts) {
  std::vector<std::string> names;
  for (const stack::Alert& alert : alerts) {
    names.push_back(alert.name);
    if (std::ranges::find(told_alerts_, alert.name) != told_alerts_.end()) continue;
    world_.event("bridge.alert", stack_.text() + ": " + alert.name + ": " + alert.message);
  }
  told_alerts_ = std::move(names);
}

void StackBridge::show(Instant now) {
  next_.as_of = now;
  next_.last_contact = contact_.last;
  next_.alerts = stack::alerts(activation_, contact_.counted(), now);
  // Where the engine stops, nobody asks any more.
  ignore_status(with_stack(world_.engine, stack_, [&](stack::LocalStack& local, Instant /*now*/) {
    stack::show_overruled(local.books().overruled(), next_);
    local.show(next_);
    return Status();
  }));
  tell_alerts(next_.alerts);
  {
    const std::lock_guard lock(mutex_);
    shown_ = next_;
  }
}

}  // namespace tollbridge::server
