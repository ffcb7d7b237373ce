// SPDX-License-Identifier: Apache-2.0
// The commerce half for those who carry batches by hand (bridge/commerce_end.h), over a desk and
// the ledger in the books. What is sealed for commerce is opened with a key of its own,
// DATA/parcel-key.pem, made on first use, readable by its owner only.
//
// On the thread of the desk.
#pragma once

#include <string>

#include "api/desk.h"
#include "api/stack/registry_directory.h"
#include "bridge/commerce_end.h"
#include "core/world.h"
#include "server/activation_signer.h"

namespace tollbridge::server {

inline constexpr std::string_view parcel_key_name = "parcel-key.pem";

// Receipts signed, and read, with the key of activation keys.
bridge::Attest attest_with(ActivationSigner& signer);
bridge::ReadReceipt read_with(ActivationSigner& signer);

class CommerceDesk {
 public:
  // All must outlive it; `directory` is the data directory, `clock` the machine's.
  CommerceDesk(api::Desk& desk, bridge::Ledger& ledger, ActivationSigner& signer,
               const std::string& directory, Clock& clock);
  CommerceDesk(const CommerceDesk&) = delete;
  CommerceDesk& operator=(const CommerceDesk&) = delete;

  bridge::CommerceEnd& end() { return end_; }

 private:
  api::stack_face::RegistryDirectory stacks_;
  bridge::CommerceEnd end_;
};

}  // namespace tollbridge::server
