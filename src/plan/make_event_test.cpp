// Events made of what git says, their facts, and overriding them.
#include "plan/make_event.h"

#include <gmock/gmock.h>

#include <set>

#include "plan/event_facts.h"
#include "plan/event_table.h"
#include "plan/github_context.h"
#include "plan/repository_facts.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;
using testing::event;
using testing::facts;
using ::testing::HasSubstr;
using ::testing::Optional;

std::string sha(char digit) { return std::string(40, digit); }

std::string error_of(EventRequest request) {
  const auto made = make_event(request, facts());
  return made ? "no error" : made.error().message;
}

Event given(std::string name, std::string_view payload) {
  EventRequest request;
  request.name = std::move(name);
  request.payload = parse_json(payload, "payload").value().as_object();
  return make_event(request, facts()).value();
}

TEST(EventTable, HasAll37EventsOfTheSchema) { EXPECT_EQ(all_events().size(), 37U); }

TEST(EventTable, EveryEventIsMadeTheSameEachTime) {
  for (const EventKind& kind : all_events()) {
    const Event once = event(std::string(kind.name));
    EXPECT_EQ(to_json_text(once.payload), to_json_text(event(std::string(kind.name)).payload)) << kind.name;
    EXPECT_EQ(once.payload.at("repository").at("full_name").as_string(), "octo/parcels") << kind.name;
    EXPECT_EQ(once.payload.at("sender").at("login").as_string(), "ada") << kind.name;
    EXPECT_FALSE(once.ref.empty()) << kind.name;
    EXPECT_EQ(once.sha.size(), 40U) << kind.name;
    EXPECT_EQ(once.action, kind.types.empty() ? "" : kind.types.front()) << kind.name;
  }
}

TEST(EventTable, EveryEventIsMadeInARepositoryWithoutCommits) {
  RepositoryFacts empty;
  empty.full_name = "local/new";
  for (const EventKind& kind : all_events()) {
    EXPECT_EQ(event(std::string(kind.name), {}, empty).repository, "local/new") << kind.name;
  }
}

TEST(EventTable, RefsAreThoseOfGitHubsTable) {
  const auto ref_of = [](std::string name) { return event(std::move(name)).ref; };
  EXPECT_EQ(ref_of("push"), "refs/heads/feature/labels");
  EXPECT_EQ(ref_of("workflow_dispatch"), "refs/heads/feature/labels");
  EXPECT_EQ(ref_of("create"), "refs/heads/feature/labels");
  EXPECT_EQ(ref_of("delete"), "refs/heads/main");
  EXPECT_EQ(ref_of("pull_request"), "refs/pull/1/merge");
  EXPECT_EQ(ref_of("pull_request_review"), "refs/pull/1/merge");
  EXPECT_EQ(ref_of("pull_request_target"), "refs/heads/main");
  EXPECT_EQ(ref_of("merge_group"), "refs/heads/gh-readonly-queue/main/pr-1-" + sha('b'));
  EXPECT_EQ(ref_of("release"), "refs/tags/v1.0.0");
  EXPECT_EQ(ref_of("deployment"), "refs/heads/feature/labels");
  EXPECT_EQ(ref_of("schedule"), "refs/heads/main");
  EXPECT_EQ(ref_of("issues"), "refs/heads/main");
  EXPECT_EQ(ref_of("workflow_run"), "refs/heads/main");
  EXPECT_EQ(event("schedule").sha, sha('b'));
  EXPECT_EQ(event("push").sha, sha('a'));
}

TEST(Push, NamesTheBranchItsCommitsAndTheirFiles) {
  const Event push = event("push");
  EXPECT_EQ(push.ref_name, "feature/labels");
  EXPECT_EQ(push.ref_type, "branch");
  EXPECT_EQ(push.payload.at("before").as_string(), sha('b'));
  EXPECT_EQ(push.payload.at("after").as_string(), sha('a'));
  EXPECT_EQ(push.payload.at("head_commit").at("message").as_string(), "Print labels\n\nIn colour.");
  EXPECT_THAT(push.changed_files, Optional(ElementsAre("README.md", "src/labels.py")));
  EXPECT_EQ(push.head_message, "Print labels\n\nIn colour.");
}

TEST(Push, OfATagHasNoCommitsOfItsOwn) {
  const Event push = event("push", {{"github.ref", "refs/tags/v2"}});
  EXPECT_EQ(push.payload.at("ref").as_string(), "refs/tags/v2");
  EXPECT_EQ(push.ref_name, "v2");
  EXPECT_EQ(push.ref_type, "tag");
  EXPECT_TRUE(push.payload.at("created").as_bool());
  EXPECT_TRUE(push.payload.at("commits").as_array().empty());
}

