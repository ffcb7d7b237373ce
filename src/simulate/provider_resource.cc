// SPDX-License-Identifier: Apache-2.0
#include "simulate/provider_resource.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/decimal.h"

namespace tollbridge::simulate {
namespace {

using stack::Kind;
using stack::Measure;
using stack::Posted;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr i128 thousandth = 1'000'000'000'000'000;

struct KindRow {
  std::string_view meter;
  std::string_view path;  // of the resource, below its group
  stack::Meaning meaning;
};

constexpr std::array<KindRow, resource_kinds> kinds{{
    {"fab6eb84-500b-4a09-a8ca-7358f8bbaea5", "Microsoft.Compute/virtualMachines/vm",
     {Kind::duration, Measure::hours}},
    {"5b1db88a-8596-4002-8052-347947c26940", "Microsoft.Compute/disks/disk",
     {Kind::duration, Measure::months}},
    {"f271a8a3-88c4-4d93-956a-063e1d2fa80b", "Microsoft.Network/publicIPAddresses/ip",
     {Kind::duration, Measure::hours}},
    {"09f8879e-87e9-4305-a572-4b7be209f857", "Microsoft.Storage/storageAccounts/blobs",
     {Kind::gauge, Measure::hours}},
    {"108fa95b-be0d-4cd9-96e8-5b0d59505df1", "Microsoft.Compute/snapshots/set",
     {Kind::gauge, Measure::months}},
    {"43daf82b-4618-444a-b994-40c23f7cd438", "Microsoft.Storage/storageAccounts/calls",
     {Kind::counter, Measure::hours}},
    {"3023fef4-eca5-4d7b-87b3-cfbc061931e8", "Microsoft.Storage/storageAccounts/out",
     {Kind::delta, Measure::hours}},
    {"67cc4afc-0691-48e1-a4b8-d744d1fedbde", "Microsoft.Web/sites/functions",
     {Kind::delta, Measure::hours}},
}};

// What all kinds share.
class Resource : public ProviderResource {
 protected:
  Resource(ResourceSetting setting, const RandomSource& random, ExactHours& truth)
      : setting_(std::move(setting)),
        random_(random),
        truth_(truth),
        row_(kinds[static_cast<std::size_t>(setting_.kind)]),
        key_{setting_.subscription, std::string(row_.meter)} {}

  // By the resource's own clock.
  [[nodiscard]] Instant told(Instant when) const { return when + setting_.skew; }

  // Goes on at `when` if that is before the end by its clock.
  void go_on(Instant when) {
    next_ = told(when) < setting_.until ? std::optional(when) : std::nullopt;
  }

  // The first instant: late enough that no clock tells a time before the begin.
  Instant soon(minutes most) {
    return setting_.from + minutes(10) + milliseconds(random_.below(
               static_cast<std::uint64_t>(milliseconds(most).count())));
  }

  Posted reading(Instant at, i128 units) const {
    Posted posted;
    posted.track.series.subscription = LocalSubscriptionId(setting_.subscription);
    posted.track.series.meter = MeterId(row_.meter);
    posted.track.series.resource =
        ResourceId("/subscriptions/" + setting_.subscription + "/resourcegroups/group" +
                   std::to_string(setting_.number % 3) + "/providers/" + std::string(row_.path) +
                   std::to_string(setting_.number));
    posted.meaning = row_.meaning;
    posted.reading.at = at;
    posted.reading.value = Quantity::from_units(units);
    return posted;
  }

  minutes between(int low, int high) { return minutes(random_.between(low, high)); }
  milliseconds any_part_of(minutes most) {
    return milliseconds(random_.below(static_cast<std::uint64_t>(milliseconds(most).count())));
  }

  ResourceSetting setting_;
  RandomSource random_;
  ExactHours& truth_;
  const KindRow& row_;
  ExactHours::Key key_;
};

// Machines, disks, addresses: told when they change.
class Changing final : public Resource {
 public:
  Changing(const ResourceSetting& setting, const RandomSource& random, ExactHours& truth)
      : Resource(setting, random, truth),
        held_(truth, key_, row_.meaning.measure == Measure::months) {
    const auto length = std::chrono::duration_cast<minutes>(setting.until - setting.from);
    size_ = setting.kind == ResourceKind::machine ? std::int64_t{1} << random_.below(5) : 1;
    office_ = setting.kind == ResourceKind::machine && random_.chance(2, 5);
    // Half of them are there from the beginning; most stay.
    next_ = random_.chance(1, 2) ? soon(minutes(60)) : soon(length);
    dies_ = setting.until;
    if (random_.chance(3, 10)) dies_ = std::min(dies_, *next_ + any_part_of(length));
    go_on(*next_);
  }

