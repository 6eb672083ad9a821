#include "cli/console/live_view.h"

#include <gtest/gtest.h>

#include "base/display.h"
#include "report/sample_events.h"

namespace ropewalk::cli {
namespace {

using namespace std::chrono_literals;
using record::Conclusion;
using report::SampleRun;

using Lines = std::vector<std::string>;

Lines view(const SampleRun& run, ports::TerminalSize size, bool is_stopping = false, bool has_colours = false) {
  report::SessionState session;
  for (const auto& event : run.events()) {
    report::apply(session, event);
  }
  LiveMoment moment;
  moment.size = size;
  moment.start = SampleRun::beginning();
  moment.now = SampleRun::beginning() + 12'300ms;
  moment.is_stopping = is_stopping;
  return live_lines(session, moment, Palette(has_colours));
}

SampleRun typical() {
  SampleRun run;
  run.start().queue("lint").queue("test").queue("types").queue("gate", {"lint", "test"}).queue("mac");
  run.begin("lint").end("lint", Conclusion::kSuccess);
  run.begin("types").step("types", 1, "Mypy").end_step("types", 1, Conclusion::kFailure, 2);
  run.end("types", Conclusion::kFailure);
  run.at(4s).begin("test").step("test", 1, "Run pytest");
  run.end("mac", Conclusion::kSkipped, "macos-latest is not this machine", true);
  return run;
}

TEST(LiveView, ShowsEachJobWithWhatItDoes) {
  EXPECT_EQ(view(typical(), {60, 24}), (Lines{
                                           "⠸ CI · push · main                                     12.3s",
                                           "  ✓ lint                                                2.0s",
                                           "  ⠸ test      Run pytest                                8.3s",
                                           "  ✗ types     Mypy: exit code 2                         2.0s",
                                           "  ○ gate      waits for test",
                                           "  ! mac       macos-latest is not this machine",
                                           "  3 of 5 jobs done · 1 running · 1 failed",
                                       }));
}

TEST(LiveView, FailedAndRunningJobsStayWhenRowsAreShort) {
  EXPECT_EQ(view(typical(), {60, 7}), (Lines{
                                          "⠸ CI · push · main                                     12.3s",
                                          "  ⠸ test      Run pytest                                8.3s",
                                          "  ✗ types     Mypy: exit code 2                         2.0s",
                                          "  ! mac       macos-latest is not this machine",
                                          "  3 of 5 jobs done · 1 running · 1 failed · 2 not shown",
                                      }));
}

TEST(LiveView, NeverIsLargerThanTheTerminal) {
  SampleRun run("A workflow with a name that is far too long for any terminal 漢字漢字漢字");
  run.start();
  for (int i = 0; i < 300; ++i) {
    const std::string job = "job with a long name 漢字 number " + std::to_string(i);
    run.queue(job).begin(job).step(job, 1, std::string(200, 'x'));
  }
  for (const int columns : {20, 40, 80, 160}) {
    for (const int rows : {2, 3, 5, 24, 400}) {
      const Lines lines = view(run, {columns, rows}, true, true);
      EXPECT_LE(static_cast<int>(lines.size()), std::max(rows - 2, 2));
      for (const std::string& line : lines) {
        EXPECT_LE(static_cast<int>(text_width(line)), columns) << line;
      }
    }
  }
}

TEST(LiveView, SaysThatItIsCancelling) {
  EXPECT_EQ(view(typical(), {90, 24}, true).back(),
            "  cancelling · Ctrl-C again stops at once · 3 of 5 jobs done · 1 running · 1 failed");
}

TEST(LiveView, ShowsTheLastLineWhereThereIsRoom) {
  SampleRun run;
  run.start()
      .queue("test")
      .begin("test")
      .step("test", 1, "Install")
      .log("test", 1, "Collecting \x1b[32mrequests\x1b[0m");
  EXPECT_EQ(view(run, {70, 24}).at(1), "  ⠸ test      Install  Collecting requests                       12.3s");
  EXPECT_EQ(view(run, {40, 24}).at(1), "  ⠸ test      Install              12.3s");
}

TEST(LiveView, NamesAreCutInTheMiddleAndUseTheWidth) {
  SampleRun run;
  const std::string name = "Build the wheels of the service for every platform that there is";
  run.start().queue(name + " (3.11)").begin(name + " (3.11)");
  EXPECT_NE(view(run, {80, 24}).at(1).find("(3.11)"), std::string::npos);
  EXPECT_NE(view(run, {160, 24}).at(1).find(name), std::string::npos);
}

TEST(LiveView, ManyNeedsAreCounted) {
  SampleRun run;
  run.start();
  std::vector<std::string> needs;
  for (int i = 0; i < 13; ++i) {
    needs.push_back("job " + std::to_string(i));
    run.queue(needs.back());
  }
  run.queue("gate", needs);
  EXPECT_NE(view(run, {80, 24}).at(14).find("waits for 13 jobs"), std::string::npos);
}

TEST(LiveView, IsEmptyBeforeTheFirstRun) { EXPECT_EQ(view(SampleRun(), {80, 24}), Lines{}); }

}  // namespace
}  // namespace ropewalk::cli
