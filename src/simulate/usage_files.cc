// SPDX-License-Identifier: Apache-2.0
#include "simulate/usage_files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/decimal.h"
#include "simulate/exact_hours.h"

namespace tollbridge::simulate {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20U;
constexpr std::string_view csv_header =
    "stack,subscription,tenant,meter,resource,start,quantity,revision";

std::unexpected<Error> cannot_write(const std::string& path) {
  return fail(ErrorKind::io, "DiskFailed",
              "Cannot write '" + path + "'; check that the folder exists and has room.");
}

// A file that is written in large pieces.
class Writer {
 public:
  Writer(std::string path, FileForm form) : path_(std::move(path)), form_(form), file_(path_) {
    if (form_ == FileForm::csv) buffer_ = std::string(csv_header) + "\n";
  }

  void add(const WireRecord& record) {
    if (form_ == FileForm::csv) {
      csv(record);
    } else if (form_ == FileForm::azure) {
      azure(record);
    } else {
      ndjson(record);
    }
    if (buffer_.size() > buffer_bytes) flush();
  }

  Status close() {
    flush();
    file_.close();
    if (!file_) return cannot_write(path_);
    return {};
  }

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // Whether the form can say that a record corrects another one.
  [[nodiscard]] bool has_revisions() const { return form_ != FileForm::azure; }

 private:
  void flush() {
    file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    bytes_ += buffer_.size();
    buffer_.clear();
  }

  void field(std::string_view name, std::string_view value) {
    buffer_.append("\"").append(name).append("\":\"").append(value).append("\",");
  }

  void ndjson(const WireRecord& record) {
    buffer_ += '{';
    field("stack", record.workload->stack);
    field("subscription", record.workload->local_subscription);
    field("tenant", record.workload->tenant);
    field("meter", record.meter);
    field("resource", record.resource);
    field("start", hour_text(record.hour));
    if (record.revision != 0) {
      buffer_.append("\"revision\":").append(std::to_string(record.revision)).append(",");
    }
    buffer_.append("\"quantity\":").append(record.quantity).append("}\n");
  }

  void csv(const WireRecord& record) {
    const Workload& workload = *record.workload;
    for (const std::string_view cell :
         {std::string_view(workload.stack), std::string_view(workload.local_subscription),
          std::string_view(workload.tenant), record.meter, record.resource,
          std::string_view(hour_text(record.hour)), std::string_view(record.quantity)}) {
      buffer_.append(cell).append(",");
    }
    buffer_.append(std::to_string(record.revision)).append("\n");
  }

  // As the provider usage API answers; the directory knows the tenant of the subscription.
  void azure(const WireRecord& record) {
    const Workload& workload = *record.workload;
    const std::string name = workload.local_subscription + "-" + std::string(record.meter);
    buffer_.append("{\"id\":\"/subscriptions/").append(workload.local_subscription);
    buffer_.append("/providers/Microsoft.Commerce/UsageAggregate/").append(name);
    buffer_.append("\",\"name\":\"").append(name);
    buffer_.append("\",\"type\":\"Microsoft.Commerce/UsageAggregate\",\"properties\":{");
    field("subscriptionId", workload.local_subscription);
    field("usageStartTime", offset_text(record.hour));
    field("usageEndTime", offset_text(record.hour.plus(1)));
    buffer_.append("\"instanceData\":\"{\\\"Microsoft.Resources\\\":{\\\"resourceUri\\\":\\\"");
    buffer_.append(record.resource).append("\\\",\\\"location\\\":\\\"").append(workload.region);
    buffer_.append("\\\",\\\"tags\\\":\\\"null\\\",\\\"additionalInfo\\\":\\\"\\\"}}\",");
    buffer_.append("\"quantity\":").append(record.quantity).append(",\"meterId\":\"");
    buffer_.append(record.meter).append("\"}}\n");
  }

  const std::string& hour_text(Hour hour) {
    if (!hour_known_ || hour != hour_) {
      hour_ = hour;
      hour_known_ = true;
      hour_text_ = hour.to_string();
    }
    return hour_text_;
  }

