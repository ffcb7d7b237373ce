// SPDX-License-Identifier: Apache-2.0
// What commerce took from its stacks, in the books: a row per batch, what it said by meter and
// hour, and rows for what was not taken of it. When a stack was heard of last is a small file
// beside its batches. The bytes are files, DATA/batches/<cloud id>/<number>.batch, each written
// whole or not at all; those of batches taken longer ago than limits::keep_time go when a new one
// comes, the newest stays.
//
// A file that is damaged, or is not the batch the books know by that number, counts as gone. Files
// beyond the newest number of the books (restored books) are batches to take again: the inbox does.
//
// One thread at a time. Errors: store/database.h, those of the disk.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "bridge/inbox.h"
#include "core/world.h"
#include "store/database.h"

namespace tollbridge::bridge {

inline constexpr std::string_view batches_folder = "/batches";

class SqlLedger final : public Ledger {
 public:
  // Both must outlive it. Nothing is made before the first batch.
  SqlLedger(store::Database& database, Disk& disk, std::string folder)
      : database_(database), disk_(disk), folder_(std::move(folder)) {}

  Result<std::optional<Taken>> newest(const StackId& stack) override;
  Result<std::optional<Taken>> find(const StackId& stack, std::uint64_t number) override;
  Result<std::vector<Taken>> list(const StackId& stack, std::uint64_t from,
                                  std::size_t most) override;
  Status keep_bytes(const StackId& stack, std::uint64_t number, std::string_view bytes) override;
  // Errors: not_found, BatchNotKept.
  Result<std::string> bytes(const StackId& stack, std::uint64_t number) override;
  Status record(const StackId& stack, const Taken& taken, const std::vector<Rejected>& rejected,
                const BatchUsage& usage) override;
  Result<std::vector<BatchUsage>> usage(const StackId& stack, std::uint64_t from,
                                        std::size_t most) override;
  Result<std::vector<StackId>> stacks() override;
  Status set_back(const StackId& stack, std::uint64_t number, Instant now,
                  const std::string& actor) override;
  Status took_again(const StackId& stack, std::uint64_t number, Instant now) override;
  Status note_contact(const StackId& stack, Instant at) override;
  Result<std::optional<Instant>> last_contact(const StackId& stack) override;
  Result<std::vector<Rejected>> rejected(const StackId& stack, std::uint64_t from,
                                         std::size_t most) override;

  // Copies the bytes of all batches that are kept into `folder`, in folders as here.
  Status copy_bytes_to(const std::string& folder);

 private:
  struct SetBack {
    std::uint64_t to = 0;
    std::uint64_t until = 0;  // the newest batch that was ever taken
  };
  struct Contact {
    Instant last{};
    Instant kept{};  // as the file says it
  };
  Status load();
  // Reads the numbers anew next time: after an Error it is not known what is recorded.
  void forget();
  Status move_to(const StackId& stack, std::uint64_t number, const store::CommitInfo& info);
  Status write(store::Transaction& transaction, const StackId& stack, std::int64_t number,
               bool fresh, const Taken& taken, const std::vector<Rejected>& rejected,
               const BatchUsage& usage);
  // The stack's number in the books; 0 before its first batch.
  Result<std::int64_t> number_of(const StackId& stack);
  [[nodiscard]] std::string folder_of(const StackId& stack) const;
  [[nodiscard]] std::string contact_path(const StackId& stack) const;
  [[nodiscard]] std::string path(const StackId& stack, std::uint64_t number) const;
  // The batches whose bytes are kept; looked up once.
  Result<std::set<std::uint64_t>*> kept(const StackId& stack);
  Status prune(const StackId& stack, const Taken& newest);

  store::Database& database_;
  Disk& disk_;
  const std::string folder_;
  bool loaded_ = false;
  std::map<StackId, std::int64_t> numbers_;
  std::map<std::int64_t, SetBack> set_back_;  // by the stack's number
  std::map<StackId, Contact> contacts_;
  std::map<StackId, std::set<std::uint64_t>> kept_;
};

}  // namespace tollbridge::bridge
