// The protocol. Each member of a group has a file of its own, `<group>-<number>.member`, that says whether it is in or
// waits and who it is, and whose lock its process holds as long as it is a member. So a process that was killed leaves
// a file whose lock can be had: whoever comes next removes it. Members of a group stand in the order of their numbers.
// `<group>-<number>.cancel` beside it asks a member to stop, or says that its place in the queue is taken. Whoever
// reads or changes members holds the lock of the file `lock` meanwhile, for a few milliseconds.
//
// Between processes there is no bell, so a thread looks every tenth of a second, as long as there are members: for a
// word to the own ones, and for the turn of those that wait. Rejected: a daemon (something to keep alive), a database
// (its locks do not die with their holder's wish to wait), inotify (limited per user, and a dead process sends
// nothing).
#include "app/machine_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/strings.h"
#include "tasks/task_group.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;
using ports::MissingFile;

constexpr std::chrono::milliseconds kLook{100};
/// How long another process may hold the members' lock before that is an error.
constexpr int kLockTries = 1000;
constexpr std::chrono::milliseconds kLockPause{10};

constexpr std::string_view kMember = ".member";
constexpr std::string_view kCancel = ".cancel";
constexpr std::string_view kRunning = "in ";
constexpr std::string_view kWaiting = "waits ";

/// A member as its file says.
struct Member {
  std::string name;
  bool is_running = false;
  /// Its place in the queue is taken, or it was asked to stop.
  bool is_cancelled = false;
  std::string description;
};

class MachineGroups;

class MachinePlace final : public engine::GroupPlace {
 public:
  MachinePlace(MachineGroups& groups, std::string group, std::string description, engine::GroupCalls calls)
      : groups_(groups), group_(std::move(group)), description_(std::move(description)), calls_(std::move(calls)) {}
  ~MachinePlace() override;
  MachinePlace(const MachinePlace&) = delete;
  MachinePlace& operator=(const MachinePlace&) = delete;

  bool has_turn() const override { return holder_.empty(); }
  const std::string& holder() const override { return holder_; }

 private:
  friend class MachineGroups;
  MachineGroups& groups_;
  const std::string group_;
  const std::string description_;
  const engine::GroupCalls calls_;
  std::string holder_;
  /// Of its file, without the ending.
  std::string name_;
  std::unique_ptr<ports::FileLock> lock_;
  bool is_running_ = false;
  bool is_told_to_cancel_ = false;
};

class MachineGroups final : public engine::ConcurrencyGroups {
 public:
  MachineGroups(fs::path folder, ports::Files& files) : folder_(std::move(folder)), files_(files) {}
  ~MachineGroups() override {
    {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
      changed_.notify_all();
    }
    thread_.wait();
  }
  MachineGroups(const MachineGroups&) = delete;
  MachineGroups& operator=(const MachineGroups&) = delete;

  Result<std::unique_ptr<engine::GroupPlace>> enter(const plan::Concurrency& group, const engine::GroupMember& member,
                                                    engine::GroupCalls calls) override {
    // A text with a zero byte in its middle, which neither of the two has.
    const std::string named = to_lower(member.repository) + '\0' + to_lower(group.group);
    auto place = std::make_unique<MachinePlace>(*this, to_hex(sha256(named)).substr(0, 24), engine::describe(member),
                                                std::move(calls));
    const std::lock_guard lock(mutex_);
    if (auto started = start_looking(); !started) {
      return fail(std::move(started.error()));
    }
    if (auto made = files_.make_directories(folder_); !made) {
      return fail(std::move(made.error()));
    }
    const auto all = lock_all();
    if (!all) {
      return fail(all.error());
    }
    auto others = members_of(place->group_);
    if (!others) {
      return fail(std::move(others.error()));
    }
    if (auto entered = enter_among(*place, *others, group); !entered) {
      return fail(std::move(entered.error()));
    }
    places_.push_back(place.get());
    changed_.notify_all();
    return std::unique_ptr<engine::GroupPlace>(std::move(place));
  }

  void leave(MachinePlace& place) {
    const std::lock_guard lock(mutex_);
    places_.remove(&place);
    const auto all = lock_all();
    // Without the lock of all it goes as well: whoever looks next finds a member that is gone.
    static_cast<void>(files_.remove_all(file_of(place.name_, kMember)));
    static_cast<void>(files_.remove_all(file_of(place.name_, kCancel)));
    place.lock_.reset();
    if (all) {
      give_turns();
    }
  }

 private:
  /// All below are called with the mutex held, and those that read members with the lock of all, too.

  [[nodiscard]] fs::path file_of(const std::string& name, std::string_view ending) const {
    return folder_ / (name + std::string(ending));
  }

  [[nodiscard]] Result<std::unique_ptr<ports::FileLock>> lock_all() const {
    for (int i = 0; i < kLockTries; ++i) {
      auto lock = files_.try_lock(folder_ / "lock", MissingFile::kMake);
      if (!lock || *lock != nullptr) {
        return lock;
      }
      std::this_thread::sleep_for(kLockPause);
    }
    return fail(ErrorKind::kInternal, fmt::format("another process keeps {} locked", (folder_ / "lock").string()),
                "it was stopped in the middle of a look at the concurrency groups: let it go on, or end it");
  }

