// SPDX-License-Identifier: Apache-2.0
// How many records a second become rows, per form, from memory to portions, on one core. The usage
// is a stack's: some thousand resources, each with a few meters, hour after hour.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "core/time.h"
#include "intake/json/json.h"
#include "intake/reader.h"

namespace tollbridge::intake {
namespace {

constexpr int hours_count = 24;
constexpr int resources_count = 4'000;
constexpr int meters_count = 2;
constexpr std::int64_t records_count = std::int64_t{hours_count} * resources_count * meters_count;

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view text) : rest_(text) {}
  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min(capacity, rest_.size());
    std::memcpy(buffer, rest_.data(), size);
    rest_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view rest_;
};

std::string guid(int number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 12 - digits.size(), '0');
  return "5d20c2de-0000-4000-8000-" + digits;
}

struct Sample {
  std::string subscription, tenant, meter, resource, start, end, quantity;
};

// All records in order of hours, each printed by `print`.
template <class Print>
std::string usage(const Print& print) {
  std::string text;
  for (int hour = 0; hour < hours_count; ++hour) {
    const Hour start = Hour::from_index(498'000 + hour);
    for (int r = 0; r < resources_count; ++r) {
      for (int m = 0; m < meters_count; ++m) {
        const std::string group = "/subscriptions/" + guid(r / 10) + "/resourceGroups/rg" +
                                  std::to_string(r % 7);
        text += print(Sample{guid(r / 10), guid(100'000 + r / 40), guid(900'000 + (r + m) % 20),
                             group + "/providers/Microsoft.Compute/virtualMachines/VM" +
                                 std::to_string(r),
                             start.to_string(), start.plus(1).to_string(),
                             std::to_string(1 + r % 9) + "." + std::to_string(100 + hour)});
      }
    }
  }
  return text;
}

std::string ndjson_usage() {
  return usage([](const Sample& s) {
    return R"({"stack":"9c1e0000-0000-4000-8000-000000000001","subscription":")" + s.subscription +
           R"(","tenant":")" + s.tenant + R"(","meter":")" + s.meter + R"(","resource":")" +
           s.resource + R"(","start":")" + s.start + R"(","quantity":)" + s.quantity + "}\n";
  });
}

std::string csv_usage() {
  return "stack,subscription,tenant,meter,resource,start,quantity\n" + usage([](const Sample& s) {
           return "9c1e0000-0000-4000-8000-000000000001," + s.subscription + "," + s.tenant + "," +
                  s.meter + "," + s.resource + "," + s.start + "," + s.quantity + "\n";
         });
}

std::string azure_line(const Sample& s) {
  return R"({"id":"/subscriptions/x/providers/Microsoft.Commerce/UsageAggregate/y","name":"y",)"
         R"("type":"Microsoft.Commerce/UsageAggregate","properties":{"subscriptionId":")" +
         s.subscription + R"(","usageStartTime":")" + s.start + R"(","usageEndTime":")" + s.end +
         R"(","instanceData":"{\"Microsoft.Resources\":{\"resourceUri\":\")" + s.resource +
         R"(\",\"location\":\"northwest\",\"tags\":\"null\",\"additionalInfo\":)"
         R"(\"{\\\"ServiceType\\\":\\\"Standard_F2s\\\",\\\"ImageType\\\":null}\"}}","quantity":)" +
         s.quantity + R"(,"meterId":")" + s.meter + R"(","name":"y"}})" + "\n";
}

std::string azure_page_usage() {
  return "{\"value\":[" + usage([](const Sample& s) { return azure_line(s) + ","; }) + "null]}";
}

void read(benchmark::State& state, const std::string& text) {
  Options options;
  options.stack = StackId("9c1e0000-0000-4000-8000-000000000001");
  std::int64_t rows = 0;
  for (auto _ : state) {
    MemorySource source(text);
    const Status status = read_usage(source, options, json::make_parser, [&](Portion&& portion) {
      rows += static_cast<std::int64_t>(portion.batch.rows.size());
      benchmark::DoNotOptimize(portion.batch.rows.data());
      return Status();
    });
    if (!status) state.SkipWithError(status.error().message.c_str());
  }
  if (rows != state.iterations() * records_count) state.SkipWithError("rows are missing");
  state.SetItemsProcessed(rows);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void read_ndjson(benchmark::State& state) { read(state, ndjson_usage()); }
void read_csv(benchmark::State& state) { read(state, csv_usage()); }
void read_azure_lines(benchmark::State& state) { read(state, usage(azure_line)); }
void read_azure_page(benchmark::State& state) { read(state, azure_page_usage()); }

BENCHMARK(read_ndjson)->Unit(benchmark::kMillisecond);
BENCHMARK(read_csv)->Unit(benchmark::kMillisecond);
BENCHMARK(read_azure_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(read_azure_page)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tollbridge::intake
