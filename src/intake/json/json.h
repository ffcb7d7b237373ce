// SPDX-License-Identifier: Apache-2.0
// The JSON forms of usage, over simdjson: one record is read at a time, so that a broken one costs
// only itself, and numbers are taken as text, never through binary fractions.
//
//   ndjson       members as the CSV columns; null, "" and {} are absent; numbers may be strings
//   azure        the usage APIs' record; names without case, since tools change it; flattened
//                records (no `properties`) too; instanceData as text or object; the stack from
//                the options, or a member cloudId or stack
//   cloudevents  CloudEvents 1.0 whose data is either of the two; the event id is source and id;
//                the event's time is the start where the data has none
//
// Unknown members are ignored; of members given twice the last counts.
#pragma once

#include <memory>

#include "intake/intake.h"

namespace tollbridge::intake::json {

// A parser for Format::ndjson, azure or cloudevents. Every text it is given is one JSON object
// with text_padding readable bytes behind it. Its rejections, beside those of RowMaker:
// InvalidJson, InvalidUtf8, InvalidField (a member of the wrong type), InvalidEvent.
std::unique_ptr<Parser> make_parser(Format format, const Options& options);

}  // namespace tollbridge::intake::json
