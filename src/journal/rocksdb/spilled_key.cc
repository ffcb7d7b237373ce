// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/spilled_key.h"

#include "core/limits.h"
#include "journal/rocksdb/keys.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

constexpr std::uint8_t negative_flag = 1;
constexpr std::uint8_t end_flag = 2;
constexpr std::uint8_t given_flag = 4;
constexpr std::size_t fixed_bytes = 20;

std::unexpected<Error> damaged() {
  return fail(ErrorKind::damaged, "JournalDamaged",
              "The key table of the journal is damaged; restore a backup.");
}

void put(Writer& out, const Version& version) {
  const i128 units = version.content.quantity.units();
  const bool negative = units < 0;
  const bool given = version.given != version.revision;
  out.byte(static_cast<std::uint8_t>((negative ? negative_flag : 0) |
                                     (version.content.end ? end_flag : 0) |
                                     (given ? given_flag : 0)));
  out.varint(zigzag(static_cast<std::uint64_t>(version.revision)));
  if (given) out.varint(zigzag(static_cast<std::uint64_t>(version.given)));
  const auto magnitude = negative ? u128{0} - static_cast<u128>(units) : static_cast<u128>(units);
  out.filled_to(write_wide_varint(out.room(wide_varint_bytes_max), magnitude));
  if (version.content.end) {
    out.varint(zigzag(
        static_cast<std::uint64_t>(version.content.end->time_since_epoch().count())));
  }
}

Version read_version(Reader& in) {
  Version version;
  const std::uint8_t flags = in.byte();
  version.revision = static_cast<std::int64_t>(unzigzag(in.varint()));
  version.given = version.revision;
  if ((flags & given_flag) != 0) {
    version.given = static_cast<std::int64_t>(unzigzag(in.varint()));
  }
  const u128 magnitude = in.wide_varint();
  version.content.quantity = Quantity::from_units(static_cast<i128>(
      (flags & negative_flag) != 0 ? u128{0} - magnitude : magnitude));
  if ((flags & end_flag) != 0) {
    version.content.end = Instant(
        std::chrono::nanoseconds(static_cast<std::int64_t>(unzigzag(in.varint()))));
  }
  return version;
}

void put(Writer& out, const std::vector<Version>& versions) {
  out.varint(versions.size());
  for (const Version& version : versions) put(out, version);
}

bool read_versions(Reader& in, std::vector<Version>& versions) {
  const std::uint64_t count = in.varint();
  if (!in.good() || count > in.left()) return false;
  for (std::uint64_t i = 0; i < count; ++i) versions.push_back(read_version(in));
  return in.good();
}

}  // namespace

std::string spilled_key(const HourKey& key) {
  return keys::Key()
      .u32(key.subscription)
      .u32(key.meter)
      .u32(key.resource)
      .u64(static_cast<std::uint64_t>(key.offset))
      .bytes(key.event_id)
      .str();
}

std::string spilled_record(const KeyRecord& record) {
  Writer out;
  out.varint(record.place.sequence);
  out.varint(record.place.index);
  put(out, record.state.current);
  put(out, record.state.others);
  put(out, record.state.conflicts);
  return out.take();
}

Result<HourKey> read_spilled_key(std::string_view bytes) {
  if (bytes.size() < fixed_bytes) return damaged();
  return HourKey{keys::big_endian<std::uint32_t>(bytes.data()),
                 keys::big_endian<std::uint32_t>(bytes.data() + 4),
                 keys::big_endian<std::uint32_t>(bytes.data() + 8),
                 static_cast<std::int64_t>(keys::big_endian<std::uint64_t>(bytes.data() + 12)),
                 bytes.substr(fixed_bytes)};
}

Result<KeyRecord> read_spilled_record(std::string_view bytes) {
  Reader in(bytes);
  KeyRecord record;
  record.place.sequence = in.varint();
  const std::uint64_t index = in.varint();
  if (index >= limits::block_records_max) return damaged();
  record.place.index = static_cast<std::uint32_t>(index);
  record.state.current = read_version(in);
  if (!read_versions(in, record.state.others) || !read_versions(in, record.state.conflicts) ||
      in.left() != 0) {
    return damaged();
  }
  return record;
}

}  // namespace tollbridge::journal
