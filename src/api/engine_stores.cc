// SPDX-License-Identifier: Apache-2.0
#include "api/engine_stores.h"

#include <utility>
#include <vector>

#include "journal/no_reader.h"

namespace tollbridge::api {
namespace {

// What `ask` answers on the engine's thread.
template <class Answer, class Ask>
Answer answer_of(Engine& engine, Ask&& ask) {
  Answer answer = fail(ErrorKind::busy, "ServerStopping", "The server is stopping.");
  auto done = engine.run([&](Desk& desk) -> Status {
    answer = ask(desk);
    return {};
  });
  if (!done) return std::unexpected<Error>(std::move(done.error()));
  return answer;
}

class Marks : public journal::MarkStore {
 public:
  explicit Marks(Engine& engine) : engine_(engine) {}

  Result<std::vector<journal::Head>> marks() override {
    return answer_of<Result<std::vector<journal::Head>>>(
        engine_, [](Desk& desk) { return desk.books().marks().marks(); });
  }
  Status advance(std::span<const journal::Head> heads,
                 std::span<const journal::CountDelta> deltas, const std::string& actor) override {
    return answer_of<Status>(engine_, [&](Desk& desk) {
      return desk.books().marks().advance(heads, deltas, actor);
    });
  }
  Result<std::vector<journal::CountDelta>> counts(Period period) override {
    return answer_of<Result<std::vector<journal::CountDelta>>>(
        engine_, [&](Desk& desk) { return desk.books().marks().counts(period); });
  }

 private:
  Engine& engine_;
};

class Invoices : public billing::InvoiceStore {
 public:
  explicit Invoices(Engine& engine) : engine_(engine) {}

  Result<std::vector<billing::Closing>> closings() override {
    return ask<Result<std::vector<billing::Closing>>>([](auto& to) { return to.closings(); });
  }
  Result<billing::Closing> begin_closing(const billing::Closing& closing,
                                         const std::string& actor) override {
    return ask<Result<billing::Closing>>(
        [&](auto& to) { return to.begin_closing(closing, actor); });
  }
  Status finish_closing(const billing::Closing& closing,
                        const std::vector<billing::Document>& documents,
                        const std::string& actor) override {
    return ask<Status>([&](auto& to) { return to.finish_closing(closing, documents, actor); });
  }
  Status issue(const billing::Document& document, const std::string& actor) override {
    return ask<Status>([&](auto& to) { return to.issue(document, actor); });
  }
  Result<std::uint64_t> next_number(const PartyId& seller) override {
    return ask<Result<std::uint64_t>>([&](auto& to) { return to.next_number(seller); });
  }
  Result<std::vector<billing::Document>> documents(const billing::DocumentFilter& filter) override {
    return ask<Result<std::vector<billing::Document>>>(
        [&](auto& to) { return to.documents(filter); });
  }
  Result<billing::Document> document(const std::string& id) override {
    return ask<Result<billing::Document>>([&](auto& to) { return to.document(id); });
  }

 private:
  template <class Answer, class Ask>
  Answer ask(Ask&& question) {
    return answer_of<Answer>(
        engine_, [&](Desk& desk) { return question(desk.books().invoices()); });
  }
  Engine& engine_;
};

class Settlements final : public billing::SettlementStore {
 public:
  explicit Settlements(Engine& engine) : engine_(engine) {}

  Result<std::vector<billing::PaymentEntry>> payments() override {
    return ask<Result<std::vector<billing::PaymentEntry>>>([](auto& to) { return to.payments(); });
  }
  Status record_payments(std::span<const billing::PaymentEntry> entries) override {
    return ask<Status>([&](auto& to) { return to.record_payments(entries); });
  }
  Result<std::vector<billing::DisputeStep>> dispute_steps() override {
    return ask<Result<std::vector<billing::DisputeStep>>>(
        [](auto& to) { return to.dispute_steps(); });
  }
  Status record_dispute_step(const billing::DisputeStep& step) override {
    return ask<Status>([&](auto& to) { return to.record_dispute_step(step); });
  }

