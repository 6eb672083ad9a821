#include "cli/console/preamble.h"

#include <gtest/gtest.h>

#include "report/sample_events.h"

namespace ropewalk::cli {
namespace {

using record::LogKind;

/// The texts of the lines that stay.
std::vector<std::string> kept(const report::SampleRun& sample) {
  const report::RunState run = report::fold(sample.events());
  PreambleFilter filter;
  std::vector<std::string> texts;
  for (const record::Event& event : sample.events()) {
    const auto* line = std::get_if<record::LogLine>(&event.data);
    if (line != nullptr && !filter.drops(run, *line)) {
      texts.push_back(line->text);
    }
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(Preamble, OfTheFirstGroupOnlyTheScriptStays) {
  report::SampleRun run;
  run.start().queue("a").step("a", 1, "Tests");
  run.log("a", 1, "Run pytest", LogKind::kGroup).log("a", 1, "pytest", LogKind::kCommand).log("a", 1, "shell: bash");
  run.log("a", 1, "", LogKind::kEndGroup).log("a", 1, "passed").log("a", 1, "Run more", LogKind::kGroup);
  EXPECT_EQ(kept(run), (Texts{"pytest", "passed", "Run more"}));
}

TEST(Preamble, AScriptThatTheNameShowsIsNotRepeated) {
  report::SampleRun run;
  run.start().queue("a").step("a", 1, "Run pytest");
  run.log("a", 1, "Run pytest", LogKind::kGroup).log("a", 1, "pytest", LogKind::kCommand);
  run.log("a", 1, "", LogKind::kEndGroup).log("a", 1, "passed");
  EXPECT_EQ(kept(run), Texts{"passed"});
}

TEST(Preamble, AStepWithoutThatGroupKeepsEverything) {
  report::SampleRun run;
  run.start().queue("a").step("a", 1, "Tests").log("a", 1, "one").log("a", 1, "Run two", LogKind::kGroup);
  EXPECT_EQ(kept(run), (Texts{"one", "Run two"}));
}

}  // namespace
}  // namespace ropewalk::cli
