// Lines and annotations are masked and limited as GitHub does it.
#include "engine/step_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/recorded.h"

namespace ropewalk::engine {
namespace {

using record::LogKind;
using testing::ElementsAre;

TEST(StepLog, LinesAreMasked) {
  KeptLog kept;
  kept.job.masker().add_secret("hunter2");
  kept.log.text("it is hunter2");
  kept.log.error("hunter2 broke");
  EXPECT_THAT(kept.events.lines(LogKind::kText), ElementsAre("it is ***"));
  EXPECT_EQ(kept.events.of<record::Annotation>().front().message, "*** broke");
}

TEST(StepLog, TenAnnotationsOfEachLevelAreKeptAndAllLines) {
  KeptLog kept;
  for (int i = 0; i < 12; ++i) {
    kept.log.error("e");
    kept.log.warning("w");
  }
  EXPECT_EQ(kept.events.of<record::Annotation>().size(), 20U);
  EXPECT_EQ(kept.events.lines(LogKind::kError).size(), 12U);
}

TEST(StepLog, AMessageIsCutTo4096Units) {
  KeptLog kept;
  kept.log.error(std::string(5000, 'x'));
  std::string wide;
  for (int i = 0; i < 2500; ++i) {
    wide += "\xF0\x9F\x98\x80";  // two UTF-16 units each
  }
  kept.log.error(wide);
  const auto annotations = kept.events.of<record::Annotation>();
  EXPECT_EQ(annotations[0].message.size(), 4096U);
  EXPECT_EQ(annotations[1].message.size(), 2048U * 4);
}

TEST(StepLog, MarkersOfGroupsAndCommandsBecomeKinds) {
  KeptLog kept;
  kept.log.text("##[group]Build");
  kept.log.text("[command]/usr/bin/git version");
  kept.log.text("##[endgroup]");
  EXPECT_THAT(kept.events.lines(LogKind::kGroup), ElementsAre("Build"));
  EXPECT_THAT(kept.events.lines(LogKind::kCommand), ElementsAre("/usr/bin/git version"));
  EXPECT_EQ(kept.events.lines(LogKind::kEndGroup).size(), 1U);
}

TEST(StepLog, DebugLinesAreDroppedUnlessAskedFor) {
  KeptLog kept;
  JobLog quiet(kept.recorder, JobId("quiet"), false);
  StepLog(quiet, 1, std::make_shared<AnnotationCounts>()).debug("x");
  EXPECT_TRUE(kept.events.all().empty());
  kept.log.debug("a\r\nb");
  EXPECT_THAT(kept.events.lines(LogKind::kDebug), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace ropewalk::engine
