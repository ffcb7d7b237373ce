// SPDX-License-Identifier: Apache-2.0
#include "intake/compression/unpack.h"

#define ZLIB_CONST  // zlib promises not to write to its input
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"

namespace tollbridge::intake::compression {
namespace {

constexpr std::size_t buffer_bytes = 128 * 1024;
constexpr std::string_view gzip_magic = "\x1F\x8B";
constexpr std::string_view zstd_magic = "\x28\xB5\x2F\xFD";

std::unexpected<Error> truncated() {
  return fail(ErrorKind::invalid, "TruncatedInput",
              "The compressed input ends too early; what came before its end was read. Fetch it "
              "again and repeat: records already read are not counted twice.");
}

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorKind::invalid, "DamagedInput",
              "The compressed input is damaged (" + std::string(what) +
                  "); what came before was read, and may be wrong. Fetch it again and import it "
                  "with --restate: what was read counts once, and what differs is replaced.");
}

// What was read from the packed source and not used yet.
class Packed {
 public:
  explicit Packed(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(buffer_bytes) {}

  [[nodiscard]] std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void drop(std::size_t count) {
    begin_ += count;
    used_ += count;
  }
  [[nodiscard]] std::uint64_t used() const { return used_; }

  // Until at least `count` bytes stand there, or the end.
  Status want(std::size_t count) {
    while (!ended_ && bytes().size() < count) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
      auto read = source_->read(buffer_.data() + end_, buffer_.size() - end_);
      if (!read) return pass(read);
      ended_ = *read == 0;
      end_ += *read;
      taken_ += *read;
    }
    return {};
  }

  [[nodiscard]] std::uint64_t taken() const { return source_->packed_bytes().value_or(taken_); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t used_ = 0;
  bool ended_ = false;
};

struct Unpacked {
  std::size_t bytes = 0;
  bool member_ended = false;
};

// One format: unpacks some of `packed` into `out`.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  virtual Result<Unpacked> unpack(Packed& packed, char* out, std::size_t capacity) = 0;
  // Bytes behind the last member that do no harm (tapes and disks pad with zeros).
  virtual bool is_padding(std::string_view bytes) const = 0;
};

