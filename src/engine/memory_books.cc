// SPDX-License-Identifier: Apache-2.0
#include "engine/memory_books.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tollbridge::engine {

struct MemoryBooks::Shared {
  std::vector<registry::RecordedFact> facts;
  std::vector<rating::RecordedPriceFact> price_facts;
  std::vector<AuditEntry> audit;
  std::uint64_t commit = 0;
  std::uint64_t fail_in = 0;  // 0: never
  bool fail_after_effect = false;

  // Does `call`, or fails before or after it when its turn has come.
  template <class Call>
  auto guarded(const Call& call) -> decltype(call()) {
    const bool fails = fail_in != 0 && --fail_in == 0;
    if (fails && !fail_after_effect) return fault();
    auto result = call();
    if (fails) return fault();
    return result;
  }

  static std::unexpected<Error> fault() {
    return fail(ErrorKind::io, "InjectedFault", "The books failed on purpose.");
  }
};

class MemoryBooks::Marks final : public journal::MarkStore {
 public:
  explicit Marks(Shared& shared) : shared_(shared) {}

  Result<std::vector<journal::Head>> marks() override {
    return shared_.guarded([&]() -> Result<std::vector<journal::Head>> {
      std::vector<journal::Head> result;
      for (const auto& [stack, head] : heads_)
        result.push_back(head);
      return result;
    });
  }

  Status advance(std::span<const journal::Head> heads,
                 std::span<const journal::CountDelta> deltas,
                 const std::string& /*actor*/) override {
    return shared_.guarded([&]() -> Status {
      for (const journal::CountDelta& delta : deltas) {
        auto [found, added] =
            counts_.emplace(std::tuple(delta.period, delta.stack, delta.meter), delta);
        if (added) continue;
        const auto sum = found->second.quantity.plus(delta.quantity);
        if (!sum) return fail(ErrorKind::invalid, "QuantityOverflow", "Counts overflow.");
        found->second.quantity = *sum;
        found->second.records += delta.records;
      }
      for (const journal::Head& head : heads)
        heads_[head.stack] = head;
      ++shared_.commit;
      return {};
    });
  }

  Result<std::vector<journal::CountDelta>> counts(Period period) override {
    return shared_.guarded([&]() -> Result<std::vector<journal::CountDelta>> {
      std::vector<journal::CountDelta> result;
      for (const auto& [key, count] : counts_) {
        if (std::get<0>(key) == period) result.push_back(count);
      }
      return result;
    });
  }

 private:
  Shared& shared_;
  std::map<StackId, journal::Head> heads_;
  std::map<std::tuple<Period, StackId, MeterId>, journal::CountDelta> counts_;
};

class MemoryBooks::Invoices final : public billing::InvoiceStore {
 public:
  explicit Invoices(Shared& shared) : shared_(shared) {}

  Result<std::vector<billing::Closing>> closings() override {
    return shared_.guarded([&]() -> Result<std::vector<billing::Closing>> {
      std::vector<billing::Closing> result;
      for (const auto& [key, closing] : closings_)
        result.push_back(closing);
      return result;
    });
  }

  Result<billing::Closing> begin_closing(const billing::Closing& closing,
                                         const std::string& /*actor*/) override {
    return shared_.guarded([&]() -> Result<billing::Closing> {
      const auto [found, added] = closings_.emplace(key_of(closing), closing);
      if (added) ++shared_.commit;
      return found->second;
    });
  }

  Status finish_closing(const billing::Closing& closing,
                        const std::vector<billing::Document>& documents,
                        const std::string& /*actor*/) override {
    return shared_.guarded([&]() -> Status {
      const auto found = closings_.find(key_of(closing));
      if (found != closings_.end() && found->second.state == billing::PeriodState::closed) {
        return fail(ErrorKind::conflict, "AlreadyClosed",
                    closing.period.to_string() + " is closed for " + closing.seller.text() + ".");
      }
      auto kept = texts_;
      for (const auto& document : documents) {
        if (auto added = add(document, kept); !added) return added;
      }
      texts_ = std::move(kept);
      closings_.insert_or_assign(key_of(closing), closing).first->second.state =
          billing::PeriodState::closed;
      ++shared_.commit;
      return {};
    });
  }

  Status issue(const billing::Document& document, const std::string& /*actor*/) override {
    return shared_.guarded([&]() -> Status {
      if (auto added = add(document, texts_); !added) return added;
      ++shared_.commit;
      return {};
    });
  }

  Result<std::uint64_t> next_number(const PartyId& seller) override {
    return shared_.guarded([&]() -> Result<std::uint64_t> { return numbers(seller, texts_) + 1; });
  }

  Result<std::vector<billing::Document>> documents(const billing::DocumentFilter& filter) override {
    return shared_.guarded([&]() -> Result<std::vector<billing::Document>> {
      std::vector<billing::Document> result;
      for (const auto& [key, text] : texts_) {
        auto document = billing::parse_document(text);
        if (!document) return pass(document);
        if ((filter.seller && document->seller != *filter.seller) ||
            (filter.buyer && document->buyer != *filter.buyer) ||
            (filter.period && document->period != *filter.period)) {
          continue;
        }
        result.push_back(std::move(*document));
      }
      return result;
    });
  }

