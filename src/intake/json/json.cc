// SPDX-License-Identifier: Apache-2.0
#include "intake/json/json.h"

#include "intake/detect.h"
#include "intake/json/azure.h"
#include "intake/json/compact.h"
#include "intake/json/event.h"

namespace tollbridge::intake::json {
namespace {

// A form whose records are all of one shape.
template <class Record, Shape shape>
class OneShapeParser : public Parser {
 public:
  explicit OneShapeParser(const Options& options) : rows_(options) {}

  Status record(std::string_view text, std::uint64_t line, Portion& portion) override {
    const Place place{line, text};
    RecordFields fields;
    Fault fault;
    if (record_.read(text, fields, fault)) {
      rows_.add(fields, shape, place, portion);
    } else {
      rows_.reject(place, fault.code, std::move(fault.message), portion);
    }
    return {};
  }

 private:
  Record record_;
  RowMaker rows_;
};

using NdjsonParser = OneShapeParser<CompactRecord, Shape::compact>;
using AzureParser = OneShapeParser<AzureRecord, Shape::azure>;

class CloudEventsParser : public Parser {
 public:
  explicit CloudEventsParser(const Options& options) : rows_(options) {}

  Status record(std::string_view text, std::uint64_t line, Portion& portion) override {
    const Place place{line, text};
    RecordFields fields;
    Shape shape = Shape::compact;
    Fault fault;
    if (read(text, fields, shape, fault)) {
      rows_.add(fields, shape, place, portion);
    } else {
      rows_.reject(place, fault.code, std::move(fault.message), portion);
    }
    return {};
  }

 private:
  Ok read(std::string_view text, RecordFields& fields, Shape& shape, Fault& fault) {
    if (!envelope_.read(text, fault)) return false;
    const bool azure = form_of_json(envelope_.data()) == Format::azure;
    shape = azure ? Shape::azure : Shape::compact;
    const Ok read_data = azure ? azure_.read(envelope_.data(), fields, fault)
                               : compact_.read(envelope_.data(), fields, fault);
    if (!read_data) {
      fault.message = "data: " + fault.message;
      return false;
    }
    fields.event_id = envelope_.event_id();
    if (fields.start.empty()) fields.start = envelope_.time();
    return true;
  }

  EventEnvelope envelope_;
  CompactRecord compact_;
  AzureRecord azure_;
  RowMaker rows_;
};

}  // namespace

std::unique_ptr<Parser> make_parser(Format format, const Options& options) {
  if (format == Format::ndjson) return std::make_unique<NdjsonParser>(options);
  if (format == Format::azure) return std::make_unique<AzureParser>(options);
  if (format == Format::cloudevents) return std::make_unique<CloudEventsParser>(options);
  return nullptr;
}

}  // namespace tollbridge::intake::json
