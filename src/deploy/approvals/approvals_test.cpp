#include <gtest/gtest.h>

#include "base/hash.h"
#include "deploy/approvals/approvals.h"
#include "keys/key_pair.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Time kStart{hours(500'000)};

Identity user(std::string name) { return {Identity::Kind::kUser, std::move(name)}; }

Deployment waiting() {
  Deployment deployment;
  deployment.number = 7;
  deployment.environment = "production";
  deployment.digest = "sha256:1";
  deployment.plan = "p";
  deployment.configuration = "c";
  deployment.by = "user:alice";
  deployment.author = "bob";
  deployment.outcome = Outcome::kWaiting;
  deployment.started = kStart;
  return deployment;
}

Vote vote(Identity by, VoteKind kind = VoteKind::kApprove, Time time = kStart + minutes(1)) {
  return {.kind = kind, .by = std::move(by), .time = time, .bound = binding_of(waiting())};
}

const ApprovalRules kTwoOfThree{.reviewers = {user("alice"), user("bob"), user("carol")}, .required = 2};

ApprovalState state(const ApprovalRules& rules, const std::vector<Vote>& votes, Time now = kStart + minutes(2)) {
  return approval_status(rules, waiting(), votes, now).state;
}

TEST(Approvals, NOfMDifferentReviewersAreNeeded) {
  EXPECT_EQ(state(kTwoOfThree, {}), ApprovalState::kWaitsForReviewers);
  EXPECT_EQ(state(kTwoOfThree, {vote(user("alice")), vote(user("alice"))}), ApprovalState::kWaitsForReviewers);
  EXPECT_EQ(state(kTwoOfThree, {vote(user("alice")), vote(user("mallory"))}), ApprovalState::kWaitsForReviewers);
  EXPECT_EQ(state(kTwoOfThree, {vote(user("alice")), vote(user("carol"))}), ApprovalState::kReady);
}

TEST(Approvals, NeitherWhoAskedNorTheAuthorCountsWhereSoSet) {
  ApprovalRules rules = kTwoOfThree;
  rules.self_review = false;
  const auto status = approval_status(rules, waiting(), {vote(user("alice")), vote(user("bob"))}, kStart + minutes(2));
  EXPECT_EQ(status.state, ApprovalState::kWaitsForReviewers);
  EXPECT_EQ(status.waiting_for, "2 more approvals of user:carol");
  EXPECT_FALSE(may_vote(rules, waiting(), {}, vote(user("alice"))));
  EXPECT_FALSE(may_vote(rules, waiting(), {}, vote(user("bob"))));
  EXPECT_TRUE(may_vote(rules, waiting(), {}, vote(user("carol"))));
}

TEST(Approvals, AVoteForAnotherDigestPlanOrConfigurationCountsForNothing) {
  for (int at = 0; at < 3; ++at) {
    Vote other = vote(user("carol"));
    (at == 0 ? other.bound.digest : at == 1 ? other.bound.plan : other.bound.configuration) += "x";
    EXPECT_EQ(state(kTwoOfThree, {vote(user("alice")), other}), ApprovalState::kWaitsForReviewers);
    EXPECT_FALSE(may_vote(kTwoOfThree, waiting(), {}, other));
  }
}

