// SPDX-License-Identifier: Apache-2.0
// RocksDB's environment over a SimDisk: one thread, virtual time, background work only when it is
// told to run. With one seed everything happens again the same.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <deque>
#include <memory>
#include <string>

#include "tests/simulation/sim_disk.h"

namespace tollbridge::simulation {

class SimClock final : public rocksdb::SystemClockWrapper {
 public:
  SimClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "SimClock"; }
  uint64_t NowMicros() override { return ++now_; }
  uint64_t NowNanos() override { return ++now_ * 1'000; }
  uint64_t CPUMicros() override { return now_; }
  uint64_t CPUNanos() override { return now_ * 1'000; }
  void SleepForMicroseconds(int micros) override { now_ += static_cast<uint64_t>(micros); }
  rocksdb::Status GetCurrentTime(int64_t* time) override {
    *time = static_cast<int64_t>(now_ / 1'000'000);
    return rocksdb::Status::OK();
  }

 private:
  uint64_t now_ = 1'790'812'800'000'000;
};

class SimEnv final : public rocksdb::EnvWrapper {
 public:
  explicit SimEnv(SimDisk& disk);

  void Schedule(void (*work)(void*), void* arg, Priority priority, void* tag,
                void (*undo)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;
  unsigned int GetThreadPoolQueueLen(Priority priority) const override;
  void SetBackgroundThreads(int, Priority) override {}
  int GetBackgroundThreads(Priority) override { return 1; }
  void IncBackgroundThreadsIfNeeded(int, Priority) override {}
  uint64_t NowMicros() override { return system_clock_->NowMicros(); }

  // Runs one piece of background work that waits; false if none does.
  bool run_one();

 private:
  explicit SimEnv(const std::shared_ptr<rocksdb::FileSystem>& files);

  struct Job {
    void (*work)(void*);
    void* arg;
    void* tag;
    void (*undo)(void*);
    Priority priority;
  };
  std::deque<Job> jobs_;
};

}  // namespace tollbridge::simulation
