// Actions with a `pre` and a `post`: when these run, what they share, and that they run once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/engine_bench.h"
#include "workflow/reader.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// One action, `owner/one`, whose scripts are in `/store/one`.
class OneAction final : public actions::ActionStore {
 public:
  explicit OneAction(std::string text) : text_(std::move(text)) {}
  Result<actions::FolderAction> fetch(const actions::ActionReference& reference, std::stop_token /*stop*/) override {
    ++fetched;
    if (reference.owner != "owner") {
      return fail(ErrorKind::kNotFound, "there is no such repository");
    }
    const auto file = std::make_shared<const SourceFile>("action.yml", text_);
    return actions::FolderAction{"/store/one", workflow::read_action(file).action};
  }
  int fetched = 0;

 private:
  std::string text_;
};

struct PreStep : testing::Test {
  PreStep() {
    bench.action_store = &store;
    bench.files.add("/store/one/pre.js", "echo pre $INPUT_WHO\nstate told=pre");
    bench.files.add("/store/one/main.js", "echo main $STATE_told");
    bench.files.add("/store/one/post.js", "echo post $STATE_told");
  }
  EngineBench bench;
  OneAction store{
      "inputs: {who: {default: nobody}}\n"
      "runs: {using: node20, pre: pre.js, main: main.js, post: post.js, post-if: success()}\n"};
};

TEST_F(PreStep, RunsBeforeTheFirstStepAndSharesItsStateWithMainAndPost) {
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo first
      - uses: owner/one@v2
        with: {who: world}
      - name: Again
        uses: owner/one@v2
)");
  EXPECT_THAT(bench.echoed(),
              ElementsAre("pre world", "pre nobody", "first", "main pre", "main pre", "post pre", "post pre"));
  EXPECT_THAT(bench.steps("a"),
              ElementsAre("Set up job: success", "Pre Run owner/one@v2: success", "Pre Again: success",
                          "Run echo first: success", "Run owner/one@v2: success", "Again: success",
                          "Post Again: success", "Post Run owner/one@v2: success", "Complete job: success"));
  EXPECT_EQ(store.fetched, 1);
}

TEST_F(PreStep, AFailedPreFailsTheJobAndItsPostIsStillAsked) {
  bench.files.add("/store/one/pre.js", "exit 1");
  bench.run("on: push\njobs:\n  a: {runs-on: linux, steps: [{uses: owner/one@v2}]}\n");
  EXPECT_THAT(bench.steps("a"),
              ElementsAre("Set up job: success", "Pre Run owner/one@v2: failure", "Run owner/one@v2: skipped",
                          "Post Run owner/one@v2: skipped", "Complete job: success"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
}

TEST_F(PreStep, ItsConditionIsItsOwnAndDoesNotAskForTheStep) {
  OneAction other("runs: {using: node20, pre: pre.js, pre-if: \"runner.os == 'Windows'\", main: main.js}\n");
  bench.action_store = &other;
  bench.run("on: push\njobs:\n  a: {runs-on: linux, steps: [{uses: owner/one@v2}]}\n");
  EXPECT_THAT(bench.echoed(), ElementsAre("main "));
  EXPECT_THAT(bench.steps("a"), Contains("Pre Run owner/one@v2: skipped"));
}

TEST_F(PreStep, AnActionThatCannotBeFetchedFailsItsStepAlone) {
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo before
      - uses: other/gone@v1
      - uses: other/gone@v1
        if: always()
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("before"));
  EXPECT_THAT(bench.errors(), Contains(HasSubstr("there is no such repository")));
  EXPECT_EQ(store.fetched, 1);
}

}  // namespace
}  // namespace ropewalk::engine
