// Two sets of groups over one folder are two processes.
#include "app/machine_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

using engine::GroupPlace;

/// What a member was told; each at most once.
struct Told {
  std::promise<void> turn;
  std::promise<void> cancel;
  [[nodiscard]] engine::GroupCalls calls() {
    return {.on_turn = [this] { turn.set_value(); }, .on_cancel = [this] { cancel.set_value(); }};
  }
};

struct Machine {
  ports::FakeFiles files;
  [[nodiscard]] std::unique_ptr<engine::ConcurrencyGroups> process() {
    return make_machine_groups("/state/groups", files);
  }
  [[nodiscard]] std::size_t members() {
    std::size_t count = 0;
    const auto entries = files.list("/state/groups");
    for (const auto& entry : *entries) {
      count += entry.path.extension() == ".member" ? 1U : 0U;
    }
    return count;
  }
};

std::unique_ptr<GroupPlace> enter(engine::ConcurrencyGroups& groups, Told& told, const std::string& run,
                                  plan::Concurrency group = {.group = "deploy"}) {
  auto place = groups.enter(group, {.repository = "octo/parcels", .run = RunId(run), .job = ""}, told.calls());
  EXPECT_TRUE(place) << (place ? "" : place.error().message);
  return place ? std::move(*place) : nullptr;
}

TEST(MachineGroups, OneIsInWhateverItsProcessAndTheNextIsToldItsTurn) {
  Machine machine;
  const auto here = machine.process();
  const auto there = machine.process();
  Told first;
  Told second;
  auto in = enter(*here, first, "1");
  auto waits = enter(*there, second, "2", {.group = "DEPLOY"});
  EXPECT_TRUE(in->has_turn());
  EXPECT_FALSE(waits->has_turn());
  EXPECT_EQ(waits->holder(), "run 1");
  in.reset();
  second.turn.get_future().wait();
  waits.reset();
  EXPECT_EQ(machine.members(), 0U);
}

TEST(MachineGroups, OtherRepositoriesAndOtherGroupsAreNoConcern) {
  Machine machine;
  const auto groups = machine.process();
  Told a;
  Told b;
  const auto in = enter(*groups, a, "1");
  EXPECT_TRUE(enter(*groups, b, "2", {.group = "test"})->has_turn());
  auto other = groups->enter({.group = "deploy"}, {.repository = "octo/else", .run = RunId("3"), .job = ""}, b.calls());
  ASSERT_TRUE(other);
  EXPECT_TRUE((*other)->has_turn());
}

TEST(MachineGroups, TheNewestTakesThePlaceOfWhoWaits) {
  Machine machine;
  const auto here = machine.process();
  const auto there = machine.process();
  Told first;
  Told second;
  Told third;
  auto in = enter(*here, first, "1");
  auto replaced = enter(*here, second, "2");
  auto waits = enter(*there, third, "3");
  second.cancel.get_future().wait();
  in.reset();  // the replaced one still stands there
  third.turn.get_future().wait();
}

TEST(MachineGroups, AQueueIsKeptInItsOrder) {
  Machine machine;
  const auto here = machine.process();
  const auto there = machine.process();
  const plan::Concurrency queue{.group = "deploy", .keeps_queue = true};
  Told first;
  Told second;
  Told third;
  auto in = enter(*here, first, "1", queue);
  auto next = enter(*there, second, "2", queue);
  auto last = enter(*here, third, "3", queue);
  in.reset();
  second.turn.get_future().wait();
  next.reset();
  third.turn.get_future().wait();
}

TEST(MachineGroups, CancelInProgressReachesTheOtherProcess) {
  Machine machine;
  const auto here = machine.process();
  const auto there = machine.process();
  Told first;
  Told second;
  auto in = enter(*here, first, "1");
  auto waits = enter(*there, second, "2", {.group = "deploy", .cancels_in_progress = true});
  first.cancel.get_future().wait();
  in.reset();
  second.turn.get_future().wait();
}

TEST(MachineGroups, WhoWasKilledIsInNoGroup) {
  Machine machine;
  const auto groups = machine.process();
  {
    Told told;
    const auto in = enter(*groups, told, "1");
    // Its file, as a process leaves it that is killed: nobody holds its lock.
    const auto entries = machine.files.list("/state/groups");
    for (const auto& entry : *entries) {
      if (entry.path.extension() == ".member") {
        const std::string name = entry.path.filename().string();
        machine.files.add("/state/groups/" + name.substr(0, name.find('-')) + "-00000000000000000007.member",
                          "in run 7");
      }
    }
  }
  Told told;
  EXPECT_TRUE(enter(*groups, told, "2")->has_turn());
  EXPECT_EQ(machine.members(), 0U);
}

TEST(MachineGroups, AFolderThatCannotBeMadeIsAnError) {
  Machine machine;
  machine.files.fail_at("/state/groups", "read-only file system");
  const auto groups = machine.process();
  Told told;
  const auto place =
      groups->enter({.group = "deploy"}, {.repository = "octo/parcels", .run = RunId("1"), .job = ""}, told.calls());
  ASSERT_FALSE(place);
  EXPECT_THAT(place.error().message, testing::HasSubstr("read-only"));
}

}  // namespace
}  // namespace ropewalk::app
