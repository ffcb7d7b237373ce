// SPDX-License-Identifier: Apache-2.0
// The body of an upload as bytes to read: unpacked, and with CloudEvents of every mode made lists.
// Shared by the uploads of usage and of readings.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.h"
#include "core/result.h"
#include "intake/intake.h"

namespace tollbridge::api::native {

// The content type without parameters, in lower case.
std::string media_type(const Request& request);

// JSON in every form, a reading or a record each: what media_type() may be besides CSV.
const std::vector<std::string>& json_upload_types();

// Whether the body is one CloudEvent, a batch of them, or the data of one (binary mode).
bool holds_events(const Request& request);

// Errors: UnsupportedMediaType (a type that is not in `types`, a packing other than gzip and zstd).
Status check_upload(const Request& request, const std::vector<std::string>& types,
                    std::string_view what);

// The body unpacked, with single events made a batch of one: they may stand on several lines. Both
// must outlive it.
std::unique_ptr<intake::ByteSource> upload_source(const Request& request, BodyStream& body);

}  // namespace tollbridge::api::native
