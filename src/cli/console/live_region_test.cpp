#include "cli/console/live_region.h"

#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/terminal.h"

namespace ropewalk::cli {
namespace {

class LiveRegionTest : public testing::Test {
 protected:
  LiveRegionTest() { terminal_.set_terminal(true, {10, 24}); }

  /// What was written since the last call.
  std::string written() {
    const std::string all = terminal_.output();
    std::string since = all.substr(seen_);
    seen_ = all.size();
    return since;
  }

  ports::FakeTerminal terminal_;
  ports::FakeEnvironment environment_;
  std::size_t seen_ = 0;
};

TEST_F(LiveRegionTest, TheFirstFrameHidesTheCursor) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"one", "two"}, "");
  EXPECT_EQ(written(), "\x1b[?25l\r\x1b[Jone\r\ntwo\r\n\x1b[J");
}

TEST_F(LiveRegionTest, OnlyChangedLinesAreWritten) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"one", "two"}, "");
  written();
  region.paint({"one", "2"}, "");
  EXPECT_EQ(written(), "\r\x1b[2A\r\n\x1b[2K2\r\n\x1b[J");
  region.paint({"one", "2"}, "");
  EXPECT_EQ(written(), "");
}

TEST_F(LiveRegionTest, TextAboveStays) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"one"}, "");
  written();
  region.paint({"one"}, "log\n");
  EXPECT_EQ(written(), "\r\x1b[1A\x1b[Jlog\none\r\n\x1b[J");
}

TEST_F(LiveRegionTest, ANarrowerTerminalHasWrappedTheLines) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"0123456789", "x"}, "");
  written();
  terminal_.set_terminal(true, {4, 24});
  region.paint({"0123", "x"}, "");
  EXPECT_EQ(written(), "\r\x1b[4A\x1b[J0123\r\nx\r\n\x1b[J");
}

TEST_F(LiveRegionTest, ClearingLeavesNothingBehind) {
  {
    LiveRegion region(Screen(terminal_, environment_));
    region.paint({"one"}, "");
    written();
  }
  EXPECT_EQ(written(), "\r\x1b[1A\x1b[J\x1b[?25h");
}

TEST_F(LiveRegionTest, TheCursorStaysVisibleAfterAnInterrupt) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"one"}, "");
  written();
  region.keep_cursor();
  EXPECT_EQ(written(), "\x1b[?25h");
  region.paint({"two"}, "");
  EXPECT_EQ(written(), "\r\x1b[1A\x1b[2Ktwo\r\n\x1b[J");
}

TEST_F(LiveRegionTest, NothingThatALineSaysMovesTheCursor) {
  LiveRegion region(Screen(terminal_, environment_));
  region.paint({"a\x1b[5A\x1b]0;t\a"}, "log\x1b[2J\n");
  EXPECT_EQ(written(), "\x1b[?25l\r\x1b[Jlog\\x1b[2J\na\\x1b[5A\\x1b]0;t\\x07\r\n\x1b[J");
}

}  // namespace
}  // namespace ropewalk::cli
