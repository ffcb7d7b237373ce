// SPDX-License-Identifier: Apache-2.0
// Reads docs/formats/document.md. Strict: a text is accepted only if writing the document again
// gives the same bytes, so there is exactly one text per document.
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "billing/document.h"
#include "core/limits.h"

namespace tollbridge::billing {
namespace {

constexpr std::size_t fields_max = 16;

std::unexpected<Error> damaged(const std::string& what, std::int64_t line) {
  auto error = fail(ErrorKind::damaged, "DocumentDamaged",
                    "A stored document cannot be read: " + what +
                        ". Restore the books from a backup; nothing is billed from them.");
  error.error().line = line;
  return error;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    switch (text[i]) {
      case '\\': out += '\\'; break;
      case 't': out += '\t'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      default: return std::nullopt;
    }
  }
  return out;
}

// Hands out records in order; the first fault stays and everything read after it is empty.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // The fields of the next record, which must have this tag and number of fields.
  const std::array<std::string, fields_max>& record(std::string_view tag, std::size_t fields) {
    fields_.fill({});
    ++line_;
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return faulty("'" + std::string(tag) + "' is missing");
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    const auto found_tag = text.substr(0, text.find('\t'));
    if (found_tag != tag) return faulty("'" + std::string(tag) + "' is missing");
    text.remove_prefix(tag.size());
    for (std::size_t i = 0; i < fields; ++i) {
      if (text.empty()) return faulty("'" + std::string(tag) + "' has too few fields");
      text.remove_prefix(1);
      const auto tab = text.find('\t');
      auto field = unescaped(text.substr(0, tab));
      if (!field) return faulty("'" + std::string(tag) + "' has a bad escape");
      fields_[i] = std::move(*field);
      text = tab == std::string_view::npos ? std::string_view() : text.substr(tab);
    }
    if (!text.empty()) return faulty("'" + std::string(tag) + "' has too many fields");
    return fields_;
  }

  const std::string& field(std::string_view tag) { return record(tag, 1)[0]; }

  std::uint64_t count(std::string_view tag, std::uint64_t max) {
    return number(field(tag), tag, max);
  }

  std::uint64_t number(const std::string& text, std::string_view tag, std::uint64_t max) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > max) {
      faulty("'" + std::string(tag) + "' is no count");
      return 0;
    }
    return value;
  }

  // The value, or `otherwise` and a fault.
  template <class T>
  T value(Result<T> result, std::string_view tag, T otherwise) {
    if (result) return std::move(*result);
    faulty("'" + std::string(tag) + "' cannot be read");
    return otherwise;
  }

  const std::array<std::string, fields_max>& faulty(const std::string& what) {
    if (fault_.empty()) {
      fault_ = what;
      fault_line_ = line_;
    }
    rest_ = {};
    fields_.fill({});
    return fields_;
  }

  [[nodiscard]] bool next_is(std::string_view tag) const {
    return rest_.starts_with(tag) && rest_.substr(tag.size()).starts_with('\t');
  }
  [[nodiscard]] bool ok() const { return fault_.empty(); }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::unexpected<Error> error() const { return damaged(fault_, fault_line_); }

 private:
  std::string_view rest_;
  std::array<std::string, fields_max> fields_;
  std::string fault_;
  std::int64_t line_ = 0;
  std::int64_t fault_line_ = 0;
};

Result<LineKind> parse_kind(std::string_view text) {
  for (const auto kind : {LineKind::usage, LineKind::adjustment, LineKind::commitment,
                          LineKind::credit, LineKind::rounding}) {
    if (text == to_string(kind)) return kind;
  }
  return fail(ErrorKind::damaged, "DocumentDamaged", "Unknown kind of line.");
}

Result<DocumentType> parse_type(std::string_view text) {
  for (const auto type : {DocumentType::invoice, DocumentType::credit_note}) {
    if (text == to_string(type)) return type;
  }
  return fail(ErrorKind::damaged, "DocumentDamaged", "Unknown type of document.");
}

Result<Digest> parse_hex(std::string_view text) {
  Digest digest{};
  const auto nibble = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
  if (text.size() != 2 * digest.size() ||
      text.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return fail(ErrorKind::damaged, "DocumentDamaged", "Not a digest.");
  }
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(nibble(text[2 * i]) * 16 + nibble(text[2 * i + 1]));
  }
  return digest;
}

// Digits of either sign with at most one point; 36 digits do not fit parse_decimal's 128 bits.
Result<ExactQuantity> parse_exact_quantity(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Int256 units;
  int fraction = -1;
  for (const char c : text) {
    if (c == '.' && fraction < 0) {
      fraction = 0;
      continue;
    }
    const auto shifted = units.times(10);
    const auto next = shifted ? shifted->plus(Int256(i128{c - '0'})) : std::nullopt;
    if (c < '0' || c > '9' || !next || fraction == ExactQuantity::scale) {
      return fail(ErrorKind::damaged, "DocumentDamaged", "Not a quantity.");
    }
    units = *next;
    if (fraction >= 0) ++fraction;
  }
  std::optional<Int256> scaled = units;
  for (int i = fraction < 0 ? 0 : fraction; scaled && i < ExactQuantity::scale; ++i) {
    scaled = scaled->times(10);
  }
  if (!scaled) return fail(ErrorKind::damaged, "DocumentDamaged", "Not a quantity.");
  return ExactQuantity::from_units(negative ? scaled->negated() : *scaled);
}

