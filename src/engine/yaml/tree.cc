// SPDX-License-Identifier: Apache-2.0
#include "engine/yaml/tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

namespace tollbridge::engine::yaml {
namespace {

constexpr std::size_t depth_max = 16;  // a book needs 6

std::int64_t line_of(const YAML::Mark& mark) { return std::int64_t{mark.line} + 1; }

// Thrown through the library's parser to stop it, and caught in parse_yaml.
struct Refused {
  Error error;
};

[[noreturn]] void refuse(const YAML::Mark& mark, std::string code, std::string message) {
  throw Refused{Error{ErrorKind::invalid, std::move(code), std::move(message), {}, {},
                      line_of(mark), {}}};
}

// Builds the tree without recursion: `open_` is the way from the root to where we are.
class TreeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_anchor(mark, anchor);
    add({NodeKind::null, line_of(mark), {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    refuse_alias(mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                const std::string& value) override {
    check_anchor(mark, anchor);
    add({NodeKind::text, line_of(mark), value, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    begin(mark, anchor, NodeKind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    begin(mark, anchor, NodeKind::map);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapEnd() override { end(); }

  std::optional<Node> take() { return std::exchange(root_, std::nullopt); }

 private:
  void begin(const YAML::Mark& mark, YAML::anchor_t anchor, NodeKind kind) {
    check_anchor(mark, anchor);
    if (open_.size() == depth_max) {
      refuse(mark, "BookTooDeep",
             "The file is nested deeper than it may be; check its indentation.");
    }
    open_.push_back({kind, line_of(mark), {}, {}});
  }

  void end() {
    Node done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().items.push_back(std::move(node));
    }
  }

  static void check_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) refuse_alias(mark);
  }

  [[noreturn]] static void refuse_alias(const YAML::Mark& mark) {
    refuse(mark, "AliasNotAllowed",
           "Anchors (&name) and aliases (*name) are not read; write the value out.");
  }

  std::vector<Node> open_;
  std::optional<Node> root_;
};

Error invalid_yaml(const std::string& message, const YAML::Mark& mark) {
  return Error{ErrorKind::invalid, "InvalidYaml",
               "The file is no YAML: " + message + " (line " + std::to_string(line_of(mark)) +
                   ", column " + std::to_string(mark.column + 1) +
                   "). Correct the line, or put the text in quotes.",
               {}, {}, line_of(mark), {}};
}

Result<Node> parse(std::istream& input) {
  TreeBuilder builder;
  YAML::Parser parser(input);
  if (!parser.HandleNextDocument(builder)) {
    return fail(ErrorKind::invalid, "EmptyBook", "The file declares nothing.");
  }
  auto root = builder.take();
  if (!root || root->kind == NodeKind::null) {
    return fail(ErrorKind::invalid, "EmptyBook", "The file declares nothing.");
  }
  if (parser.HandleNextDocument(builder)) {
    return fail(ErrorKind::invalid, "InvalidYaml",
                "The file holds several documents (---); one is read.");
  }
  return *std::move(root);
}

}  // namespace

std::string_view to_string(NodeKind kind) {
  switch (kind) {
    case NodeKind::null: return "nothing";
    case NodeKind::text: return "a text";
    case NodeKind::list: return "a list";
    case NodeKind::map: return "an object";
  }
  return {};
}

Result<Node> parse_yaml(std::string_view yaml) {
  std::istringstream input{std::string(yaml)};
  try {
    return parse(input);
  } catch (Refused& refused) {
    return std::unexpected(std::move(refused.error));
  } catch (const YAML::Exception& error) {
    return std::unexpected(invalid_yaml(error.msg, error.mark));
  }
}

}  // namespace tollbridge::engine::yaml