  void tell(std::vector<Posted>& to) override {
    const Instant now = *next_;
    if (now >= dies_) {
      change(told(now), 0, to);
      over_ = true;
    } else if (level_ == 0) {
      change(told(now), size_, to);
    } else if (resize_) {
      size_ = size_ >= 16 ? size_ / 2 : size_ * 2;
      change(told(now), size_, to);
    } else {
      change(told(now), 0, to);
    }
    if (!over_) go_on(std::min(dies_, next_change(now)));
    if (over_) next_.reset();
    // Whoever runs to the end is told to stop then, at the end exactly.
    if (!next_ && !over_) {
      over_ = true;
      next_ = setting_.until - setting_.skew;
      dies_ = *next_;
    }
    if (over_ && !next_) held_.finish();
  }

 private:
  void change(Instant at, std::int64_t level, std::vector<Posted>& to) {
    const i128 unit = 1000 * thousandth;
    held_.hold(level_ * unit, since_, at);
    level_ = level;
    since_ = at;
    to.push_back(reading(at, level_ * unit));
  }

  Instant next_change(Instant now) {
    resize_ = false;
    if (setting_.kind != ResourceKind::machine) return setting_.until;
    if (office_) return now + (level_ > 0 ? until_evening(now) : until_morning(now));
    if (level_ == 0) return now + between(5, 40) + any_part_of(minutes(1));
    resize_ = random_.chance(1, 3);
    return now + between(60 * 24 * 2, 60 * 24 * 9) + any_part_of(minutes(1));
  }

  minutes until_evening(Instant now) { return until(now, 17) + between(1, 170); }
  minutes until_morning(Instant now) {
    const auto day = std::chrono::weekday(std::chrono::floor<std::chrono::days>(now));
    const int more = day == std::chrono::Friday ? 2 : 0;  // over the weekend
    return until(now, 6) + minutes(60 * 24 * more) + between(1, 150);
  }
  // To the next time the clock strikes so many hours.
  static minutes until(Instant now, int strikes) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    auto then = day + hours(strikes);
    if (then <= now) then += hours(24);
    return std::chrono::ceil<minutes>(then - now);
  }

  HeldLevel held_;
  std::int64_t size_ = 1;
  std::int64_t level_ = 0;
  Instant since_{};
  Instant dies_{};
  bool office_ = false;
  bool resize_ = false;
  bool over_ = false;
};

// Storage and snapshots: sampled.
class Sampled final : public Resource {
 public:
  Sampled(const ResourceSetting& setting, const RandomSource& random, ExactHours& truth)
      : Resource(setting, random, truth),
        held_(truth, key_, row_.meaning.measure == Measure::months) {
    constexpr std::array<int, 3> every{5, 15, 60};
    every_ = minutes(every[random_.below(every.size())]);
    level_ = random_.between(1'000, 2'000'000);  // thousandths of a GB
    go_on(soon(every_));
  }

  void tell(std::vector<Posted>& to) override {
    const Instant now = told(*next_);
    const Instant known = since_ + 2 * every_;
    held_.hold(units_, since_, std::min(now, known));
    level_ = std::max<std::int64_t>(0, level_ + random_.between(-900, 1000) * busyness(now) / 50);
    units_ = level_ * thousandth;
    if (row_.meaning.measure == Measure::months) units_ -= units_ % (1000 * thousandth);
    since_ = now;
    Posted posted = reading(now, units_);
    posted.reading.gap = 2 * every_;
    to.push_back(std::move(posted));
    // Now and then samples are missed.
    go_on(*next_ + every_ * (random_.chance(1, 100) ? random_.between(2, 5) : 1));
    if (next_) return;
    held_.hold(units_, since_, since_ + 2 * every_);
    held_.finish();
  }

 private:
  HeldLevel held_;
  minutes every_{5};
  std::int64_t level_ = 0;
  i128 units_ = 0;
  Instant since_{};
};

// Transactions: totals of one or two processes, which restart now and then.
class Counted final : public Resource {
 public:
  Counted(const ResourceSetting& setting, const RandomSource& random, ExactHours& truth)
      : Resource(setting, random, truth) {
    sources_.resize(1 + random_.below(2));
    for (Source& one : sources_) one.total = random_.between(0, 1'000'000);
    weight_ = random_.between(1, 500);
    go_on(soon(minutes(15)));
  }

