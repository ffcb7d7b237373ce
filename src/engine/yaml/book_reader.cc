// SPDX-License-Identifier: Apache-2.0
#include "engine/yaml/book_reader.h"

#include <set>
#include <utility>

#include "core/limits.h"
#include "engine/book_schema.h"
#include "engine/yaml/tree.h"

namespace tollbridge::engine::yaml {
namespace {

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string at(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

class BookReader {
 public:
  explicit BookReader(const FileText& file_text) : file_text_(file_text) {}

  Book read(const Node& root) {
    book_.root = read_object(root, book_schema, "");
    return std::move(book_);
  }

 private:
  void fault(const std::string& path, std::int64_t line, std::string code, std::string message) {
    book_.faults.push_back(
        Error{ErrorKind::invalid, std::move(code), std::move(message), {}, path, line, {}});
  }

  void wrong_type(const std::string& path, const Node& node, std::string_view wanted) {
    fault(path, node.line, "WrongType",
          "Here must stand " + std::string(wanted) + ", and " +
              std::string(to_string(node.kind)) + " was found.");
  }

  Entry read_object(const Node& node, const Schema& schema, const std::string& path) {
    Entry entry;
    entry.path = path;
    entry.line = node.line;
    if (node.kind != NodeKind::map) {
      wrong_type(path, node, std::string(schema.object) + " with its keys");
      return entry;
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
      const Node& name = node.items[i];
      const Key* key = find_key(schema, name, path);
      if (key == nullptr) continue;
      if (!seen.insert(key->name).second) {
        fault(joined(path, key->name), name.line, "DuplicateKey",
              "`" + name.text + "` stands here twice; keep one of the two.");
        continue;
      }
      read_value(entry, *key, node.items[i + 1], name.line);
    }
    return entry;
  }

  const Key* find_key(const Schema& schema, const Node& name, const std::string& path) {
    for (const Key& key : schema.keys) {
      if (name.kind == NodeKind::text && key.name == name.text) return &key;
    }
    const std::string shown = name.text.substr(0, 60);
    const std::string_view nearest = nearest_key(schema, name.text);
    std::string help = "; did you mean `" + std::string(nearest) + "`?";
    if (nearest.empty()) {
      help = "; it has";
      for (const Key& key : schema.keys) {
        help += (&key == schema.keys.data() ? " " : ", ") + std::string(key.name);
      }
      help += ".";
    }
    fault(joined(path, shown), name.line, "UnknownKey",
          "`" + shown + "` is no key of " + std::string(schema.object) + help);
    return nullptr;
  }

  // `line` is that of the key: a value may begin below it.
  void read_value(Entry& entry, const Key& key, const Node& value, std::int64_t line) {
    const std::string path = joined(entry.path, key.name);
    const std::string name(key.name);
    switch (key.shape) {
      case KeyShape::scalar:
        entry.fields[name] = read_scalar(value, path, line);
        break;
      case KeyShape::file:
        entry.fields[name] = read_file(value, path, line);
        break;
      case KeyShape::scalars:
        entry.lists[name] = read_scalars(value, path, line);
        break;
      case KeyShape::object:
        if (value.kind != NodeKind::null) {
          entry.children[name].push_back(read_object(value, *key.of, path));
        }
        break;
      case KeyShape::objects:
        entry.children[name] = read_objects(value, *key.of, path);
        break;
    }
  }

  Field read_scalar(const Node& value, const std::string& path, std::int64_t line) {
    Field field;
    field.line = value.line > 0 ? value.line : line;
    if (value.kind == NodeKind::null) {
      field.line = line;
      field.state = FieldState::null;
    } else if (value.kind != NodeKind::text) {
      field.state = FieldState::bad;
      wrong_type(path, value, "a text or number");
    } else if (value.text.size() > limits::id_bytes_max) {
      field.state = FieldState::bad;
      fault(path, value.line, "TextTooLong",
            "The text has " + std::to_string(value.text.size()) + " bytes; at most " +
                std::to_string(limits::id_bytes_max) + " are allowed.");
    } else {
      field.state = FieldState::given;
      field.text = value.text;
    }
    return field;
  }

  Field read_file(const Node& value, const std::string& path, std::int64_t line) {
    Field field = read_scalar(value, path, line);
    if (field.state != FieldState::given) return field;
    auto text = file_text_(field.text);
    if (text) {
      field.content = *std::move(text);
    } else {
      Error error = std::move(text.error());
      error.path = path;
      error.line = field.line;
      book_.faults.push_back(std::move(error));
      field.state = FieldState::bad;
    }
    return field;
  }

  FieldList read_scalars(const Node& value, const std::string& path, std::int64_t line) {
    FieldList list;
    list.line = line;
    if (value.kind == NodeKind::null) {
      list.state = FieldState::null;
    } else if (value.kind != NodeKind::list) {
      list.state = FieldState::bad;
      wrong_type(path, value, "a list, like [one, two]");
    } else {
      list.state = FieldState::given;
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        const Node& item = value.items[i];
        Field field = read_scalar(item, at(path, i), item.line);
        if (field.state == FieldState::null) {
          field.state = FieldState::bad;
          wrong_type(at(path, i), item, "a text or number");
        }
        list.items.push_back(std::move(field));
      }
    }
    return list;
  }

  std::vector<Entry> read_objects(const Node& value, const Schema& schema,
                                  const std::string& path) {
    std::vector<Entry> entries;
    if (value.kind == NodeKind::null) return entries;
    if (value.kind != NodeKind::list) {
      wrong_type(path, value, "a list, each item " + std::string(schema.object));
      return entries;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const Node& item = value.items[i];
      if (item.kind == NodeKind::map) {
        entries.push_back(read_object(item, schema, at(path, i)));
      } else {
        wrong_type(at(path, i), item, std::string(schema.object) + " with its keys");
      }
    }
    return entries;
  }

  const FileText& file_text_;
  Book book_;
};

}  // namespace

Result<Book> read_book(std::string_view yaml, const FileText& file_text) {
  if (yaml.size() > limits::book_bytes_max) {
    return fail(ErrorKind::invalid, "BookTooLarge",
                "The book has " + std::to_string(yaml.size()) + " bytes; at most " +
                    std::to_string(limits::book_bytes_max) +
                    " are read. Split it: what a file does not mention stays.");
  }
  auto root = parse_yaml(yaml);
  if (!root) return pass(root);
  if (root->kind != NodeKind::map) {
    auto error = fail(ErrorKind::invalid, "WrongType",
                      "A book is an object with keys like `partners`, and " +
                          std::string(to_string(root->kind)) + " was found.");
    error.error().line = root->line;
    return error;
  }
  return BookReader(file_text).read(*root);
}

}  // namespace tollbridge::engine::yaml
