// SPDX-License-Identifier: Apache-2.0
// Reads one input of usage from its first byte to its last, in constant memory: finds out its
// form, cuts it into records, has them parsed, and hands portions on, in order.
#pragma once

#include "core/result.h"
#include "intake/intake.h"

namespace tollbridge::intake {

// Rows and rejections of one portion at most; also handed on once so many bytes were read for it,
// because every record may carry long tags.
inline constexpr std::size_t portion_records_max = 100'000;
inline constexpr std::size_t portion_bytes_max = 64 * 1024 * 1024;

// Every record reaches `sink` in a portion, as a row or as a rejection. Accepts a byte order mark,
// CRLF, blank lines, and a missing last newline. Lines are counted from 1; a record that stands on
// several lines has the number of its first.
//
// Errors: UnknownFormat (no form could be told), InvalidHeader, StackRequired; what the source or
// the sink fail with. A source that fails midway (a cut-off archive) fails the reading after all
// whole records before were handed on.
Status read_usage(ByteSource& source, const Options& options, const ParserMaker& make_json_parser,
                  const PortionSink& sink);

}  // namespace tollbridge::intake
