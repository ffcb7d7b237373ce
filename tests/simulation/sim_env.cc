// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sim_env.h"

#include <algorithm>
#include <cstring>

namespace tollbridge::simulation {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus power_off() { return IOStatus::IOError("power is off"); }
IOStatus missing(const std::string& name) { return IOStatus::PathNotFound(name); }

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// Reads are not steps: they change nothing that a power loss could tell apart.
Slice part(const Inode& file, uint64_t offset, std::size_t n, char* scratch) {
  if (offset >= file.data.size()) return {scratch, 0};
  const std::size_t count = std::min(n, file.data.size() - static_cast<std::size_t>(offset));
  std::memcpy(scratch, file.data.data() + offset, count);
  return {scratch, count};
}

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  SequentialFile(SimDisk& disk, std::shared_ptr<Inode> file)
      : disk_(disk), file_(std::move(file)) {}
  IOStatus Read(size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    *result = part(*file_, at_, n, scratch);
    at_ += result->size();
    return IOStatus::OK();
  }
  IOStatus Skip(uint64_t n) override {
    at_ += n;
    return IOStatus::OK();
  }

 private:
  SimDisk& disk_;
  std::shared_ptr<Inode> file_;
  uint64_t at_ = 0;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  RandomAccessFile(SimDisk& disk, std::shared_ptr<Inode> file)
      : disk_(disk), file_(std::move(file)) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    if (disk_.is_off()) return power_off();
    *result = part(*file_, offset, n, scratch);
    return IOStatus::OK();
  }

 private:
  SimDisk& disk_;
  std::shared_ptr<Inode> file_;
};

class WritableFile final : public rocksdb::FSWritableFile {
 public:
  WritableFile(SimDisk& disk, std::shared_ptr<Inode> file)
      : disk_(disk), file_(std::move(file)) {}
  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    file_->data.append(data.data(), data.size());
    return IOStatus::OK();
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    file_->data.resize(static_cast<std::size_t>(size));
    file_->synced = std::min(file_->synced, file_->data.size());
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return disk_.is_off() ? power_off() : IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    file_->synced = file_->data.size();
    return IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  // Promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Allocate(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return file_->data.size(); }

 private:
  SimDisk& disk_;
  std::shared_ptr<Inode> file_;
};

class Directory final : public rocksdb::FSDirectory {
 public:
  explicit Directory(SimDisk& disk) : disk_(disk) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    disk_.sync_names();
    return IOStatus::OK();
  }

 private:
  SimDisk& disk_;
};

