// Steps by the words that people have for them.
#include "engine/step_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workflow/reader.h"

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;

constexpr std::string_view kText = R"(on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: version
        run: echo "v=1" >> "$GITHUB_OUTPUT"
      - name: Test on ${{ matrix.python }}, ${{ matrix.os }}
        run: pytest
      - name: Test on paper
        run: echo
      - run: |
          echo ${{ github.sha }} done
          second line
)";

class StepChoiceTest : public testing::Test {
 protected:
  StepChoiceTest() : read_(workflow::read_workflow(std::make_shared<const SourceFile>("ci.yml", std::string(kText)))) {}

  [[nodiscard]] const workflow::Job& job() const { return read_.workflow->jobs.front(); }
  [[nodiscard]] const SourceFile& file() const { return *read_.workflow->file; }
  [[nodiscard]] std::vector<bool> only(const std::string& word) const {
    return chosen_steps(job(), {.only = {word}}, file());
  }

 private:
  workflow::ReadWorkflowResult read_;
};

TEST_F(StepChoiceTest, NamesAreThoseOfTheFile) {
  EXPECT_THAT(step_names(job(), file()),
              ElementsAre("actions/checkout@v4", "version", "Test on ${{ matrix.python }}, ${{ matrix.os }}",
                          "Test on paper", "echo ${{ github.sha }} done"));
}

TEST_F(StepChoiceTest, ANameWithExpressionsIsFoundAsItIsShownAndAsItIsWritten) {
  const auto second = ElementsAre(true, false, true, false, false);
  EXPECT_THAT(only("Test on 3.12, linux"), second);
  EXPECT_THAT(only("test on ${{ matrix.python }}, ${{ matrix.os }}"), second);
  EXPECT_FALSE(has_step(job(), "Test on 3.12 linux", file()));
}

TEST_F(StepChoiceTest, AStepThatIsCalledSoGoesBeforeOneThatMightBe) {
  EXPECT_THAT(only("Test on paper"), ElementsAre(true, false, false, true, false));
}

TEST_F(StepChoiceTest, AScriptIsCalledByItsFirstLine) {
  EXPECT_THAT(only("Run echo 0123456 done"), ElementsAre(true, false, false, false, true));
  EXPECT_THAT(only("VERSION"), ElementsAre(true, true, false, false, false));
  EXPECT_FALSE(has_step(job(), "second line", file()));
}

TEST_F(StepChoiceTest, FromAStepOnAllOfThemRun) {
  EXPECT_THAT(chosen_steps(job(), {.from = "Test on paper"}, file()), ElementsAre(true, false, false, true, true));
}

TEST_F(StepChoiceTest, AJobWithoutTheStepRunsWhole) {
  EXPECT_THAT(only("elsewhere"), ElementsAre(true, true, true, true, true));
}

}  // namespace
}  // namespace ropewalk::engine
