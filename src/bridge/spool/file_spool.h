// SPDX-License-Identifier: Apache-2.0
// The spool as files of one folder (D6): `<number>.batch` holds how far the stack's sequences were
// in batches and the bytes of the batch, `<number>.receipt` the receipt for exactly that batch and
// when it came. Each file carries a checksum and is written whole or not at all (Disk::replace).
//
// What cannot be read, or does not follow the batch before, is not shown: the outbox takes it back
// from commerce or cuts it anew, and the file is written over.
//
// What a process reads first it reads whole: that is how rot is found while commerce can still give
// the batch back. What it has read or found damaged since is remembered where the folder is shared.
//
// A folder may be open several times in a process, on several threads, if all of them share it:
// whoever changes it after another one did is refused (SpoolChanged) until it has read entries()
// anew. Nothing waits for longer than one change takes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bridge/spool.h"
#include "core/world.h"

namespace tollbridge::bridge {

class FileSpool final : public Spool {
 public:
  // `disk` must outlive it. Errors: those of the disk.
  static Result<FileSpool> open(Disk& disk, std::string folder);
  // One of several on the folder; changes also fail with SpoolChanged (conflict).
  static Result<FileSpool> open_shared(Disk& disk, std::string folder);

  Result<std::vector<Spooled>> entries() override;
  Status put(std::uint64_t number, std::string_view bytes, const Progress& progress) override;
  // Errors: SpoolDamaged (damaged), those of the disk.
  Result<std::string> bytes(std::uint64_t number) override;
  Status put_receipt(std::uint64_t number, std::string_view text, Instant now) override;
  Status remove(std::uint64_t number) override;

  // Whether somebody else who shares it has changed it since entries() was read.
  [[nodiscard]] bool changed();

  // The text of a receipt. Errors: not_found, SpoolDamaged (damaged).
  Result<std::string> receipt(std::uint64_t number);

 private:
  FileSpool(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

  [[nodiscard]] std::string path(std::uint64_t number, std::string_view ending) const;
  Result<std::vector<std::uint64_t>> numbers();
  // Empty if the file is missing, damaged or holds another batch.
  Result<std::optional<Spooled>> read(std::uint64_t number);
  // The same, from the file once and then as it is remembered.
  Result<std::optional<Spooled>> known(std::uint64_t number);
  // The file of the batch, or its receipt, is not what it was.
  void forget(std::uint64_t number);

  // Reads or changes files while nobody else of the process does.
  Result<std::vector<Spooled>> read_entries();
  Status change(const std::function<Status()>& work);
  Status put_alone(std::uint64_t number, std::string_view bytes, const Progress& progress);
  Status remove_alone(std::uint64_t number);

  struct Shared;
  Disk& disk_;
  std::string folder_;
  std::shared_ptr<Shared> shared_ = {};  // empty: nobody shares it
  std::uint64_t seen_ = 0;               // changes of all who share it, when it was read last
};

inline constexpr std::string_view spool_changed = "SpoolChanged";

}  // namespace tollbridge::bridge