  Result<billing::Document> document(const std::string& id) override {
    return shared_.guarded([&]() -> Result<billing::Document> {
      for (const auto& [key, text] : texts_) {
        auto document = billing::parse_document(text);
        if (!document || document->id == id) return document;
      }
      return fail(ErrorKind::not_found, "UnknownInvoice", "There is no document '" + id + "'.");
    });
  }

 private:
  using Texts = std::map<std::pair<PartyId, std::uint64_t>, std::string>;

  static std::pair<PartyId, Period> key_of(const billing::Closing& closing) {
    return {closing.seller, closing.period};
  }

  static std::uint64_t numbers(const PartyId& seller, const Texts& texts) {
    return static_cast<std::uint64_t>(
        std::count_if(texts.begin(), texts.end(),
                      [&](const auto& entry) { return entry.first.first == seller; }));
  }

  // Numbers have no gaps: each document must be the next of its seller.
  static Status add(const billing::Document& document, Texts& texts) {
    const std::uint64_t number = numbers(document.seller, texts) + 1;
    if (std::stoull(document.number) != number) {
      return fail(ErrorKind::conflict, "NumberTaken",
                  "Document " + document.id + " would leave a gap or take a number twice.");
    }
    texts.emplace(std::pair(document.seller, number), billing::canonical_text(document));
    return {};
  }

  Shared& shared_;
  std::map<std::pair<PartyId, Period>, billing::Closing> closings_;
  Texts texts_;
};

class MemoryBooks::Settlements final : public billing::SettlementStore {
 public:
  explicit Settlements(Shared& shared) : shared_(shared) {}

  Result<std::vector<billing::PaymentEntry>> payments() override {
    return shared_.guarded([&]() -> Result<std::vector<billing::PaymentEntry>> {
      std::vector<billing::PaymentEntry> result;
      for (const auto& [key, entry] : payments_)
        result.push_back(entry);
      return result;
    });
  }

  Status record_payments(std::span<const billing::PaymentEntry> entries) override {
    return shared_.guarded([&]() -> Status {
      auto kept = payments_;
      for (const billing::PaymentEntry& entry : entries) {
        if (!kept.emplace(std::pair(entry.document, entry.n), entry).second) {
          return fail(ErrorKind::conflict, "AlreadyRecorded", entry.id() + " is there already.");
        }
      }
      payments_ = std::move(kept);
      ++shared_.commit;
      return {};
    });
  }

  Result<std::vector<billing::DisputeStep>> dispute_steps() override {
    return shared_.guarded(
        [&]() -> Result<std::vector<billing::DisputeStep>> { return steps_; });
  }

  Status record_dispute_step(const billing::DisputeStep& step) override {
    return shared_.guarded([&]() -> Status {
      steps_.push_back(step);
      ++shared_.commit;
      return {};
    });
  }

 private:
  Shared& shared_;
  std::map<std::pair<std::string, std::uint32_t>, billing::PaymentEntry> payments_;
  std::vector<billing::DisputeStep> steps_;
};

MemoryBooks::MemoryBooks()
    : shared_(std::make_unique<Shared>()),
      marks_(std::make_unique<Marks>(*shared_)),
      invoices_(std::make_unique<Invoices>(*shared_)),
      settlements_(std::make_unique<Settlements>(*shared_)) {}

MemoryBooks::~MemoryBooks() = default;

void MemoryBooks::fail_call(std::uint64_t k, bool after_effect) {
  shared_->fail_in = k;
  shared_->fail_after_effect = after_effect;
}

bool MemoryBooks::fault_pending() const {
  return shared_->fail_in != 0;
}

Result<std::vector<registry::RecordedFact>> MemoryBooks::facts() {
  return shared_->guarded(
      [&]() -> Result<std::vector<registry::RecordedFact>> { return shared_->facts; });
}

Result<std::vector<rating::RecordedPriceFact>> MemoryBooks::price_facts() {
  return shared_->guarded(
      [&]() -> Result<std::vector<rating::RecordedPriceFact>> { return shared_->price_facts; });
}

Result<std::uint64_t> MemoryBooks::record(const Change& change, Instant known_at,
                                          const std::string& actor, const std::string& action) {
  return shared_->guarded([&]() -> Result<std::uint64_t> {
    const std::uint64_t commit = ++shared_->commit;
    for (const auto& fact : change.facts) {
      shared_->facts.push_back({fact, commit, known_at, actor});
    }
    for (const auto& fact : change.prices) {
      shared_->price_facts.push_back({fact, commit, known_at});
    }
    shared_->audit.push_back({commit, known_at, actor, action, {}, {}});
    return commit;
  });
}

Result<std::uint64_t> MemoryBooks::commit() {
  return shared_->guarded([&]() -> Result<std::uint64_t> { return shared_->commit; });
}

journal::MarkStore& MemoryBooks::marks() {
  return *marks_;
}
billing::InvoiceStore& MemoryBooks::invoices() {
  return *invoices_;
}
billing::SettlementStore& MemoryBooks::settlements() {
  return *settlements_;
}

Result<std::vector<AuditEntry>> MemoryBooks::audit() {
  return shared_->guarded([&]() -> Result<std::vector<AuditEntry>> { return shared_->audit; });
}

Status MemoryBooks::verify() {
  return shared_->guarded([]() -> Status { return {}; });
}

Status MemoryBooks::copy_to(const std::string& path) {
  return fail(ErrorKind::refused, "NotSupported",
              "Books in memory cannot be copied to '" + path + "'.");
}

}  // namespace tollbridge::engine
