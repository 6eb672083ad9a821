#include "app/deploy/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "deploy/testing/memory_store.h"
#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kFolder = "/state/staging";

class OneStore final : public deploy::Stores {
 public:
  Result<std::unique_ptr<deploy::Store>> open(const std::string& /*folder*/) override {
    return std::make_unique<deploy::MemoryStore>();
  }
};

/// Whose service says its secrets.
class TalkativeTarget final : public deploy::Target {
 public:
  std::vector<std::string> elsewhere;
  bool knows_elsewhere = true;

  Result<void> fetch(const deploy::Plan& /*plan*/, std::stop_token /*stop*/) override { return {}; }
  Result<void> build(const deploy::Plan& /*plan*/, std::stop_token /*stop*/) override { return says(); }
  Result<void> migrate(const deploy::Plan& /*plan*/, std::stop_token /*stop*/) override { return says(); }
  Result<deploy::Instance> start(const deploy::Plan& /*plan*/, std::int64_t /*number*/, int /*replica*/) override {
    return fail(ErrorKind::kInvalid, "the engine said: --env DATABASE_URL=first-value", "without first-value");
  }
  std::vector<deploy::Instance> instances(std::int64_t /*number*/) override { return {}; }
  std::vector<std::int64_t> numbers() override { return {}; }
  bool is_running(const deploy::Instance& /*instance*/) override { return true; }
  void stop(std::int64_t /*number*/, std::chrono::milliseconds /*patience*/) override {}
  void stop_one(const deploy::Instance& /*instance*/, std::chrono::milliseconds /*patience*/) override {}
  ports::ProbeAnswer probe(const deploy::Instance& /*instance*/, const ports::ProbeRequest& /*request*/) override {
    return {};
  }
  std::string last_words(const deploy::Instance& /*instance*/) override { return "cannot connect: first-value"; }
  Result<std::string> log(const deploy::Instance& /*instance*/) override { return std::string("it is first-value\n"); }
  Result<std::vector<std::string>> secrets_elsewhere() override {
    return knows_elsewhere ? Result<std::vector<std::string>>(elsewhere)
                           : Result<std::vector<std::string>>(fail(ErrorKind::kIncomplete, "no answer"));
  }

 private:
  static Result<void> says() { return fail(ErrorKind::kInvalid, "the migration ended with 3: first-value"); }
};

class SecretsTest : public ::testing::Test {
 protected:
  void keep(const std::string& value, const std::string& name = "DATABASE_URL") {
    ASSERT_TRUE(keep_secret(files_, kFolder, name, value));
  }
  [[nodiscard]] std::string masked(const std::string& text) const { return secrets_of(files_, kFolder)->mask(text); }

  ports::FakeFiles files_;
};

TEST_F(SecretsTest, EachLineOfAValueIsHiddenInEachForm) {
  keep("first line of it\nsecond line of it\n", "KEY");
  for (const std::string line : {"first line of it", "second line of it"}) {
    EXPECT_EQ(masked("a " + line + " b"), "a *** b");
    EXPECT_EQ(masked("a " + to_base64(line) + " b"), "a *** b");
    EXPECT_EQ(masked("a " + to_hex(line) + " b"), "a *** b");
  }
  EXPECT_EQ(masked("second%20line%20of%20it"), "***");
  EXPECT_EQ(masked(to_base64("first line of it\nsecond line of it\n")), "***");
}

TEST_F(SecretsTest, OfAUrlThePasswordIsHiddenByItself) {
  keep("postgres://app:pw-of-app@db:5432/shop");
  EXPECT_EQ(masked("no role app with pw-of-app at db"), "no role app with *** at db");
  keep("postgres://db:5432/shop@home");
  EXPECT_EQ(masked("5432/shop"), "5432/shop");
}

TEST_F(SecretsTest, AValueThatAnotherTookThePlaceOfStaysHidden) {
  keep("first-value");
  keep("second-value");
  keep("second-value");
  EXPECT_EQ(masked("first-value, second-value"), "***, ***");
  EXPECT_EQ(*files_.read(kFolder / "secrets/DATABASE_URL"), "second-value");
}

TEST_F(SecretsTest, WithoutSecretsTextsStayAsTheyAre) {
  EXPECT_FALSE(has_secret(files_, kFolder, "DATABASE_URL"));
  EXPECT_EQ(masked("n1r1 ended"), "n1r1 ended");
}

TEST_F(SecretsTest, AJournalHasTextsWithoutSecretsAndNamesAsTheyAre) {
  keep("first-value");
  const auto store = *make_masked_stores(std::make_unique<OneStore>(), files_)->open(kFolder.string());
  Deployment one{.environment = "first-value", .digest = "sha256:first-value", .detail = "first-value"};
  one.number = *store->add(one, {.kind = EventKind::kRequested, .text = "it asks with first-value"});
  EXPECT_EQ((*store->deployment(one.number))->detail, "***");
  one.detail = "it wrote first-value";
  const auto written = store->append(
      {.number = one.number, .text = "ended with first-value", .decision = deploy::Decision{.text = "first-value"}},
      &one);
  EXPECT_EQ(written->text, "ended with ***");
  EXPECT_EQ(written->decision->text, "***");
  const auto kept = **store->deployment(one.number);
  EXPECT_EQ(kept.detail, "it wrote ***");
  EXPECT_EQ(kept.environment, "first-value");
  EXPECT_EQ(kept.digest, "sha256:first-value");
  EXPECT_EQ(store->events(0, 0)->front().text, "it asks with ***");
}

TEST_F(SecretsTest, NothingIsWrittenWhileAValueCannotBeRead) {
  keep("first-value");
  files_.fail_at(kFolder / "secrets/DATABASE_URL", "permission denied");
  const auto store = *make_masked_stores(std::make_unique<OneStore>(), files_)->open(kFolder.string());
  const auto number = store->add({}, {.kind = EventKind::kRequested, .text = "first-value"});
  ASSERT_FALSE(number);
  EXPECT_THAT(number.error().message, HasSubstr("permission denied"));
  EXPECT_TRUE(store->events(0, 0)->empty());
}

TEST_F(SecretsTest, ATargetsErrorsLogsAndLastWordsHaveNone) {
  keep("first-value");
  const auto target = make_masked_target(std::make_unique<TalkativeTarget>(), kFolder, files_);
  EXPECT_EQ(target->build({}, {}).error().message, "the migration ended with 3: ***");
  EXPECT_EQ(target->migrate({}, {}).error().message, "the migration ended with 3: ***");
  EXPECT_EQ(target->start({}, 1, 1).error().message, "the engine said: --env DATABASE_URL=***");
  EXPECT_EQ(target->start({}, 1, 1).error().hint, "without ***");
  EXPECT_EQ(target->last_words({}), "cannot connect: ***");
  EXPECT_EQ(*target->log({}), "it is ***\n");
}

TEST_F(SecretsTest, WhatAnotherMachineKeptIsHiddenTooAndWhatIsUnknownIsNotShown) {
  auto inner = std::make_unique<TalkativeTarget>();
  inner->elsewhere = {"first-value"};
  TalkativeTarget& talks = *inner;
  const auto target = make_masked_target(std::move(inner), kFolder, files_);
  EXPECT_EQ(*target->log({}), "it is ***\n");
  talks.knows_elsewhere = false;
  EXPECT_FALSE(target->log({}));
  EXPECT_THAT(target->last_words({}), Not(HasSubstr("first-value")));
}

}  // namespace
}  // namespace ropewalk::app
