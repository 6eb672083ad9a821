// Random interleavings of what people and machines do to one environment's queue, against a model that keeps the same
// rules in the plainest form: approve, reject, cancel, deploy again, time passing, ends, and processes killed between
// any two writes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "deploy/queue/queue.h"
#include "deploy/testing/memory_store.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::minutes;

constexpr Time kStart{std::chrono::hours(500'000)};
constexpr int kReviewers = 4;
constexpr minutes kExpires{60};
constexpr minutes kTimer{5};

/// What the model knows of one deployment.
struct ModelDeployment {
  Time asked;
  int author = 0;
  /// Who said yes, and when.
  std::map<int, Time> yes = {};
  std::string end = {};  // empty while it waits
  bool runs = false;
  bool has_begun = false;
};

/// The same rules once more, without votes, bindings and stores.
class Model {
 public:
  explicit Model(int required) : required_(required) {}

  void ask(Time now, int author) { all_.push_back({.asked = now, .author = author}); }
  [[nodiscard]] bool approve(std::size_t at, int who, Time now) {
    ModelDeployment& one = all_[at];
    const auto before = one.yes.find(who);
    const bool is_again = before != one.yes.end() && now - before->second < kExpires;
    if (!one.end.empty() || one.runs || who == one.author || is_again || is_expired(one, now)) {
      return false;
    }
    one.yes[who] = now;
    return true;
  }
  [[nodiscard]] bool reject(std::size_t at, Time now) {
    ModelDeployment& one = all_[at];
    if (!one.end.empty() || one.runs || is_expired(one, now)) {
      return false;
    }
    one.end = "rejected";
    return true;
  }
  /// Everything that follows by itself; the one whose turn it is, or -1.
  [[nodiscard]] int settle(Time now) {
    int last_begun = -1;
    bool is_busy = false;
    for (std::size_t at = 0; at < all_.size(); ++at) {
      ModelDeployment& one = all_[at];
      last_begun = one.has_begun ? static_cast<int>(at) : last_begun;
      is_busy = is_busy || one.runs;
      if (one.end.empty() && !one.runs && is_expired(one, now)) {
        one.end = "expired";
      }
    }
    int next = -1;
    for (int at = 0; at < static_cast<int>(all_.size()); ++at) {
      ModelDeployment& one = all_[static_cast<std::size_t>(at)];
      if (!one.end.empty() || one.runs) {
        continue;
      }
      if (at < last_begun) {
        one.end = "superseded by " + std::to_string(last_begun + 1);
      } else if (next < 0 && !is_busy && has_enough(one, now) && now >= one.asked + kTimer) {
        next = at;
      }
    }
    return next;
  }
  void begin(int at) { all_[static_cast<std::size_t>(at)].runs = all_[static_cast<std::size_t>(at)].has_begun = true; }
  void finish(const std::string& how) {
    for (ModelDeployment& one : all_) {
      if (one.runs) {
        one.runs = false;
        one.end = how;
      }
    }
  }
  [[nodiscard]] const std::vector<ModelDeployment>& all() const { return all_; }

 private:
  [[nodiscard]] bool has_enough(const ModelDeployment& one, Time now) const {
    return std::count_if(one.yes.begin(), one.yes.end(),
                         [&](const auto& vote) { return now - vote.second < kExpires; }) >= required_;
  }
  [[nodiscard]] bool is_expired(const ModelDeployment& one, Time now) const {
    return now - one.asked >= kExpires && !has_enough(one, now);
  }

  int required_;
  std::vector<ModelDeployment> all_;
};

Identity reviewer(int who) { return {Identity::Kind::kUser, "r" + std::to_string(who)}; }

std::string end_of(const Deployment& deployment) {
  switch (deployment.outcome) {
    case Outcome::kWaiting:
    case Outcome::kRunning: return "";
    case Outcome::kSuperseded: return deployment.detail;
    case Outcome::kRejected: return deployment.reason == Reason::kExpired ? "expired" : "rejected";
    case Outcome::kSucceeded: return "succeeded";
    case Outcome::kFailed: return "failed";
    case Outcome::kRolledBack: return "rolled back";
  }
  return "";
}

/// The real thing, driven as commands drive it: each act is a process of its own that may be killed.
class Driver {
 public:
  Driver(std::uint32_t seed, int required) : random_(seed), model_(required) {
    for (int who = 0; who < kReviewers; ++who) {
      rules_.reviewers.push_back(reviewer(who));
    }
    rules_.required = required;
    rules_.self_review = false;
    rules_.expires = kExpires;
    rules_.wait = kTimer;
  }

  void act() {
    now_ += minutes(pick(9));
    const auto count = static_cast<int>(model_.all().size());
    const int what = pick(10);
    if (count == 0 || what < 2) {
      ask();
    } else if (what < 7) {
      vote(VoteKind::kApprove, pick(count));
    } else if (what == 7) {
      vote(VoteKind::kReject, pick(count));
    } else {
      finish(what == 8 ? Outcome::kSucceeded : Outcome::kFailed);
    }
    settle();
    compare();
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }

  void ask() {
    Deployment deployment;
    const int author = pick(kReviewers);
    deployment.environment = "production";
    deployment.digest = "sha256:" + std::to_string(pick(3));
    deployment.by = to_text(reviewer(author));
    deployment.outcome = Outcome::kWaiting;
    deployment.started = now_;
    ASSERT_TRUE(store_.add(deployment, {}));
    model_.ask(now_, author);
  }

  void vote(VoteKind kind, int at) {
    const int who = pick(kReviewers);
    const auto deployment = store_.deployment(at + 1);
    const Vote vote{.kind = kind, .by = reviewer(who), .time = now_, .bound = binding_of(**deployment)};
    const bool is_taken = cast_vote(store_, rules_, vote).has_value();
    const bool is_expected = kind == VoteKind::kApprove ? model_.approve(static_cast<std::size_t>(at), who, now_)
                                                        : model_.reject(static_cast<std::size_t>(at), now_);
    ASSERT_EQ(is_taken, is_expected) << "deployment " << at + 1 << ", reviewer " << who;
  }

  void finish(Outcome outcome) {
    const auto all = store_.deployments(1000);
    for (Deployment deployment : *all) {
      if (deployment.outcome == Outcome::kRunning) {
        deployment.outcome = outcome;
        ASSERT_TRUE(store_.append({}, &deployment));
      }
    }
    model_.finish(outcome == Outcome::kSucceeded ? "succeeded" : "failed");
  }

  /// What a command does at its end, killed up to three times on the way, and then done by the next.
  void settle() {
    for (int kills = pick(4); kills > 0; --kills) {
      store_.writes_left = pick(3);
      static_cast<void>(begin_next());
    }
    store_.writes_left = -1;
    std::optional<std::int64_t> begun;
    do {
      begun = begin_next();
    } while (begun);
    for (int next = model_.settle(now_); next >= 0; next = model_.settle(now_)) {
      model_.begin(next);
    }
  }

  std::optional<std::int64_t> begin_next() {
    const auto advance = advance_queue(store_, [this](const Deployment&) { return std::optional(rules_); }, now_);
    if (!advance || !advance->next) {
      return std::nullopt;
    }
    auto deployment = store_.deployment(*advance->next);
    (*deployment)->outcome = Outcome::kRunning;
    const bool is_written = store_.append({}, &**deployment).has_value();
    return is_written ? advance->next : std::nullopt;
  }

  void compare() {
    std::vector<Deployment> all = *store_.deployments(1000);
    std::reverse(all.begin(), all.end());
    ASSERT_EQ(all.size(), model_.all().size());
    int running = 0;
    for (std::size_t at = 0; at < all.size(); ++at) {
      const ModelDeployment& expected = model_.all()[at];
      ASSERT_EQ(end_of(all[at]), expected.end) << "deployment " << at + 1;
      ASSERT_EQ(all[at].outcome == Outcome::kRunning, expected.runs) << "deployment " << at + 1;
      running += expected.runs ? 1 : 0;
    }
    ASSERT_LE(running, 1);
  }

  std::mt19937 random_;
  ApprovalRules rules_;
  MemoryStore store_;
  Model model_;
  Time now_ = kStart;
};

void run_histories(std::uint32_t count) {
  constexpr int kActs = 25;
  for (std::uint32_t seed = 0; seed < count; ++seed) {
    Driver driver(seed, static_cast<int>(seed % 4));
    for (int act = 0; act < kActs; ++act) {
      ASSERT_NO_FATAL_FAILURE(driver.act()) << "seed " << seed << ", act " << act;
    }
  }
}

TEST(QueueModel, AHundredThousandRandomActsGoAsTheModelSays) { run_histories(4000); }

/// Some minutes: for `make soak-deploy`.
TEST(QueueModel, DISABLED_AHundredThousandInterleavingsGoAsTheModelSays) { run_histories(100'000); }

TEST(Queue, WhatIsReadyPassesOverWhatIsNot) {
  const QueueStep step = next_step({.waiting = {{3, true}, {2, true}, {1, false}}, .is_busy = false, .last_begun = 0});
  EXPECT_EQ(step.next, 2);
  EXPECT_TRUE(step.superseded.empty());
  const QueueStep after = next_step({.waiting = {{3, true}, {1, false}}, .is_busy = true, .last_begun = 2});
  EXPECT_FALSE(after.next);
  EXPECT_EQ(after.superseded, std::vector<std::int64_t>{1});
  EXPECT_EQ(after.superseded_by, 2);
}

}  // namespace
}  // namespace ropewalk::deploy
