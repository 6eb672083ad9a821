// Concurrency groups in memory. A member that leaves hands its group on under the lock, so no turn is lost.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "base/strings.h"
#include "engine/concurrency_groups.h"

namespace ropewalk::engine {
namespace {

class ProcessGroups;

class ProcessPlace final : public GroupPlace {
 public:
  ProcessPlace(ProcessGroups& groups, std::string name, GroupMember member, GroupCalls calls)
      : groups_(groups), name_(std::move(name)), member_(std::move(member)), calls_(std::move(calls)) {}
  ~ProcessPlace() override;
  ProcessPlace(const ProcessPlace&) = delete;
  ProcessPlace& operator=(const ProcessPlace&) = delete;

  bool has_turn() const override { return holder_.empty(); }
  const std::string& holder() const override { return holder_; }

 private:
  friend class ProcessGroups;
  ProcessGroups& groups_;
  const std::string name_;
  const GroupMember member_;
  const GroupCalls calls_;
  std::string holder_;
};

class ProcessGroups final : public ConcurrencyGroups {
 public:
  Result<std::unique_ptr<GroupPlace>> enter(const plan::Concurrency& group, const GroupMember& member,
                                            GroupCalls calls) override {
    // A name holds no zero byte that a file could have, so this joins two texts without mixing them up.
    auto place = std::make_unique<ProcessPlace>(*this, to_lower(member.repository) + '\0' + to_lower(group.group),
                                                member, std::move(calls));
    const std::lock_guard lock(mutex_);
    Group& entered = groups_[place->name_];
    if (entered.running == nullptr) {
      entered.running = place.get();
      return std::unique_ptr<GroupPlace>(std::move(place));
    }
    place->holder_ = describe(entered.running->member_);
    const std::size_t most = group.keeps_queue ? kLongestGroupQueue : 1;
    while (entered.waiting.size() >= most) {
      ProcessPlace* replaced = entered.waiting.front();
      entered.waiting.pop_front();
      replaced->calls_.on_cancel();
    }
    if (group.cancels_in_progress) {
      entered.running->calls_.on_cancel();
    }
    entered.waiting.push_back(place.get());
    return std::unique_ptr<GroupPlace>(std::move(place));
  }

  void leave(ProcessPlace& place) {
    const std::lock_guard lock(mutex_);
    const auto found = groups_.find(place.name_);
    if (found == groups_.end()) {
      return;
    }
    Group& group = found->second;
    std::erase(group.waiting, &place);
    if (group.running != &place) {
      return;
    }
    if (group.waiting.empty()) {
      groups_.erase(found);
      return;
    }
    group.running = group.waiting.front();
    group.waiting.pop_front();
    group.running->calls_.on_turn();
  }

 private:
  struct Group {
    ProcessPlace* running = nullptr;
    std::deque<ProcessPlace*> waiting;
  };
  std::mutex mutex_;
  std::map<std::string, Group, std::less<>> groups_;
};

ProcessPlace::~ProcessPlace() { groups_.leave(*this); }

}  // namespace

std::unique_ptr<ConcurrencyGroups> make_process_groups() { return std::make_unique<ProcessGroups>(); }

std::string describe(const GroupMember& member) {
  return member.job.empty() ? fmt::format("run {}", member.run.text())
                            : fmt::format("the job '{}' of run {}", member.job, member.run.text());
}

}  // namespace ropewalk::engine
