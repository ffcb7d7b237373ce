// SPDX-License-Identifier: Apache-2.0
#include "bridge/spool/file_spool.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>

#include "journal/varint.h"

namespace tollbridge::bridge {
namespace {

using journal::Reader;
using journal::Writer;

constexpr std::string_view batch_ending = ".batch";
constexpr std::string_view receipt_ending = ".receipt";
constexpr std::size_t name_digits = 16;
constexpr std::uint8_t format_version = 1;

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::unexpected<Error> damaged(const std::string& path) {
  return fail(ErrorKind::damaged, "SpoolDamaged",
              path + " is damaged; the batch is taken back from commerce or made anew.");
}

// One byte version, the checksum of the rest, the rest.
std::string with_checksum(const std::string& rest) {
  std::string all(1, static_cast<char>(format_version));
  all += view(sha256(rest));
  return all + rest;
}

std::optional<std::string_view> without_checksum(std::string_view all) {
  const std::size_t before = 1 + Digest().size();
  if (all.size() < before || static_cast<std::uint8_t>(all[0]) != format_version) return {};
  const std::string_view rest = all.substr(before);
  if (view(sha256(rest)) != all.substr(1, Digest().size())) return {};
  return rest;
}

struct BatchFile {
  Progress progress;
  std::string_view bytes;
};

std::optional<BatchFile> read_batch_file(std::string_view all) {
  const auto rest = without_checksum(all);
  if (!rest) return {};
  Reader in(*rest);
  BatchFile file;
  file.progress.journal = in.varint();
  file.progress.directory = in.varint();
  file.bytes = in.bytes(in.left());
  if (!in.good()) return {};
  return file;
}

struct ReceiptFile {
  std::string_view hash;  // of the batch
  Instant received_at{};
  std::string_view text;
};

std::optional<ReceiptFile> read_receipt_file(std::string_view all) {
  const auto rest = without_checksum(all);
  if (!rest) return {};
  Reader in(*rest);
  ReceiptFile file;
  file.hash = in.bytes(Digest().size());
  file.received_at =
      Instant(std::chrono::nanoseconds(static_cast<std::int64_t>(journal::unzigzag(in.varint()))));
  file.text = in.bytes(in.left());
  if (!in.good()) return {};
  return file;
}

bool is_missing(const Result<std::string>& read) {
  return !read && read.error().kind == ErrorKind::not_found;
}

}  // namespace

struct FileSpool::Shared {
  std::mutex mutex;           // guards the files, and
  std::uint64_t changes = 0;  // how often they were changed
  std::mutex known_mutex;     // guards
  std::map<std::uint64_t, Spooled> known;  // those read whole since, and not changed
};

Result<FileSpool> FileSpool::open(Disk& disk, std::string folder) {
  if (auto made = disk.make_directories(folder); !made) return pass(made);
  return FileSpool(disk, std::move(folder));
}

Result<FileSpool> FileSpool::open_shared(Disk& disk, std::string folder) {
  static std::mutex mutex;  // guards all_shared
  static std::map<std::string, std::weak_ptr<Shared>> all_shared;
  auto spool = open(disk, std::move(folder));
  if (!spool) return spool;
  const std::lock_guard lock(mutex);
  std::weak_ptr<Shared>& known = all_shared[spool->folder_];
  spool->shared_ = known.lock();
  if (!spool->shared_) known = spool->shared_ = std::make_shared<Shared>();
  const std::lock_guard reading(spool->shared_->mutex);
  spool->seen_ = spool->shared_->changes;
  return spool;
}

bool FileSpool::changed() {
  if (!shared_) return false;
  const std::lock_guard lock(shared_->mutex);
  return seen_ != shared_->changes;
}

Status FileSpool::change(const std::function<Status()>& work) {
  if (!shared_) return work();
  const std::lock_guard lock(shared_->mutex);
  if (seen_ != shared_->changes) {
    return fail(ErrorKind::conflict, std::string(spool_changed),
                "The spool was changed by somebody else meanwhile; try again.");
  }
  seen_ = ++shared_->changes;
  return work();
}

std::string FileSpool::path(std::uint64_t number, std::string_view ending) const {
  std::string name = std::to_string(number);
  if (name.size() < name_digits) name.insert(0, name_digits - name.size(), '0');
  return folder_ + "/" + name + std::string(ending);
}

Result<std::vector<std::uint64_t>> FileSpool::numbers() {
  const auto names = disk_.list(folder_);
  if (!names) return std::unexpected(names.error());
  std::vector<std::uint64_t> all;
  for (const std::string& name : *names) {
    if (!name.ends_with(batch_ending)) continue;
    const char* end = name.data() + name.size() - batch_ending.size();
    std::uint64_t number = 0;
    const auto [at, error] = std::from_chars(name.data(), end, number);
    if (error == std::errc{} && at == end && number > 0) all.push_back(number);
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<std::optional<Spooled>> FileSpool::read(std::uint64_t number) {
  const auto all = disk_.read_all(path(number, batch_ending));
  if (!all && !is_missing(all)) return std::unexpected(all.error());
  if (!all) return std::nullopt;
  const auto file = read_batch_file(*all);
  if (!file) return std::nullopt;
  const auto sealed = open_batch(file->bytes);
  if (!sealed || sealed->head.number != number) return std::nullopt;
  Spooled spooled{number,         sealed->hash,         sealed->head.previous,
                  file->progress, sealed->head.made_at, {}};
  const auto receipt = disk_.read_all(path(number, receipt_ending));
  if (!receipt && !is_missing(receipt)) return std::unexpected(receipt.error());
  if (!receipt) return spooled;
  const auto kept = read_receipt_file(*receipt);
  if (kept && kept->hash == view(spooled.hash)) spooled.received_at = kept->received_at;
  return spooled;
}

Result<std::optional<Spooled>> FileSpool::known(std::uint64_t number) {
  if (!shared_) return read(number);
  {
    const std::lock_guard lock(shared_->known_mutex);
    const auto found = shared_->known.find(number);
    if (found != shared_->known.end()) return std::optional(found->second);
  }
  auto spooled = read(number);
  if (!spooled || !*spooled) return spooled;
  const std::lock_guard lock(shared_->known_mutex);
  shared_->known.insert_or_assign(number, **spooled);
  return spooled;
}

void FileSpool::forget(std::uint64_t number) {
  if (!shared_) return;
  const std::lock_guard lock(shared_->known_mutex);
  shared_->known.erase(number);
}

Result<std::vector<Spooled>> FileSpool::entries() {
  if (!shared_) return read_entries();
  const std::lock_guard lock(shared_->mutex);
  seen_ = shared_->changes;
  return read_entries();
}

Result<std::vector<Spooled>> FileSpool::read_entries() {
  const auto all = numbers();
  if (!all) return std::unexpected(all.error());
  std::vector<Spooled> entries;
  for (const std::uint64_t number : *all) {
    auto spooled = known(number);
    if (!spooled) return pass(spooled);
    if (entries.empty()) {
      if (*spooled) entries.push_back(**spooled);
      continue;
    }
    const Spooled& last = entries.back();
    const bool follows =
        *spooled && number == last.number + 1 && (**spooled).previous == last.hash;
    if (!follows) break;
    entries.push_back(**spooled);
  }
  return entries;
}

Status FileSpool::put(std::uint64_t number, std::string_view bytes, const Progress& progress) {
  return change([&] { return put_alone(number, bytes, progress); });
}

Status FileSpool::put_alone(std::uint64_t number, std::string_view bytes,
                            const Progress& progress) {
  forget(number);
  Writer rest;
  rest.varint(progress.journal);
  rest.varint(progress.directory);
  rest.bytes(bytes);
  if (auto kept = disk_.replace(path(number, batch_ending), with_checksum(rest.text())); !kept) {
    return kept;
  }
  // What followed the batch that was here follows no more, and is not shown if power goes now.
  const auto all = numbers();
  if (!all) return std::unexpected(all.error());
  for (auto at = all->rbegin(); at != all->rend() && *at > number; ++at) {
    if (auto gone = remove_alone(*at); !gone) return gone;
  }
  return {};
}

Result<std::string> FileSpool::bytes(std::uint64_t number) {
  auto all = disk_.read_all(path(number, batch_ending));
  if (!all) {
    forget(number);
    return all;
  }
  const auto file = read_batch_file(*all);
  if (!file) {
    forget(number);
    return damaged(path(number, batch_ending));
  }
  return std::string(file->bytes);
}

Status FileSpool::put_receipt(std::uint64_t number, std::string_view text, Instant now) {
  const auto batch = bytes(number);
  if (!batch) return std::unexpected(batch.error());
  const auto sealed = open_batch(*batch);
  if (!sealed) return damaged(path(number, batch_ending));
  Writer rest;
  rest.bytes(view(sealed->hash));
  rest.varint(journal::zigzag(static_cast<std::uint64_t>(now.time_since_epoch().count())));
  rest.bytes(text);
  return change([&] {
    forget(number);
    return disk_.replace(path(number, receipt_ending), with_checksum(rest.text()));
  });
}

Result<std::string> FileSpool::receipt(std::uint64_t number) {
  const auto all = disk_.read_all(path(number, receipt_ending));
  if (!all) return all;
  const auto kept = read_receipt_file(*all);
  if (!kept) return damaged(path(number, receipt_ending));
  return std::string(kept->text);
}

Status FileSpool::remove(std::uint64_t number) {
  return change([&] { return remove_alone(number); });
}

// The receipt first: a batch without one is only sent again.
Status FileSpool::remove_alone(std::uint64_t number) {
  forget(number);
  if (auto gone = disk_.remove(path(number, receipt_ending)); !gone) return gone;
  if (auto gone = disk_.remove(path(number, batch_ending)); !gone) return gone;
  return disk_.sync_directory(folder_);
}

}  // namespace tollbridge::bridge