 private:
  template <class Answer, class Ask>
  Answer ask(Ask&& question) {
    return answer_of<Answer>(
        engine_, [&](Desk& desk) { return question(desk.books().settlements()); });
  }
  Engine& engine_;
};

class EngineBooks : public engine::Books {
 public:
  explicit EngineBooks(Engine& engine)
      : engine_(engine), marks_(engine), invoices_(engine), settlements_(engine) {}

  Result<std::vector<registry::RecordedFact>> facts() override {
    return ask<Result<std::vector<registry::RecordedFact>>>([](auto& to) { return to.facts(); });
  }
  Result<std::vector<rating::RecordedPriceFact>> price_facts() override {
    return ask<Result<std::vector<rating::RecordedPriceFact>>>(
        [](auto& to) { return to.price_facts(); });
  }
  Result<engine::FactCommits> fact_commits() override {
    return ask<Result<engine::FactCommits>>([](auto& to) { return to.fact_commits(); });
  }
  Result<std::vector<registry::RecordedFact>> facts_after(std::uint64_t commit) override {
    return ask<Result<std::vector<registry::RecordedFact>>>(
        [&](auto& to) { return to.facts_after(commit); });
  }
  Result<std::uint64_t> record(const engine::Change& change, Instant known_at,
                               const std::string& actor, const std::string& action) override {
    return ask<Result<std::uint64_t>>(
        [&](auto& to) { return to.record(change, known_at, actor, action); });
  }
  Result<std::uint64_t> commit() override {
    return ask<Result<std::uint64_t>>([](auto& to) { return to.commit(); });
  }
  Result<std::optional<Instant>> newest_known_at() override {
    return ask<Result<std::optional<Instant>>>([](auto& to) { return to.newest_known_at(); });
  }
  journal::MarkStore& marks() override { return marks_; }
  billing::InvoiceStore& invoices() override { return invoices_; }
  billing::SettlementStore& settlements() override { return settlements_; }
  Status alone(const std::function<Status(engine::Books& now)>& work) override {
    return engine_.run([&](Desk& desk) { return work(desk.books()); });
  }
  Result<std::vector<engine::AuditEntry>> audit() override {
    return ask<Result<std::vector<engine::AuditEntry>>>([](auto& to) { return to.audit(); });
  }
  Status verify() override {
    return ask<Status>([](auto& to) { return to.verify(); });
  }
  Status copy_to(const std::string& path) override {
    return ask<Status>([&](auto& to) { return to.copy_to(path); });
  }

 private:
  template <class Answer, class Ask>
  Answer ask(Ask&& question) {
    return answer_of<Answer>(engine_, [&](Desk& desk) { return question(desk.books()); });
  }
  Engine& engine_;
  Marks marks_;
  Invoices invoices_;
  Settlements settlements_;
};

class EngineJournal : public journal::Journal {
 public:
  explicit EngineJournal(Engine& engine) : engine_(engine) {}

  Result<journal::AppendOutcome> append(const journal::UsageBatch& batch,
                                        const journal::AppendOptions& options) override {
    return ask<Result<journal::AppendOutcome>>(
        [&](auto& to) { return to.append(batch, options); });
  }
  Result<std::vector<journal::Head>> heads() override {
    return ask<Result<std::vector<journal::Head>>>([](auto& to) { return to.heads(); });
  }
  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    return ask<Status>([&](auto& to) { return to.scan(request, visit); });
  }
  std::unique_ptr<journal::UsageReader> reader() override {
    std::unique_ptr<journal::UsageReader> made;
    auto done = engine_.run([&](Desk& desk) -> Status {
      made = desk.journal().reader();
      return {};
    });
    if (!done) return std::make_unique<journal::NoReader>(std::move(done.error()));
    return made;
  }
  Status verify() override {
    return ask<Status>([](auto& to) { return to.verify(); });
  }
  Status copy_to(const std::string& path) override {
    return ask<Status>([&](auto& to) { return to.copy_to(path); });
  }

