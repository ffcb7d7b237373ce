// SPDX-License-Identifier: Apache-2.0
// BOOK.yaml to Book: the shape of the file, with the line of every field.
//
// Keys are checked against engine/book_schema.h; what they mean is plan_book's business. The
// file is read as a stream of events, so memory stays in proportion to it; anchors and aliases are
// refused, because a few lines of them can stand for terabytes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "engine/book.h"

namespace tollbridge::engine::yaml {

// The text of the file that `file:` names, as written in the book: the caller knows where the book
// lies and resolves the path against it.
using FileText = std::function<Result<std::string>(const std::string& path)>;

// Faults of shape are kept in the book, so that they are reported together with those plan_book
// finds: UnknownKey (naming the nearest known one), WrongType, DuplicateKey, TextTooLong, and
// whatever `file_text` says. Errors, where the file cannot be read at all: InvalidYaml (with its
// line), BookTooLarge (limits::book_bytes_max), BookTooDeep, AliasNotAllowed, EmptyBook.
Result<Book> read_book(std::string_view yaml, const FileText& file_text);

}  // namespace tollbridge::engine::yaml