class NamedLock final : public rocksdb::FileLock {
 public:
  explicit NamedLock(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

class SimFileSystem final : public rocksdb::FileSystem {
 public:
  explicit SimFileSystem(SimDisk& disk) : disk_(disk) {}
  const char* Name() const override { return "SimFileSystem"; }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext*) override {
    return open<SequentialFile>(name, result);
  }
  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions&,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext*) override {
    return open<RandomAccessFile>(name, result);
  }
  IOStatus NewWritableFile(const std::string& name, const FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext*) override {
    if (!disk_.step()) return power_off();
    *result = std::make_unique<WritableFile>(disk_, disk_.create(name));
    return IOStatus::OK();
  }
  IOStatus ReopenWritableFile(const std::string& name, const FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext*) override {
    if (!disk_.step()) return power_off();
    auto file = disk_.find(name);
    if (file == nullptr) file = disk_.create(name);
    *result = std::make_unique<WritableFile>(disk_, std::move(file));
    return IOStatus::OK();
  }
  IOStatus NewDirectory(const std::string&, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    *result = std::make_unique<Directory>(disk_);
    return IOStatus::OK();
  }
  IOStatus FileExists(const std::string& name, const IOOptions&, IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    const bool found =
        disk_.find(name) != nullptr || disk_.directories().contains(without_slash(name));
    return found ? IOStatus::OK() : IOStatus::NotFound();
  }
  IOStatus GetChildren(const std::string& directory, const IOOptions&,
                       std::vector<std::string>* result, IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    const std::string path = without_slash(directory);
    if (!disk_.directories().contains(path)) return missing(directory);
    result->clear();
    for (const auto& [name, file] : disk_.files()) {
      if (name.starts_with(path + "/") && name.find('/', path.size() + 1) == std::string::npos) {
        result->push_back(name.substr(path.size() + 1));
      }
    }
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    return disk_.remove(name) ? IOStatus::OK() : missing(name);
  }
  IOStatus CreateDir(const std::string& name, const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    disk_.directories().insert(without_slash(name));
    return IOStatus::OK();
  }
  IOStatus CreateDirIfMissing(const std::string& name, const IOOptions& options,
                              IODebugContext* debug) override {
    return CreateDir(name, options, debug);
  }
  IOStatus DeleteDir(const std::string& name, const IOOptions&, IODebugContext*) override {
    if (!disk_.step()) return power_off();
    disk_.directories().erase(without_slash(name));
    return IOStatus::OK();
  }
  IOStatus GetFileSize(const std::string& name, const IOOptions&, uint64_t* size,
                       IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    const auto file = disk_.find(name);
    if (file == nullptr) return missing(name);
    *size = file->data.size();
    return IOStatus::OK();
  }
  IOStatus GetFileModificationTime(const std::string& name, const IOOptions&, uint64_t* time,
                                   IODebugContext*) override {
    *time = 0;
    return disk_.find(name) == nullptr ? missing(name) : IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                      IODebugContext*) override {
    if (!disk_.step()) return power_off();
    return disk_.rename(from, to) ? IOStatus::OK() : missing(from);
  }
  IOStatus LockFile(const std::string& name, const IOOptions&, rocksdb::FileLock** lock,
                    IODebugContext*) override {
    if (disk_.is_off()) return power_off();
    if (!disk_.locks().insert(name).second) return IOStatus::IOError("lock is held", name);
    *lock = new NamedLock(name);  // RocksDB owns it until UnlockFile
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) override {
    const std::unique_ptr<NamedLock> ours(static_cast<NamedLock*>(lock));
    disk_.locks().erase(ours->name());
    return IOStatus::OK();
  }
  IOStatus GetTestDirectory(const IOOptions&, std::string* path, IODebugContext*) override {
    *path = "/test";
    return IOStatus::OK();
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* absolute,
                           IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is,
                       IODebugContext*) override {
    *is = disk_.directories().contains(without_slash(path));
    return IOStatus::OK();
  }

 private:
  template <class File, class Base>
  IOStatus open(const std::string& name, std::unique_ptr<Base>* result) {
    if (disk_.is_off()) return power_off();
    auto file = disk_.find(name);
    if (file == nullptr) return missing(name);
    *result = std::make_unique<File>(disk_, std::move(file));
    return IOStatus::OK();
  }

  SimDisk& disk_;
};

std::shared_ptr<rocksdb::FileSystem> make_file_system(SimDisk& disk) {
  return std::make_shared<SimFileSystem>(disk);
}

}  // namespace

SimEnv::SimEnv(SimDisk& disk) : SimEnv(make_file_system(disk)) {}

SimEnv::SimEnv(const std::shared_ptr<rocksdb::FileSystem>& files)
    : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
  file_system_ = files;
  system_clock_ = std::make_shared<SimClock>();
}

void SimEnv::Schedule(void (*work)(void*), void* arg, Priority priority, void* tag,
                      void (*undo)(void*)) {
  jobs_.push_back({work, arg, tag, undo, priority});
}

int SimEnv::UnSchedule(void* tag, Priority priority) {
  int taken = 0;
  std::deque<Job> others;
  for (const Job& job : jobs_) {
    if (job.tag != tag || job.priority != priority) {
      others.push_back(job);
      continue;
    }
    ++taken;
    if (job.undo != nullptr) job.undo(job.arg);
  }
  jobs_ = std::move(others);
  return taken;
}

unsigned int SimEnv::GetThreadPoolQueueLen(Priority priority) const {
  return static_cast<unsigned int>(std::count_if(
      jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.priority == priority; }));
}

bool SimEnv::run_one() {
  if (jobs_.empty()) return false;
  const Job job = jobs_.front();
  jobs_.pop_front();
  job.work(job.arg);
  return true;
}

}  // namespace tollbridge::simulation
