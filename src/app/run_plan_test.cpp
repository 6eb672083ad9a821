#include "app/run_plan.h"

#include <gtest/gtest.h>

#include "ports/fake/random.h"

namespace ropewalk::app {
namespace {

TEST(RunId, IsElevenDigitsAndNeverTheSameTwice) {
  ports::FakeRandom random;
  const RunId first = make_run_id(random);
  const RunId second = make_run_id(random);
  EXPECT_EQ(first.text().size(), 11U);
  EXPECT_EQ(first.text().find_first_not_of("0123456789"), std::string::npos);
  EXPECT_NE(first.text().front(), '0');
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace ropewalk::app
