#include <gtest/gtest.h>

#include "config/config.h"

namespace ropewalk::config {
namespace {

ReadConfigResult read(std::string text) {
  return read_config(std::make_shared<const SourceFile>("ropewalk.yml", std::move(text)));
}

TEST(NotifySettings, HaveEachChannel) {
  const auto [config, errors] = read(
      "notify:\n  team: {type: slack, url: $HOOK, on: [failed, rolled_back], environments: production}\n"
      "  mail: {type: email, url: 'smtp://m:587', from: a@b.c, to: [d@e.f], password: $WORD}\n  hub: {type: github}\n");
  EXPECT_TRUE(errors.empty());
  ASSERT_EQ(config.notify.size(), 3U);
  EXPECT_EQ(config.notify[0].on, (std::vector<std::string>{"failed", "rolled_back"}));
  EXPECT_EQ(config.notify[0].environments, std::vector<std::string>{"production"});
  EXPECT_EQ(config.notify[1].to, std::vector<std::string>{"d@e.f"});
}

TEST(NotifySettings, TellEachErrorWithItsPlace) {
  const auto [config, errors] = read(
      "notify:\n  a: {type: slak, url: x}\n  b: {type: slack}\n  c: {type: webhook, url: x, secret: plain}\n"
      "  d: {type: slack, url: 'https://hooks.slack.com/services/T/B/C'}\n  e: {type: slack, url: x, on: [never]}\n"
      "  f: {type: teams, ulr: x, url: y}\n  g: []\n");
  ASSERT_EQ(errors.size(), 8U);
  for (const Error& error : errors) {
    EXPECT_TRUE(error.place.file != nullptr) << error.message;
  }
  EXPECT_EQ(errors[2].message, "'secret' is a secret, and this file is none");
  EXPECT_EQ(errors[5].hint, "did you mean 'url'?");
}

TEST(NotifySettings, TemplatesHaveWordsThatThereAre) {
  const auto [config, errors] = read(
      "notify:\n  a: {type: slack, url: $A, text: 'it is {title} of {service}'}\n"
      "  b: {type: slack, url: $B, text: 'so {nope}'}\n"
      "  c: {type: github, text: 'so {title'}\n"
      "  d:\n    type: webhook\n    url: x\n    text: so } it is\n");
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].message, "a template has no '{nope}'");
  EXPECT_EQ(errors[0].place.file->locate(errors[0].place.span.begin).line, 3U);
  EXPECT_EQ(errors[1].message, "a template has a brace without its other");
  EXPECT_EQ(errors[2].message, "a template has a brace without its other");
}

}  // namespace
}  // namespace ropewalk::config
