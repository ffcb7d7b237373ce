// SPDX-License-Identifier: Apache-2.0
// Putting an activation key into a stack, the same for its face and its commands.
//
// A key decides where usage goes and whose receipts are believed, so a stack knows its commerce
// half by the key that signs activation keys: the first one it is given is kept, by thumbprint, and
// later ones must be signed by the same. A stack may also be told whose key it has to be.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "stack/activation.h"
#include "stack/stacks.h"

namespace tollbridge::stack::json {

// The thumbprint (RFC 7638) of the key that signed it; that key is its own claim receiptKey. Empty
// of a text that is not signed: the claims alone, and a key of before there was such a claim.
// Errors: ActivationSignatureWrong (refused): altered, or signed by another key than it names.
Result<std::string> signer_of_activation_key(std::string_view text);

// Checks the key and keeps it as the note `activation_note`; the one before is forgotten. Given a
// thumbprint, the key must be signed by that one, which is kept in place of any before; else by the
// one kept. Errors: InvalidActivationKey, those of check(Activation) and of
// signer_of_activation_key; ActivationNotSigned, ActivationOfAnotherCommerce (refused); those of
// the books.
Result<Activation> activate(LocalStack& local, std::string_view key, Instant now,
                            std::string_view commerce_key = {});

}  // namespace tollbridge::stack::json
