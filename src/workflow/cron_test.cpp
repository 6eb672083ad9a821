// Schedules that GitHub takes and refuses.
#include "workflow/cron.h"

#include <gtest/gtest.h>

namespace ropewalk::workflow {
namespace {

TEST(Cron, NumbersRangesListsStepsAndNamesAreTaken) {
  for (const char* text : {"* * * * *", "0 */12 * * *", "30 5,17 * * *", "0-30/5 * 1-15 JAN-Jun mon", "*/15  2 31 12 6",
                           "0 0 1 jan sun", "59 23 * * 0-6", "1,2,3-5 * * * fri,sat"}) {
    EXPECT_TRUE(is_valid_cron(text)) << text;
  }
}

TEST(Cron, WrongFieldsAreRefused) {
  for (const char* text :
       {"",           "* * * *",    "* * * * * *", "60 * * * *",  "* 24 * * *", "* * 0 * *",     "* * 32 * *",
        "* * * 13 *", "* * * * 7",  "5-1 * * * *", "*/0 * * * *", "a * * * *",  "* * * foo *",   "1, * * * *",
        "1- * * * *", "/5 * * * *", "1/ * * * *",  "@daily",      "-1 * * * *", "1-2-3 * * * *", "* * * * mon-",
        "1.5 * * * *"}) {
    EXPECT_FALSE(is_valid_cron(text)) << text;
  }
}

TEST(Cron, SpacesAroundItAreFieldsOfTheirOwn) {
  EXPECT_FALSE(is_valid_cron(" * * * * *"));
  EXPECT_FALSE(is_valid_cron("* * * * * "));
  EXPECT_FALSE(is_valid_cron("* *\t* * *"));
}

}  // namespace
}  // namespace ropewalk::workflow