 private:
  template <class Answer, class Ask>
  Answer ask(Ask&& question) {
    return answer_of<Answer>(engine_, [&](Desk& desk) { return question(desk.journal()); });
  }
  Engine& engine_;
};

// What was read in the moment the snapshot was taken.
struct Moment {
  std::uint64_t commit = 0;
  std::vector<billing::Closing> closings;
  std::optional<Period> counted;
  std::vector<journal::CountDelta> counts;
  std::optional<Error> counts_failed;
};

class CountsThen final : public Marks {
 public:
  CountsThen(Engine& engine, const Moment& then) : Marks(engine), then_(then) {}

  Result<std::vector<journal::CountDelta>> counts(Period period) override {
    if (period != then_.counted) return Marks::counts(period);
    if (then_.counts_failed) return std::unexpected<Error>(*then_.counts_failed);
    return then_.counts;
  }

 private:
  const Moment& then_;
};

class InvoicesThen final : public Invoices {
 public:
  InvoicesThen(Engine& engine, const Moment& then) : Invoices(engine), then_(then) {}
  Result<std::vector<billing::Closing>> closings() override { return then_.closings; }

 private:
  const Moment& then_;
};

class BooksThen final : public EngineBooks {
 public:
  BooksThen(Engine& engine, Moment then)
      : EngineBooks(engine), then_(std::move(then)), marks_(engine, then_),
        invoices_(engine, then_) {}

  Result<std::uint64_t> commit() override { return then_.commit; }
  journal::MarkStore& marks() override { return marks_; }
  billing::InvoiceStore& invoices() override { return invoices_; }

 private:
  Moment then_;
  CountsThen marks_;
  InvoicesThen invoices_;
};

class JournalThen final : public EngineJournal {
 public:
  JournalThen(Engine& engine, std::unique_ptr<journal::UsageReader> reader)
      : EngineJournal(engine), reader_(std::move(reader)) {}

  Result<std::vector<journal::Head>> heads() override { return reader_->heads(); }
  Status scan(const journal::ScanRequest& request, const journal::ScanVisitor& visit) override {
    return reader_->scan(request, visit);
  }

 private:
  std::unique_ptr<journal::UsageReader> reader_;
};

Result<Moment> moment_of(engine::Books& books, std::optional<Period> counted) {
  Moment moment;
  auto commit = books.commit();
  if (!commit) return pass(commit);
  moment.commit = *commit;
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  moment.closings = std::move(*closings);
  moment.counted = counted;
  if (!counted) return moment;
  auto counts = books.marks().counts(*counted);
  if (counts) {
    moment.counts = std::move(*counts);
  } else {
    moment.counts_failed = std::move(counts.error());
  }
  return moment;
}

}  // namespace

Result<Snapshot> Snapshot::take(Engine& engine, std::optional<Period> counted) {
  Snapshot snapshot;
  auto taken = engine.run([&](Desk& desk) -> Status {
    auto moment = moment_of(desk.books(), counted);
    if (!moment) return pass(moment);
    auto registry = desk.registry();
    if (!registry) return pass(registry);
    snapshot.books = std::make_unique<BooksThen>(engine, std::move(*moment));
    snapshot.journal = std::make_unique<JournalThen>(engine, desk.journal().reader());
    snapshot.registry = std::move(*registry);
    return {};
  });
  if (!taken) return pass(taken);
  return snapshot;
}

std::unique_ptr<engine::Books> books_through(Engine& engine) {
  return std::make_unique<EngineBooks>(engine);
}

std::unique_ptr<journal::Journal> journal_through(Engine& engine) {
  return std::make_unique<EngineJournal>(engine);
}

}  // namespace tollbridge::api