  static std::string offset_text(Hour hour) {
    std::string text = hour.to_string();
    text.replace(text.size() - 1, 1, "+00:00");
    return text;
  }

  std::string path_;
  FileForm form_;
  std::ofstream file_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
  Hour hour_;
  bool hour_known_ = false;
  std::string hour_text_;
};

std::string usage_path(const std::string& directory, const std::string& stack) {
  return directory + "/usage-" + stack.substr(0, 8);
}

std::string ending_of(FileForm form) {
  if (form == FileForm::csv) return ".csv";
  return form == FileForm::azure ? ".azure.ndjson" : ".ndjson";
}

Status write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return cannot_write(path);
  return {};
}

}  // namespace

Result<std::string> write_book(const Landscape& landscape, const std::string& directory) {
  for (const Landscape::File& sheet : landscape.sheets) {
    auto written = write_text(directory + "/" + sheet.name, sheet.text);
    if (!written) return pass(written);
  }
  const std::string path = directory + "/book.yaml";
  auto written = write_text(path, landscape.book);
  if (!written) return pass(written);
  return path;
}

Result<UsageFiles> write_usage(const Landscape& landscape, const UsageOptions& options,
                               const std::string& directory, FileForm form) {
  std::error_code error;  // told by the writers
  std::filesystem::create_directories(directory, error);
  UsageFiles files;
  std::map<std::string_view, Writer> writers;
  constexpr std::array<FileForm, 4> in_turn{FileForm::ndjson, FileForm::azure, FileForm::csv,
                                            FileForm::ndjson};
  for (std::size_t i = 0; i < landscape.stacks.size(); ++i) {
    const std::string& stack = landscape.stacks[i];
    if (stack == options.without) continue;
    const FileForm shape = form == FileForm::mixed ? in_turn[i % in_turn.size()] : form;
    std::string path = usage_path(directory, stack) + ending_of(shape);
    files.in_month.push_back(path);
    files.stacks.push_back(stack);
    writers.try_emplace(stack, std::move(path), shape);
  }
  files.corrections = directory + "/usage-corrections.ndjson";
  Writer corrections(files.corrections, FileForm::ndjson);
  files.late = directory + "/late.ndjson";
  Writer late(files.late, FileForm::ndjson);
  files.counts = generate_usage(landscape, options, [&](const WireRecord& record, Delivery when) {
    if (options.until && record.hour >= *options.until) return;
    if (record.workload->stack == options.without) return;
    Writer& of_stack = writers.find(record.workload->stack)->second;
    const bool correction = record.revision != 0 && !of_stack.has_revisions();
    Writer& in_month = correction ? corrections : of_stack;
    (when == Delivery::after_close ? late : in_month).add(record);
  });
  for (auto& [stack, writer] : writers) {
    auto closed = writer.close();
    if (!closed) return pass(closed);
    files.bytes += writer.bytes();
  }
  for (Writer* writer : {&corrections, &late}) {
    auto closed = writer->close();
    if (!closed) return pass(closed);
  }
  return files;
}

Result<std::string> write_truth(const Landscape& landscape, const ExactHours& truth,
                                const std::string& directory) {
  const std::string& stack = landscape.last_stack.cloud_id;
  std::map<std::string_view, std::string_view> tenants;
  for (const Workload& workload : landscape.workloads) {
    if (workload.stack == stack) tenants[workload.local_subscription] = workload.tenant;
  }
  std::string text = std::string(csv_header) + "\n";
  for (const auto& [where, units] : truth.all()) {
    const auto& [key, hour] = where;
    for (const std::string& cell :
         {stack, key.subscription, std::string(tenants[key.subscription]), key.meter,
          std::string("/all"), hour.to_string(), Quantity::from_units(units).to_string()}) {
      text.append(cell).append(",");
    }
    text.append("0\n");
  }
  const std::string path = usage_path(directory, stack) + ".csv";
  if (auto written = write_text(path, text); !written) return pass(written);
  return path;
}

}  // namespace tollbridge::simulate
