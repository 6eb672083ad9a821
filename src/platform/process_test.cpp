// Real programs, real signals: what the Process port promises.
#include "platform/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace ropewalk::platform {
namespace {

using ports::ProcessEnd;
using ports::ProcessRequest;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

ProcessRequest bash(std::string script) {
  return {.arguments = {"bash", "-c", std::move(script)}, .environment = {{"PATH", "/usr/bin:/bin"}}};
}

/// Waits until the shell that was started has ended (and waits, as a zombie, to be collected).
const std::string kWaitForParent = "until grep -q ') Z' /proc/$$/stat; do sleep 0.01; done";

class ProcessTest : public testing::Test {
 protected:
  Result<ports::ProcessOutcome> run(const ProcessRequest& request, std::stop_token stop = {}) {
    return process.run(request, [this](std::string_view line) { lines.emplace_back(line); }, std::move(stop));
  }
  /// True when a process with this number is gone, or is only a zombie that waits for its new parent.
  static bool is_gone(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string stat((std::istreambuf_iterator<char>(file)), {});
    return stat.empty() || stat.find(") Z") != std::string::npos;
  }
  /// A killed process runs no more, but needs a moment to leave the table.
  static bool goes_soon(const std::string& pid) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!is_gone(pid) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    return is_gone(pid);
  }

  RealProcess process;
  std::vector<std::string> lines;
};

TEST_F(ProcessTest, HandsOnTheLinesOfBothOutputsEachInItsOrder) {
  const auto outcome = run(bash("for i in 1 2 3; do echo out$i; echo err$i >&2; done; printf tail"));
  EXPECT_EQ(outcome->end, ProcessEnd::kExited);
  EXPECT_EQ(outcome->exit_code, 0);
  EXPECT_THAT(lines, UnorderedElementsAre("out1", "err1", "out2", "err2", "out3", "err3", "tail"));
  const auto place = [&](const char* line) { return std::find(lines.begin(), lines.end(), line); };
  EXPECT_LT(place("out1"), place("out2"));
  EXPECT_LT(place("out2"), place("out3"));
  EXPECT_LT(place("err1"), place("err2"));
}

TEST_F(ProcessTest, ALineOnOneOutputIsWholeThoughTheOtherStandsInTheMiddleOfOne) {
  static_cast<void>(run(bash("printf ...; echo ::error::x >&2; echo done")));
  EXPECT_THAT(lines, UnorderedElementsAre("::error::x", "...done"));
}

TEST_F(ProcessTest, CaptureKeepsTheOutputsApart) {
  const auto captured = process.capture(bash("echo out; echo err >&2; exit 3"), {});
  EXPECT_EQ(captured->output, "out\n");
  EXPECT_EQ(captured->errors, "err\n");
  EXPECT_EQ(captured->outcome.exit_code, 3);
}

TEST_F(ProcessTest, CaptureTakesMoreThanAPipeHoldsOnBothOutputs) {
  const auto captured = process.capture(bash("head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2"), {});
  EXPECT_EQ(captured->output.size(), 3000000U);
  EXPECT_EQ(captured->errors.size(), 2000000U);
}

TEST_F(ProcessTest, TheEnvironmentIsExactlyWhatWasGiven) {
  ProcessRequest request{.arguments = {"env"}, .environment = {{"A", "1"}, {"PATH", "/usr/bin:/bin"}, {"A", "2 =\n"}}};
  EXPECT_EQ(process.capture(request, {})->output, "PATH=/usr/bin:/bin\nA=2 =\n\n");
}

TEST_F(ProcessTest, InputArrivesWholeAndWithoutInputThereIsItsEnd) {
  ProcessRequest request = bash("wc -c; cat /dev/stdin | wc -c");
  request.input = std::string(300000, 'x');
  ASSERT_TRUE(run(request));
  EXPECT_EQ(lines.at(0), "300000");
  lines.clear();
  ASSERT_TRUE(run(bash("wc -c")));
  EXPECT_THAT(lines, ElementsAre("0"));
}

