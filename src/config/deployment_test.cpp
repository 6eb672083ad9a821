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

}  // namespace
}  // namespace ropewalk::config
