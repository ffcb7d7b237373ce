// SPDX-License-Identifier: Apache-2.0
// What docs/pricing.md tells billing engineers is what the program does.
// Method: every block marked `pricing` on the page is read and rated, and its charges compared.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rating/test_world.h"

namespace tollbridge::rating {
namespace {

using namespace test;

struct Block {
  int line = 0;
  Lines lines;
};

std::vector<Block> blocks_of(const std::string& path) {
  std::ifstream page(path);
  std::vector<Block> blocks;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(page, line);) {
    ++number;
    if (line == "```pricing") {
      blocks.push_back({number, {}});
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

// One example: sheets, usage and the charges the page promises.
class Example {
 public:
  explicit Example(const Block& block) {
    std::string part;
    for (const std::string& line : block.lines) {
      if (line.starts_with("sheet from hour ")) {
        finish_sheet();
        open_sheet(line);
        part = "sheet";
      } else if (line == "usage" || line == "charges") {
        finish_sheet();
        part = line;
      } else if (part == "sheet") {
        csv_ += line + "\n";
      } else if (part == "usage") {
        read_usage(line);
      } else {
        promised.push_back(line);
      }
    }
  }

  [[nodiscard]] Lines charges() const {
    const auto rating = rate(runs_, chain(), book(facts_), october).value();
    Lines lines;
    for (const std::string& line : shown(rating.charges)) {
      lines.push_back(line.substr(line.find(": ") + 2));
    }
    return lines;
  }

  Lines promised;

 private:
  void open_sheet(const std::string& line) {
    std::istringstream words(line.substr(std::string("sheet from hour ").size()));
    std::int32_t begin = 0;
    words >> begin;
    sheet_ = from(sheet("sheet" + std::to_string(facts_.size()), provider, ""), begin);
    const std::string marked = " on the one before with markup ";
    if (const auto at = line.find(marked); at != std::string::npos) {
      sheet_->base = std::get<PriceSheet>(facts_.back()).id;
      sheet_->markup = Factor::parse(line.substr(at + marked.size())).value();
    }
    csv_.clear();
  }

  void finish_sheet() {
    if (!sheet_) return;
    const SheetTable table = parse_price_csv(csv_).value();
    sheet_->links = table.links;
    sheet_->prices = table.prices;
    facts_.emplace_back(*sheet_);
    sheet_.reset();
  }

  void read_usage(const std::string& line) {
    std::istringstream words(line);
    std::int32_t at = 0;
    std::string meter, used;
    words >> at >> meter >> used;
    runs_.push_back(run(shared, meter, {{at, used}}));
  }

  std::optional<PriceSheet> sheet_;
  std::string csv_;
  std::vector<PriceFact> facts_;
  std::vector<attribution::AttributedRun> runs_;
};

TEST(PricingPage, every_worked_example_is_charged_as_the_page_says) {
  const std::vector<Block> blocks = blocks_of("docs/pricing.md");
  EXPECT_EQ(blocks.size(), 14U);
  for (const Block& block : blocks) {
    const Example example(block);
    EXPECT_FALSE(example.promised.empty()) << "docs/pricing.md:" << block.line;
    EXPECT_EQ(example.charges(), example.promised) << "docs/pricing.md:" << block.line;
  }
}

}  // namespace
}  // namespace tollbridge::rating
