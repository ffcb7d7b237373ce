// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/usage_statement.h"

#include <chrono>
#include <utility>

namespace tollbridge::scenarios {
namespace {

// What all records of one statement share.
struct Use {
  std::string stack;
  std::string subscription;
  std::string tenant;
  std::string meter;
  std::string quantity;
  std::string resource = "r1";
  std::string event_id;
  std::string revision;
};

struct When {
  Instant first{};
  Instant end{};
  std::chrono::seconds step{0};  // 0: one record
  bool is_span = false;
};

constexpr auto header = "stack,subscription,tenant,meter,resource,start,end,quantity,id,revision\n";

void read_subject(Words& words, Use& use) {
  const std::string subject = words.text("STACK/LOCAL_SUBSCRIPTION");
  const std::size_t slash = subject.find('/');
  if (slash == std::string::npos) return words.fail_at("needs STACK/LOCAL_SUBSCRIPTION");
  use.stack = subject.substr(0, slash);
  use.subscription = subject.substr(slash + 1);
  if (words.take("of")) use.tenant = words.text("a tenant");
  use.meter = words.text("a meter");
  use.quantity = words.text("a quantity");
}

void read_range(Words& words, When& when) {
  when.first = words.time("a time");
  if (!words.take("..")) words.fail_at("needs '..' and a second time");
  when.end = words.time("a time");
}

When read_when(Words& words) {
  When when;
  if (words.take("at")) {
    when.first = words.time("a time");
  } else if (words.take("span")) {
    when.is_span = true;
    read_range(words, when);
  } else if (words.take("every")) {
    const std::string step = words.text("'hour' or 'day'");
    when.step = std::chrono::hours(step == "hour" ? 1 : 24);
    if (step != "hour" && step != "day") words.fail_at("needs 'every hour' or 'every day'");
    read_range(words, when);
  } else {
    words.fail_at("needs 'at', 'span' or 'every'");
  }
  return when;
}

std::string record_text(const Use& use, Instant start, const std::string& end) {
  return use.stack + ',' + use.subscription + ',' + use.tenant + ',' + use.meter + ',' +
         use.resource + ',' + to_string(start) + ',' + end + ',' + use.quantity + ',' +
         use.event_id + ',' + use.revision + '\n';
}

// A generator for orders only: the same on every machine.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

}  // namespace

Result<UsageText> usage_of(const Statement& statement) {
  Words words(statement, 1);
  Use use;
  read_subject(words, use);
  const When when = read_when(words);
  while (!words.done()) {
    if (words.take("resource")) {
      use.resource = words.text("a resource");
    } else if (words.take("id")) {
      use.event_id = words.text("an event id");
    } else if (words.take("revision")) {
      use.revision = words.text("a number");
    } else {
      break;
    }
  }
  if (auto status = words.finish(); !status) return pass(status);
  UsageText usage{header, {}};
  if (when.step.count() == 0) {
    usage.records.push_back(record_text(use, when.first, when.is_span ? to_string(when.end) : ""));
  }
  for (Instant at = when.first; when.step.count() > 0 && at < when.end; at += when.step) {
    usage.records.push_back(record_text(use, at, ""));
  }
  return usage;
}

UsageText usage_of_block(const Statement& statement, bool has_header) {
  UsageText usage;
  bool in_header = has_header;
  for (const std::string& line : statement.block) {
    if (std::exchange(in_header, false)) {
      usage.header = line + '\n';
    } else {
      usage.records.push_back(line + '\n');
    }
  }
  return usage;
}

std::string import_text(const UsageText& usage, const Disturbance& disturbance) {
  std::vector<std::string> records = usage.records;
  if (disturbance.twice) records.insert(records.end(), usage.records.begin(), usage.records.end());
  std::uint64_t state = disturbance.seed;
  for (std::size_t left = disturbance.shuffled ? records.size() : 0; left > 1; --left) {
    std::swap(records[left - 1], records[next_random(state) % left]);
  }
  std::string text = usage.header;
  for (const std::string& record : records) text += record;
  return text;
}

}  // namespace tollbridge::scenarios
