// SPDX-License-Identifier: Apache-2.0
#include "rating/exchange.h"

#include <algorithm>
#include <chrono>

#include "core/check.h"

namespace tollbridge::rating {
namespace {

constexpr int factor_digits = 18;

std::vector<std::string_view> split(std::string_view line, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = line.find(by);
    std::string_view part = line.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ') || part.ends_with('\r')) part.remove_suffix(1);
    parts.push_back(part);
    if (end == line.npos) return parts;
    line.remove_prefix(end + 1);
  }
}

bool is_day(std::string_view text) {
  const auto instant = parse_instant_or_date(text);
  return text.size() == 10 && instant && date_text(*instant) == text;
}

// Collects the rates of a file and what is wrong with it.
class Reader {
 public:
  explicit Reader(std::string_view since) : since_(since) {}

  void add(std::string_view from, std::string_view to, std::string_view day, std::string_view rate,
           std::string_view source) {
    if (!is_day(day)) return fault("'" + std::string(day) + "' is no day, like 2026-10-30.");
    if (day < since_) return;
    const auto factor = Factor::parse(rate);
    if (!factor || *factor <= Factor()) {
      return fault("'" + std::string(rate) + "' is no rate above 0 with at most 18 digits.");
    }
    const auto a = Currency::find(from);
    const auto b = Currency::find(to);
    if (!a || !b) {
      if (source.empty()) fault("'" + std::string(a ? to : from) + "' is no currency.");
      return;
    }
    rates_.push_back({*a, *b, std::string(day), *factor,
                      std::string(source.empty() ? "file" : source)});
  }

  void fault(std::string message) {
    faults_.push_back({ErrorKind::invalid, "InvalidRates", std::move(message), {}, {}, line, {}});
  }

  Result<std::vector<ExchangeRate>> end() {
    if (rates_.size() > rates_of_file_max) {
      return fail(ErrorKind::refused, "TooManyRates",
                  "The file has " + std::to_string(rates_.size()) + " rates, " +
                      std::to_string(rates_of_file_max) + " at most are taken; say `since`.");
    }
    if (rates_.empty() && faults_.empty()) {
      line = 1;
      fault("No rate is in it; rates have the head from,to,date,rate or are a file of the ECB.");
    }
    if (faults_.empty()) return std::move(rates_);
    Error error = faults_.front();
    error.details = std::move(faults_);
    return std::unexpected<Error>(std::move(error));
  }

  std::int64_t line = 0;

 private:
  std::string_view since_;
  std::vector<ExchangeRate> rates_;
  std::vector<Error> faults_;
};

std::string_view attribute(std::string_view tag, std::string_view name) {
  for (const char quote : {'\'', '"'}) {
    const auto begin = tag.find(std::string(name) + "=" + quote);
    if (begin == tag.npos) continue;
    tag.remove_prefix(begin + name.size() + 2);
    return tag.substr(0, tag.find(quote));
  }
  return {};
}

void read_xml(std::string_view text, Reader& reader) {
  std::string_view day;
  for (auto at = text.find("<Cube"); at != text.npos; at = text.find("<Cube", at + 1)) {
    reader.line = 1 + std::ranges::count(text.substr(0, at), '\n');
    const std::string_view tag = text.substr(at, text.find('>', at) - at);
    if (const auto time = attribute(tag, "time"); !time.empty()) day = time;
    const auto currency = attribute(tag, "currency");
    if (!currency.empty()) reader.add("EUR", currency, day, attribute(tag, "rate"), "ECB");
  }
}

void read_row(const std::vector<std::string_view>& head, const std::vector<std::string_view>& row,
              Reader& reader) {
  if (head.front() != "Date") {
    if (row.size() != 4) return reader.fault("A row has four cells: from,to,date,rate.");
    return reader.add(row[0], row[1], row[2], row[3], {});
  }
  for (std::size_t i = 1; i < std::min(head.size(), row.size()); ++i) {
    if (head[i].empty() || row[i].empty() || row[i] == "N/A") continue;
    reader.add("EUR", head[i], row[0], row[i], "ECB");
  }
}

void read_csv(std::string_view text, Reader& reader) {
  std::vector<std::string_view> head;
  while (!text.empty()) {
    ++reader.line;
    const auto end = text.find('\n');
    const auto row = split(text.substr(0, end), ',');
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (row.size() == 1 && row.front().empty()) continue;
    if (!head.empty()) {
      read_row(head, row, reader);
    } else if (row.front() == "Date" ||
               row == std::vector<std::string_view>{"from", "to", "date", "rate"}) {
      head = row;
    } else {
      return reader.fault("The head is neither from,to,date,rate nor the ECB's Date,USD,….");
    }
  }
}

std::pair<std::string, std::string> pair_of(Currency from, Currency to) {
  return {std::string(from.code()), std::string(to.code())};
}

// a / b with 18 digits, half up; empty if it does not fit or is 0.
std::optional<Factor> divided(Factor a, Factor b) {
  const auto wide = Int256::product(a.units(), power_of_ten(factor_digits))
                        .plus(Int256(b.units() / 2));
  const auto units = wide ? wide->divided_by(Int256(b.units())).to_i128() : std::nullopt;
  if (!units || *units == 0) return std::nullopt;
  return Factor::from_units(*units);
}

}  // namespace

