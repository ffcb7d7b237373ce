// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "core/money.h"
#include "generated/version.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_version(const Arguments& /*arguments*/, Context& context) {
  if (context.out.json()) {
    Json json;
    json.object().field("version", version).field("currency_table", currency_table_date()).end();
    context.out.print(json);
  } else {
    context.out.line("tollbridge " + std::string(version) + " (currencies of " +
                     std::string(currency_table_date()) + ")");
  }
  return Exit::done;
}

}  // namespace

Command version_command() {
  return {"version", "which program this is", "", {}, {}, run_version, Runs::anywhere};
}

}  // namespace tollbridge::cli