TEST(Approvals, VotesOnTheJobThatMakesItCountForItsCommitAlone) {
  ApprovalRules rules = kTwoOfThree;
  rules.wait = minutes(10);
  Deployment made = waiting();
  made.commit = "abc";
  const VotedJob job{".github/workflows/cd.yml", "Production"};
  std::vector<Vote> votes;
  for (const auto& [by, kind] :
       {std::pair(user("alice"), VoteKind::kApprove), std::pair(user("carol"), VoteKind::kApprove),
        std::pair(user("alice"), VoteKind::kWaited)}) {
    votes.push_back({.kind = kind,
                     .by = by,
                     .time = kStart - minutes(20),
                     .bound = {.environment = "Production",
                               .number = 3,
                               .digest = job_digest("abc", job),
                               .plan = "",
                               .configuration = ""},
                     .of_job = job});
  }
  const auto state_of = [&](const Deployment& one) {
    return approval_status(rules, one, votes, kStart + minutes(1)).state;
  };
  EXPECT_EQ(state_of(made), ApprovalState::kReady);
  Deployment other = made;
  other.commit = "abd";
  EXPECT_EQ(state_of(other), ApprovalState::kWaitsForReviewers);
  other.commit.clear();
  EXPECT_EQ(state_of(other), ApprovalState::kWaitsForReviewers);
  other = made;
  other.environment = "staging";
  EXPECT_EQ(state_of(other), ApprovalState::kWaitsForReviewers);
  std::vector<Vote> renamed = votes;
  for (Vote& one : renamed) {
    one.of_job->job = "Other";
  }
  EXPECT_EQ(approval_status(rules, made, renamed, kStart).state, ApprovalState::kWaitsForReviewers);
  // Written down and read again they are the same.
  for (const Vote& one : votes) {
    const auto read = vote_from_json(to_json(one));
    ASSERT_TRUE(read && *read && (*read)->of_job);
    EXPECT_EQ((*read)->of_job->job, "Production");
    EXPECT_TRUE(is_bound(made, **read));
  }
  votes.pop_back();  // nobody has waited
  EXPECT_EQ(state_of(made), ApprovalState::kWaitsForTimer);
}

TEST(Approvals, OneRejectionEndsIt) {
  const std::vector<Vote> votes{vote(user("alice")), vote(user("bob"), VoteKind::kReject), vote(user("carol"))};
  EXPECT_EQ(state(kTwoOfThree, votes), ApprovalState::kRejected);
  EXPECT_EQ(state(kTwoOfThree, {vote(user("mallory"), VoteKind::kReject)}), ApprovalState::kWaitsForReviewers);
}

TEST(Approvals, VotesAndRequestsExpire) {
  ApprovalRules rules = kTwoOfThree;
  rules.expires = hours(1);
  const std::vector<Vote> votes{vote(user("alice")), vote(user("carol"))};
  EXPECT_EQ(state(rules, votes, kStart + minutes(60)), ApprovalState::kReady);
  EXPECT_EQ(state(rules, votes, kStart + minutes(61)), ApprovalState::kExpired);
  EXPECT_EQ(state(rules, {}, kStart + minutes(60)), ApprovalState::kExpired);
  EXPECT_FALSE(may_vote(rules, waiting(), {}, vote(user("alice"), VoteKind::kApprove, kStart + minutes(60))));
}

TEST(Approvals, TheTimerIsWaitedForWhateverPeopleSay) {
  ApprovalRules rules = kTwoOfThree;
  rules.wait = minutes(10);
  const std::vector<Vote> votes{vote(user("alice")), vote(user("carol"))};
  EXPECT_EQ(state(rules, votes), ApprovalState::kWaitsForTimer);
  EXPECT_EQ(state(rules, votes, kStart + minutes(10)), ApprovalState::kReady);
}

TEST(Approvals, TheGlassIsBrokenWithAReasonOnly) {
  Vote broken = vote(user("alice"), VoteKind::kBreakGlass);
  EXPECT_FALSE(may_vote(kTwoOfThree, waiting(), {}, broken));
  EXPECT_EQ(state(kTwoOfThree, {broken}), ApprovalState::kWaitsForReviewers);
  broken.reason = "the site is down";
  EXPECT_TRUE(may_vote(kTwoOfThree, waiting(), {}, broken));
  EXPECT_EQ(state(kTwoOfThree, {broken}), ApprovalState::kReady);
  broken.by = user("mallory");
  EXPECT_FALSE(may_vote(kTwoOfThree, waiting(), {}, broken));
}

