// SPDX-License-Identifier: Apache-2.0
// Receipts as JWT (RS256), signed with commerce's key, the one that signs activation keys; the
// stack knows its public half from the claim `receiptKey` of its activation key.
#pragma once

#include <string>
#include <string_view>

#include "bridge/receipt.h"
#include "core/result.h"

namespace tollbridge::bridge {

// The claims as a JSON object; whoever has commerce's key signs them.
std::string receipt_claims(const Receipt& receipt);

// Checks the signature with the public RSA key `jwk` and reads the claims. Errors: ReceiptWrong
// (invalid): another key or algorithm, no JWT, a claim missing or malformed.
Result<Receipt> read_receipt(std::string_view jwt, std::string_view jwk);

}  // namespace tollbridge::bridge
