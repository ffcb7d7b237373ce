// SPDX-License-Identifier: Apache-2.0
// Goal: two spellings of one id are one id, and nothing else is. Method: tables of spellings.
#include "core/ids.h"

#include <gtest/gtest.h>

#include "core/sha256.h"

namespace tollbridge {
namespace {

TEST(Ids, a_guid_is_one_id_in_any_case_and_with_or_without_dashes) {
  const MeterId expected("f271a8a3-88c4-4d93-956a-063e1d2fa80b");
  EXPECT_EQ(MeterId("F271A8A388C44D93956A063E1D2FA80B"), expected);
  EXPECT_EQ(MeterId("F271A8A3-88C4-4D93-956A-063E1D2FA80B"), expected);
  EXPECT_EQ(MeterId("{f271a8a3-88c4-4d93-956a-063e1d2fa80b}"), expected);
}

TEST(Ids, what_is_no_guid_stays_as_given) {
  for (const auto* text : {"sub1.1", "Sub-A", "F271A8A388C44D93956A063E1D2FA80", "",
                           "F271A8A3-88C44D93-956A-063E-1D2FA80B",
                           "G271A8A388C44D93956A063E1D2FA80B"}) {
    EXPECT_EQ(LocalSubscriptionId(text).text(), text);
  }
}

TEST(Ids, resources_differ_neither_by_case_nor_by_slash) {
  EXPECT_EQ(ResourceId("\\subscriptions\\A\\resourcegroups\\Rg"),
            ResourceId("/subscriptions/a/resourceGroups/rg"));
}

TEST(Ids, party_names_keep_their_case) {
  EXPECT_NE(PartyId("Contoso"), PartyId("contoso"));
}

TEST(Digest, is_sha_256) {
  EXPECT_EQ(hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace tollbridge
