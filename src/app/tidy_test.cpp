// Old runs go, the rest stays, and what the user asked for counts.
#include "app/tidy.h"

#include <gtest/gtest.h>

#include "actions/fake/stores.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "record/fake/run_store.h"

namespace ropewalk::app {
namespace {

using std::chrono::days;

record::Time day(int number) { return record::Time(days(number)); }

void add_run(record::FakeRunStore& store, const std::string& id, int on_day) {
  store.receive({RunId(id), 1, day(on_day),
                 record::RunStarted{.workflow_path = "ci.yml",
                                    .workflow_name = {},
                                    .title = {},
                                    .event = {},
                                    .ref = {},
                                    .sha = {},
                                    .actor = {},
                                    .directory = {}}});
  store.receive({RunId(id), 2, day(on_day), record::RunFinished{}});
}

TEST(Tidy, SettingsComeFromTheEnvironment) {
  ports::FakeEnvironment environment;
  EXPECT_EQ(keep_settings(environment)->age, days(90));
  environment.values["ROPEWALK_KEEP_DAYS"] = "7";
  environment.values["ROPEWALK_KEEP_MB"] = "3";
  EXPECT_EQ(keep_settings(environment)->age, days(7));
  EXPECT_EQ(keep_settings(environment)->bytes, 3'000'000U);
  environment.values["ROPEWALK_KEEP_DAYS"] = "a week";
  EXPECT_EQ(keep_settings(environment).error().kind, ErrorKind::kUsage);
}

TEST(Tidy, RunsOverTheAgeGoWithTheirArtifactsUnlessTheyLive) {
  record::FakeRunStore store;
  add_run(store, "old", 1000);
  add_run(store, "new", 1095);
  const auto limits = retention({.age = days(90)}, day(1100));
  ports::FakeFiles files;
  actions::FakeArtifactStore artifacts(files);
  artifacts.uploaded["report"] = {{"a.txt", "text"}};
  const auto rehearsed = remove_expired_runs(store, artifacts, limits, {}, true);
  EXPECT_EQ(rehearsed->runs.entries, 1U);
  EXPECT_EQ(rehearsed->artifacts.entries, 1U);
  EXPECT_TRUE(store.removed.empty());
  EXPECT_EQ(remove_expired_runs(store, artifacts, limits, {RunId("old")}, false)->runs.entries, 0U);
  EXPECT_TRUE(store.removed.empty());
  const auto tidied = remove_expired_runs(store, artifacts, limits, {}, false);
  EXPECT_EQ(tidied->runs.bytes, 1000U);
  EXPECT_EQ(tidied->artifacts.entries, 1U);
  EXPECT_TRUE(artifacts.uploaded.empty());
  EXPECT_EQ(store.removed, std::vector{RunId("old")});
}

TEST(Tidy, AnAgeThatReachesBehindTheFirstDayKeepsAll) {
  EXPECT_EQ(retention({.age = days(4'000'000)}, day(20'000)).oldest, record::Time());
}

}  // namespace
}  // namespace ropewalk::app
