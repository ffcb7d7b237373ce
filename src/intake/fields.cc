// SPDX-License-Identifier: Apache-2.0
#include "intake/fields.h"

#include <array>
#include <charconv>
#include <utility>

#include "core/ids.h"
#include "core/limits.h"
#include "intake/tags.h"
#include "intake/text.h"
#include "intake/times.h"

namespace tollbridge::intake {
namespace {

using std::chrono::hours;

// How each shape calls its fields.
struct Names {
  std::string_view subscription, meter, resource, start, end, quantity;
};

constexpr Names compact_names{"subscription", "meter", "resource", "start", "end", "quantity"};
constexpr Names azure_names{"subscriptionId", "meterId",      "instanceData's resourceUri",
                            "usageStartTime", "usageEndTime", "quantity"};
constexpr Names focus_names{"SubAccountId",      "SkuPriceId or SkuId", "ResourceId",
                            "ChargePeriodStart", "ChargePeriodEnd",     "PricingQuantity"};

const Names& names_of(Shape shape) {
  if (shape == Shape::azure) return azure_names;
  return shape == Shape::focus ? focus_names : compact_names;
}

std::unexpected<Error> missing(std::string_view name) {
  return fail(ErrorKind::invalid, "MissingField",
              "The record has no " + std::string(name) + "; add it.");
}

Status check_present(const RecordFields& fields, Shape shape) {
  const Names& names = names_of(shape);
  if (fields.subscription.empty()) return missing(names.subscription);
  if (fields.meter.empty()) return missing(names.meter);
  if (fields.resource.empty() && shape != Shape::focus) return missing(names.resource);
  if (fields.start.empty()) return missing(names.start);
  if (fields.end.empty() && shape != Shape::compact) return missing(names.end);
  if (fields.quantity.empty()) return missing(names.quantity);
  return {};
}

Status check_span(Instant start, Instant end, const Names& names) {
  if (end <= start) {
    return fail(ErrorKind::invalid, "InvalidTime",
                std::string(names.end) + " " + to_string(end) + " is not after " +
                    std::string(names.start) + " " + to_string(start) +
                    "; a span ends after it begins.");
  }
  if (end > span_end_max(start)) {
    return fail(ErrorKind::invalid, "SpanTooLong",
                "The span from " + to_string(start) + " to " + to_string(end) +
                    " is longer than a calendar month; split it.");
  }
  return {};
}

Result<std::int64_t> parse_revision(std::string_view text) {
  if (text.empty()) return 0;
  std::int64_t revision = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, revision);
  if (error == std::errc::result_out_of_range || revision > limits::revision_max) {
    return fail(ErrorKind::invalid, "NumberOutOfRange",
                "revision " + in_quotes(text) + " is too large; it may reach " +
                    std::to_string(limits::revision_max) + ".");
  }
  if (error != std::errc{} || at != end || revision < 0) {
    return fail(ErrorKind::invalid, "InvalidNumber",
                "revision " + in_quotes(text) + " is not a whole number from 0 up.");
  }
  return revision;
}

std::string as_given(std::string_view text) { return std::string(text); }

constexpr std::array<std::int64_t, 19> powers = [] {
  std::array<std::int64_t, 19> table{1};
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

// Digits with at most one '.', at most 18 of them: fits 64 bit. Empty for everything else.
std::optional<EnteredQuantity> read_short_quantity(std::string_view text) {
  constexpr std::size_t digits_max = 18;
  if (text.empty() || text.size() > digits_max + 1) return std::nullopt;
  std::int64_t value = 0;
  std::size_t digits = 0;
  std::optional<std::size_t> dot;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      ++digits;
    } else if (c == '.' && !dot && i > 0) {
      dot = i;
    } else {
      return std::nullopt;
    }
  }
  const std::size_t fraction = dot ? text.size() - *dot - 1 : 0;
  if (digits > digits_max || (dot && fraction == 0)) return std::nullopt;
  // Below 10^18 * 10^18, so it fits.
  const i128 units = i128{value} * powers[static_cast<std::size_t>(Quantity::scale) - fraction];
  return EnteredQuantity{Quantity::from_units(units), false};
}

}  // namespace

// What holds for the texts of one field.
struct RowMaker::Column {
  std::string_view name;
  std::string (*normalise)(std::string_view);
  std::size_t bytes_max;
  bool any_characters;
};

Status RowMaker::check_text(std::string_view text, const Column& column) {
  if (text.size() > column.bytes_max) {
    return fail(ErrorKind::invalid, "FieldTooLong",
                std::string(column.name) + " has " + std::to_string(text.size()) +
                    " bytes; at most " + std::to_string(column.bytes_max) + " are kept.");
  }
  if (!column.any_characters && has_control_character(text)) {
    return fail(ErrorKind::invalid, "InvalidField",
                std::string(column.name) + " " + in_quotes(text) +
                    " holds a control character; ids are printable text.");
  }
  return {};
}

void reject(const Options& options, const Place& place, std::string_view code, std::string message,
            Portion& portion) {
  Rejected rejected;
  rejected.line = place.line;
  rejected.code = code;
  rejected.message = std::move(message);
  if (options.keep_rejected_text) rejected.text = place.text;
  portion.rejected.push_back(std::move(rejected));
}

Result<EnteredQuantity> read_quantity(std::string_view text) {
  if (const auto short_one = read_short_quantity(text)) return *short_one;
  return parse_entered_quantity(text);
}

RowMaker::RowMaker(const Options& options)
    : options_(options), default_stack_(options.stack ? options.stack->text() : std::string()) {}