TEST_F(ProcessTest, RunsInItsWorkingDirectoryAndFindsProgramsFromThere) {
  ProcessRequest request{.arguments = {"./true"}, .working_directory = "/usr/bin"};
  EXPECT_EQ(run(request)->exit_code, 0);
  request.arguments = {"pwd"};
  ASSERT_TRUE(run(request));
  EXPECT_THAT(lines, ElementsAre("/usr/bin"));
}

TEST_F(ProcessTest, SaysWhatIsMissing) {
  const auto missing = run({.arguments = {"no-such-program"}});
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(missing.error().message, "the program 'no-such-program' was not found");
  EXPECT_EQ(run({.arguments = {"/etc/passwd"}}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(run({.arguments = {"true"}, .working_directory = "/no/such"}).error().message,
            "the working directory '/no/such' is not there");
  EXPECT_EQ(run({}).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(run({.arguments = {"echo", std::string("a\0b", 3)}}).error().kind, ErrorKind::kUsage);
}

TEST_F(ProcessTest, AMissingInterpreterIsExplained) {
  const auto script = std::filesystem::temp_directory_path() / ("script-" + std::to_string(::getpid()));
  std::ofstream(script) << "#!/no/interpreter\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const auto outcome = run({.arguments = {script.string()}});
  std::filesystem::remove(script);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(outcome.error().hint, testing::HasSubstr("interpreter"));
}

TEST_F(ProcessTest, ASignalledProcessCountsAsAShellCountsIt) {
  const auto outcome = run(bash("kill -SEGV $$"));
  EXPECT_EQ(outcome->end, ProcessEnd::kSignalled);
  EXPECT_EQ(outcome->exit_code, 128 + SIGSEGV);
}

TEST_F(ProcessTest, ChildrenStartWithDefaultSignalsAndNothingElseOpen) {
  ::signal(SIGPIPE, SIG_IGN);
  const auto captured = process.capture(bash("ls /proc/self/fd | wc -l; yes | head -1; echo ${PIPESTATUS[0]}"), {});
  ::signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(captured->output, "4\ny\n141\n");
}

TEST_F(ProcessTest, TheDeadlineInterruptsTheWholeGroup) {
  ProcessRequest request = bash("trap 'echo interrupted; exit 9' INT; sleep 60 & echo $!; wait; sleep 60");
  request.deadline = std::chrono::steady_clock::now() + milliseconds(300);
  const auto outcome = run(request);
  EXPECT_EQ(outcome->end, ProcessEnd::kTimedOut);
  EXPECT_EQ(outcome->exit_code, 9);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], "interrupted");
  EXPECT_TRUE(goes_soon(lines[0]));
}

TEST_F(ProcessTest, WhoIgnoresInterruptIsTerminatedThenKilled) {
  ProcessRequest request = bash("trap '' INT; trap 'echo term' TERM; echo ready; while :; do sleep 0.05; done");
  request.grace = {milliseconds(150), milliseconds(150)};
  std::stop_source source;
  const auto sink = [&](std::string_view line) {
    lines.emplace_back(line);
    source.request_stop();
  };
  const auto outcome = process.run(request, sink, source.get_token());
  EXPECT_EQ(outcome->end, ProcessEnd::kStopped);
  EXPECT_EQ(outcome->exit_code, 128 + SIGKILL);
  EXPECT_EQ(lines.at(0), "ready");
  EXPECT_THAT(lines, testing::Contains("term"));
}

TEST_F(ProcessTest, WhileNothingMayBeReadTheDeadlineStillEndsIt) {
  ProcessRequest request = bash("seq 1000000; sleep 60");
  request.may_read = [this] { return lines.size() < 10; };
  request.deadline = std::chrono::steady_clock::now() + milliseconds(300);
  EXPECT_EQ(run(request)->end, ProcessEnd::kTimedOut);
  EXPECT_GE(lines.size(), 10U);
  EXPECT_LT(lines.size(), 100'000U);
}

TEST_F(ProcessTest, AStopFromAnotherThreadEndsIt) {
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  const auto outcome = run({.arguments = {"sleep", "60"}}, source.get_token());
  EXPECT_EQ(outcome->end, ProcessEnd::kStopped);
  EXPECT_EQ(outcome->exit_code, 130);
}

TEST_F(ProcessTest, AStopBeforeTheStartStartsNothing) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(run({.arguments = {"no-such-program"}}, source.get_token())->end, ProcessEnd::kStopped);
  EXPECT_EQ(process.capture({.arguments = {"no-such-program"}}, source.get_token())->outcome.exit_code, 130);
}

TEST_F(ProcessTest, ABackgroundProcessNeitherHoldsTheStepNorOutlivesIt) {
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(run(bash("sleep 60 & echo $!")));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(goes_soon(lines[0]));
}

TEST_F(ProcessTest, ABackgroundProcessThatWritesWithoutEndDoesNotHoldTheStep) {
  std::size_t count = 0;
  ASSERT_TRUE(process.run(bash("yes & sleep 0.1"), [&](std::string_view) { ++count; }, {}));
  EXPECT_GT(count, 0U);
}

TEST_F(ProcessTest, AKeptBackgroundProcessGoesOnUntilItsMarkIsEnded) {
  ProcessRequest request = bash("(while :; do echo still here; done) & echo $!");
  request.keeps_background = true;
  request.environment.emplace_back("TRACKING", "test-" + std::to_string(::getpid()));
  ASSERT_TRUE(run(request));
  const auto number = std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l != "still here"; });
  ASSERT_NE(number, lines.end());
  EXPECT_FALSE(is_gone(*number));
  const auto ended = process.end_marked("TRACKING", "test-" + std::to_string(::getpid()));
  EXPECT_THAT(ended, ElementsAre(*number + " (bash)"));
  EXPECT_TRUE(process.end_marked("TRACKING", "no such value").empty());
}

