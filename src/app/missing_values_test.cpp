#include "app/missing_values.h"

#include <gmock/gmock.h>

#include "plan/testing.h"

namespace ropewalk::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kWorkflow = R"(on: push
env: {A: "${{ vars.REGION }}"}
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ secrets.ONE }} ${{ Secrets.one }}
        env:
          TOKEN: ${{ secrets['PYPI_TOKEN'] }}
      - run: echo ${{ secrets.GITHUB_TOKEN }}
)";

std::vector<std::string> names_at(const plan::Plan& plan, const RunSettings& settings, int line) {
  std::vector<std::string> names;
  for (const MissingValue& missing : missing_at(missing_values(plan, settings), ".github/workflows/ci.yml", line)) {
    names.push_back(missing.name + " " + missing.option);
  }
  return names;
}

TEST(MissingValues, AreThoseOfTheStepAndOfWhatIsAroundIt) {
  const plan::Plan plan = plan::testing::plan({plan::testing::read(kWorkflow)}, plan::testing::event("push"));
  EXPECT_THAT(names_at(plan, {}, 7), ElementsAre("vars.REGION --var REGION=VALUE",
                                                 "secrets.PYPI_TOKEN --secret PYPI_TOKEN", "secrets.ONE --secret ONE"));
  EXPECT_THAT(names_at(plan, {}, 10), ElementsAre("vars.REGION --var REGION=VALUE"));
  EXPECT_THAT(names_at(plan, {}, 1), IsEmpty());
  RunSettings settings;
  settings.secrets = {{"one", "x"}, {"PYPI_TOKEN", ""}};
  EXPECT_THAT(names_at(plan, settings, 7), ElementsAre("vars.REGION --var REGION=VALUE"));
}

}  // namespace
}  // namespace ropewalk::app
