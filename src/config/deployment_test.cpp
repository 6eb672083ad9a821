#include "config/deployment.h"

#include <gtest/gtest.h>

#include "config/config.h"

namespace ropewalk::config {
namespace {

ReadConfigResult read(std::string text) {
  return read_config(std::make_shared<const SourceFile>("ropewalk.yml", std::move(text)));
}

TEST(ReadEnvironments, HasEachKey) {
  const auto [config, errors] = read(
      "service:\n  command: [python, -m, 'my shop']\n  port: 9000\n  health: /readyz\n  migrate: {command: m, "
      "irreversible: true}\n"
      "environments:\n  staging:\n  production:\n    strategy: canary\n    steps: [5, {weight: 25%, pause: 1m}]\n"
      "    bake: 10m\n    reviewers: [ada, bob]\n    required: 2\n    self_review: false\n    branches: main\n"
      "    url: http://shop.localhost:8080\n    smoke: [/a]\n");
  ASSERT_TRUE(errors.empty()) << errors.front().message;
  EXPECT_EQ(config.service.command, "'python' '-m' 'my shop'");
  EXPECT_EQ(config.service.port, 9000);
  EXPECT_TRUE(config.service.migration_is_irreversible);
  ASSERT_EQ(config.environments.size(), 2U);
  EXPECT_EQ(config.environments[0].name, "staging");
  const EnvironmentSettings& production = config.environments[1];
  EXPECT_EQ(production.strategy, "canary");
  ASSERT_EQ(production.steps.size(), 2U);
  EXPECT_EQ(production.steps[1].weight, 25);
  EXPECT_EQ(production.steps[1].pause.count(), 60);
  EXPECT_EQ(production.bake->count(), 600);
  EXPECT_EQ(production.required, 2);
  EXPECT_EQ(production.self_review, false);
  EXPECT_EQ(production.branches, std::vector<std::string>{"main"});
}

TEST(ReadEnvironments, TellsEveryErrorWithItsLine) {
  const auto [config, errors] = read(
      "environments:\n  staging:\n    stratgy: canary\n    bake: soon\n    strategy: blue_green\n    steps: [50, 10]\n"
      "    url: shop\n    smoke: [readyz]\n    reviewers: [ada]\n    required: 2\n    replicas: 0\n  'a b': {}\n"
      "service:\n  port: 70000\n");
  std::vector<std::size_t> lines;
  for (const Error& error : errors) {
    lines.push_back(error.place.file->locate(error.place.span.begin).line);
  }
  EXPECT_EQ(lines, (std::vector<std::size_t>{3, 4, 5, 6, 7, 8, 11, 10, 12, 14}));
  EXPECT_EQ(errors[0].hint, "did you mean 'strategy'?");
  EXPECT_EQ(errors[2].hint, "did you mean 'blue-green'?");
}

std::string error_of(const std::string& lines) {
  const auto [config, errors] = read("environments:\n  s:\n" + lines);
  return errors.empty() ? "" : errors.front().message;
}

TEST(ReadEnvironments, AUrlHasAHostAndAPortThatIsOne) {
  for (const char* const good :
       {"http://127.0.0.1:18091", "http://[::1]:80", "https://shop.example/", "http://my_shop.localhost:65535/a"}) {
    EXPECT_EQ(error_of(std::string("    url: '") + good + "'\n"), "") << good;
  }
  for (const char* const bad : {"http://0.0.0.0:99999", "http://bad host:80", "http://127.0.0.1:0", "http://a:70000",
                                "http://a:", "http://a:8o", "http://:80", "http://", "ftp://a", "http://a:-1",
                                "http://u@a:80", "http://[::1", "http://[]:1", "http://a:80?x=1", "http://[x]:1"}) {
    EXPECT_NE(error_of(std::string("    url: '") + bad + "'\n"), "") << bad;
  }
}

TEST(ReadEnvironments, AsManyApprovalsAreRequiredAsThereAreReviewers) {
  EXPECT_EQ(error_of("    required: 2\n"), "2 approvals are required, and no reviewers are given");
  EXPECT_EQ(error_of("    required: 1\n    reviewers: []\n"), "1 approval is required, and no reviewers are given");
  EXPECT_EQ(error_of("    required: 2\n    reviewers: [ada, ada]\n"),
            "2 approvals are required, and only 1 reviewer is given");
  EXPECT_EQ(error_of("    required: 0\n"), "");
  EXPECT_EQ(error_of("    required: 1\n    reviewers: [ada]\n"), "");
}

}  // namespace
}  // namespace ropewalk::config