  /// The members of a group that live, in their order; the others' files are removed.
  [[nodiscard]] Result<std::vector<Member>> members_of(const std::string& group) const {
    const auto entries = files_.list(folder_);
    if (!entries) {
      return fail(entries.error());
    }
    std::vector<Member> members;
    for (const ports::FileEntry& entry : *entries) {
      std::string name = entry.path.filename().string();
      if (!name.starts_with(group) || !name.ends_with(kMember)) {
        continue;
      }
      const auto dead = files_.try_lock(folder_ / name, MissingFile::kLeave);
      if (!dead) {
        return fail(dead.error());
      }
      name.resize(name.size() - kMember.size());
      if (*dead != nullptr) {
        static_cast<void>(files_.remove_all(file_of(name, kMember)));
        static_cast<void>(files_.remove_all(file_of(name, kCancel)));
        continue;
      }
      const auto text = files_.read(file_of(name, kMember));
      if (!text && text.error().kind == ErrorKind::kNotFound) {
        continue;  // It has left meanwhile.
      }
      if (!text) {
        return fail(text.error());
      }
      const bool is_running = text->starts_with(kRunning);
      members.push_back(
          {.name = name,
           .is_running = is_running,
           .is_cancelled = files_.type(file_of(name, kCancel)) != ports::FileType::kMissing,
           .description = text->substr(std::min(text->size(), (is_running ? kRunning : kWaiting).size()))});
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.name < b.name; });
    return members;
  }

  [[nodiscard]] Result<void> enter_among(MachinePlace& place, const std::vector<Member>& others,
                                         const plan::Concurrency& group) {
    const auto running = std::find_if(others.begin(), others.end(), [](const Member& m) { return m.is_running; });
    std::vector<const Member*> waiting;
    for (const Member& other : others) {
      if (!other.is_running && !other.is_cancelled) {
        waiting.push_back(&other);
      }
    }
    place.is_running_ = running == others.end() && waiting.empty();
    if (!place.is_running_) {
      place.holder_ = running == others.end() ? waiting.front()->description : running->description;
      const std::size_t most = group.keeps_queue ? engine::kLongestGroupQueue : 1;
      for (std::size_t i = 0; waiting.size() - i >= most; ++i) {
        if (auto asked = ask_to_stop(waiting[i]->name); !asked) {
          return asked;
        }
      }
      if (group.cancels_in_progress && running != others.end()) {
        if (auto asked = ask_to_stop(running->name); !asked) {
          return asked;
        }
      }
    }
    std::uint64_t number = 0;
    if (!others.empty()) {
      const std::string& last = others.back().name;
      const std::size_t begin = std::min(place.group_.size() + 1, last.size());
      std::from_chars(last.data() + begin, last.data() + last.size(), number);
    }
    ++number;
    place.name_ = fmt::format("{}-{:020}", place.group_, number);
    auto lock = files_.try_lock(file_of(place.name_, kMember), MissingFile::kMake);
    if (!lock) {
      return fail(std::move(lock.error()));
    }
    place.lock_ = std::move(*lock);
    return write(place);
  }

  [[nodiscard]] Result<void> write(const MachinePlace& place) {
    return files_.write_quick(file_of(place.name_, kMember),
                              std::string(place.is_running_ ? kRunning : kWaiting) + place.description_);
  }

  /// Leaves word for a member; one of this process is told at once.
  [[nodiscard]] Result<void> ask_to_stop(const std::string& name) {
    for (MachinePlace* place : places_) {
      if (place->name_ == name) {
        tell_to_cancel(*place);
      }
    }
    return files_.write_quick(file_of(name, kCancel), "");
  }

  static void tell_to_cancel(MachinePlace& place) {
    if (!place.is_told_to_cancel_) {
      place.is_told_to_cancel_ = true;
      place.calls_.on_cancel();
    }
  }

  /// Lets the own members in whose turn it is. What cannot be read now is looked at again.
  void give_turns() {
    for (MachinePlace* place : places_) {
      if (place->is_running_ || place->is_told_to_cancel_) {
        continue;
      }
      const auto members = members_of(place->group_);
      if (!members || std::any_of(members->begin(), members->end(), [](const Member& m) { return m.is_running; })) {
        continue;
      }
      const auto first =
          std::find_if(members->begin(), members->end(), [](const Member& m) { return !m.is_cancelled; });
      if (first == members->end() || first->name != place->name_) {
        continue;
      }
      place->is_running_ = true;
      if (write(*place)) {
        place->calls_.on_turn();
      } else {
        place->is_running_ = false;
      }
    }
  }

  void pass_words_on() {
    for (MachinePlace* place : places_) {
      if (files_.type(file_of(place->name_, kCancel)) != ports::FileType::kMissing) {
        tell_to_cancel(*place);
      }
    }
  }

  [[nodiscard]] Result<void> start_looking() {
    if (is_looking_) {
      return {};
    }
    try {
      thread_.start([this](const std::stop_token&) { look(); });
    } catch (const std::system_error& error) {
      return fail(ErrorKind::kInternal,
                  fmt::format("no thread could be started for the concurrency groups: {}", error.what()));
    }
    is_looking_ = true;
    return {};
  }

  /// The thread's life.
  void look() {
    std::unique_lock lock(mutex_);
    while (!is_closed_) {
      changed_.wait(lock, [this] { return is_closed_ || !places_.empty(); });
      pass_words_on();
      if (std::any_of(places_.begin(), places_.end(), [](const MachinePlace* place) { return !place->is_running_; })) {
        if (const auto all = lock_all()) {
          give_turns();
        }
      }
      changed_.wait_for(lock, kLook, [this] { return is_closed_; });
    }
  }

  const fs::path folder_;
  ports::Files& files_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<MachinePlace*> places_;
  bool is_looking_ = false;
  bool is_closed_ = false;
  tasks::TaskGroup thread_{std::stop_token()};
};

MachinePlace::~MachinePlace() {
  if (!name_.empty()) {
    groups_.leave(*this);
  }
}

}  // namespace

std::unique_ptr<engine::ConcurrencyGroups> make_machine_groups(fs::path folder, ports::Files& files) {
  return std::make_unique<MachineGroups>(std::move(folder), files);
}

}  // namespace ropewalk::app