Inputs read_inputs(Reader& reader) {
  Inputs inputs;
  inputs.commit = reader.count("commit", UINT64_MAX);
  inputs.known_at = reader.value(parse_instant(reader.field("known_at")), "known_at", Instant{});
  inputs.rules_version = static_cast<std::uint32_t>(reader.count("rules_version", UINT32_MAX));
  const std::uint64_t heads = reader.count("heads", UINT32_MAX);
  for (std::uint64_t i = 0; i < heads && reader.ok(); ++i) {
    const auto& fields = reader.record("head", 3);
    journal::Head head;
    head.stack = StackId(fields[0]);
    const std::string hash = fields[2];
    head.sequence = reader.number(fields[1], "head", UINT64_MAX);
    head.hash = reader.value(parse_hex(hash), "head", Digest{});
    inputs.heads.push_back(std::move(head));
  }
  return inputs;
}

Line read_line(Reader& reader, Currency currency) {
  const auto fields = reader.record("line", 15);
  Line line{.id = fields[0],
            .subscription = SubscriptionId(fields[1]),
            .customer = PartyId(fields[2]),
            .meter = MeterId(fields[3]),
            .name = fields[4],
            .unit = fields[5],
            .quantity = {},
            .unit_price = {},
            .tier_from = {},
            .amount = Money::zero(currency),
            .kind = LineKind::usage,
            .cause = fields[11],
            .of = {}};
  line.quantity = reader.value(parse_exact_quantity(fields[6]), "line", ExactQuantity{});
  if (!fields[7].empty()) {
    line.unit_price = reader.value(UnitPrice::parse(fields[7]), "line", UnitPrice{});
  }
  line.tier_from = reader.value(Quantity::parse(fields[8]), "line", Quantity{});
  line.amount = reader.value(Money::parse(fields[9], currency), "line", Money::zero(currency));
  line.kind = reader.value(parse_kind(fields[10]), "line", LineKind::usage);
  if (!fields[12].empty()) {
    const Period period =
        reader.value(Period::parse(fields[12]), "line", Period::from_index(0));
    line.of = LineOrigin{period, fields[13], fields[14]};
  }
  return line;
}

std::optional<LocalTax> read_local_tax(Reader& reader) {
  const auto fields = reader.record("local_tax", 5);
  const auto currency = Currency::find(fields[0]);
  if (!currency) {
    reader.faulty("'local_tax' has an unknown currency");
    return std::nullopt;
  }
  const Money zero = Money::zero(*currency);
  return LocalTax{reader.value(Money::parse(fields[1], *currency), "local_tax", zero),
                  reader.value(Factor::parse(fields[2]), "local_tax", Factor{}), fields[3],
                  fields[4]};
}

// What follows `currency`, which the empty document already has.
void read_rest(Reader& reader, Document& document) {
  const Money zero = Money::zero(document.currency);
  document.rounding = reader.value(parse_rounding_profile(reader.field("rounding")), "rounding",
                                   RoundingProfile::en16931);
  document.type = reader.value(parse_type(reader.field("type")), "type", DocumentType::invoice);
  document.issued_at =
      reader.value(parse_instant(reader.field("issued_at")), "issued_at", Instant{});
  document.corrects = reader.field("corrects");
  document.reason = reader.field("reason");
  document.inputs = read_inputs(reader);
  const std::uint64_t lines = reader.count("lines", limits::invoice_lines_max);
  for (std::uint64_t i = 0; i < lines && reader.ok(); ++i) {
    document.lines.push_back(read_line(reader, document.currency));
  }
  const auto money = [&](const std::string& text, std::string_view tag) {
    return reader.value(Money::parse(text, document.currency), tag, zero);
  };
  document.total = money(reader.field("total"), "total");
  const auto tax = reader.record("tax", 4);
  document.tax.category = tax[0];
  document.tax.rate_percent = reader.value(Factor::parse(tax[1]), "tax", Factor{});
  document.tax.amount = money(tax[2], "tax");
  document.tax.note = tax[3];
  if (reader.next_is("local_tax")) document.tax.local = read_local_tax(reader);
  document.payable = money(reader.field("payable"), "payable");
  reader.record("end", 0);
}

}  // namespace

Result<Document> parse_document(std::string_view canonical) {
  Reader reader(canonical);
  reader.record("tollbridge-document 1", 0);
  const std::string id = reader.field("id");
  const std::string number = reader.field("number");
  const PartyId seller(reader.field("seller"));
  const PartyId buyer(reader.field("buyer"));
  const Period period =
      reader.value(Period::parse(reader.field("period")), "period", Period::from_index(0));
  const auto currency = Currency::find(reader.field("currency"));
  if (!reader.ok()) return reader.error();
  if (!currency) return damaged("its currency is unknown", 0);
  const Money zero = Money::zero(*currency);
  Document document{.id = id,
                    .number = number,
                    .seller = seller,
                    .buyer = buyer,
                    .period = period,
                    .currency = *currency,
                    .rounding = {},
                    .type = {},
                    .status = DocumentStatus::issued,
                    .issued_at = {},
                    .corrects = {},
                    .reason = {},
                    .lines = {},
                    .total = zero,
                    .tax = Tax{{}, {}, zero, {}},
                    .payable = zero,
                    .inputs = {}};
  read_rest(reader, document);
  if (!reader.ok()) return reader.error();
  if (!reader.at_end() || canonical_text(document) != canonical) {
    return damaged("it was altered", 0);
  }
  return document;
}

}  // namespace tollbridge::billing