/// A step of an image's build has the environment of the image.
TEST_F(ProcessTest, WhatAMarkedLeaderHasStartedGoesWithItWhateverItsEnvironment) {
  ProcessRequest request = bash(
      "read -r number < <(exec setsid bash -c 'env -i sleep 60 >/dev/null 2>&1 & echo $!; exec sleep 61 >/dev/null "
      "2>&1');"
      "echo $number");
  request.keeps_background = true;
  request.environment.emplace_back("TRACKING", "leader-" + std::to_string(::getpid()));
  ASSERT_TRUE(run(request));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_FALSE(is_gone(lines[0]));
  EXPECT_EQ(process.end_marked("TRACKING", "leader-" + std::to_string(::getpid())).size(), 1U);
  EXPECT_TRUE(goes_soon(lines[0]));
}

TEST_F(ProcessTest, AnExceptionInTheSinkEndsTheProgram) {
  std::string pid;
  const auto sink = [&](std::string_view line) {
    pid = line;
    throw std::runtime_error("sink");
  };
  EXPECT_THROW(static_cast<void>(process.run(bash("echo $$; sleep 60"), sink, {})), std::runtime_error);
  EXPECT_TRUE(goes_soon(pid));
}

TEST_F(ProcessTest, ClosingEndsWhatRunsAndLetsNothingStart) {
  const auto sink = [&](std::string_view) { process.close(); };
  const auto outcome = process.run(bash("trap '' INT TERM; echo ready; sleep 60"), sink, {});
  EXPECT_EQ(outcome->end, ProcessEnd::kSignalled);
  EXPECT_EQ(outcome->exit_code, 128 + SIGKILL);
  EXPECT_EQ(run(bash("echo alive"))->end, ProcessEnd::kStopped);
  EXPECT_EQ(process.capture(bash("echo alive"), {})->outcome.exit_code, 130);
  EXPECT_TRUE(lines.empty());
}

TEST_F(ProcessTest, ClosingEndsWhatWasLeftInTheBackgroundInASessionOfItsOwn) {
  process.mark_all("TRACKING", "close-" + std::to_string(::getpid()));
  ProcessRequest request = bash("setsid sleep 60 >/dev/null 2>&1 & echo $!");
  request.keeps_background = true;
  ASSERT_TRUE(run(request));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_FALSE(is_gone(lines[0]));
  process.close();
  EXPECT_TRUE(goes_soon(lines[0]));
}

TEST_F(ProcessTest, AllProgramsAreMarkedUnlessTheirRequestMarksThem) {
  process.mark_all("TRACKING", "all");
  EXPECT_EQ(process.capture({.arguments = {"/usr/bin/env"}}, {})->output, "TRACKING=all\n");
  EXPECT_EQ(process.capture({.arguments = {"/usr/bin/env"}, .environment = {{"TRACKING", "own"}}}, {})->output,
            "TRACKING=own\n");
}

