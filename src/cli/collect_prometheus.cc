// SPDX-License-Identifier: Apache-2.0
#include "cli/collect.h"
#include "cli/commands.h"
#include "ops/real_disk.h"
#include "stack/prometheus/prometheus_collector.h"

namespace tollbridge::cli {
namespace {

namespace prometheus = stack::prometheus;

// How far one has come, kept as a line of text in a file of its own.
class CursorFile {
 public:
  explicit CursorFile(std::string path) : path_(std::move(path)) {}

  // Empty: nothing is kept yet. Errors: InvalidState, those of the disk.
  Result<std::optional<Instant>> load() {
    if (path_.empty()) return std::nullopt;
    auto text = disk_.read_all(path_);
    if (!text && text.error().kind == ErrorKind::not_found) return std::nullopt;
    if (!text) return pass(text);
    auto cursor = parse_instant(std::string_view(*text).substr(0, text->find('\n')));
    if (cursor) return *cursor;
    return fail(ErrorKind::damaged, "InvalidState",
                "'" + path_ + "' holds no time; remove it to begin a day ago.");
  }

  Status keep(Instant cursor) {
    if (path_.empty()) return {};
    return disk_.replace(path_, to_string(cursor) + "\n");
  }

 private:
  std::string path_;
  ops::RealDisk disk_;
};

Result<Exit> run_collect_prometheus(const Arguments& arguments, Context& context) {
  auto text = rules_text(arguments, context);
  if (!text) return pass(text);
  auto rules = prometheus::parse_prometheus_rules(*text);
  if (!rules) return pass(rules);
  CursorFile file(arguments.text("--state"));
  auto cursor = file.load();
  if (!cursor) return pass(cursor);
  const auto get = prometheus::curl_get();
  return run_collector(
      arguments, context, std::chrono::seconds(60),
      [&](Instant now, const stack::Taker& take) -> Result<stack::Collected> {
        auto round = prometheus::collect_prometheus(*rules, get, *cursor, now, take);
        if (!round) return pass(round);
        if (auto kept = file.keep(round->cursor); !kept) return pass(kept);
        *cursor = round->cursor;
        return std::move(round->collected);
      });
}

}  // namespace

Command collect_prometheus_command() {
  return {"collect prometheus",
          "meter what a Prometheus server has recorded",
          "Asks a Prometheus server the rules' queries (PromQL) for all samples since the last "
          "time and posts them as readings to a stack half. Runs until it is stopped. How far it "
          "has come is kept in the file of --state; without one it begins a day ago, and what was "
          "posted before counts as duplicate.\n"
          "Rules, an example: {\"server\": \"http://127.0.0.1:9090\", \"rules\": [{\"query\": "
          "\"node_cpu_seconds_total\", \"kind\": \"counter\", \"meter\": \"METER\", "
          "\"subscription\": \"ID\", \"resource_prefix\": \"/node/\", \"resource_labels\": "
          "[\"instance\"], \"source_label\": \"cpu\"}]}.",
          {"tollbridge collect prometheus --rules prometheus.json --state cursor "
           "--stack 9c1e0000-0000-4000-8000-000000000001 --to http://127.0.0.1:8080 "
           "--token-file token"},
          collect_parameters(
              {required_option("--rules", "FILE", "the server and its queries (JSON)"),
               option("--state", "FILE", "keeps how far one has come")},
              "60"),
          run_collect_prometheus, Runs::anywhere};
}

}  // namespace tollbridge::cli
