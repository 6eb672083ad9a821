// A comment is made once and edited from then on; what GitHub refuses is told.
#include "app/comment_report.h"

#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/http.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kApi = "https://github.test/api";
constexpr std::string_view kComments = "https://github.test/api/repos/ada/shop/issues/7/comments";

struct World {
  ports::FakeEnvironment environment;
  ports::FakeFiles files;
  ports::FakeHttp http;
  report::Report report{.title = "CI", .results = {}, .gates = {}, .changed = {}, .run = {}};

  World() {
    environment.values["GITHUB_API_URL"] = kApi;
    environment.values["GITHUB_REPOSITORY"] = "ada/shop";
    environment.values["GITHUB_TOKEN"] = "token";
    environment.values["GITHUB_EVENT_PATH"] = "/event.json";
    static_cast<void>(files.write("/event.json", R"({"pull_request": {"number": 7}})"));
  }
  Result<Commented> comment() { return comment_report(report, environment, files, http, {}); }
};

TEST(CommentReport, MakesOneWhereThereIsNone) {
  World world;
  world.http.on(std::string(kComments), [](const ports::HttpRequest& request) -> Result<ports::HttpResponse> {
    return ports::HttpResponse{.status = request.method == "GET" ? 200 : 201, .body = "[]"};
  });
  const auto done = world.comment();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, Commented::kMade);
  const auto requests = world.http.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_NE(requests[1].body.find("<!-- ropewalk report: CI -->"), std::string::npos);
}

TEST(CommentReport, EditsItsOwnAndNobodyElses) {
  World world;
  world.http.on(std::string(kComments), 200,
                R"([{"id": 1, "body": "Nice."}, {"id": 2, "body": "<!-- ropewalk report: CD -->\nx"},
                    {"id": 3, "body": "<!-- ropewalk report: CI -->\nold"}])");
  world.http.on("https://github.test/api/repos/ada/shop/issues/comments/3", 200, "{}");
  const auto done = world.comment();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(*done, Commented::kEdited);
  EXPECT_EQ(world.http.requests().back().method, "PATCH");
}

TEST(CommentReport, LooksAtEveryPage) {
  World world;
  std::string page = "[";
  for (int i = 0; i < 100; ++i) {
    page += R"({"id": 1, "body": "x"},)";
  }
  page.back() = ']';
  world.http.on(std::string(kComments), [&](const ports::HttpRequest& request) -> Result<ports::HttpResponse> {
    return ports::HttpResponse{.status = 200, .body = request.url.ends_with("page=1") ? page : "[]"};
  });
  ASSERT_TRUE(world.comment());
  EXPECT_EQ(world.http.requests().size(), 3U);
}

TEST(CommentReport, WithoutAPullRequestThereIsNothingToDo) {
  World world;
  static_cast<void>(world.files.write("/event.json", "{}"));
  EXPECT_EQ(*world.comment(), Commented::kNoPullRequest);
  EXPECT_TRUE(world.http.requests().empty());
}

TEST(CommentReport, WhatGithubRefusesIsIncompleteAndSaysWhatToDo) {
  World world;
  world.http.on(std::string(kComments), 403, R"({"message": "Resource not accessible by integration"})");
  const auto done = world.comment();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kIncomplete);
  EXPECT_NE(done.error().message.find("Resource not accessible"), std::string::npos);
  EXPECT_NE(done.error().hint.find("pull-requests: write"), std::string::npos);
}

TEST(CommentReport, ATokenIsNeeded) {
  World world;
  world.environment.values.erase("GITHUB_TOKEN");
  EXPECT_EQ(world.comment().error().kind, ErrorKind::kUsage);
}

TEST(CommentReport, LongReportsAreCutAtALine) {
  World world;
  for (int i = 0; i < 3000; ++i) {
    world.report.gates.push_back({.gate = "gate", .is_open = true, .text = std::string(40, 'x')});
  }
  world.http.on(std::string(kComments), 200, "[]");
  ASSERT_TRUE(world.comment());
  const std::string body = world.http.requests().back().body;
  EXPECT_LT(body.size(), 70'000U);
  EXPECT_NE(body.find("a comment has no more room"), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::app
