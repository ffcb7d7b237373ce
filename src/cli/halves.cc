// SPDX-License-Identifier: Apache-2.0
#include "cli/halves.h"

namespace tollbridge::cli {

Result<HalvesHost*> halves_of(Context& context) {
  if (auto* host = dynamic_cast<HalvesHost*>(&context.host)) return host;
  return fail(ErrorKind::invalid, "NotThisHost",
              "This runs where the data directory is open, and nowhere else.");
}

Result<bridge::CommerceEnd*> commerce_end(Context& context) {
  auto host = halves_of(context);
  if (!host) return pass(host);
  return (*host)->commerce_end();
}

}  // namespace tollbridge::cli