TEST(Approvals, WhoVotedDoesNotVoteAgainAndWhatIsDecidedStaysSo) {
  EXPECT_FALSE(may_vote(kTwoOfThree, waiting(), {vote(user("alice"))}, vote(user("alice"))));
  EXPECT_TRUE(may_vote(kTwoOfThree, waiting(), {vote(user("alice"))}, vote(user("alice"), VoteKind::kReject)));
  Deployment done = waiting();
  done.outcome = Outcome::kSucceeded;
  EXPECT_FALSE(may_vote(kTwoOfThree, done, {}, vote(user("alice"))));
}

TEST(Approvals, AVoteIsInTheJournalAsItWasCast) {
  Vote one = vote(user("carol"), VoteKind::kBreakGlass);
  one.reason = "because";
  one.signature = "c2ln";
  const auto votes = votes_in({Event{}, vote_event(waiting(), one)});
  ASSERT_TRUE(votes);
  ASSERT_EQ(votes->size(), 1U);
  EXPECT_EQ(to_json(votes->front()), to_json(one));
  EXPECT_EQ(votes->front().bound, one.bound);
}

TEST(Approvals, AVoteByAKeyCountsOnlyWithItsSignatureOverExactlyThisVote) {
  const auto key = keys::PrivateKey::generate();
  ASSERT_TRUE(key);
  const Identity holder{Identity::Kind::kKey, key->public_key().id()};
  const ApprovalRules rules{.reviewers = {holder}, .required = 1};
  Vote signed_vote = vote(holder);
  signed_vote.key = key->public_key().to_pem();
  signed_vote.signature = to_base64(*key->sign(signed_text(signed_vote)));
  EXPECT_EQ(state(rules, {signed_vote}), ApprovalState::kReady);
  EXPECT_EQ(state(rules, {vote(holder)}), ApprovalState::kWaitsForReviewers);
  EXPECT_FALSE(may_vote(rules, waiting(), {}, vote(holder)));
  Vote later = signed_vote;
  later.time += minutes(1);
  Vote other_key = signed_vote;
  other_key.key = keys::PrivateKey::generate()->public_key().to_pem();
  Vote edited = signed_vote;
  edited.reason = "x";
  EXPECT_EQ(state(rules, {later, other_key, edited}), ApprovalState::kWaitsForReviewers);
}

TEST(Approvals, OutsideOfItsWindowsADeploymentWaitsUnlessTheGlassIsBroken) {
  // kStart is a Friday, 08:00.
  ApprovalRules rules{
      .reviewers = {user("carol")}, .required = 1, .windows = {*read_weekly_window("Mon-Fri 09:00-17:00")}};
  const auto status = approval_status(rules, waiting(), {vote(user("carol"))}, kStart + minutes(2));
  EXPECT_EQ(status.state, ApprovalState::kWaitsForWindow);
  ASSERT_TRUE(status.until);
  EXPECT_EQ(approval_status(rules, waiting(), {vote(user("carol"))}, *status.until).state, ApprovalState::kReady);
  Vote glass = vote(user("carol"), VoteKind::kBreakGlass);
  glass.reason = "the site is down";
  EXPECT_EQ(state(rules, {glass}), ApprovalState::kReady);
  // People first: there is no window to wait for while somebody has yet to agree.
  EXPECT_EQ(state(rules, {}), ApprovalState::kWaitsForReviewers);
}

TEST(Identity, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(to_text(*read_identity("alice")), "user:alice");
  EXPECT_EQ(to_text(*read_identity("@Octo-Cat")), "github:octo-cat");
  EXPECT_TRUE(is_named_by({Identity::Kind::kKey, std::string(64, 'a')}, *read_identity("key:aaaaaaaaaaaaaaaa")));
  for (const char* const wrong : {"", "@", "user:", "key:abc", "key:zzzzzzzzzzzzzzzzzz", "a b"}) {
    EXPECT_FALSE(read_identity(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ropewalk::deploy