TEST_F(ProcessTest, OutputsAreReadToTheirEndWhenTheProgramEndsFirst) {
  ProcessRequest request = bash("exec > >(" + kWaitForParent + "; cat) 2>&1; echo first; echo last >&2");
  request.keeps_background = true;
  request.stream_grace = std::chrono::minutes(1);
  ASSERT_TRUE(run(request));
  EXPECT_THAT(lines, ElementsAre("first", "last"));
}

TEST_F(ProcessTest, OutputsThatAServerHoldsOpenAreReadForTheGraceAndNoLonger) {
  ProcessRequest request = bash("(while :; do echo still here; sleep 0.01; done) & echo $!");
  request.keeps_background = true;
  request.stream_grace = milliseconds(200);
  request.environment.emplace_back("TRACKING", "grace-" + std::to_string(::getpid()));
  EXPECT_EQ(run(request)->end, ProcessEnd::kExited);
  EXPECT_GT(lines.size(), 2U);
  EXPECT_FALSE(process.end_marked("TRACKING", "grace-").empty());
}

TEST_F(ProcessTest, AStopEndsTheGraceButNotTheProgramThatHasEnded) {
  ProcessRequest request = bash("(" + kWaitForParent + "; echo orphan; sleep 60) & exit 7");
  request.keeps_background = true;
  request.stream_grace = std::chrono::hours(1);
  request.environment.emplace_back("TRACKING", "stop-" + std::to_string(::getpid()));
  std::stop_source source;
  const auto outcome = process.run(request, [&](std::string_view) { source.request_stop(); }, source.get_token());
  EXPECT_EQ(outcome->end, ProcessEnd::kExited);
  EXPECT_EQ(outcome->exit_code, 7);
  EXPECT_FALSE(process.end_marked("TRACKING", "stop-").empty());
}

TEST_F(ProcessTest, MarksAreFoundByTheStartOfTheirValue) {
  ProcessRequest request = bash("sleep 60 >/dev/null 2>&1 & setsid sleep 60 >/dev/null 2>&1 & sleep 0");
  request.keeps_background = true;
  const std::string mark = "run-" + std::to_string(::getpid());
  request.environment.emplace_back("TRACKING", mark + "-job-1");
  ASSERT_TRUE(run(request));
  EXPECT_TRUE(process.end_marked("TRACKING", mark + "-job-2").empty());
  EXPECT_TRUE(process.end_marked("RACKING", mark).empty());
  EXPECT_EQ(process.end_marked("TRACKING", mark).size(), 2U);
}

TEST_F(ProcessTest, TheWatchStartsThisProgramWhenTheProcessIsKilled) {
  const auto report = std::filesystem::temp_directory_path() / ("watch-" + std::to_string(::getpid()) + ".json");
  const pid_t killed = ::fork();
  if (killed == 0) {
    const auto watch = process.watch_over({"--gtest_filter=-*", "--gtest_output=json:" + report.string()});
    ::kill(::getpid(), watch ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(killed, &status, 0), killed);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!std::filesystem::exists(report) && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(std::filesystem::remove(report));
}

TEST_F(ProcessTest, AWatchThatIsNotNeededLeavesNoProcess) {
  auto watch = process.watch_over({"--gtest_filter=-*"});
  ASSERT_TRUE(watch);
  watch->reset();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST_F(ProcessTest, ManyRunAtOnce) {
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto captured = process.capture(bash("sleep 0.01; echo hello"), {});
      good += captured && captured->output == "hello\n" ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(good, 8);
}

TEST_F(ProcessTest, FindsProgramsOnAGivenPath) {
  EXPECT_EQ(process.find_program("sh", "/nowhere:/bin"), "/bin/sh");
  EXPECT_EQ(process.find_program("sh", "/nowhere"), std::nullopt);
  EXPECT_EQ(process.find_program("/bin/sh", ""), "/bin/sh");
  EXPECT_EQ(process.find_program("", "/bin"), std::nullopt);
  EXPECT_EQ(process.find_program("passwd", "/etc"), std::nullopt);
}

}  // namespace
}  // namespace ropewalk::platform
