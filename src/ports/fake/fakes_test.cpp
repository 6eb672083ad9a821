// The fakes without a file of their own: what a test may rely on.
#include <gtest/gtest.h>

#include "ports/fake/archive.h"
#include "ports/fake/clock.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"
#include "ports/fake/random.h"
#include "ports/fake/repository.h"
#include "ports/fake/signals.h"
#include "ports/fake/terminal.h"

namespace ropewalk::ports {
namespace {

TEST(FakeClock, MovesOnlyWhenToldAndBothClocksTogether) {
  FakeClock clock;
  const auto day = clock.now();
  const auto steady = clock.monotonic();
  EXPECT_EQ(std::chrono::system_clock::to_time_t(day), 1767323045);
  EXPECT_EQ(clock.now(), day);
  clock.advance(std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.now() - day, std::chrono::milliseconds(1500));
  EXPECT_EQ(clock.monotonic() - steady, std::chrono::milliseconds(1500));
}

TEST(FakeRandom, IsTheSameForASeedAndNeverRepeats) {
  FakeRandom a;
  FakeRandom b;
  FakeRandom other(2);
  const std::string first = a.bytes(40);
  EXPECT_EQ(first.size(), 40U);
  EXPECT_EQ(first, b.bytes(40));
  EXPECT_NE(first, a.bytes(40));
  EXPECT_NE(first, other.bytes(40));
}

TEST(Uuid, IsVersion4InLowerCase) {
  FakeRandom random;
  const std::string uuid = make_uuid(random);
  ASSERT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), std::string::npos);
}

TEST(FakeEnvironment, AnswersWithItsMembers) {
  FakeEnvironment environment;
  environment.values["LANG"] = "C";
  EXPECT_EQ(environment.variable("LANG"), "C");
  EXPECT_EQ(environment.variable("NONE"), std::nullopt);
  EXPECT_EQ(environment.variables().size(), 2U);
}

TEST(FakeSignals, AnInterruptRequestsTheStop) {
  FakeSignals signals;
  const std::stop_token token = signals.interrupted();
  EXPECT_FALSE(token.stop_requested());
  signals.interrupt();
  EXPECT_TRUE(token.stop_requested());
}

TEST(FakeTerminal, KeepsBothStreamsAndTheirOrder) {
  FakeTerminal terminal;
  terminal.write(Stream::kOutput, "a");
  terminal.write(Stream::kErrors, "b");
  terminal.write(Stream::kOutput, "c");
  EXPECT_EQ(terminal.output(), "ac");
  EXPECT_EQ(terminal.errors(), "b");
  EXPECT_EQ(terminal.both(), "abc");
  terminal.close(Stream::kOutput);
  terminal.write(Stream::kOutput, "d");
  EXPECT_TRUE(terminal.is_closed(Stream::kOutput));
  EXPECT_EQ(terminal.output(), "ac");
}

TEST(FakeTerminal, AnswersHiddenPromptsInOrder) {
  FakeTerminal terminal;
  terminal.add_hidden_answer("secret");
  EXPECT_EQ(*terminal.read_hidden("token: "), "secret");
  EXPECT_EQ(terminal.errors(), "token: ");
  EXPECT_FALSE(terminal.read_hidden("again: "));
}

TEST(FakeProcess, AnswersByProgramAndKeepsTheRequests) {
  FakeProcess process;
  process.on("git", "first\nsecond\n");
  process.on_arguments({"git", "status"}, "clean\n", 1);
  std::vector<std::string> lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  EXPECT_EQ(process.run({.arguments = {"/usr/bin/git", "log"}}, sink, {})->exit_code, 0);
  EXPECT_EQ(lines, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(process.capture({.arguments = {"git", "status", "-s"}}, {})->outcome.exit_code, 1);
  EXPECT_EQ(process.capture({.arguments = {"hg"}}, {}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(process.requests().size(), 3U);
  EXPECT_EQ(process.find_program("git", ""), "/usr/bin/git");
  EXPECT_EQ(process.find_program("hg", ""), std::nullopt);
  EXPECT_TRUE(process.end_marked("ID", "1").empty());
  EXPECT_EQ(process.ended_marks(), std::vector<std::string>{"ID=1"});
}

TEST(FakeArchive, GivesBackWhatItPackedAndRefusesEscapes) {
  FakeFiles files;
  FakeArchive archive(files);
  files.add("/in/a", "1");
  files.add("/in/d/b", "2");
  ASSERT_TRUE(archive.pack({{"/in", "in"}, {"/in/a", "../out"}}, "/x.zip", ArchiveFormat::kZip, 6, {}));
  EXPECT_EQ(*archive.list("/x.zip"), (std::vector<std::string>{"in/a", "in/d/b", "../out"}));
  EXPECT_EQ(archive.unpack("/x.zip", "/to", {}).error().kind, ErrorKind::kInvalid);
  ASSERT_TRUE(archive.unpack_trusted("/x.zip", "/deep/to", {}));
  EXPECT_EQ(*files.read("/deep/to/in/d/b"), "2");
  EXPECT_FALSE(archive.list("/in/a"));
}

TEST(FakeRepository, AnswersFromItsFactsAndWritesItsTree) {
  FakeFiles files;
  auto facts = std::make_shared<RepositoryFacts>();
  facts->current.commit = "c2";
  facts->history = {Commit{.sha = "c2"}, Commit{.sha = "c1"}};
  facts->tags["c2"] = {"v1"};
  facts->remotes["origin"] = "https://github.com/o/r";
  facts->tree["src/a.py"] = "pass";
  FakeRepositories repositories(facts, files);
  const auto repository = *repositories.discover("/project/src");
  EXPECT_EQ(*repository->resolve("HEAD"), "c2");
  EXPECT_EQ(repository->commits("", "main", 5)->size(), 1U);
  EXPECT_EQ(repository->commits("c1", "c2", 5)->at(0).sha, "c2");
  EXPECT_EQ(*repository->merge_base("c1", "c2"), "c1");
  EXPECT_EQ(repository->tags_at("main")->at(0), "v1");
  EXPECT_EQ(repository->remote_url("origin"), "https://github.com/o/r");
  EXPECT_FALSE(repository->commit("nope"));
  const Snapshot snapshot = *repository->snapshot({.ref = "refs/heads/main"}, "/snap", {});
  ASSERT_TRUE(repository->checkout(snapshot, {.workspace = "/work", .commit = "c2", .branch = "main"}, {}));
  EXPECT_EQ(*files.read("/work/src/a.py"), "pass");
  EXPECT_EQ(*files.read("/work/.git/HEAD"), "ref: refs/heads/main\n");
  EXPECT_EQ(repositories.discover("/elsewhere").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace ropewalk::ports