void RowMaker::add(const RecordFields& fields, Shape shape, const Place& place, Portion& portion) {
  // A pool with nothing but the empty string is a new one: what was interned before counts no more.
  if (portion.batch.strings.size() <= 1) ++pool_number_;
  journal::UsageRow row;
  row.line = place.line;
  const std::uint64_t rounded_before = portion.rounded;
  const Status filled = fill(fields, shape, row, portion);
  if (filled) {
    portion.batch.rows.push_back(row);
  } else {
    portion.rounded = rounded_before;
    reject(place, filled.error().code, filled.error().message, portion);
  }
}

Status RowMaker::fill(const RecordFields& fields, Shape shape, journal::UsageRow& row,
                      Portion& portion) {
  if (Status present = check_present(fields, shape); !present) return present;
  if (Status times = fill_times(fields, shape, row); !times) return times;
  const auto quantity = read_quantity(fields.quantity);
  if (!quantity) return std::unexpected<Error>(quantity.error());
  row.quantity = quantity->quantity;
  portion.rounded += quantity->rounded ? 1 : 0;
  auto revision = parse_revision(fields.revision);
  if (!revision) return pass(revision);
  row.revision = *revision;
  return fill_ids(fields, shape, row, portion.batch.strings);
}

Status RowMaker::fill_times(const RecordFields& fields, Shape shape, journal::UsageRow& row) {
  auto start = time(fields.start, shape);
  if (!start) return pass(start);
  if (*start < Instant{}) {
    return fail(ErrorKind::invalid, "InvalidTime",
                std::string(names_of(shape).start) + " " + to_string(*start) +
                    " is before 1970; no period holds it.");
  }
  row.start = *start;
  if (!fields.reported_at.empty()) {
    auto reported = time(fields.reported_at, shape);
    if (!reported) return pass(reported);
    row.reported_at = *reported;
  }
  if (fields.end.empty()) return {};
  auto end = time(fields.end, shape);
  if (!end) return pass(end);
  if (shape == Shape::azure) {
    const bool on_the_hour = Hour::containing(*start).start() == *start;
    if (on_the_hour && *end == *start + hours{1}) return {};
    if (*end > *start + hours{1} && !options_.daily) {
      return fail(ErrorKind::invalid, "NotHourly",
                  "The record is from " + to_string(*start) + " to " + to_string(*end) +
                      ", longer than an hour; export hourly usage, or pass --daily if the "
                      "stack's hourly rows are not imported.");
    }
  }
  row.end = *end;
  return check_span(*start, *end, names_of(shape));
}

Result<Instant> RowMaker::time(std::string_view text, Shape shape) {
  const TimeStyle style = shape == Shape::compact ? TimeStyle::strict : TimeStyle::lenient;
  Memo<Instant>& times = style == TimeStyle::strict ? strict_times_ : lenient_times_;
  if (const Instant* known = times.find(text)) return *known;
  auto instant = parse_usage_time(text, style);
  if (instant) times.keep(text, *instant);
  return instant;
}

Status RowMaker::fill_ids(const RecordFields& fields, Shape shape, journal::UsageRow& row,
                          journal::StringPool& pool) {
  static constexpr std::size_t id_max = limits::id_bytes_max;
  static constexpr Column stack{"stack", guid_or_text, id_max, false};
  static constexpr Column subscription{"subscription", guid_or_text, id_max, false};
  static constexpr Column tenant{"tenant", guid_or_text, id_max, false};
  static constexpr Column meter{"meter", guid_or_text, id_max, false};
  static constexpr Column resource{"resource", normal_resource, id_max, false};
  static constexpr Column event_id{"id", as_given, id_max, false};
  static constexpr Column location{"location", as_given, id_max, false};
  static constexpr Column tags{"tags", canonical_tags, limits::tags_bytes_max, true};

  const std::string_view stack_text = fields.stack.empty() ? default_stack_ : fields.stack;
  if (stack_text.empty()) {
    if (shape == Shape::compact) return missing("stack");
    return fail(ErrorKind::invalid, "MissingField",
                "The record does not say which stack it is of; name it with --stack CLOUD_ID.");
  }
  Status ok = intern(stack_text, stack, stacks_, pool, row.stack);
  if (ok) ok = intern(fields.subscription, subscription, subscriptions_, pool, row.subscription);
  if (ok) ok = intern(fields.tenant, tenant, tenants_, pool, row.tenant);
  if (ok) ok = intern(fields.meter, meter, meters_, pool, row.meter);
  if (ok) ok = intern(fields.resource, resource, resources_, pool, row.resource);
  if (ok) ok = intern(fields.event_id, event_id, event_ids_, pool, row.event_id);
  if (ok) ok = intern(fields.location, location, locations_, pool, row.location);
  if (ok) ok = intern(fields.tags, tags, tags_, pool, row.tags);
  return ok;
}

// `index` becomes where the pool has the text's normal form.
Status RowMaker::intern(std::string_view text, const Column& column, Ids& memo,
                        journal::StringPool& pool, std::uint32_t& index) {
  if (text.empty()) {
    index = 0;
    return {};
  }
  Interned* known = memo.find(text);
  if (known != nullptr) {
    if (known->pool != pool_number_) {
      known->index = pool.intern(known->normal);
      known->pool = pool_number_;
    }
    index = known->index;
    return {};
  }
  if (Status fine = check_text(text, column); !fine) return fine;
  std::string normal = column.normalise(text);
  index = pool.intern(normal);
  memo.keep(text, {std::move(normal), pool_number_, index});
  return {};
}

}  // namespace tollbridge::intake
