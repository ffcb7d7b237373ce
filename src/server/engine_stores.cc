// SPDX-License-Identifier: Apache-2.0
#include "server/engine_stores.h"

#include <utility>

namespace tollbridge::server {
namespace {

// What `ask` answers on the engine's thread.
template <class Answer, class Ask>
Answer answer_of(api::Engine& engine, Ask&& ask) {
  Answer answer = fail(ErrorKind::busy, "ServerStopping", "The server is stopping.");
  auto done = engine.run([&](api::Desk& desk) -> Status {
    answer = ask(desk);
    return {};
  });
  if (!done) return std::unexpected<Error>(std::move(done.error()));
  return answer;
}

class Marks final : public journal::MarkStore {
 public:
  explicit Marks(api::Engine& engine) : engine_(engine) {}

  Result<std::vector<journal::Head>> marks() override {
    return answer_of<Result<std::vector<journal::Head>>>(
        engine_, [](api::Desk& desk) { return desk.books().marks().marks(); });
  }
  Status advance(std::span<const journal::Head> heads,
                 std::span<const journal::CountDelta> deltas, const std::string& actor) override {
    return answer_of<Status>(engine_, [&](api::Desk& desk) {
      return desk.books().marks().advance(heads, deltas, actor);
    });
  }
  Result<std::vector<journal::CountDelta>> counts(Period period) override {
    return answer_of<Result<std::vector<journal::CountDelta>>>(
        engine_, [&](api::Desk& desk) { return desk.books().marks().counts(period); });
  }

 private:
  api::Engine& engine_;
};

class Invoices final : public billing::InvoiceStore {
 public:
  explicit Invoices(api::Engine& engine) : engine_(engine) {}

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
        engine_, [&](api::Desk& desk) { return question(desk.books().invoices()); });
  }
  api::Engine& engine_;
};

class EngineBooks final : public engine::Books {
 public:
  explicit EngineBooks(api::Engine& engine)
      : engine_(engine), marks_(engine), invoices_(engine) {}

  Result<std::vector<registry::RecordedFact>> facts() override {
    return ask<Result<std::vector<registry::RecordedFact>>>([](auto& to) { return to.facts(); });
  }
  Result<std::vector<rating::RecordedPriceFact>> price_facts() override {
    return ask<Result<std::vector<rating::RecordedPriceFact>>>(
        [](auto& to) { return to.price_facts(); });
  }
  Result<std::uint64_t> record(const engine::Change& change, Instant known_at,
                               const std::string& actor, const std::string& action) override {
    return ask<Result<std::uint64_t>>(
        [&](auto& to) { return to.record(change, known_at, actor, action); });
  }
  Result<std::uint64_t> commit() override {
    return ask<Result<std::uint64_t>>([](auto& to) { return to.commit(); });
  }
  journal::MarkStore& marks() override { return marks_; }
  billing::InvoiceStore& invoices() override { return invoices_; }
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
    return answer_of<Answer>(engine_, [&](api::Desk& desk) { return question(desk.books()); });
  }
  api::Engine& engine_;
  Marks marks_;
  Invoices invoices_;
};

class EngineJournal final : public journal::Journal {
 public:
  explicit EngineJournal(api::Engine& engine) : engine_(engine) {}

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
  Status verify() override {
    return ask<Status>([](auto& to) { return to.verify(); });
  }
  Status copy_to(const std::string& path) override {
    return ask<Status>([&](auto& to) { return to.copy_to(path); });
  }

 private:
  template <class Answer, class Ask>
  Answer ask(Ask&& question) {
    return answer_of<Answer>(engine_, [&](api::Desk& desk) { return question(desk.journal()); });
  }
  api::Engine& engine_;
};

}  // namespace

std::unique_ptr<engine::Books> books_through(api::Engine& engine) {
  return std::make_unique<EngineBooks>(engine);
}

std::unique_ptr<journal::Journal> journal_through(api::Engine& engine) {
  return std::make_unique<EngineJournal>(engine);
}

}  // namespace tollbridge::server
