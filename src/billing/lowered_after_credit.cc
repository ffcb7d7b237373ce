// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "billing/bill.h"

namespace tollbridge::billing {
namespace {

// Numbers of one seller have six digits at least, so a longer one is greater.
bool issued_before(const Document& a, const Document& b) {
  return a.number.size() != b.number.size() ? a.number.size() < b.number.size()
                                            : a.number < b.number;
}

const std::string& adjusted_by(const Line& line) {
  const bool adjusts = line.kind == LineKind::adjustment && line.of && !line.of->line.empty();
  return adjusts ? line.of->line : line.id;
}

// What was credited of a line and its adjustments before `document`, by the line first billed.
std::map<std::string, i128> credited_before(const Document& document,
                                            const std::vector<Document>& issued) {
  std::map<std::string, std::string> adjusts;
  for (const Document& billed : issued) {
    if (!billed.corrects.empty()) continue;
    for (const Line& line : billed.lines)
      adjusts[line.id] = adjusted_by(line);
  }
  std::map<std::string, i128> credited;
  for (const Document& credit : issued) {
    if (credit.corrects.empty() || !issued_before(credit, document)) continue;
    for (const Line& line : credit.lines) {
      if (line.of) credited[adjusts[line.of->line]] -= line.amount.minor_units();
    }
  }
  return credited;
}

}  // namespace

std::vector<LoweredAfterCredit> lowered_after_credit(const Document& document,
                                                     const std::vector<Document>& issued) {
  std::vector<LoweredAfterCredit> result;
  const auto credited = credited_before(document, issued);
  for (const Line& line : document.lines) {
    if (line.kind != LineKind::adjustment || !line.amount.is_negative()) continue;
    const auto found = credited.find(adjusted_by(line));
    if (found == credited.end() || found->second <= 0) continue;
    result.push_back(
        {line.id, line.amount, found->first, Money(document.currency, found->second)});
  }
  return result;
}

}  // namespace tollbridge::billing
