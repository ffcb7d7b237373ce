// SPDX-License-Identifier: Apache-2.0
// The bytes of a key of an hour whose index was left on disk. Pure values.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "journal/rocksdb/hour_index.h"

namespace tollbridge::journal {

std::string spilled_key(const HourKey& key);
std::string spilled_record(const KeyRecord& record);

// The key's event id is a view into `bytes`. Errors: JournalDamaged.
Result<HourKey> read_spilled_key(std::string_view bytes);
Result<KeyRecord> read_spilled_record(std::string_view bytes);

}  // namespace tollbridge::journal
