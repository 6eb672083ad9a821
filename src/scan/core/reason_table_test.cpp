#include "scan/core/reason_table.h"

#include <gmock/gmock.h>

#include <set>

namespace ropewalk::scan {
namespace {

TEST(ReasonTable, EachLineIsAReasonOfItsOwn) {
  std::set<std::string_view> ids;
  for (const ReasonRow& row : reason_table()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_THAT(row.kind, ::testing::AnyOf("incomplete", "skipped", "incomplete, skipped")) << row.id;
    EXPECT_FALSE(row.title.empty() || row.why.empty() || row.fix.empty()) << row.id;
  }
  EXPECT_GT(ids.size(), 40U);
}

TEST(ReasonTable, APageSaysWhatToDo) {
  EXPECT_THAT(*reason_page("shallow"), ::testing::HasSubstr("git fetch --unshallow"));
  EXPECT_THAT(*reason_page("shallow"), ::testing::HasSubstr("(exit 3)"));
  EXPECT_FALSE(reason_page("no-such-reason"));
}

}  // namespace
}  // namespace ropewalk::scan
