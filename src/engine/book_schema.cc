// SPDX-License-Identifier: Apache-2.0
#include "engine/book_schema.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

namespace tollbridge::engine {
namespace {

// In the order of registry::paper_fields(); book_test.cc holds them against each other.
constexpr std::array paper_keys{
    Key{"vat_status"}, Key{"tax_currency"}, Key{"legal_id"},  Key{"endpoint"}, Key{"postal_code"},
    Key{"city"},       Key{"contact"},      Key{"phone"},     Key{"email"},    Key{"reference"},
    Key{"order"},      Key{"payment_days"}, Key{"iban"},      Key{"bic"},      Key{"bankgiro"},
    Key{"plusgiro"},   Key{"f_skatt"},
};

template <std::size_t N>
constexpr auto with_papers(const std::array<Key, N>& keys) {
  std::array<Key, N + paper_keys.size()> all{};
  std::ranges::copy(keys, all.begin());
  std::ranges::copy(paper_keys, all.begin() + N);
  return all;
}

constexpr auto provider_keys = with_papers(std::array{
    Key{"name"},    Key{"country"},  Key{"currency"}, Key{"vat_id"},
    Key{"address"}, Key{"rounding"}, Key{"from"},
});
constexpr Schema provider_schema{"the provider", provider_keys};

constexpr auto partner_keys = with_papers(std::array{
    Key{"id"},      Key{"kind"},     Key{"of"},     Key{"name"},
    Key{"country"}, Key{"currency"}, Key{"vat_id"}, Key{"address"}, Key{"from"},
});
constexpr Schema partner_schema{"a partner", partner_keys};

constexpr auto customer_keys = with_papers(std::array{
    Key{"id"},       Key{"partner"}, Key{"name"},    Key{"country"},
    Key{"currency"}, Key{"vat_id"},  Key{"address"}, Key{"tenants", KeyShape::scalars},
    Key{"from"},
});
constexpr Schema customer_schema{"a customer", customer_keys};

constexpr std::array span_keys{Key{"from"}, Key{"to"}};
constexpr Schema span_schema{"an inactive span", span_keys};

constexpr std::array subscription_keys{
    Key{"id"},
    Key{"offer"},
    Key{"partner"},
    Key{"customer"},
    Key{"inactive", KeyShape::objects, &span_schema},
    Key{"owners", KeyShape::scalars},
    Key{"directory"},
    Key{"from"},
};
constexpr Schema subscription_schema{"a subscription", subscription_keys};

constexpr std::array local_subscription_keys{Key{"id"}, Key{"tenant"}, Key{"from"}};
constexpr Schema local_subscription_schema{"a local subscription", local_subscription_keys};

constexpr std::array stack_keys{
    Key{"cloud_id"},
    Key{"region"},
    Key{"provider_subscription"},
    Key{"operator"},
    Key{"directory"},
    Key{"bridge_key"},
    Key{"local_subscriptions", KeyShape::objects, &local_subscription_schema},
};
constexpr Schema stack_schema{"a stack", stack_keys};

constexpr std::array mapping_keys{Key{"subscription"}, Key{"tenant"}, Key{"from"}, Key{"to"}};
constexpr Schema mapping_schema{"a customer subscription", mapping_keys};

constexpr std::array registration_keys{
    Key{"name"},
    Key{"resource_group"},
    Key{"subscription"},
    Key{"cloud_id"},
    Key{"billing_model"},
    Key{"agreement_number"},
    Key{"from"},
    Key{"to"},
    Key{"customer_subscriptions", KeyShape::objects, &mapping_schema},
};
constexpr Schema registration_schema{"a registration", registration_keys};

constexpr std::array price_sheet_keys{
    Key{"id"},   Key{"seller"}, Key{"buyer"}, Key{"currency"},
    Key{"from"}, Key{"to"},     Key{"base"},  Key{"markup"},
    Key{"file", KeyShape::file},
};
constexpr Schema price_sheet_schema{"a price sheet", price_sheet_keys};

constexpr std::array commitment_keys{
    Key{"id"}, Key{"seller"}, Key{"buyer"}, Key{"amount"}, Key{"from"}, Key{"to"},
};
constexpr Schema commitment_schema{"a commitment", commitment_keys};

constexpr std::array exchange_rate_keys{
    Key{"from"},   Key{"to"}, Key{"date"}, Key{"rate"},
    Key{"source"}, Key{"file", KeyShape::file}, Key{"since"},
};
constexpr Schema exchange_rate_schema{"a rate of exchange", exchange_rate_keys};

constexpr std::array book_keys{
    Key{"provider", KeyShape::object, &provider_schema},
    Key{"partners", KeyShape::objects, &partner_schema},
    Key{"customers", KeyShape::objects, &customer_schema},
    Key{"subscriptions", KeyShape::objects, &subscription_schema},
    Key{"stacks", KeyShape::objects, &stack_schema},
    Key{"registrations", KeyShape::objects, &registration_schema},
    Key{"price_sheets", KeyShape::objects, &price_sheet_schema},
    Key{"commitments", KeyShape::objects, &commitment_schema},
    Key{"exchange_rates", KeyShape::objects, &exchange_rate_schema},
};

// How many characters must be changed, added or dropped.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

const Schema book_schema{"a book", book_keys};

std::string_view nearest_key(const Schema& schema, std::string_view name) {
  constexpr std::size_t name_bytes_max = 64;  // longer ones are no misspelling
  if (name.size() > name_bytes_max) return {};
  std::string_view nearest;
  std::size_t best = name.size() / 2 + 1;  // half of it may differ
  for (const Key& key : schema.keys) {
    const std::size_t far = distance(name, key.name);
    if (far >= best) continue;
    best = far;
    nearest = key.name;
  }
  return nearest;
}

}  // namespace tollbridge::engine
