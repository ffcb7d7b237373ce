// SPDX-License-Identifier: Apache-2.0
#include "bridge/forwarder.h"

#include "bridge/cutting.h"

namespace tollbridge::bridge {
namespace {

std::unexpected<Error> nonsense(const std::string& what) {
  return fail(ErrorKind::io, "AnswerWrong", "Commerce gave back " + what);
}

// The batch that was asked for, whole and of this stack.
Result<SealedBatch> own_batch(std::string_view bytes, const StackId& stack, std::uint64_t number,
                              const Verifies& own_key) {
  auto sealed = open_batch(bytes);
  if (!sealed) return nonsense("bytes that are no batch: " + sealed.error().message);
  if (sealed->head.stack != stack || sealed->head.number != number) {
    return nonsense("another batch than number " + std::to_string(number) + " of this stack.");
  }
  if (!sealed->signed_by(own_key)) {
    return nonsense("batch " + std::to_string(number) + ", not signed with this stack's key.");
  }
  return sealed;
}

}  // namespace

Result<Forwarder> Forwarder::open(const StackId& stack, Ports ports) {
  const auto spooled = ports.spool.entries();
  if (!spooled) return std::unexpected(spooled.error());
  return Forwarder(stack, std::move(ports), Outbox(*spooled));
}

Result<Step> Forwarder::step(Instant now, std::uint64_t random) {
  const auto pending = ports_.source.pending(outbox_.progress());
  if (!pending) return std::unexpected(pending.error());
  const Step step = outbox_.next(now, *pending);
  Status done;
  switch (step.kind) {
    case StepKind::ask: done = ask(now, random); break;
    case StepKind::take_back: done = take_back(step.number, now, random); break;
    case StepKind::send: done = send(step.number, now, random); break;
    case StepKind::cut: done = cut(now); break;
    case StepKind::remove:
      done = ports_.spool.remove(step.number);
      if (done) outbox_.was_removed(step.number);
      break;
    case StepKind::rest:
    case StepKind::wait:
    case StepKind::stopped: break;
  }
  if (!done) return pass(done);
  return step;
}

void Forwarder::reached(Instant now) {
  last_contact_ = now;
  last_failure_.reset();
}

void Forwarder::failed(const Error& error, Instant now, std::uint64_t random) {
  last_failure_ = error;
  if (error.code == "BatchDiverged" || error.code == "BatchGap") {
    last_contact_ = now;
    outbox_.must_ask();
  }
  outbox_.failed(now, random, ports_.link.retry_after());
}

Status Forwarder::ask(Instant now, std::uint64_t random) {
  const auto standing = ports_.link.standing(outbox_.ask_from());
  if (!standing) {
    failed(standing.error(), now, random);
    return {};
  }
  reached(now);
  outbox_.stands(*standing, now);
  return {};
}

Status Forwarder::take_back(std::uint64_t number, Instant now, std::uint64_t random) {
  const auto bytes = ports_.link.fetch(number);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) {
    last_failure_ = bytes.error();
    outbox_.was_gone(number, now, random);
    return {};
  }
  if (!bytes) {
    failed(bytes.error(), now, random);
    return {};
  }
  const auto sealed = own_batch(*bytes, stack_, number, ports_.own_key);
  auto batch = sealed ? read_batch(*sealed) : Result<Batch>(std::unexpected(sealed.error()));
  const Spooled* before = outbox_.find(number - 1);
  if (batch && before != nullptr && batch->head.previous != before->hash) {
    batch = nonsense("batch " + std::to_string(number) + ", which does not follow number " +
                     std::to_string(number - 1) + ".");
  }
  if (!batch) {
    failed(batch.error(), now, random);
    return {};
  }
  reached(now);
  const auto progress =
      ports_.source.take_back(std::move(*batch), outbox_.progress_of(number - 1), now);
  if (!progress) return std::unexpected(progress.error());
  const auto spooled = spool_batch(ports_.spool, *bytes, *progress);
  if (!spooled) return std::unexpected(spooled.error());
  outbox_.was_taken_back(*spooled);
  return {};
}

Status Forwarder::send(std::uint64_t number, Instant now, std::uint64_t random) {
  const auto bytes = ports_.spool.bytes(number);
  if (!bytes) return std::unexpected(bytes.error());
  const auto sealed = open_batch(*bytes);
  if (!sealed) return std::unexpected(sealed.error());
  const auto text = ports_.link.send(*bytes);
  const auto receipt =
      text ? ports_.read_receipt(*text) : Result<Receipt>(std::unexpected(text.error()));
  const Status checked = receipt ? check_receipt(*receipt, sealed->head, sealed->hash)
                                 : Status(std::unexpected(receipt.error()));
  if (!checked) {
    failed(checked.error(), now, random);
    return {};
  }
  reached(now);
  if (auto kept = ports_.spool.put_receipt(number, *text, now); !kept) return kept;
  outbox_.was_received(number, receipt->watermark, now);
  return {};
}

Status Forwarder::cut(Instant now) {
  const auto cut =
      cut_batch(stack_, outbox_, ports_.source, ports_.sign, ports_.spool, now);
  if (!cut) return std::unexpected(cut.error());
  outbox_.was_put(*cut);
  return {};
}

}  // namespace tollbridge::bridge
