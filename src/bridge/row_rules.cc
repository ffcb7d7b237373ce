// SPDX-License-Identifier: Apache-2.0
#include "bridge/row_rules.h"

#include <map>
#include <unordered_map>

#include "core/limits.h"
#include "intake/tags.h"
#include "intake/text.h"

namespace tollbridge::bridge {
namespace {

using journal::UsageRow;

bool is_text(std::string_view text) {
  return text.size() <= tollbridge::limits::id_bytes_max && intake::is_utf8(text) &&
         !intake::has_control_character(text);
}
bool is_plain(std::string_view text) { return text.empty() || is_text(text); }
bool is_id(std::string_view text) { return is_text(text) && guid_or_text(text) == text; }
bool is_named_id(std::string_view text) { return !text.empty() && is_id(text); }
bool is_resource(std::string_view text) {
  return !text.empty() && is_text(text) && normal_resource(text) == text;
}
bool is_tags(std::string_view text) {
  return text.size() <= tollbridge::limits::tags_bytes_max && intake::is_utf8(text) &&
         intake::canonical_tags(text) == text;
}

// Asks each text of a pool once.
class Asked {
 public:
  using Question = bool (*)(std::string_view);
  Asked(const journal::StringPool& strings, Question question)
      : strings_(strings), question_(question) {}

  bool operator()(std::uint32_t index) {
    if (index >= known_.size()) known_.resize(strings_.size(), unknown);
    std::uint8_t& answer = known_[index];
    if (answer == unknown) answer = question_(strings_.text(index)) ? 1 : 0;
    return answer == 1;
  }

 private:
  static constexpr std::uint8_t unknown = 2;
  const journal::StringPool& strings_;
  Question question_;
  std::vector<std::uint8_t> known_;
};

struct Fault {
  std::string code;
  std::string message;
};

class Judge {
 public:
  Judge(const StackId& stack, Directory& directory, journal::StringPool& strings)
      : stack_(stack),
        directory_(directory),
        strings_(strings),
        named_ids_(strings, is_named_id),
        ids_(strings, is_id),
        resources_(strings, is_resource),
        plain_(strings, is_plain),
        tags_(strings, is_tags) {}

  // Empty if the row can be taken; then it has its tenant.
  Result<std::optional<Fault>> operator()(UsageRow& row) {
    if (auto fault = own_fault(row)) return fault;
    auto declared = declared_tenant(row.subscription, month_of(row.hour()));
    if (!declared) return pass(declared);
    if (*declared != 0 && row.tenant != 0 && row.tenant != *declared) {
      return Fault{"TenantMismatch",
                   "The row names tenant " + text(row.tenant) + ", but local subscription " +
                       text(row.subscription) + " was declared for tenant " + text(*declared) +
                       "."};
    }
    if (*declared != 0) row.tenant = *declared;
    if (row.tenant == 0) {
      return Fault{"UnknownTenant", "The row names no tenant and local subscription " +
                                        text(row.subscription) + " was never declared."};
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string text(std::uint32_t index) const {
    return std::string(strings_.text(index));
  }

  std::optional<Fault> own_fault(const UsageRow& row) {
    if (!named_ids_(row.subscription) || !named_ids_(row.meter) || !ids_(row.tenant) ||
        !resources_(row.resource) || !plain_(row.event_id) || !plain_(row.location)) {
      return Fault{"InvalidId",
                   "An id of the row is missing, too long, not in its normal form or no text."};
    }
    if (!tags_(row.tags)) {
      return Fault{"InvalidTags", "The tags of the row are too long or not in their normal form."};
    }
    if (row.revision < 0 || row.revision > tollbridge::limits::revision_max) {
      return Fault{"InvalidRevision", "The row's revision is out of range."};
    }
    constexpr std::chrono::hours longest{tollbridge::limits::span_hours_max};
    if (row.start < Instant{} || (row.end && *row.end - row.start > longest)) {
      return Fault{"SpanTooLong", "The row is from before 1970 or longer than a month."};
    }
    return std::nullopt;
  }

  // Rows of one hour mostly follow each other.
  Period month_of(Hour hour) {
    if (hour != hour_) {
      hour_ = hour;
      month_ = Period::containing(hour);
    }
    return month_;
  }

  // Index in the pool; 0 where it was not declared.
  Result<std::uint32_t> declared_tenant(std::uint32_t subscription, Period month) {
    const std::uint64_t key =
        (std::uint64_t{subscription} << 32U) | static_cast<std::uint32_t>(month.index());
    const auto [found, fresh] = tenants_.try_emplace(key, 0U);
    if (fresh) {
      auto tenant =
          directory_.tenant(stack_, LocalSubscriptionId(strings_.text(subscription)), month);
      if (!tenant) return pass(tenant);
      if (*tenant) found->second = strings_.intern((*tenant)->text());
    }
    return found->second;
  }

  const StackId& stack_;
  Directory& directory_;
  journal::StringPool& strings_;
  Hour hour_ = Hour::from_index(0);
  Period month_ = Period::containing(Hour::from_index(0));
  std::unordered_map<std::uint64_t, std::uint32_t> tenants_;  // by subscription and month
  Asked named_ids_, ids_, resources_, plain_, tags_;
};

}  // namespace

Status judge_rows(const StackId& stack, Directory& directory, journal::UsageBatch& usage,
                  std::vector<std::uint64_t>& row_of, std::vector<Rejected>& rejected) {
  Judge judge(stack, directory, usage.strings);
  row_of.clear();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < usage.rows.size(); ++i) {
    auto fault = judge(usage.rows[i]);
    if (!fault) return pass(fault);
    if (*fault) {
      Rejected one;
      one.row = i + 1;
      one.code = std::move((**fault).code);
      one.message = std::move((**fault).message);
      rejected.push_back(std::move(one));
      continue;
    }
    if (kept != i) usage.rows[kept] = usage.rows[i];
    row_of.push_back(i + 1);
    ++kept;
  }
  usage.rows.resize(kept);
  return {};
}

}  // namespace tollbridge::bridge
