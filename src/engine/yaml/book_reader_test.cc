// SPDX-License-Identifier: Apache-2.0
// Goal: a book is read with the line of every field, and whatever is wrong with its shape is said
// at once, with the line to look at. Method: the example of the contract as a file, and small
// books with one or many mistakes.
#include "engine/yaml/book_reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "core/limits.h"

namespace tollbridge::engine::yaml {
namespace {

Result<std::string> no_file(const std::string& path) {
  return fail(ErrorKind::io, "FileNotFound", "'" + path + "' cannot be read.");
}

Book book_of(const std::string& text) {
  auto book = read_book(text, no_file);
  EXPECT_TRUE(book.has_value()) << book.error().message;
  return book.value_or(Book{});
}

Error refusal_of(const std::string& text) {
  auto book = read_book(text, no_file);
  EXPECT_FALSE(book.has_value());
  return book.has_value() ? Error{} : book.error();
}

std::string contract_example() {
  std::ifstream file("tests/fixtures/books/contract.yaml");
  EXPECT_TRUE(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(BookReader, the_example_of_the_contract_is_read_with_its_lines) {
  std::vector<std::string> asked;
  auto read = read_book(contract_example(), [&](const std::string& path) -> Result<std::string> {
    asked.push_back(path);
    return "meter,unit_price\nm,1\n";
  });
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const Book& book = *read;
  EXPECT_TRUE(book.faults.empty());
  EXPECT_EQ(asked, (std::vector<std::string>{"provider.csv", "adatum.csv"}));

  const auto& provider = book.root.entries("provider");
  ASSERT_EQ(provider.size(), 1U);
  EXPECT_EQ(provider[0].path, "provider");
  EXPECT_EQ(provider[0].field("vat_id").text, "SE556000000101");
  EXPECT_EQ(provider[0].field("vat_id").line, 1);
  EXPECT_EQ(provider[0].field("address").state, FieldState::absent);

  ASSERT_EQ(book.root.entries("partners").size(), 3U);
  EXPECT_EQ(book.root.entries("partners")[2].field("of").text, "fabrikam");
  EXPECT_EQ(book.root.entries("partners")[2].line, 5);

  const Entry& customer = book.root.entries("customers")[0];
  EXPECT_EQ(customer.list("tenants").items[0].text, "7b6d3d3a-0000-4000-8000-000000000001");

  const Entry& registration = book.root.entries("registrations")[0];
  EXPECT_EQ(registration.line, 17);
  EXPECT_EQ(registration.field("billing_model").line, 21);
  const Entry& mapping = registration.entries("customer_subscriptions")[0];
  EXPECT_EQ(mapping.path, "registrations[0].customer_subscriptions[0]");
  EXPECT_EQ(mapping.field("from").text, "2026-10-01T00:00:00Z");

  const Entry& sheet = book.root.entries("price_sheets")[1];
  EXPECT_EQ(sheet.field("markup").text, "0.15");
  EXPECT_EQ(book.root.entries("price_sheets")[0].field("file").content, "meter,unit_price\nm,1\n");
}

TEST(BookReader, a_decimal_keeps_its_digits_with_and_without_quotes) {
  const Book book = book_of(
      "price_sheets:\n"
      "  - {id: a, markup: 0.100000000000000001}\n"
      "  - {id: b, markup: '-0.15'}\n");
  EXPECT_EQ(book.root.entries("price_sheets")[0].field("markup").text, "0.100000000000000001");
  EXPECT_EQ(book.root.entries("price_sheets")[1].field("markup").text, "-0.15");
}

TEST(BookReader, norway_is_a_country_and_not_a_no) {
  const Book book = book_of("provider: {country: NO}\n");
  EXPECT_EQ(book.root.entries("provider")[0].field("country").text, "NO");
}

TEST(BookReader, a_field_given_as_nothing_is_told_apart_from_one_left_out) {
  const Book book = book_of("registrations:\n  - name: r\n    to: ~\n    from:\n");
  const Entry& registration = book.root.entries("registrations")[0];
  EXPECT_EQ(registration.field("to").state, FieldState::null);
  EXPECT_EQ(registration.field("from").state, FieldState::null);
  EXPECT_EQ(registration.field("from").line, 4);
  EXPECT_EQ(registration.field("subscription").state, FieldState::absent);
}

TEST(BookReader, an_unknown_key_is_named_with_the_nearest_known_one) {
  const Book book = book_of("customers:\n  - id: a\n    tenats: [t]\n");
  ASSERT_EQ(book.faults.size(), 1U);
  EXPECT_EQ(book.faults[0].code, "UnknownKey");
  EXPECT_EQ(book.faults[0].line, 3);
  EXPECT_EQ(book.faults[0].path, "customers[0].tenats");
  EXPECT_NE(book.faults[0].message.find("did you mean `tenants`?"), std::string::npos);
}

TEST(BookReader, a_key_like_no_other_is_answered_with_all_there_are) {
  const Book book = book_of("stacks:\n  - {id: x, local_subscriptions: [{zzzzzzzz: 1}]}\n");
  ASSERT_EQ(book.faults.size(), 2U);
  EXPECT_NE(book.faults[1].message.find("it has id, tenant, from."), std::string::npos);
}

TEST(BookReader, all_mistakes_of_shape_are_found_at_once_each_with_its_line) {
  const Book book = book_of(
      "provider: [a]\n"
      "partners: contoso\n"
      "customers:\n"
      "  - just text\n"
      "  - id: {nested: 1}\n"
      "    tenants: one\n"
      "    name: a\n"
      "    name: b\n"
      "subscriptions:\n"
      "  - {id: s, owners: [[x], ~]}\n"
      "price_sheets:\n"
      "  - {id: p,\n"
      "     file: gone.csv}\n");
  const std::vector<std::pair<std::string, std::int64_t>> wanted{
      {"WrongType", 1}, {"WrongType", 2},  {"WrongType", 4},  {"WrongType", 5}, {"WrongType", 6},
      {"DuplicateKey", 8}, {"WrongType", 10}, {"WrongType", 10}, {"FileNotFound", 13}};
  ASSERT_EQ(book.faults.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(book.faults[i].code, wanted[i].first) << i;
    EXPECT_EQ(book.faults[i].line, wanted[i].second) << i;
  }
  EXPECT_EQ(book.faults[4].path, "customers[1].tenants");
  EXPECT_EQ(book.faults[6].path, "subscriptions[0].owners[0]");
}

TEST(BookReader, a_file_that_is_no_yaml_names_the_line) {
  const Error error = refusal_of("partners:\n  - {id: a\ncustomers: }\n  x");
  EXPECT_EQ(error.code, "InvalidYaml");
  EXPECT_GT(error.line, 1);
}

TEST(BookReader, a_tab_that_indents_is_no_yaml) {
  EXPECT_EQ(refusal_of("partners:\n\t- id: a\n").code, "InvalidYaml");
}

TEST(BookReader, two_documents_in_one_file_are_refused) {
  EXPECT_EQ(refusal_of("partners: []\n---\npartners: []\n").code, "InvalidYaml");
}

TEST(BookReader, an_empty_file_is_no_book) {
  EXPECT_EQ(refusal_of("").code, "EmptyBook");
  EXPECT_EQ(refusal_of("# nothing yet\n").code, "EmptyBook");
  EXPECT_EQ(refusal_of("~\n").code, "EmptyBook");
}

TEST(BookReader, a_list_at_the_top_is_no_book) {
  EXPECT_EQ(refusal_of("- partners\n").code, "WrongType");
}

TEST(BookReader, a_few_lines_of_aliases_cannot_stand_for_terabytes) {
  const Error error = refusal_of(
      "a: &a [x, x, x, x, x, x, x, x, x]\n"
      "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
      "partners: [*b, *b]\n");
  EXPECT_EQ(error.code, "AliasNotAllowed");
  EXPECT_EQ(error.line, 1);
}

TEST(BookReader, a_file_nested_beyond_reason_is_refused_at_once) {
  EXPECT_EQ(refusal_of(std::string(10'000, '[')).code, "BookTooDeep");
  EXPECT_EQ(refusal_of("a: " + std::string(17, '{') + std::string(17, '}')).code, "BookTooDeep");
}

TEST(BookReader, a_book_beyond_the_limit_is_refused_before_it_is_read) {
  const std::string book(limits::book_bytes_max + 1, ' ');
  EXPECT_EQ(refusal_of(book).code, "BookTooLarge");
}

TEST(BookReader, a_text_beyond_the_limit_is_a_fault_of_its_field) {
  const Book book =
      book_of("partners:\n  - id: " + std::string(limits::id_bytes_max + 1, 'a') + "\n");
  ASSERT_EQ(book.faults.size(), 1U);
  EXPECT_EQ(book.faults[0].code, "TextTooLong");
  EXPECT_EQ(book.root.entries("partners")[0].field("id").state, FieldState::bad);
}

}  // namespace
}  // namespace tollbridge::engine::yaml
