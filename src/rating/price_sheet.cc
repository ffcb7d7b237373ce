// SPDX-License-Identifier: Apache-2.0
#include "rating/price_sheet.h"

namespace tollbridge::rating {

std::string_view to_string(PriceModel model) {
  switch (model) {
    case PriceModel::flat:
      return "flat";
    case PriceModel::graduated:
      return "graduated";
    case PriceModel::volume:
      return "volume";
    case PriceModel::package:
      return "package";
  }
  return "flat";
}

}  // namespace tollbridge::rating