class Gzip : public Unpacker {
 public:
  Gzip() {
    // 15: the largest window; + 16: with gzip's header and checksum.
    CHECK(inflateInit2(&stream_, 15 + 16) == Z_OK);
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  Result<Unpacked> unpack(Packed& packed, char* out, std::size_t capacity) override {
    const std::string_view in = packed.bytes();
    const std::size_t room = std::min<std::size_t>(capacity, std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<z_const Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    packed.drop(in.size() - stream_.avail_in);
    const Unpacked done{room - stream_.avail_out, code == Z_STREAM_END};
    if (code == Z_STREAM_END) inflateReset(&stream_);
    if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR) return done;
    return damaged(stream_.msg != nullptr ? stream_.msg : "gzip");
  }

  bool is_padding(std::string_view bytes) const override { return !bytes.starts_with(gzip_magic); }

 private:
  z_stream stream_{};
};

class Zstd : public Unpacker {
 public:
  Zstd() : stream_(ZSTD_createDStream()) { CHECK(stream_ != nullptr); }
  ~Zstd() override { ZSTD_freeDStream(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  Result<Unpacked> unpack(Packed& packed, char* out, std::size_t capacity) override {
    const std::string_view bytes = packed.bytes();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer to{out, capacity, 0};
    const std::size_t code = ZSTD_decompressStream(stream_, &to, &in);
    packed.drop(in.pos);
    if (ZSTD_isError(code) != 0) return damaged(ZSTD_getErrorName(code));
    return Unpacked{to.pos, code == 0};
  }

  bool is_padding(std::string_view /*bytes*/) const override { return false; }

 private:
  ZSTD_DStream* stream_;
};

class UnpackingSource : public ByteSource {
 public:
  UnpackingSource(std::unique_ptr<ByteSource> packed, const UnpackOptions& options)
      : packed_(std::move(packed)), options_(options) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (capacity == 0) return 0;
    if (Status told = tell_format(); !told) return pass(told);
    if (unpacker_ == nullptr) return copy(buffer, capacity);
    while (true) {
      if (Status more = packed_.want(1); !more) return pass(more);
      const bool ended = packed_.bytes().empty();
      if (between_members_) {
        if (ended) return 0;
        if (Status next = begin_member(); !next) return pass(next);
        if (padding_) return 0;
      }
      auto unpacked = unpacker_->unpack(packed_, buffer, capacity);
      if (!unpacked) return pass(unpacked);
      between_members_ = unpacked->member_ended;
      unpacked_bytes_ += unpacked->bytes;
      if (Status believed = check_ratio(); !believed) return pass(believed);
      if (unpacked->bytes > 0) return unpacked->bytes;
      if (ended && !between_members_) return truncated();
    }
  }

  [[nodiscard]] std::optional<std::uint64_t> packed_bytes() const override {
    return packed_.taken();
  }

 private:
  Status tell_format() {
    if (told_) return {};
    if (Status front = packed_.want(zstd_magic.size()); !front) return front;
    told_ = true;
    if (packed_.bytes().starts_with(gzip_magic)) {
      unpacker_ = std::make_unique<Gzip>();
    } else if (packed_.bytes().starts_with(zstd_magic)) {
      unpacker_ = std::make_unique<Zstd>();
    }
    const bool as_said = options_.packing == Packing::by_content ||
                         packed_.bytes().starts_with(
                             options_.packing == Packing::gzip ? gzip_magic : zstd_magic);
    if (as_said) return {};
    return fail(ErrorKind::invalid, "NotPacked",
                std::string("It does not begin like ") +
                    (options_.packing == Packing::gzip ? "gzip" : "zstd") +
                    ", which it is said to be; say how it is packed, or nothing.");
  }

  // By what was taken out of the source and used: what is still in the buffer says nothing.
  Status check_ratio() {
    if (!options_.ratio_max || unpacked_bytes_ <= unpacked_bytes_free) return {};
    const std::uint64_t used = packed_.used();
    if (unpacked_bytes_ / *options_.ratio_max <= used) return {};
    return fail(ErrorKind::invalid, "UnpacksTooFar",
                "Each packed byte unpacks to more than " + std::to_string(*options_.ratio_max) +
                    "; usage does not. Send it packed less tightly, or not at all.");
  }

  Result<std::size_t> copy(char* buffer, std::size_t capacity) {
    if (Status more = packed_.want(1); !more) return pass(more);
    const std::size_t size = std::min(capacity, packed_.bytes().size());
    std::memcpy(buffer, packed_.bytes().data(), size);
    packed_.drop(size);
    return size;
  }

  // Another member, or padding to the end, which is passed over.
  Status begin_member() {
    if (Status front = packed_.want(gzip_magic.size()); !front) return front;
    between_members_ = false;
    if (!unpacker_->is_padding(packed_.bytes())) return {};
    padding_ = true;
    while (!packed_.bytes().empty()) {
      if (packed_.bytes().find_first_not_of('\0') != std::string_view::npos) {
        return damaged("something else follows behind it");
      }
      packed_.drop(packed_.bytes().size());
      if (Status more = packed_.want(1); !more) return more;
    }
    between_members_ = true;
    return {};
  }

  Packed packed_;
  UnpackOptions options_;
  std::uint64_t unpacked_bytes_ = 0;
  std::unique_ptr<Unpacker> unpacker_;
  bool told_ = false;
  bool between_members_ = true;
  bool padding_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> unpacking(std::unique_ptr<ByteSource> packed,
                                      const UnpackOptions& options) {
  return std::make_unique<UnpackingSource>(std::move(packed), options);
}

}  // namespace tollbridge::intake::compression
