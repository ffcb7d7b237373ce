// SPDX-License-Identifier: Apache-2.0
#include "cli/collect.h"
#include "cli/commands.h"
#include "stack/folder/folder_collector.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_collect_folder(const Arguments& arguments, Context& context) {
  const std::string folder = arguments.text("FOLDER");
  return run_collector(
      arguments, context, std::chrono::seconds(10),
      [&](Instant /*now*/, const stack::Taker& take) -> Result<stack::Collected> {
        auto round = stack::folder::collect_folder(folder, take);
        if (!round) return pass(round);
        return std::move(round->collected);
      });
}

}  // namespace

Command collect_folder_command() {
  return {"collect folder",
          "post readings from files dropped in a folder",
          "Takes files of readings (NDJSON, JSON lists, CloudEvents) that are moved into the "
          "folder, posts them to a stack half, and moves them to FOLDER/done; what was rejected is "
          "written beside them. Names that begin with a dot or end in .tmp or .part are left until "
          "they are whole.",
          {"tollbridge collect folder /var/spool/readings --stack "
           "9c1e0000-0000-4000-8000-000000000001 --to http://127.0.0.1:8080 --token-file token"},
          collect_parameters({word("FOLDER", "where the files are dropped")}, "10"),
          run_collect_folder, Runs::anywhere};
}

}  // namespace tollbridge::cli