TEST(Push, OfADetachedHeadIsOfItsTag) {
  RepositoryFacts repository = facts();
  repository.branch.clear();
  repository.tags = {"v1.0.0", "v1.1.0"};
  EXPECT_EQ(event("push", {}, repository).ref, "refs/tags/v1.1.0");
  EXPECT_EQ(event("release", {}, repository).ref, "refs/tags/v1.1.0");
}

TEST(Push, FactsOfAGivenPayloadComeFromIt) {
  const Event push = given("push", R"({"ref":"refs/tags/v9","after":"cafe","sender":{"login":"bob"},
    "repository":{"full_name":"other/place"},"head_commit":{"message":"m"},
    "commits":[{"added":["b"],"removed":["c"]},{"modified":["a","b"]}]})");
  EXPECT_EQ(push.ref_name, "v9");
  EXPECT_EQ(push.sha, "cafe");
  EXPECT_EQ(push.actor, "bob");
  EXPECT_EQ(push.repository, "other/place");
  EXPECT_EQ(push.repository_owner, "other");
  EXPECT_THAT(push.changed_files, Optional(ElementsAre("a", "b", "c")));
}

TEST(Push, FilesOfAGivenPayloadAboutHeadComeFromGit) {
  EXPECT_THAT(
      given("push", R"({"ref":"refs/heads/x","after":")" + sha('a') + R"(","commits":[{"id":"1"}]})").changed_files,
      Optional(ElementsAre("README.md", "src/labels.py")));
}

TEST(PullRequest, GoesFromTheBranchToTheDefaultBranch) {
  const Event request = event("pull_request");
  const json::object& pull = request.payload.at("pull_request").as_object();
  EXPECT_EQ(request.ref_name, "1/merge");
  EXPECT_EQ(request.head_ref, "feature/labels");
  EXPECT_EQ(request.base_ref, "main");
  EXPECT_EQ(request.action, "opened");
  EXPECT_EQ(pull.at("title").as_string(), "Print labels");
  EXPECT_EQ(pull.at("head").at("sha").as_string(), sha('a'));
  EXPECT_EQ(pull.at("base").at("sha").as_string(), sha('b'));
  EXPECT_EQ(pull.at("user").at("login").as_string(), "ada");
  EXPECT_FALSE(pull.at("draft").as_bool());
  EXPECT_EQ(request.payload.at("number").as_int64(), 1);
}

TEST(PullRequest, FactsOfAGivenPayloadComeFromIt) {
  const Event request = given("pull_request", R"({"action":"labeled","number":42,"pull_request":{"number":42,
    "merge_commit_sha":null,"head":{"ref":"topic","sha":"abc"},"base":{"ref":"dev","sha":"def"}}})");
  EXPECT_EQ(request.ref, "refs/pull/42/merge");
  EXPECT_EQ(request.sha, "abc");
  EXPECT_EQ(request.head_ref, "topic");
  EXPECT_EQ(request.base_ref, "dev");
  EXPECT_EQ(request.action, "labeled");
  EXPECT_FALSE(request.changed_files);
}

TEST(PullRequestTarget, RunsOnTheDefaultBranchAndKnowsBothSides) {
  const Event request = event("pull_request_target");
  EXPECT_EQ(request.sha, sha('b'));
  EXPECT_EQ(request.head_ref, "feature/labels");
  EXPECT_EQ(request.base_ref, "main");
}

TEST(Deployment, OfACommitHasNoRef) {
  EXPECT_EQ(given("deployment", R"({"deployment":{"ref":"abc","sha":"abc"}})").ref, "");
}

TEST(Override, OfThePayloadIsJsonWhereItCanBe) {
  const Event request = event("pull_request", {{"github.event.pull_request.draft", "true"},
                                               {"github.event.pull_request.title", "A new title"},
                                               {"github.event.pull_request.labels.0.name", "bug"},
                                               {"github.event.new.thing", "{\"a\":[1]}"}});
  const json::object& pull = request.payload.at("pull_request").as_object();
  EXPECT_TRUE(pull.at("draft").as_bool());
  EXPECT_EQ(pull.at("title").as_string(), "A new title");
  EXPECT_EQ(pull.at("labels").at(0).at("name").as_string(), "bug");
  EXPECT_EQ(to_json_text(request.payload.at("new")), R"({"thing":{"a":[1]}})");
}