  void tell(std::vector<Posted>& to) override {
    const Instant now = told(*next_);
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      count(sources_[i], now);
      to.push_back(reading(now, sources_[i].total * thousandth));
      if (sources_.size() > 1) to.back().track.source = "process" + std::to_string(i);
    }
    last_ = now;
    go_on(*next_ + between(10, 20) + any_part_of(minutes(1)));
  }

 private:
  struct Source {
    std::int64_t total = 0;  // thousandths
  };

  void count(Source& source, Instant now) {
    if (last_ == Instant{}) return;  // what was before is not counted
    const std::int64_t more = random_.between(0, weight_ * busyness(now));
    const bool restarted = random_.chance(1, 300) && more < source.total;
    source.total = restarted ? more : source.total + more;
    truth_.spread(key_, last_, now, more * thousandth);
  }

  std::vector<Source> sources_;
  std::int64_t weight_ = 1;
  Instant last_{};
};

// Traffic: quantities of intervals without holes.
class Flowing final : public Resource {
 public:
  Flowing(const ResourceSetting& setting, const RandomSource& random, ExactHours& truth)
      : Resource(setting, random, truth) {
    last_ = soon(minutes(60));
    length_ = static_cast<int>(random_.between(5, 90));
    go_on(last_ + minutes(length_));
  }

  void tell(std::vector<Posted>& to) override {
    const Instant begin = told(last_);
    const Instant end = told(*next_);
    const i128 units = random_.between(1, 90'000) * busyness(end) * (thousandth / 1000);
    Posted posted = reading(begin, units);
    posted.reading.end = end;
    to.push_back(std::move(posted));
    truth_.spread(key_, begin, end, units);
    last_ = *next_;
    go_on(last_ + minutes(length_) + any_part_of(minutes(2)));
  }

 private:
  Instant last_{};
  int length_ = 60;
};

// Calls: one by one, some at the same instant.
class Called final : public Resource {
 public:
  Called(const ResourceSetting& setting, const RandomSource& random, ExactHours& truth)
      : Resource(setting, random, truth) {
    go_on(soon(minutes(60)));
  }

  void tell(std::vector<Posted>& to) override {
    const Instant now = told(*next_);
    for (std::int64_t i = random_.between(1, 3); i > 0; --i) {
      const i128 units = random_.between(1, 100'000) * thousandth;
      Posted posted = reading(now, units);
      posted.reading.id = "call-" + std::to_string(++calls_);
      to.push_back(std::move(posted));
      truth_.add(key_, Hour::containing(now), units);
    }
    go_on(*next_ + between(1, 6000 / static_cast<int>(busyness(now))) + any_part_of(minutes(1)));
  }

 private:
  std::uint64_t calls_ = 0;
};

}  // namespace

std::unique_ptr<ProviderResource> make_resource(const ResourceSetting& setting,
                                                const RandomSource& random, ExactHours& truth) {
  switch (setting.kind) {
    case ResourceKind::machine:
    case ResourceKind::disk:
    case ResourceKind::address:
      return std::make_unique<Changing>(setting, random, truth);
    case ResourceKind::storage:
    case ResourceKind::snapshots:
      return std::make_unique<Sampled>(setting, random, truth);
    case ResourceKind::transactions:
      return std::make_unique<Counted>(setting, random, truth);
    case ResourceKind::traffic:
      return std::make_unique<Flowing>(setting, random, truth);
    case ResourceKind::calls:
      break;
  }
  return std::make_unique<Called>(setting, random, truth);
}

std::int64_t busyness(Instant when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const auto hour = std::chrono::duration_cast<hours>(when - day).count();
  const auto weekday = std::chrono::weekday(day);
  const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  const std::int64_t busy = hour < 6 ? 10 : hour < 8 ? 40 : hour < 18 ? 100 : hour < 22 ? 50 : 20;
  return weekend ? std::max<std::int64_t>(5, busy / 4) : busy;
}

}  // namespace tollbridge::simulate
