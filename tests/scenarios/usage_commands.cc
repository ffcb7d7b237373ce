// SPDX-License-Identifier: Apache-2.0
// Statements that add usage, through the reader everybody's files go through.
#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/import_usage.h"
#include "intake/json/json.h"
#include "intake/reader.h"
#include "tests/scenarios/session.h"

namespace tollbridge::scenarios {
namespace {

using Text = Result<std::string>;

class TextSource final : public intake::ByteSource {
 public:
  explicit TextSource(std::string_view text) : text_(text) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    const std::size_t count = std::min(capacity, text_.size());
    std::memcpy(buffer, text_.data(), count);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

struct ImportHow {
  intake::Options options;
  bool restate = false;
};

// Rejected records make the whole import an Error, for `refused`; the others are kept all the same.
Status import_once(Session& session, const std::string& text, const ImportHow& how) {
  auto registry = registry_of(session);
  if (!registry) return pass(registry);
  const engine::UsageSource source = [&](const intake::PortionSink& sink) -> Status {
    TextSource bytes(text);
    return intake::read_usage(bytes, how.options, intake::json::make_parser, sink);
  };
  engine::ImportOptions options;
  options.received_at = session.now;
  options.restate = how.restate;
  engine::ImportReport report;
  if (auto status = engine::import_usage(session.stores.journal(), *registry, source, options,
                                         report);
      !status) {
    return pass(status);
  }
  if (report.rejected == 0) return {};
  auto failure = fail(ErrorKind::invalid, "RecordsRejected", "records were rejected");
  for (const intake::Rejected& each : report.errors) {
    failure.error().details.push_back(
        {ErrorKind::invalid, each.code, each.message, {}, {}, 0, {}});
  }
  return failure;
}

// Where records are sent twice, first in parts of seven, then all of them at once. What a part
// rejects is rejected again by the whole.
Text import_usage(Session& session, const UsageText& usage, const ImportHow& how) {
  constexpr std::size_t part_records = 7;
  Disturbance each = session.disturbance;
  each.twice = false;
  for (std::size_t first = 0; session.disturbance.twice && first < usage.records.size();
       first += part_records) {
    UsageText part{usage.header, {}};
    const std::size_t end = std::min(first + part_records, usage.records.size());
    for (std::size_t i = first; i < end; ++i) part.records.push_back(usage.records[i]);
    if (auto status = import_once(session, import_text(part, each), how);
        !status && status.error().code != "RecordsRejected") {
      return pass(status);
    }
  }
  if (auto status = import_once(session, import_text(usage, session.disturbance), how); !status) {
    return pass(status);
  }
  return "";
}

Text use(Session& session, const Statement& statement) {
  auto usage = usage_of(statement);
  if (!usage) return pass(usage);
  ImportHow how;
  how.options.format = intake::Format::csv;
  how.restate = statement.words.front() == "restate";
  return import_usage(session, *usage, how);
}

// `csv | focus | ndjson | azure | cloudevents [stack S] [daily] [restate]`, records below it.
Text import_block(Session& session, const Statement& statement) {
  Words words(statement, 0);
  auto format = intake::parse_format(words.text("a format"));
  if (!format) return pass(format);
  ImportHow how;
  how.options.format = *format;
  if (words.take("stack")) how.options.stack = StackId(words.text("a stack"));
  how.options.daily = words.take("daily");
  how.restate = words.take("restate");
  if (auto status = words.finish(); !status) return pass(status);
  const bool has_header = *format == intake::Format::csv || *format == intake::Format::focus;
  return import_usage(session, usage_of_block(statement, has_header), how);
}

}  // namespace

std::vector<NamedCommand> usage_commands() {
  return {{"use", use},           {"restate", use},           {"csv", import_block},
          {"focus", import_block}, {"ndjson", import_block}, {"azure", import_block},
          {"cloudevents", import_block}};
}

}  // namespace tollbridge::scenarios