Result<std::vector<ExchangeRate>> parse_rates(std::string_view text, std::string_view since) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Reader reader(since);
  if (text.find("<Cube") != text.npos) {
    read_xml(text, reader);
  } else {
    read_csv(text, reader);
  }
  return reader.end();
}

void ExchangeTable::add(const ExchangeRate& rate) {
  pairs_[pair_of(rate.from, rate.to)].insert_or_assign(rate.day, rate);
}

const ExchangeRate* ExchangeTable::find(Currency from, Currency to, std::string_view day) const {
  const auto pair = pairs_.find(pair_of(from, to));
  if (pair == pairs_.end()) return nullptr;
  const auto found = pair->second.find(day);
  return found == pair->second.end() ? nullptr : &found->second;
}

std::vector<const ExchangeRate*> ExchangeTable::all() const {
  std::vector<const ExchangeRate*> rates;
  for (const auto& [pair, days] : pairs_) {
    for (const auto& [day, rate] : days) rates.push_back(&rate);
  }
  return rates;
}

std::optional<ExchangeRate> ExchangeTable::on(Currency from, Currency to,
                                              const std::string& day) const {
  if (const ExchangeRate* known = find(from, to, day)) return *known;
  const Factor one = Factor::from_whole(1);
  for (const auto& [pair, days] : pairs_) {
    if (pair.second != to.code() && pair.second != from.code()) continue;
    const auto third = Currency::find(pair.first);
    CHECK(third.has_value());
    const ExchangeRate* a = find(*third, from, day);
    const ExchangeRate* b = find(*third, to, day);
    if ((a == nullptr && !(*third == from)) || (b == nullptr && !(*third == to))) continue;
    const auto rate = divided(b == nullptr ? one : b->rate, a == nullptr ? one : a->rate);
    if (rate) return ExchangeRate{from, to, day, *rate, (a == nullptr ? b : a)->source};
  }
  return std::nullopt;
}

std::optional<ExchangeRate> ExchangeTable::rate(Currency from, Currency to, Instant by) const {
  for (int age = 0; age <= rate_days_max; ++age) {
    auto found = on(from, to, date_text(by - std::chrono::days(age)));
    if (found) return found;
  }
  return std::nullopt;
}

Result<Money> exchanged(const Money& money, const ExchangeRate& rate, RoundingProfile profile) {
  CHECK(money.currency() == rate.from);
  // Minor units with 18 digits more, brought to the 51 digits of an exact amount.
  const int missing = ExactAmount::scale - factor_digits - money.currency().minor_digits();
  const auto wide = Int256::product(money.minor_units(), rate.rate.units())
                        .times(power_of_ten(missing));
  if (!wide) {
    return fail(ErrorKind::invalid, "AmountOutOfRange",
                money.to_string() + " is too large to be exchanged.");
  }
  return round_to_money(ExactAmount::from_units(*wide), rate.to, profile);
}

}  // namespace tollbridge::rating
