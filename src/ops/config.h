// SPDX-License-Identifier: Apache-2.0
// The configuration: one closed table of keys, and the values two files may give them.
//
// A new option is one row in config.cc; what a file may say, `config show` and the messages follow
// from it. Values come from the file of --config, else from DATA/config.yaml, else from the row; a
// key that is in no row is refused with its line. The shape of the file is engine/yaml's business:
// here it is a list of paths and texts ("multi_tenancy.approval", "auto"; an item of a list is
// "name[0]", of a list of objects "name[0].key").
//
// A pure value: no file, no clock. Const calls are safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tollbridge::ops {

// Options that belong to a data directory lie in it under this name.
inline constexpr std::string_view config_name = "config.yaml";

enum class ConfigType : std::uint8_t {
  text,
  number,  // a whole number from `least` to `most`
  flag,    // true or false
  choice,  // one of the words of `choices`
};

struct ConfigKey {
  // Dotted; "[]" stands for each item of a list: "origins[]", "issuers[].audience".
  std::string_view name;
  ConfigType type = ConfigType::text;
  std::string_view fallback = {};  // what holds if nobody says anything; of a list's items: unused
  std::string_view help = {};  // one sentence
  std::string_view choices = {};  // "auto manual"
  std::int64_t least = 0;
  std::int64_t most = 0;
  bool only_named = false;  // may stand in the file of --config only, not in DATA/config.yaml
};

std::span<const ConfigKey> config_keys();

// The name of the row a path belongs to: "issuers[3].audience" to "issuers[].audience".
std::string config_pattern(std::string_view path);

// One value of a file, with its line.
struct ConfigEntry {
  std::string path;
  std::string text;
  std::int64_t line = 0;
};

class Config {
 public:
  // `keys` must outlive it; another table than the product's is for tests.
  explicit Config(std::span<const ConfigKey> keys = config_keys()) : keys_(keys) {}

  struct Value {
    std::string text;
    std::string source;  // the file it comes from
  };
  enum class File : std::uint8_t { named, of_data };  // --config, DATA/config.yaml

  // Takes over the entries of a file. What an earlier file said stays; a list counts as one value.
  // Nothing is taken over if there is a fault. Errors: UnknownConfigKey, DuplicateConfigKey,
  // BadConfigValue, ConfigKeyMisplaced (invalid), each with line and path; several at once as
  // InvalidConfig.
  Status add(File file, const std::string& source, const std::vector<ConfigEntry>& entries);

  // The value of a path, or its row's fallback; empty for an item that is not there. Asking for a
  // path that matches no row, or with another type than the row's, is a bug.
  [[nodiscard]] std::string text(std::string_view path) const;  // text and choice
  [[nodiscard]] std::int64_t number(std::string_view path) const;
  [[nodiscard]] bool flag(std::string_view path) const;
  // Items of the list `name`; they are `name[0]` … in order.
  [[nodiscard]] std::size_t count(std::string_view name) const;

  // What the files said, by path.
  [[nodiscard]] const std::map<std::string, Value, std::less<>>& values() const { return values_; }

 private:
  [[nodiscard]] const ConfigKey* key_of(std::string_view path) const;
  [[nodiscard]] std::string_view found(std::string_view path, const ConfigKey& key) const;
  void check(File file, const ConfigEntry& entry, std::vector<Error>& faults) const;

  std::span<const ConfigKey> keys_;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace tollbridge::ops