TEST(Override, OfTheRefChangesAllThatFollowsFromIt) {
  const Event push = event("push", {{"github.ref", "release/1"}});
  EXPECT_EQ(push.ref, "refs/heads/release/1");
  EXPECT_EQ(push.ref_name, "release/1");
  EXPECT_EQ(push.payload.at("ref").as_string(), "refs/heads/release/1");
}

TEST(Override, OfTheActionMakesThatPayload) {
  const Event issue = event("issues", {{"github.event.action", "labeled"}});
  EXPECT_EQ(issue.action, "labeled");
  EXPECT_EQ(issue.payload.at("label").at("name").as_string(), "bug");
}

TEST(Override, OfHeadAndBaseChangesTheFacts) {
  const Event request =
      event("pull_request", {{"github.event.pull_request.base.ref", "dev"}, {"github.head_ref", "x"}});
  EXPECT_EQ(request.base_ref, "dev");
  EXPECT_EQ(request.head_ref, "x");
}

TEST(Override, OfAnythingElseInTheContextIsKept) {
  const Event push = event("push", {{"github.run_number", "7"}, {"github.actor", "eve"}});
  EXPECT_EQ(push.actor, "eve");
  const expr::Object github = github_context(push, {});
  EXPECT_EQ(github.find("run_number")->to_text(), "7");
  EXPECT_EQ(github.find("triggering_actor")->to_text(), "eve");
}

TEST(Override, ThatMakesNoSenseSaysWhy) {
  const auto set = [](std::string path) {
    EventRequest request;
    request.overrides = {{std::move(path), "1"}};
    return error_of(std::move(request));
  };
  EXPECT_EQ(set("env.X"), "--set cannot replace 'env.X'");
  EXPECT_EQ(set("github"), "--set cannot replace 'github'");
  EXPECT_EQ(set("github.event"), "--set cannot replace the whole of github.event");
  EXPECT_EQ(set("github.event_name"), "--set cannot replace the event's name");
  EXPECT_EQ(set("github.ref.x"), "github.ref has no members to replace");
  EXPECT_EQ(set("github.event..x"), "'github.event..x' has an empty name between its dots");
  EXPECT_THAT(set("github.event.after.x"), HasSubstr("the payload has no 'x' there"));
  EXPECT_THAT(set("github.event.commits.9.id"), HasSubstr("the payload has no '9' there"));
}

TEST(MakeEvent, OfAnUnknownNameAsksForTheNearest) {
  EventRequest request;
  request.name = "pull_requests";
  const auto made = make_event(request, facts());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(made.error().message, "'pull_requests' is not an event that starts workflows");
  EXPECT_EQ(made.error().hint, "did you mean pull_request?");
}

TEST(MakeEvent, RefusesAPayloadWhoseActionIsNoString) {
  EventRequest request;
  request.payload = json::object{{"action", 1}};
  EXPECT_EQ(error_of(std::move(request)), "the payload's 'action' is not a string");
}

TEST(GithubContext, HasTheMembersOfARun) {
  RunFacts run;
  run.run_id = "77";
  run.run_number = 3;
  run.workflow_name = "CI";
  run.workflow_path = ".github/workflows/ci.yml";
  const expr::Object github = github_context(event("push"), run);
  const auto text = [&](std::string_view name) { return github.find(name)->to_text(); };
  EXPECT_EQ(text("run_id"), "77");
  EXPECT_EQ(text("run_number"), "3");
  EXPECT_EQ(text("workflow"), "CI");
  EXPECT_EQ(text("workflow_ref"), "octo/parcels/.github/workflows/ci.yml@refs/heads/feature/labels");
  EXPECT_EQ(text("repository"), "octo/parcels");
  EXPECT_EQ(text("repository_owner"), "octo");
  EXPECT_EQ(text("repositoryUrl"), "git://github.com/octo/parcels.git");
  EXPECT_EQ(text("event_name"), "push");
  EXPECT_EQ(text("api_url"), "https://api.github.com");
  EXPECT_EQ(text("graphql_url"), "https://api.github.com/graphql");
  EXPECT_EQ(github.find("ref_protected")->kind(), expr::Kind::kBoolean);
  EXPECT_EQ(github.find("event")->object().find("after")->to_text(), sha('a'));
}

TEST(GithubContext, OfAnotherServerHasItsApiThere) {
  RepositoryFacts repository = facts();
  repository.server_url = "https://git.example.com";
  const expr::Object github = github_context(event("push", {}, repository), {});
  EXPECT_EQ(github.find("api_url")->to_text(), "https://git.example.com/api/v3");
  EXPECT_EQ(github.find("graphql_url")->to_text(), "https://git.example.com/api/graphql");
}

}  // namespace
}  // namespace ropewalk::plan
