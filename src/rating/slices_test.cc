// SPDX-License-Identifier: Apache-2.0
// Tiers are cut at the exact unit, whatever the way there.
// Method: every small world at once. All totals and tier tables of a few half units are priced and
// compared with an oracle that walks half unit by half unit and looks each one up.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "rating/graduated.h"
#include "rating/package.h"
#include "rating/volume.h"

namespace tollbridge::rating {
namespace {

constexpr int reach = 7;  // whole units up and down

Quantity halves(int count) {
  return Quantity::from_units(i128{count} * power_of_ten(18) / 2);
}
ExactQuantity total(int half_units) {
  return exact(halves(half_units));
}
Quantity quantity(const std::string& text) {
  return Quantity::parse(text).value();
}
UnitPrice price_of_tier(std::size_t tier) {
  return UnitPrice::from_whole(static_cast<std::int64_t>(10 - tier));
}

// Tier edges in half units beyond the included ones, which are half units too.
struct World {
  std::vector<int> edges{0};
  int included = 0;

  [[nodiscard]] MeterPrice price(PriceModel model, int package_halves = 2) const {
    MeterPrice price;
    price.model = model;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      price.tiers.push_back({halves(edges[i]), price_of_tier(i)});
    }
    price.package_size = halves(package_halves);
    price.included = halves(included);
    return price;
  }

  // The tier of the half unit that begins at `position`; empty where it is included.
  [[nodiscard]] std::optional<std::size_t> tier_at(int position) const {
    if (position < 0) return 0;
    if (position < included) return std::nullopt;
    std::size_t tier = 0;
    while (tier + 1 < edges.size() && edges[tier + 1] <= position - included)
      ++tier;
    return tier;
  }
};

std::vector<World> all_worlds() {
  std::vector<World> worlds;
  for (int included = 0; included <= 3; ++included) {
    worlds.push_back({{0}, included});
    for (int second = 1; second <= 5; ++second) {
      worlds.push_back({{0, second}, included});
      for (int third = second + 1; third <= 6; ++third) {
        worlds.push_back({{0, second, third}, included});
      }
    }
  }
  return worlds;
}

// Half units by tier, without those that cancel out.
using ByTier = std::map<std::size_t, int>;

ByTier walk(const World& world, int before, int after) {
  ByTier found;
  for (int at = before; at < after; ++at) {
    if (const auto tier = world.tier_at(at)) ++found[*tier];
  }
  for (int at = before; at > after; --at) {
    if (const auto tier = world.tier_at(at - 1)) --found[*tier];
  }
  std::erase_if(found, [](const auto& entry) { return entry.second == 0; });
  return found;
}

Slices expected_slices(const World& world, const ByTier& by_tier) {
  Slices slices;
  for (const auto& [tier, count] : by_tier) {
    slices.push_back({halves(world.edges[tier]), price_of_tier(tier), total(count)});
  }
  return slices;
}

TEST(Graduated, every_way_between_two_small_totals_is_cut_at_the_exact_unit) {
  for (const World& world : all_worlds()) {
    const MeterPrice price = world.price(PriceModel::graduated);
    for (int before = -reach; before <= 2 * reach; ++before) {
      for (int after = -reach; after <= 2 * reach; ++after) {
        ASSERT_EQ(graduated_slices(price, total(before), total(after)),
                  expected_slices(world, walk(world, before, after)))
            << before << " -> " << after << ", included " << world.included;
      }
    }
  }
}

TEST(Volume, the_whole_is_priced_at_the_tier_it_reaches) {
  for (const World& world : all_worlds()) {
    const MeterPrice price = world.price(PriceModel::volume);
    for (int at = -reach; at <= 2 * reach; ++at) {
      ByTier expected;
      const int left = at < 0 ? at : std::max(0, at - world.included);
      // A tier is reached with its first unit complete up to `from`, so the next one decides.
      if (left != 0) expected[at < 0 ? 0 : *world.tier_at(at)] = left;
      ASSERT_EQ(volume_slices(price, total(at)), expected_slices(world, expected))
          << at << ", included " << world.included;
    }
  }
}

TEST(Package, started_packages_are_whole_ones_in_both_directions) {
  for (const World& world : all_worlds()) {
    for (int size = 1; size <= 5; ++size) {
      const MeterPrice price = world.price(PriceModel::package, size);
      for (int at = -reach; at <= 2 * reach; ++at) {
        const int left = at < 0 ? at : std::max(0, at - world.included);
        int packages = 0;
        for (int rest = std::abs(left); rest > 0; rest -= size)
          packages += left < 0 ? -1 : 1;
        Slices expected;
        if (left != 0) {
          const std::size_t tier = at < 0 ? 0 : *world.tier_at(at);
          expected = {{halves(world.edges[tier]), price_of_tier(tier),
                       exact(Quantity::from_whole(packages))}};
        }
        ASSERT_EQ(package_slices(price, total(at)), expected)
            << at << ", included " << world.included << ", size " << size;
      }
    }
  }
}

TEST(Graduated, free_tiers_make_no_slice_and_still_count) {
  MeterPrice price = World{{0, 2, 4}, 0}.price(PriceModel::graduated);
  price.tiers[1].price.reset();
  const Slices expected{{halves(0), price_of_tier(0), total(2)},
                        {halves(4), price_of_tier(2), total(1)}};
  EXPECT_EQ(graduated_slices(price, total(0), total(5)), expected);
}

TEST(Package, a_sliver_of_usage_is_a_package_and_a_full_one_is_not_two) {
  const auto packages = [](const std::string& used, const std::string& size) {
    return whole_packages(exact(quantity(used)), quantity(size)).value().to_string();
  };
  EXPECT_EQ(packages("0.000000000000000001", "100"), "1");
  EXPECT_EQ(packages("100", "100"), "1");
  EXPECT_EQ(packages("100.000000000000000001", "100"), "2");
  EXPECT_EQ(packages("0.3", "0.1"), "3");
  EXPECT_EQ(packages("-100.5", "100"), "-2");
  EXPECT_EQ(packages("0", "100"), "0");
  EXPECT_EQ(packages("170141183460469231731", "0.000000000000000003"),
            "56713727820156410577000000000000000000");
}

TEST(Slices, numbers_beyond_256_bits_are_reported_and_never_wrap) {
  const Quantity largest = Quantity::from_units(~(i128{1} << 127U));
  const ExactQuantity half = multiply(largest, Factor::from_units(largest.units()));
  const ExactQuantity huge = half.plus(half).value();
  const MeterPrice price = World{}.price(PriceModel::graduated);
  EXPECT_EQ(graduated_slices(price, huge.negated(), huge), std::nullopt);
  EXPECT_EQ(whole_packages(huge, Quantity::from_units(1)), std::nullopt);
}

}  // namespace
}  // namespace tollbridge::rating
