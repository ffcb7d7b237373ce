// SPDX-License-Identifier: Apache-2.0
// The spool as files of one folder (D6): `<number>.batch` holds how far the stack's sequences were
// in batches and the bytes of the batch, `<number>.receipt` the receipt for exactly that batch and
// when it came. Each file carries a checksum and is written whole or not at all (Disk::replace).
//
// What cannot be read, or does not follow the batch before, is not shown: the outbox takes it back
// from commerce or cuts it anew, and the file is written over.
#pragma once

#include <string>

#include "bridge/spool.h"
#include "core/world.h"

namespace tollbridge::bridge {

class FileSpool final : public Spool {
 public:
  // `disk` must outlive it. Errors: those of the disk.
  static Result<FileSpool> open(Disk& disk, std::string folder);

  Result<std::vector<Spooled>> entries() override;
  Status put(std::uint64_t number, std::string_view bytes, const Progress& progress) override;
  // Errors: SpoolDamaged (damaged), those of the disk.
  Result<std::string> bytes(std::uint64_t number) override;
  Status put_receipt(std::uint64_t number, std::string_view text, Instant now) override;
  Status remove(std::uint64_t number) override;

  // The text of a receipt. Errors: not_found, SpoolDamaged (damaged).
  Result<std::string> receipt(std::uint64_t number);

 private:
  FileSpool(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

  [[nodiscard]] std::string path(std::uint64_t number, std::string_view ending) const;
  Result<std::vector<std::uint64_t>> numbers();
  // Empty if the file is missing, damaged or holds another batch.
  Result<std::optional<Spooled>> read(std::uint64_t number);

  Disk& disk_;
  std::string folder_;
};

}  // namespace tollbridge::bridge
