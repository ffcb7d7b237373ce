// SPDX-License-Identifier: Apache-2.0
#include "api/http/engine_thread.h"

#include <exception>
#include <future>
#include <utility>

namespace tollbridge::api::http {

EngineThread::EngineThread(Desk& desk, Clock& clock, std::size_t waiting_max)
    : desk_(desk), clock_(clock), waiting_max_(waiting_max), thread_([this] { serve(); }) {}

EngineThread::~EngineThread() { stop(); }

bool EngineThread::post(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= waiting_max_) return false;
    queue_.push_back(std::move(work));
  }
  came_.notify_one();
  return true;
}

Status EngineThread::run(const std::function<Status(Desk&)>& work) {
  std::promise<Status> done;
  auto result = done.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(ErrorKind::busy, "ServerStopping", "The server is stopping.");
    queue_.push_back([&](Desk& desk) {
      try {
        done.set_value(work(desk));
      } catch (const std::exception& thrown) {
        done.set_value(fail(ErrorKind::damaged, "InternalError",
                            std::string("The server failed: ") + thrown.what() + "."));
      }
    });
  }
  came_.notify_one();
  return result.get();
}

std::size_t EngineThread::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void EngineThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  came_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EngineThread::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    came_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Work work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work(desk_);
    lock.lock();
  }
}

}  // namespace tollbridge::api::http
