// SPDX-License-Identifier: Apache-2.0
#include "intake/file/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace tollbridge::intake::file {
namespace {

std::unexpected<Error> unreadable(const std::string& path, int code) {
  const bool missing = code == ENOENT;
  return fail(missing ? ErrorKind::not_found : ErrorKind::io,
              missing ? "FileNotFound" : "FileUnreadable",
              path + " cannot be read: " + std::generic_category().message(code) + ".");
}

class FileSource : public ByteSource {
 public:
  FileSource(std::string path, int descriptor, bool owned)
      : path_(std::move(path)), descriptor_(descriptor), owned_(owned) {}
  ~FileSource() override {
    if (owned_) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    while (true) {
      const ssize_t count = ::read(descriptor_, buffer, capacity);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return unreadable(path_, errno);
    }
  }

 private:
  std::string path_;
  int descriptor_;
  bool owned_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  if (path == "-") return std::make_unique<FileSource>("standard input", STDIN_FILENO, false);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable(path, errno);
  struct stat found {};
  if (::fstat(descriptor, &found) == 0 && S_ISDIR(found.st_mode)) {
    ::close(descriptor);
    return unreadable(path, EISDIR);
  }
  return std::make_unique<FileSource>(path, descriptor, true);
}

}  // namespace tollbridge::intake::file
